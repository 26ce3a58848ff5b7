"""Our hand in Reflex's build: what it changes, and that it fails when there is nothing to change."""

from pathlib import Path

import pytest

from rxapp import build

ROOT = """import {Fragment,useEffect} from "react"
import * as React from "react";
import * as emotion_react from "@emotion/react";

function ReflexProviders({children}) {
  useEffect(() => {
    // Make contexts and state objects available globally for dynamic eval'd components
    window.__reflex = {
          "react": React,
    };
  }, []);

  return jsx(AppWrap, {}, children);
}
"""
SCRIPT = 'const env = {EVENT: "ws://localhost:8000/_event", NAME: "x"};'


def test_the_root_module_loses_the_window_libraries_and_nothing_else() -> None:
    trimmed = build.without_window_libraries(ROOT)
    assert "import * as" not in trimmed
    assert 'import {Fragment,useEffect} from "react"' in trimmed
    assert "  return jsx(AppWrap, {}, children);" in trimmed


@pytest.mark.parametrize(
    ("old", "new"), [("// Make contexts", "// Let contexts"), ("import * as", "import all as"), ("}, []);", "});")]
)
def test_a_root_module_of_another_shape_stops_the_build(old: str, new: str) -> None:
    with pytest.raises(SystemExit, match="another shape"):
        build.without_window_libraries(ROOT.replace(old, new))


def test_the_client_connects_to_the_origin_it_came_from(tmp_path: Path) -> None:
    (tmp_path / "env.js").write_text(SCRIPT)
    build.FrontEnd().post_build(static_dir=tmp_path)
    assert "localhost:8000" not in (tmp_path / "env.js").read_text()
    assert "location.origin" in (tmp_path / "env.js").read_text()


def test_a_client_without_an_address_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "env.js").write_text("const env = {};")
    with pytest.raises(SystemExit, match="no socket address"):
        build.FrontEnd().post_build(static_dir=tmp_path)
