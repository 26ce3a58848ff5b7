"""The page to print. Drawing it is work for a processor: call it in a thread."""

import logging
import tempfile
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.fonts import FontFace

from rxapp.consumption.files.rules import Sheet

MOST_ROWS = 2_000
# It tells each step of each font.
logging.getLogger("fontTools").setLevel(logging.WARNING)
FONTS = Path(__file__).parents[3] / "assets" / "fonts"
# In the order in which a letter is looked for.
FAMILIES = ("golos-text-latin", "golos-text-cyrillic", "golos-text-latin-ext", "noto-sans-devanagari")
WIDTHS = (34, 26, 30, 48, 26, 26)


def as_pdf(table: Sheet) -> bytes:
    """The sheet as PDF, A4, with the product's own letters; the first 2 000 rows of it."""
    page = FPDF(format="A4")
    page.set_margin(10)
    page.set_title(table.title)
    for family, path in _letters().items():
        page.add_font(family, fname=path)
    page.set_font(FAMILIES[0], size=16)
    page.set_fallback_fonts(list(FAMILIES[1:]), exact_match=False)
    page.set_text_shaping(use_shaping_engine=True)
    page.add_page()
    page.multi_cell(0, 8, table.title, new_x="LMARGIN", new_y="NEXT")
    page.set_font_size(10)
    for line in filter(None, (table.period, table.note)):
        page.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    page.ln(3)
    page.set_font_size(9)
    with page.table(
        col_widths=WIDTHS, line_height=6, headings_style=FontFace(emphasis=None, fill_color=(239, 232, 255))
    ) as drawn:
        for row in [table.header, *table.rows[:MOST_ROWS]]:
            drawn.row(row)
    return bytes(page.output())


@cache
def _letters() -> dict[str, Path]:
    """The web's fonts unpacked for PDF, once a process; the folder lives as long as the process."""
    folder = tempfile.TemporaryDirectory(prefix="rxapp-fonts-")
    _kept.append(folder)
    found = {}
    for family in FAMILIES:
        font = TTFont(FONTS / f"{family}.woff2")
        font.flavor = None
        found[family] = Path(folder.name) / f"{family}.ttf"
        font.save(found[family])
    return found


_kept: list[tempfile.TemporaryDirectory[str]] = []
