"""What the building blocks become: the names, ids and roles others rely on."""

import ast
import re
from pathlib import Path

import pytest
import reflex as rx

from rxapp.accounts.identifier import MOVES, TABS
from rxapp.i18n import client
from rxapp.ui import buttons, cards, fields, frame, icons
from rxapp.ui import client as modules
from rxapp.ui.contract import fields as contract_fields

COMPONENTS = Path(__file__).parents[2] / "assets" / "components"


def drawn(component: rx.Component) -> str:
    return str(component.render())


def test_a_field_has_a_label_a_name_and_a_line_for_its_error() -> None:
    html = drawn(fields.text_field("username", "User", hint="Latin letters", auto_complete="username"))
    assert 'htmlFor:"username"' in html
    assert 'name:"username"' in html
    assert 'id:"username-error"' in html
    assert 'role:"alert"' in html
    assert '"aria-describedby":"username-hint username-error"' in html


def test_an_error_code_from_a_state_marks_the_field_and_is_worded_in_the_browser() -> None:
    code = rx.Var("state.errors.email").to(str)
    html = drawn(fields.text_field("email", "E-mail", error=code))
    assert "t_(state.errors.email)" in html
    assert re.search(r'"aria-invalid":\(.*state\.errors\.email.*"true".*"false"', html)


def test_three_drop_downs_of_one_date_share_one_error_line() -> None:
    one = drawn(fields.select_field("birth-day", "Day", [("1", "1")], error=None))
    assert 'id:"birth-day-error"' not in one
    assert 'id:"birth-error"' in drawn(fields.error_line("birth", ""))


def test_each_choice_is_a_radio_with_its_own_id() -> None:
    options = [("confirm-sms", "sms", "SMS", "6 digits"), ("confirm-email", "email", "Letter", "24 hours")]
    html = drawn(fields.choice_cards("confirm", "How", options, default_value="sms"))
    assert html.count('name:"confirm"') == 2
    assert 'id:"confirm-email"' in html
    assert html.count("defaultChecked:true") == 1


def test_tabs_carry_the_ids_of_the_public_contract() -> None:
    html = drawn(contract_fields.tabs_input(TABS, MOVES, error="", attempt=0, label="By"))
    assert all(f"t-btn-tab-{tab.value}" in html for tab in TABS)


@pytest.mark.parametrize("button", [buttons.primary, buttons.secondary, buttons.quiet])
def test_a_button_submits_only_when_told(button: object) -> None:
    assert callable(button)
    assert 'type:"button"' in drawn(button("Go"))
    assert 'type:"submit"' in drawn(button("Go", type="submit"))


def test_a_bar_of_nothing_does_not_divide_by_zero() -> None:
    html = drawn(cards.bar("GB", rx.Var("used").to(int), rx.Var("total").to(int)))
    assert "total > 0" in html


def test_every_icon_is_silent_for_screen_readers() -> None:
    for name in icons.NAMES:
        assert '"aria-hidden":"true"' in drawn(icons.icon(name))


def test_a_language_that_is_not_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        client.set_lang("fr")


def test_a_message_may_take_values_of_the_state() -> None:
    var = client.t("limit.too_many", seconds=rx.Var("state.wait").to(int))
    assert str(var) == '(t_("limit.too_many", ({ ["seconds"] : state.wait })))'


def test_each_wrapper_names_a_module_and_the_props_it_reads() -> None:
    """A prop the browser's module does not know would be lost in silence."""
    tree = ast.parse(Path(str(modules.__file__)).read_text(encoding="utf-8"))
    wrappers = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    assert len(wrappers) >= 10
    for node in wrappers:
        kind = getattr(modules, node.name)
        fields_ = [f for f in node.body if isinstance(f, ast.AnnAssign) and "rx.Var" in ast.unparse(f.annotation)]
        own = {re.sub(r"_(\w)", lambda m: m[1].upper(), ast.unparse(field.target)) for field in fields_}
        source = (COMPONENTS / Path(str(kind.library)).name).read_text(encoding="utf-8")
        match = re.search(rf"export function {kind.tag}\((?:\{{([^}}]*)\}})?\)", source)
        assert match, node.name
        read = {name.strip() for name in (match[1] or "").split(",")}
        assert own <= read, node.name


def test_the_package_behind_the_behaviour_is_pinned() -> None:
    assert re.fullmatch(r"@base-ui/react@\d+\.\d+\.\d+", modules.BASE_UI)


def test_the_brand_leaves_by_a_whole_navigation_for_no_page_stands_at_the_root() -> None:
    assert "reloadDocument:true" in drawn(frame.brand())


def test_the_skip_link_is_a_plain_anchor_that_keeps_the_query_and_what_was_typed() -> None:
    html = drawn(frame.skip_link())
    assert "'name': '\"a\"'" in html
    assert 'href:"#main"' in html
    assert "reloadDocument" not in html
