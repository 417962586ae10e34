"""A started demonstration, a real Chromium, and somebody who walks through pages.

Without a Chromium the journeys are skipped; with PARVIS_REQUIRE_JOURNEYS=1 they fail instead.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.walker import Walker
from tests.running import Site, site

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (str(ON_MACOS) if ON_MACOS.exists() else None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        if os.environ.get("PARVIS_REQUIRE_JOURNEYS"):
            pytest.fail("the journeys are required, and there is no Chromium")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def demo(browser: Browser) -> Iterator[Site]:
    """One demonstration for all journeys; each story brings its own requests."""
    # A short path: the database's socket lies under it.
    folder = Path(tempfile.mkdtemp(prefix="parvis-"))
    try:
        with site(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


Visit = Callable[..., Walker]


@pytest.fixture
def visit(browser: Browser, demo: Site) -> Iterator[Visit]:
    """Opens a fresh browser: `visit()`, `visit("Camille Bordenave")`, `visit(script=False)`."""
    opened = []

    def one(who: str = "", *, width: int = 1280, script: bool = True, dark: bool = False) -> Walker:
        context = browser.new_context(
            base_url=demo.url.replace("127.0.0.1", "localhost"),
            viewport={"width": width, "height": 900},
            locale="fr-FR",
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        walker = Walker(context.new_page(), script=script)
        if who:
            walker.sign_in(who)
        return walker

    yield one
    for context in opened:
        context.close()
