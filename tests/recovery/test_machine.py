"""Recovery against a small model: two people, a name nobody has, three browsers, any order of steps (T-OTP)."""

import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlmodel import select

from rxapp import tables
from rxapp.accounts.sessions.service import Browser
from rxapp.accounts.tables import Account
from rxapp.core import limits
from rxapp.core.db import Database
from rxapp.recovery import service
from rxapp.recovery.other_ways import service as other_ways
from rxapp.recovery.rules import LinkSpent, StepSkipped
from tests.recovery.kit import cheap_hashes, code_outcome, newest_code, newest_link, password_outcome, start, step
from tests.services.lives import many
from tests.services.operator import change_sim
from tests.services.people import opened, other_than, sent

EXAMPLES, STEPS = many(40, 8), 30
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
BROWSERS = [Browser(f"browser-{n}") for n in range(3)]
NAMES = ["anna", "vera", "nobody"]
CHANNEL, CODE, PASSWORD, OTHER_WAY = 1, 2, 3, 4
FLOW_LIFE, LINK_LIFE, CODE_LIFE, YOUNG = 900, 1800, 300, 72 * 3600


@dataclass
class Way:
    """One browser's recovery as it must stand."""

    name: str
    expires: int
    step: int = CHANNEL
    code: str = ""
    code_until: int = 0
    link: str = ""
    link_until: int = 0
    attempts: int = 0
    asked: bool = False


# All that one life leaves behind. A hundred wrong codes in a row close a destination for the lives after it, too.
KEPT_BETWEEN = (
    "recovery",
    "confirmation_code",
    "code_guessing",
    "code_volume",
    "sign_in_alias",
    "former_password",
    "outbox_message",
    "bss_sim_change",
    "account",
)


@dataclass
class Model:
    ways: dict[str, Way] = field(default_factory=dict)
    sims: dict[str, int] = field(default_factory=dict)
    passwords: dict[str, list[str]] = field(default_factory=lambda: {name: ["First-Parol-1x"] for name in NAMES})

    def standing(self, browser: Browser, now: int) -> Way | None:
        way = self.ways.get(browser.cookie_hash)
        return way if way and now < way.expires else None


