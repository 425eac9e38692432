"""Pictures of pages, taken by a headless Chromium where there is one."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from watchspec_generators.edge.processes import run_tool

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
_TIMEOUT_SECONDS = 300
WIDTH = 1440


class NoBrowser(Exception):  # noqa: N818 - reads as what is missing
    """There is no Chromium, or it took no picture."""


def browser() -> str:
    """Path of `$WATCHSPEC_CHROMIUM` or of the first Chromium on PATH."""
    chosen = os.environ.get("WATCHSPEC_CHROMIUM")
    for name in (chosen,) if chosen else NAMES:
        if found := shutil.which(name):
            return found
    looked = chosen or ", ".join(NAMES)
    raise NoBrowser(f"--png needs a Chromium, and none of {looked} is there; install Debian's package `chromium`")


def take(page: str, target: Path, height: int) -> None:
    """A picture of a page's HTML."""
    with tempfile.TemporaryDirectory(prefix="watchspec-picture-") as name:
        source = Path(name) / "page.html"
        source.write_text(page, encoding="utf-8")
        made = Path(name) / "page.png"
        window = f"--window-size={WIDTH},{height}"
        command = [browser(), *_FLAGS, f"--user-data-dir={name}/profile", window, f"--screenshot={made}"]
        done = run_tool([*command, source.as_uri()], timeout=_TIMEOUT_SECONDS)
        if not made.exists():
            raise NoBrowser(f"Chromium took no picture:\n{done.output[-2000:]}")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, target)
