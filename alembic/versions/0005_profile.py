"""sessions that renew, journal, known devices, second factor, notices, contacts, profile

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op
from rxapp.core import append_only


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


TEXT = sqlmodel.sql.sqltypes.AutoString
TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    with op.batch_alter_table('account') as batch_op:
        batch_op.add_column(sa.Column('theme', TEXT(length=5), nullable=False, server_default=''))
    with op.batch_alter_table('sign_in_alias') as batch_op:
        batch_op.add_column(sa.Column('address', TEXT(length=320), nullable=False, server_default=''))
    # Letters go to the address as its owner spells it, not to the folded key.
    op.execute(
        "UPDATE sign_in_alias SET address = (SELECT email FROM account WHERE account.id = sign_in_alias.account_id) "
        "WHERE kind = 'email' AND key = (SELECT lower(email) FROM account WHERE account.id = sign_in_alias.account_id)"
    )
    _sessions()
    _journal()
    _second_factor()
    _profile()


def _sessions() -> None:
    with op.batch_alter_table('session') as batch_op:
        batch_op.add_column(sa.Column('stepped_up_at', TIME(), nullable=True))
        batch_op.add_column(sa.Column('lapsed', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('renew_by', TIME(), nullable=True))
    with op.batch_alter_table('sign_in_ticket') as batch_op:
        batch_op.add_column(sa.Column('session_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('proved', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.create_foreign_key('fk_sign_in_ticket_session_id_session', 'session', ['session_id'], ['id'])
    op.create_table(
        'known_device',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('device_hash', TEXT(length=64), nullable=False),
        sa.Column('trusted', sa.Boolean(), nullable=False),
        sa.Column('known_at', TIME(), nullable=False),
        sa.Column('used_at', TIME(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name='fk_known_device_account_id_account'),
        sa.PrimaryKeyConstraint('id', name='pk_known_device'),
        sa.UniqueConstraint('account_id', 'device_hash', name='uq_known_device_account_id_device_hash'),
    )
    _index('known_device', 'account_id', 'device_hash', 'used_at')


def _journal() -> None:
    op.create_table(
        'security_event',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('kind', TEXT(length=32), nullable=False),
        sa.Column('at', TIME(), nullable=False),
        sa.Column('family', TEXT(length=40), nullable=False),
        sa.Column('system', TEXT(length=40), nullable=False),
        sa.Column('network', TEXT(length=45), nullable=False),
        sa.Column('details', sa.Text(), nullable=False),
        sa.Column('previous_hash', TEXT(length=64), nullable=False),
        sa.Column('entry_hash', TEXT(length=64), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_security_event'),
        sa.UniqueConstraint('account_id', 'number', name='uq_security_event_account_id_number'),
    )
    _index('security_event', 'at')
    op.create_table(
        'journal_head',
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('entry_hash', TEXT(length=64), nullable=False),
        sa.PrimaryKeyConstraint('account_id', name='pk_journal_head'),
    )
    for statement in append_only.statements(op.get_bind().dialect.name, "security_event", 365):
        op.execute(statement)


def _second_factor() -> None:
    op.create_table(
        'second_factor',
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('secret_sealed', TEXT(length=255), nullable=False),
        sa.Column('last_step', sa.Integer(), nullable=False),
        sa.Column('created_at', TIME(), nullable=False),
        sa.Column('confirmed_at', TIME(), nullable=True),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name='fk_second_factor_account_id_account'),
        sa.PrimaryKeyConstraint('account_id', name='pk_second_factor'),
    )
    op.create_table(
        'recovery_code',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('code_hash', TEXT(length=64), nullable=False),
        sa.Column('used_at', TIME(), nullable=True),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name='fk_recovery_code_account_id_account'),
        sa.PrimaryKeyConstraint('id', name='pk_recovery_code'),
        sa.UniqueConstraint('code_hash', name='uq_recovery_code_code_hash'),
    )
    _index('recovery_code', 'account_id')
    op.create_table(
        'half_sign_in',
        sa.Column('browser_hash', TEXT(length=64), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('remembered', sa.Boolean(), nullable=False),
        sa.Column('expires_at', TIME(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name='fk_half_sign_in_account_id_account'),
        sa.PrimaryKeyConstraint('browser_hash', name='pk_half_sign_in'),
    )
    _index('half_sign_in', 'account_id', 'expires_at')


def _profile() -> None:
    op.create_table(
        'notice_choice',
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('event', TEXT(length=20), nullable=False),
        sa.Column('channel', TEXT(length=8), nullable=False),
        sa.Column('wanted', sa.Boolean(), nullable=False),
        sa.Column('chosen_at', TIME(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name='fk_notice_choice_account_id_account'),
        sa.PrimaryKeyConstraint('account_id', 'event', 'channel', name='pk_notice_choice'),
    )
    op.create_table(
        'pending_contact',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('session_id', sa.Uuid(), nullable=False),
        sa.Column('kind', TEXT(length=5), nullable=False),
        sa.Column('key', TEXT(length=320), nullable=False),
        sa.Column('address', TEXT(length=320), nullable=False),
        sa.Column('decoy', sa.Boolean(), nullable=False),
        sa.Column('expires_at', TIME(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name='fk_pending_contact_account_id_account'),
        sa.PrimaryKeyConstraint('id', name='pk_pending_contact'),
        sa.UniqueConstraint('account_id', 'kind', name='uq_pending_contact_account_id_kind'),
    )
    _index('pending_contact', 'expires_at')
    op.create_table(
        'home_address',
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('region', TEXT(length=10), nullable=False),
        sa.Column('city', TEXT(length=80), nullable=False),
        sa.Column('street', TEXT(length=120), nullable=False),
        sa.Column('house', TEXT(length=20), nullable=False),
        sa.Column('flat', TEXT(length=10), nullable=False),
        sa.Column('changed_at', TIME(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name='fk_home_address_account_id_account'),
        sa.PrimaryKeyConstraint('account_id', name='pk_home_address'),
    )
    op.create_table(
        'consent_withdrawal',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('consent_id', sa.Uuid(), nullable=False),
        sa.Column('account_id', sa.Uuid(), nullable=False),
        sa.Column('withdrawn_at', TIME(), nullable=False),
        sa.Column('ip', TEXT(length=45), nullable=False),
        sa.Column('method', TEXT(length=20), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name='fk_consent_withdrawal_account_id_account'),
        sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name='fk_consent_withdrawal_consent_id_consent'),
        sa.PrimaryKeyConstraint('id', name='pk_consent_withdrawal'),
        sa.UniqueConstraint('consent_id', name='uq_consent_withdrawal_consent_id'),
    )
    _index('consent_withdrawal', 'account_id')


def downgrade() -> None:
    for table in ('consent_withdrawal', 'home_address', 'pending_contact', 'notice_choice', 'half_sign_in'):
        op.drop_table(table)
    for table in ('recovery_code', 'second_factor', 'journal_head'):
        op.drop_table(table)
    for statement in append_only.drop_statements(op.get_bind().dialect.name, "security_event"):
        op.execute(statement)
    for table in ('security_event', 'known_device'):
        op.drop_table(table)
    # A ticket that renews a session would open a second one under the former code.
    op.execute("DELETE FROM sign_in_ticket WHERE session_id IS NOT NULL")
    with op.batch_alter_table('sign_in_ticket') as batch_op:
        batch_op.drop_constraint('fk_sign_in_ticket_session_id_session', type_='foreignkey')
        batch_op.drop_column('proved')
        batch_op.drop_column('session_id')
    with op.batch_alter_table('session') as batch_op:
        for column in ('renew_by', 'lapsed', 'stepped_up_at'):
            batch_op.drop_column(column)
    with op.batch_alter_table('sign_in_alias') as batch_op:
        batch_op.drop_column('address')
    with op.batch_alter_table('account') as batch_op:
        batch_op.drop_column('theme')


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f'ix_{table}_{column}', table, [column])