class Recoveries(RuleBasedStateMachine):
    """What may be done is what the model says; passwords change at the end of a proved way only."""

    database: Database
    loop: asyncio.AbstractEventLoop
    seen: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.model, self.now, self.serial = Model(), 0, 0
        self.clock = time_machine.travel(NOW, tick=False)
        self.traveller = self.clock.start()
        self.run(self.clean())

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    async def clean(self) -> None:
        async with self.database.writing() as db:
            for table in KEPT_BETWEEN:
                await db.exec(text(f"DELETE FROM {table}"))
        for n, name in enumerate(NAMES[:2]):
            phone, email = f"+7903000000{n}", f"{name}@example.ru"
            await opened(self.database, name, phone=phone, email=email, password_hash="hash of First-Parol-1x")

    @rule(browser=st.sampled_from(BROWSERS), name=st.sampled_from(NAMES))
    def begin(self, browser: Browser, name: str) -> None:
        self.run(start(self.database, name, browser))
        self.model.ways[browser.cookie_hash] = Way(name, self.now + FLOW_LIFE)
        self.seen["begun"] += 1

    @rule(browser=st.sampled_from(BROWSERS), way=st.sampled_from(["sms", "email"]))
    def choose(self, browser: Browser, way: str) -> None:
        stands = self.model.standing(browser, self.now)
        if stands is None or stands.step != CHANNEL:
            with pytest.raises(StepSkipped):
                self.run(service.choose_way(self.database, browser, way))
            return
        if stands.asked:
            # The countdown of the former code is the business of the other machine.
            self.pass_time(300)
            if self.model.standing(browser, self.now) is None or self.run(self.spent(browser)):
                return
        self.run(service.choose_way(self.database, browser, way))
        self.seen["chosen"] += 1
        self.sent(stands, way)

    def sent(self, stands: Way, way: str) -> None:
        stands.step, stands.asked, stands.attempts = CODE, True, 0
        stands.code, stands.link = "", ""
        if stands.name == "nobody":
            return
        stands.code, stands.code_until = self.run(newest_code(self.database)), self.now + CODE_LIFE
        if way == "email":
            stands.link, stands.link_until = self.run(newest_link(self.database)), self.now + LINK_LIFE
        for other in self.model.ways.values():
            channel = "email" if other.link else "sms"
            if other is not stands and (other.name, channel) == (stands.name, way):
                other.code_until = min(other.code_until, self.now)

    async def spent(self, browser: Browser) -> bool:
        async with self.database.reading() as db:
            row = await service.queries.of_browser(db, browser.cookie_hash)
            return row is None or await service.codes.seconds_to_resend(db, row.id) != 0

    @rule(browser=st.sampled_from(BROWSERS), right=st.booleans())
    def enter(self, browser: Browser, right: bool) -> None:
        stands = self.model.standing(browser, self.now)
        entered = stands.code if stands and stands.code else "123456"
        answer = self.run(code_outcome(self.database, entered if right else other_than(entered), browser))
        self.seen[answer] += 1
        if stands is None or stands.step != CODE:
            assert answer == "recovery.step_skipped"
        elif stands.name == "nobody":
            assert answer in {"code.wrong", "code.spent", "code.expired"}
        elif stands.attempts >= 5:
            assert answer == "code.spent"
        elif self.now >= stands.code_until:
            assert answer == "code.expired"
        elif right:
            assert answer == "proved"
            by_sms, changed = not stands.link, self.model.sims.get(stands.name, -YOUNG)
            stands.step = OTHER_WAY if by_sms and self.now - changed < YOUNG else PASSWORD
            stands.expires, stands.link = self.now + FLOW_LIFE, ""
            self.seen["young"] += stands.step == OTHER_WAY
        else:
            stands.attempts += 1
            assert answer == ("code.spent" if stands.attempts == 5 else "code.wrong")

    @rule(name=st.sampled_from(NAMES[:2]))
    def change_sim(self, name: str) -> None:
        self.run(change_sim(self.database, f"+7903000000{NAMES.index(name)}"))
        self.model.sims[name] = self.now

    @rule(browser=st.sampled_from(BROWSERS))
    def ask_for_a_letter(self, browser: Browser) -> None:
        stands = self.model.standing(browser, self.now)
        if stands is None or stands.step != OTHER_WAY:
            with pytest.raises(StepSkipped):
                self.run(other_ways.by_letter(self.database, browser))
            return
        self.pass_time(300)
        if self.model.standing(browser, self.now) is None or self.run(self.spent(browser)):
            return
        self.run(other_ways.by_letter(self.database, browser))
        self.seen["letter"] += 1
        self.sent(stands, "email")

    @rule(browser=st.sampled_from(BROWSERS), name=st.sampled_from(NAMES[:2]), aged=st.booleans())
    def walk_with_a_new_sim(self, browser: Browser, name: str, aged: bool) -> None:  # noqa: FBT001 - Hypothesis names it
        self.change_sim(name)
        if aged:
            self.pass_time(YOUNG)
        self.walk(browser, name, "sms", 3)
        self.ask_for_a_letter(browser)
        self.enter(browser, right=True)
        self.set_password(browser, "new")

    @rule(here=st.sampled_from(BROWSERS), owner=st.sampled_from(BROWSERS))
    def press_the_link(self, here: Browser, owner: Browser) -> None:
        way = self.model.ways.get(owner.cookie_hash)
        if way is None or not way.link or way.step != CODE or self.now >= way.link_until:
            with pytest.raises(LinkSpent):
                self.run(service.take_link(self.database, here, way.link if way else ""))
            return
        self.run(service.take_link(self.database, here, way.link))
        self.seen["pressed"] += 1
        del self.model.ways[owner.cookie_hash]
        way.step, way.expires, way.link = PASSWORD, self.now + FLOW_LIFE, ""
        self.model.ways[here.cookie_hash] = way

    @rule(browser=st.sampled_from(BROWSERS), what=st.sampled_from(["new", "used", "short", "other"]))
    def set_password(self, browser: Browser, what: str) -> None:
        stands = self.model.standing(browser, self.now)
        self.serial += 1
        fresh = f"Parol-{self.serial}-xYz"
        used = self.model.passwords[stands.name][-3:][0] if stands else fresh
        first, second = {"new": (fresh, fresh), "used": (used, used), "short": ("x", "x"), "other": (fresh, used)}[what]
        answer = self.run(password_outcome(self.database, first, second, browser))
        if stands is None or stands.step != PASSWORD:
            assert answer == "recovery.step_skipped"
        elif answer == "set":
            assert what == "new"
            self.seen["set"] += 1
            self.model.passwords[stands.name].append(fresh)
            mine = [key for key, way in self.model.ways.items() if way.name == stands.name]
            for key in mine:
                del self.model.ways[key]
        elif answer == "limit.too_many":
            self.seen["too many"] += 1
        else:
            refused = {"used": "password.used", "other": {"password-confirm": "password.not_same"}}
            assert answer == refused.get(what) or (what == "short" and isinstance(answer, dict) and len(answer) == 2)

    @rule(
        browser=st.sampled_from(BROWSERS),
        name=st.sampled_from(NAMES),
        way=st.sampled_from(["sms", "email"]),
        length=st.integers(1, 3),
    )
    def walk(self, browser: Browser, name: str, way: str, length: int) -> None:
        """The steps in their order; left to chance alone they seldom are."""
        self.begin(browser, name)
        self.choose(browser, way)
        if length > 1:
            self.enter(browser, right=True)
        if length > 2:
            self.set_password(browser, "new")

    @rule(browser=st.sampled_from(BROWSERS), name=st.sampled_from(NAMES), here=st.sampled_from(BROWSERS))
    def walk_by_letter(self, browser: Browser, name: str, here: Browser) -> None:
        self.walk(browser, name, "email", 1)
        self.press_the_link(here, browser)

    @rule(browser=st.sampled_from(BROWSERS), name=st.sampled_from(NAMES), wrong=st.integers(0, 5))
    def walk_too_late(self, browser: Browser, name: str, wrong: int) -> None:
        self.walk(browser, name, "sms", 1)
        for _ in range(wrong):
            self.enter(browser, right=False)
        self.pass_time(CODE_LIFE)
        self.enter(browser, right=True)

    @rule(browser=st.sampled_from(BROWSERS))
    def go_back(self, browser: Browser) -> None:
        stands = self.model.standing(browser, self.now)
        self.run(service.go_back(self.database, browser))
        if stands and stands.step == CODE:
            stands.step, stands.link = CHANNEL, ""
        elif stands:
            del self.model.ways[browser.cookie_hash]

    @rule(seconds=st.sampled_from([1, 100, 299, 300, 600, 899, 900]))
    def pass_time(self, seconds: int) -> None:
        self.now += seconds
        self.traveller.shift(timedelta(seconds=seconds))

    @rule()
    def clean_up(self) -> None:
        async def expire() -> None:
            async with self.database.writing() as db:
                await service.expire(db)

        self.run(expire())

    @invariant()
    def every_browser_stands_where_it_must(self) -> None:
        for browser in BROWSERS:
            stands = self.model.standing(browser, self.now)
            assert self.run(step(self.database, browser)) == (stands.step if stands else 0)

    @invariant()
    def passwords_are_those_that_were_set(self) -> None:
        async def kept() -> dict[str, str]:
            async with self.database.reading() as db:
                return {row.user_name: row.password_hash for row in (await db.exec(select(Account))).all()}

        expected = {name: f"hash of {self.model.passwords[name][-1]}" for name in NAMES[:2]}
        assert self.run(kept()) == expected

    @invariant()
    def nobody_gets_no_message(self) -> None:
        owners = ("+7903000000", "anna@", "vera@")
        assert all(message.to.startswith(owners) for message in self.run(sent(self.database)))

    def teardown(self) -> None:
        self.clock.stop()


@pytest.fixture
def _machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    cheap_hashes(monkeypatch)

    async def unlimited(*_: object) -> None:
        """How often is tested to the last use elsewhere; here it would end every long way."""

    monkeypatch.setattr(limits, "hit", unlimited)
    shm = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shm if os.access(shm, os.W_OK) else None) as home:
        Recoveries.loop = asyncio.new_event_loop()
        Recoveries.database = Database(f"sqlite:///{home}/recovery.db")

        async def create() -> None:
            async with Recoveries.database.engine.begin() as connection:
                await connection.run_sync(tables.metadata.create_all)

        Recoveries.loop.run_until_complete(create())
        yield
        Recoveries.loop.run_until_complete(Recoveries.database.dispose())
        Recoveries.loop.close()


@pytest.mark.usefixtures("_machine")
def test_recoveries_behave_as_the_model_says() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Recoveries,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
    assert {
        "set",
        "pressed",
        "young",
        "letter",
        "proved",
        "code.wrong",
        "code.expired",
        "recovery.step_skipped",
    } <= set(Recoveries.seen)
