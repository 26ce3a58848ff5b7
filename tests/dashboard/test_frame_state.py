"""The header says whose page it is."""

from rxapp.accounts.frame.state import FrameState
from rxapp.core.db import Database
from tests.personas import subscriber
from tests.pipeline import OpenTab


async def test_the_header_shows_the_name_of_the_person_signed_in(database: Database, open_tab: OpenTab) -> None:
    anna = await subscriber(database, "anna", "Анна")
    tab = await open_tab(session=anna.session)
    await tab.fire(FrameState.load)
    assert tab.shown(FrameState).initials == "АК"
    assert tab.shown(FrameState).full_name.startswith("Анна ")


async def test_a_stranger_gets_no_name(database: Database, open_tab: OpenTab) -> None:
    tab = await open_tab()
    await tab.fire(FrameState.load)
    assert tab.sent_away_to == "/sign-in"
    assert tab.shown(FrameState).full_name == ""
