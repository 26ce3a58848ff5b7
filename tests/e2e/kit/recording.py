"""Recording a journey: a trace to step through and a video to watch.

The video is Playwright's own where its ffmpeg is installed. Elsewhere the browser's screencast becomes an animated
WebP, which every browser plays.
"""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page

LAST_FRAME_MS = 1500


@contextmanager
def recorded(browser: Browser, folder: Path, **options: Any) -> Iterator[BrowserContext]:
    """A context whose life is saved as ``trace.zip`` and ``video.webm`` (or ``video.webp``) in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    own_video = has_ffmpeg(browser)
    if own_video:
        options["record_video_dir"] = folder
    context = browser.new_context(**options)
    context.tracing.start(screenshots=True, snapshots=True, sources=True)
    films: list[Film] = []
    if not own_video:
        context.on("page", lambda page: films.append(Film(page)))
    try:
        yield context
    finally:
        for film in films:
            film.end()
        context.tracing.stop(path=folder / "trace.zip")
        videos = [page.video for page in context.pages if page.video]
        context.close()
        for place, video in enumerate(videos):
            video.save_as(folder / _name("video", place, "webm"))
            video.delete()
        for place, film in enumerate(films):
            film.save(folder / _name("video", place, "webp"))
        print(f"\nrecorded: {', '.join(str(path) for path in sorted(folder.iterdir()))}")


def has_ffmpeg(browser: Browser) -> bool:
    """Whether Playwright can record a video by itself."""
    context = browser.new_context(record_video_dir=Path("test-results") / ".probe")
    try:
        page = context.new_page()
    except Error:
        return False
    else:
        video = page.video
        context.close()
        if video:
            video.delete()
        return True
    finally:
        context.close()


class Film:
    """The screencast of one page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._frames: list[tuple[float, bytes]] = []
        self._session = page.context.new_cdp_session(page)
        self._session.on("Page.screencastFrame", self._keep)
        try:
            self._begin()
        except Error:
            # A busy browser may tell of a page before it can be filmed.
            page.once("domcontentloaded", lambda _page: self._begin())

    def _begin(self) -> None:
        self._session.send(
            "Page.startScreencast", {"format": "jpeg", "quality": 70, "maxWidth": 1000, "maxHeight": 700}
        )

    def _keep(self, frame: dict[str, Any]) -> None:
        self._frames.append((time.monotonic(), base64.b64decode(frame["data"])))
        self._session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    def end(self) -> None:
        """The last frame: a busy browser may have sent none of its own."""
        if not self._page.is_closed():
            self._frames.append((time.monotonic(), self._page.screenshot(type="jpeg", quality=70)))

    def save(self, path: Path) -> None:
        """Write what was seen; a page that never showed anything leaves no file."""
        if not self._frames:
            return
        images = [Image.open(io.BytesIO(data)).convert("RGB") for _, data in self._frames]
        images = [image.resize(images[0].size) for image in images]
        times = [at for at, _ in self._frames]
        durations = [max(20, round((after - at) * 1000)) for at, after in zip(times, times[1:], strict=False)]
        images[0].save(
            path,
            save_all=True,
            append_images=images[1:],
            duration=[*durations, LAST_FRAME_MS],
            loop=0,
            quality=60,
            method=0,
        )


def _name(stem: str, place: int, ending: str) -> str:
    return f"{stem}.{ending}" if place == 0 else f"{stem}-{place + 1}.{ending}"
