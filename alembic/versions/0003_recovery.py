"""recovery, captcha, sign-in by code, short registration

Revision ID: 0003
Revises: 0001
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op


revision = '0003'
down_revision = '0001'
branch_labels = None
depends_on = None


TEXT = sqlmodel.sql.sqltypes.AutoString
TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        'captcha',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('browser_hash', TEXT(length=64), nullable=False),
        sa.Column('fetches', sa.Integer(), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('expires_at', TIME(), nullable=False),
        sa.Column('used_at', TIME(), nullable=True),
        sa.PrimaryKeyConstraint('id', name='pk_captcha'),
    )
    _index('captcha', 'browser_hash', 'expires_at')
    op.create_table(
        'code_guessing',
        sa.Column('destination_hash', TEXT(length=64), nullable=False),
        sa.Column('failures', sa.Integer(), nullable=False),
        sa.Column('guessed_at', TIME(), nullable=False),
        sa.PrimaryKeyConstraint('destination_hash', name='pk_code_guessing'),
    )
    _index('code_guessing', 'guessed_at')
    op.create_table(
        'code_volume',
        sa.Column('hour', TEXT(length=13), nullable=False),
        sa.Column('sent', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('hour', name='pk_code_volume'),
    )
    op.create_table(
        'code_sign_in',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('browser_hash', TEXT(length=64), nullable=False),
        sa.Column('kind', TEXT(length=5), nullable=False),
        sa.Column('key', TEXT(length=320), nullable=False),
        sa.Column('shown', TEXT(length=320), nullable=False),
        sa.Column('to', TEXT(length=320), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=True),
        sa.Column('locale', TEXT(length=2), nullable=False),
        sa.Column('ip', TEXT(length=45), nullable=False),
        sa.Column('expires_at', TIME(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name='fk_code_sign_in_account_id_account'),
        sa.PrimaryKeyConstraint('id', name='pk_code_sign_in'),
        sa.UniqueConstraint('browser_hash', name='uq_code_sign_in_browser_hash'),
    )
    _index('code_sign_in', 'account_id', 'expires_at')
    op.create_table(
        'former_password',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('password_hash', TEXT(length=255), nullable=False),
        sa.Column('replaced_at', TIME(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name='fk_former_password_account_id_account'),
        sa.PrimaryKeyConstraint('id', name='pk_former_password'),
    )
    _index('former_password', 'account_id')
    op.create_table(
        'recovery',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('browser_hash', TEXT(length=64), nullable=False),
        sa.Column('step', sa.Integer(), nullable=False),
        sa.Column('who_hash', TEXT(length=64), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=True),
        sa.Column('way', TEXT(length=5), nullable=False),
        sa.Column('channel', TEXT(length=5), nullable=False),
        sa.Column('destination', TEXT(length=320), nullable=False),
        sa.Column('link_hash', TEXT(length=64), nullable=False),
        sa.Column('link_expires_at', TIME(), nullable=True),
        sa.Column('locale', TEXT(length=2), nullable=False),
        sa.Column('ip', TEXT(length=45), nullable=False),
        sa.Column('expires_at', TIME(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name='fk_recovery_account_id_account'),
        sa.PrimaryKeyConstraint('id', name='pk_recovery'),
        sa.UniqueConstraint('browser_hash', name='uq_recovery_browser_hash'),
    )
    _index('recovery', 'account_id', 'expires_at', 'link_hash')
    with op.batch_alter_table('registration_draft') as batch_op:
        batch_op.add_column(sa.Column('kind', TEXT(length=5), nullable=False, server_default='full'))


def downgrade() -> None:
    # What the short form left half done cannot go on in the wizard alone.
    op.execute("DELETE FROM registration_draft WHERE kind <> 'full'")
    with op.batch_alter_table('registration_draft') as batch_op:
        batch_op.drop_column('kind')
    for table in ('recovery', 'former_password', 'code_sign_in', 'code_volume', 'code_guessing', 'captcha'):
        op.drop_table(table)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f'ix_{table}_{column}', table, [column])
