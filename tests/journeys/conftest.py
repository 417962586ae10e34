"""A started demonstration, a real Chromium, and somebody who walks through pages.

Without a Chromium the journeys are skipped; with PARVIS_REQUIRE_JOURNEYS=1 they fail instead.
PARVIS_JOURNEYS_URL=http://localhost:8000 walks through a demonstration already started: quick while
one writes a journey, but what earlier walks left there stays.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, expect, sync_playwright

from tests.journeys.walker import Walker
from tests.running import demonstration

# The same engine without its windows comes first: it paints no screen that nobody looks at.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A page that comes late on a busy machine is no fault: 5 seconds are Playwright's own choice.
PATIENCE = 30_000  # milliseconds
expect.set_options(timeout=PATIENCE)


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
    # Playwright's loop stays alive in this thread; Django would refuse every later test here.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture(scope="session")
def address(browser: Browser) -> Iterator[str]:
    """One demonstration for all journeys; each story brings its own requests."""
    if started := os.environ.get("PARVIS_JOURNEYS_URL"):
        yield started
        return
    with demonstration() as running:
        yield running.url.replace("127.0.0.1", "localhost")


Visit = Callable[..., Walker]


@pytest.fixture(scope="session")
def signed_in() -> dict[str, StorageState]:
    """Cookies of those who came before: somebody signs in once for all journeys."""
    return {}


@pytest.fixture
def visit(browser: Browser, address: str, signed_in: dict[str, StorageState]) -> Iterator[Visit]:
    """Opens a fresh browser: `visit()`, `visit("Camille Bordenave")`, `visit(script=False)`."""
    opened = []

    def one(
        who: str = "",
        *,
        width: int = 1280,
        script: bool = True,
        dark: bool = False,
        walks: type[Walker] = Walker,
    ) -> Walker:
        context = browser.new_context(
            base_url=address,
            storage_state=signed_in.get(who),
            viewport={"width": width, "height": 900},
            locale="fr-FR",
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        walker = walks(context.new_page(), script=script)
        if who and who not in signed_in:
            walker.sign_in(who)
            signed_in[who] = context.storage_state()
        return walker

    yield one
    for context in opened:
        context.close()
