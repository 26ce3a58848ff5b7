"""What workers are forked from."""

import subprocess
import sys
from pathlib import Path

PROBE = """
import sys
from rxapp import serve

serve._load_once()
before = set(sys.modules)
import rxapp.rxapp
print([name for name in sorted(set(sys.modules) - before) if name.startswith("rxapp.")])
"""


def test_everything_is_loaded_before_the_fork_but_the_app() -> None:
    # A forked app takes along what Reflex tells workers apart by.
    ran = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (0, "['rxapp.rxapp']\n"), ran.stderr
