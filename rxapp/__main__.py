"""``python -m rxapp run|build|migrate|serve``: what the Makefile's targets do."""

import argparse
import os
import sys

# Before Reflex is imported: it reads these once.
os.environ.setdefault("REFLEX_TELEMETRY_ENABLED", "false")
os.environ.setdefault("REFLEX_USE_NPM", "1")
os.environ.setdefault("REFLEX_OPLOCK_ENABLED", "true")
os.environ.setdefault("REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE", str(64 * 1024))


# At the top: where workers are spawned and not forked, they import this module, and with it the loop they run on.
from rxapp import build, serve  # noqa: E402


def main() -> None:
    """Run one command; ``run`` is migrate, build when sources changed, serve."""
    parser = argparse.ArgumentParser(prog="rxapp", description=__doc__)
    commands = ["run", "build", "build-if-changed", "migrate", "seed", "serve"]
    parser.add_argument("command", choices=commands, nargs="?", default="run")
    command = parser.parse_args().command
    os.umask(0o077)

    from rxapp.core.settings import SettingsRefused, refusals, settings

    if lines := refusals(settings()):
        raise SettingsRefused(lines)
    if command in ("run", "migrate"):
        serve.migrate()
    if command == "build" or (command in ("run", "build-if-changed") and not build.is_fresh()):
        build.build()
    if command == "seed":
        serve.seed()
    if command in ("run", "serve"):
        if not build.CLIENT.exists():
            sys.exit("rxapp: no built front end; run `make build`")
        serve.serve()


if __name__ == "__main__":
    main()
