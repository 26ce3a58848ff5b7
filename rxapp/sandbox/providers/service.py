"""Grants, knobs, journal and keys of the pretend providers. They live by the real clock, as the real ones do."""

import json
from collections.abc import Mapping
from datetime import timedelta

from joserfc.jwk import RSAKey
from sqlalchemy import delete
from sqlmodel import col, select

from rxapp.core import clock, secrets
from rxapp.core.db import Database, Db, insert_of
from rxapp.gateways.identity import ProviderName
from rxapp.sandbox.providers import rules
from rxapp.sandbox.providers.rules import CallShown, CallsQuery, CallsShown, WantedKnobs
from rxapp.sandbox.providers.tables import SandboxCall, SandboxGrant, SandboxKnob

LONGEST_RECEIVED = 500
APPROVE, KEY = "approve", "key"


async def issue(
    db: Db, provider: ProviderName, kind: str, subject: str, asked: Mapping[str, str], *, device_id: str = ""
) -> str:
    """A fresh code or token (``kind``) for this person."""
    life = rules.CODE_LIFE[provider] if kind == "code" else rules.TOKEN_LIFE
    grant = SandboxGrant(
        value=secrets.token(),
        provider=provider,
        kind=kind,
        subject=subject,
        device_id=device_id,
        asked=json.dumps(dict(asked)),
        expires_at=clock.real() + timedelta(seconds=life),
    )
    db.add(grant)
    await db.exec(delete(SandboxGrant).where(col(SandboxGrant.expires_at) <= clock.real()))
    await db.flush()
    return grant.value


async def take(db: Db, provider: ProviderName, kind: str, value: str) -> SandboxGrant | None:
    """Use a code up; None for one that is unknown, spent or old."""
    grant = await find(db, provider, kind, value)
    if grant is not None:
        await db.delete(grant)
        await db.flush()
    return grant


async def find(db: Db, provider: ProviderName, kind: str, value: str) -> SandboxGrant | None:
    """A living code or token of this provider."""
    mine = (SandboxGrant.value == value, SandboxGrant.provider == provider, SandboxGrant.kind == kind)
    found = select(SandboxGrant).where(*mine, col(SandboxGrant.expires_at) > clock.real())
    return (await db.exec(found.with_for_update())).first()


async def knobs(db: Db, provider: ProviderName) -> dict[str, str]:
    """What is switched on at this provider, with its value."""
    rows = await db.exec(select(SandboxKnob).where(SandboxKnob.provider == provider))
    return {row.name: row.value for row in rows.all()}


async def set_knobs(database: Database, wanted: WantedKnobs) -> WantedKnobs:
    """Exactly these from now on. A signing key stays unless ``rotate_key`` asks for another."""
    async with database.writing() as db:
        kept = () if wanted.rotate_key else (col(SandboxKnob.name) != KEY,)
        await db.exec(delete(SandboxKnob).where(col(SandboxKnob.provider) == wanted.provider, *kept))
        for name in wanted.knobs:
            db.add(SandboxKnob(provider=wanted.provider, name=name))
        if wanted.approve:
            db.add(SandboxKnob(provider=wanted.provider, name=APPROVE, value=wanted.approve))
    return wanted


async def signing_key(database: Database) -> RSAKey:
    """The key of the pretend Google, made when first asked for, the same in every worker."""
    async with database.writing() as db:
        row = await db.get(SandboxKnob, ("google", KEY))
        if row is None:
            made = RSAKey.generate_key(2048, {"kid": secrets.token()[:12], "use": "sig", "alg": "RS256"})
            insert = insert_of(database)
            value = json.dumps(made.as_dict(private=True))
            fresh = insert(SandboxKnob).values(provider="google", name=KEY, value=value)
            await db.exec(fresh.on_conflict_do_nothing())
            row = await db.get_one(SandboxKnob, ("google", KEY))
    return RSAKey.import_key(json.loads(row.value))


async def note(db: Db, provider: ProviderName, leg: str, received: Mapping[str, str]) -> None:
    """Write a request down; the oldest go."""
    short = {name[:64]: value[:LONGEST_RECEIVED] for name, value in received.items()}
    call = SandboxCall(provider=provider, leg=leg, received=json.dumps(short), at=clock.real())
    db.add(call)
    await db.flush()
    await db.exec(delete(SandboxCall).where(col(SandboxCall.id) <= (call.id or 0) - rules.NEWEST_CALLS))


async def calls(database: Database, query: CallsQuery) -> CallsShown:
    """The journal."""
    mine = select(SandboxCall).order_by(col(SandboxCall.id))
    if query.provider:
        mine = mine.where(SandboxCall.provider == query.provider)
    async with database.reading() as db:
        rows = (await db.exec(mine)).all()
    return CallsShown(
        calls=[CallShown(provider=r.provider, leg=r.leg, received=json.loads(r.received), at=r.at) for r in rows]
    )
