"""A captcha: whose, how long, how often; and that drawing it stops nobody."""

import asyncio
import io
import time
import wave
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
import time_machine
from PIL import Image
from sqlmodel import select
from starlette.applications import Starlette

from rxapp.accounts.captcha import drawing, rules, service, web
from rxapp.accounts.captcha.service import Answer
from rxapp.accounts.captcha.tables import Captcha
from rxapp.accounts.sessions.service import Browser
from rxapp.core import clock, secrets
from rxapp.core.db import Database
from rxapp.core.errors import TooManyRequests
from rxapp.core.settings import Settings
from tests.services.people import HERE, other_than, solved

OTHER = Browser("browser-b", "", "127.0.0.1")


async def solve(database: Database, answer: Answer, who: Browser = HERE) -> bool:
    async with database.writing() as db:
        return await service.solve(db, who, answer)


async def test_the_right_answer_is_right_once_and_in_its_own_browser(database: Database) -> None:
    answer = await solved(database)
    assert not await solve(database, answer, OTHER)
    assert await solve(database, Answer(answer.id, f" {answer.text[:3]} {answer.text[3:]} "))
    assert not await solve(database, answer)


async def test_of_fifty_right_answers_at_once_one_counts(database: Database) -> None:
    answer = await solved(database)
    assert sum(await asyncio.gather(*(solve(database, answer) for _ in range(50)))) == 1


async def test_the_third_wrong_answer_spends_it(database: Database) -> None:
    answer = await solved(database)
    for _ in range(3):
        assert not await solve(database, Answer(answer.id, other_than(answer.text)))
    assert not await solve(database, answer)


async def test_two_wrong_answers_do_not(database: Database) -> None:
    answer = await solved(database)
    for wrong in (other_than(answer.text), ""):
        assert not await solve(database, Answer(answer.id, wrong))
    assert await solve(database, answer)


async def test_it_lives_five_minutes_and_a_new_one_replaces_it(database: Database) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        late = await solved(database)
        travel.shift(300)
        assert not await solve(database, late)
        former = await solved(database)
        newer = await solved(database)
        assert not await solve(database, former)
        travel.shift(299)
        assert await solve(database, newer)
        travel.shift(1)
        async with database.writing() as db:
            assert await service.purge(db) == 1


async def test_the_database_keeps_no_answer_and_production_tells_none(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await solved(database)
    async with database.reading() as db:
        (row,) = (await db.exec(select(Captcha))).all()
    assert answer.text not in row.model_dump_json().replace(str(row.id), "")
    monkeypatch.setattr(service, "settings", lambda: Settings(env="production", secret_key="x" * 40))
    with pytest.raises(RuntimeError):
        service.sandbox_answer(UUID(answer.id))


async def test_answers_are_six_digits_and_differ() -> None:
    answers = [service.sandbox_answer(uuid4()) for _ in range(200)]
    assert all(len(answer) == 6 and answer.isdigit() for answer in answers)
    assert len(set(answers)) > 190


async def test_so_many_a_browser_and_so_many_an_address(database: Database) -> None:
    with time_machine.travel(clock.now(), tick=False):
        for n in range(rules.PER_ADDRESS.count):
            await solved(database, Browser(f"b{n // rules.PER_BROWSER.count}", "", "10.0.0.1"))
        with pytest.raises(TooManyRequests):
            await solved(database, Browser("fresh", "", "10.0.0.1"))
        await solved(database, Browser("fresh", "", "10.0.0.2"))
        for _ in range(rules.PER_BROWSER.count - 1):
            await solved(database, Browser("fresh"))
        with pytest.raises(TooManyRequests):
            await solved(database, Browser("fresh"))


async def test_a_browser_without_a_cookie_gets_none(database: Database) -> None:
    with pytest.raises(service.CaptchaWrong):
        await solved(database, Browser(""))


def client(database: Database, monkeypatch: pytest.MonkeyPatch) -> httpx.AsyncClient:
    monkeypatch.setattr(web, "database", lambda: database)
    app = httpx.ASGITransport(Starlette(routes=web.CAPTCHA_ROUTES))
    return httpx.AsyncClient(transport=app, base_url="http://localhost", cookies={"pre": "cookie"})


async def test_picture_and_sound_are_for_its_browser_and_are_not_cached(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await solved(database, Browser(secrets.digest("cookie")))
    asking = client(database, monkeypatch)
    png = await asking.get(f"/captcha/{answer.id}.png")
    wav = await asking.get(f"/captcha/{answer.id}.wav")
    assert (png.status_code, png.headers["content-type"]) == (200, "image/png")
    assert (wav.status_code, wav.headers["content-type"]) == (200, "audio/wav")
    assert {png.headers["cache-control"], wav.headers["cache-control"]} == {"no-store"}
    assert Image.open(io.BytesIO(png.content)).size == (rules.WIDTH, rules.HEIGHT)
    with wave.open(io.BytesIO(wav.content)) as sound:
        assert 5 < sound.getnframes() / sound.getframerate() < 60
    asking.cookies = httpx.Cookies({"pre": "another"})
    for ending in ("png", "wav"):
        assert (await asking.get(f"/captcha/{answer.id}.{ending}")).status_code == 404
    assert (await asking.get("/captcha/not-an-id.png")).status_code == 404


async def test_it_is_drawn_six_times_at_most(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = await solved(database, Browser(secrets.digest("cookie")))
    asking = client(database, monkeypatch)
    answers = [(await asking.get(f"/captcha/{answer.id}.png")).status_code for _ in range(8)]
    assert answers == [200] * rules.MOST_FETCHES + [404] * 2


async def test_a_captcha_is_not_drawn_after_its_life(database: Database) -> None:
    answer = await solved(database)
    with time_machine.travel(clock.now() + timedelta(seconds=300)):
        async with database.writing() as db:
            with pytest.raises(service.CaptchaWrong):
                await service.to_draw(db, HERE, UUID(answer.id))


async def test_speaking_leaves_the_loop_free() -> None:
    stop, ticks = asyncio.Event(), 0

    async def tick() -> None:
        nonlocal ticks
        while not stop.is_set():
            await asyncio.sleep(0)
            ticks += 1

    ticking = asyncio.create_task(tick())
    begun = time.perf_counter()
    await drawing.speech("482913")
    took = time.perf_counter() - begun
    stop.set()
    await ticking
    # The interpreter hands over every 5 ms: a loop that was stopped for the whole drawing would tick once or twice.
    assert ticks > took * 20


async def test_a_full_queue_says_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_waiting", rules.QUEUE)
    with pytest.raises(drawing.Busy):
        await drawing.picture("123456")
