"""The lock installs today what it installed when it was made, whatever has been published since."""

import re
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def pins(name: str) -> dict[str, Requirement]:
    lines = re.findall(r"^([\w.\-]+(?:\[[\w,\-]+\])?==[^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE)
    return {canonicalize_name(one.name): one for one in map(Requirement, lines)}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_each_extra_that_is_asked_for_is_pinned_with_its_package(name: str) -> None:
    # pip 23 (Debian 12's) meets `granian[reload]>=2.7.4` before the pin of plain granian, takes the newest release and
    # refuses it for having no hash: such a lock breaks on the day a newer one is published.
    locked = pins(name)
    wanted = {
        (canonicalize_name(need.name), extra)
        for package in locked
        for need in map(Requirement, requires(package) or ())
        if need.marker is None or any(need.marker.evaluate({"extra": one}) for one in ("", *locked[package].extras))
        for extra in need.extras
    }
    assert {extra for _, extra in wanted}
    assert [(package, extra) for package, extra in sorted(wanted) if extra not in locked[package].extras] == []
