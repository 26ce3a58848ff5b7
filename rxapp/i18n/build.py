"""Writes the browser's catalogues: ``python -m rxapp.i18n.build`` makes assets/i18n/{ru,en,hi}.js, the words of the
pages for everybody, and beside each one ``….inside.js``, the words of the pages that only some ever open.

The output depends on nothing but the catalogues, and a file is touched only when its text changes, so the front
end is not rebuilt for nothing.
"""

import json
from itertools import product
from pathlib import Path

from rxapp.i18n.catalogue import LOCALES, SOURCE, LocaleCode, is_inside, messages

ASSETS = Path(__file__).parents[2] / "assets" / "i18n"


def module(locale: LocaleCode, *, inside: bool) -> str:
    """An ES module with the messages the browser may need there: a string, or plural forms in CLDR order."""
    hidden = {key for key, message in messages(SOURCE).items() if message.server_only}
    table = {
        key: list(message.forms) if message.plural else message.forms[0]
        for key, message in sorted(messages(locale).items())
        if key not in hidden and is_inside(key) is inside
    }
    body = json.dumps(table, ensure_ascii=False, indent=0, separators=(",", ":"))
    return f"export const messages = {body};\n"


def write(folder: Path = ASSETS) -> list[Path]:
    """Write the modules that changed; returns them."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for locale, inside in product(LOCALES, (False, True)):
        path, content = folder / f"{locale}{'.inside' if inside else ''}.js", module(locale, inside=inside)
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")
            changed.append(path)
    return changed


if __name__ == "__main__":
    write()
