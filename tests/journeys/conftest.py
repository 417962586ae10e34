"""A started demonstration, a real Chromium, and somebody who walks through pages.

Without a Chromium the journeys are skipped; with PARVIS_REQUIRE_JOURNEYS=1 they fail instead.
PARVIS_JOURNEYS_URL=http://localhost:8000 walks through a demonstration already started: quick while
one writes a journey, but what earlier walks left there stays.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, expect, sync_playwright

from tests.journeys.walker import Walker
from tests.running import Site, demonstration

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
def site(browser: Browser) -> Iterator[Site | None]:
    """One demonstration for all journeys; None: one was started by hand."""
    if os.environ.get("PARVIS_JOURNEYS_URL"):
        yield None
        return
    with demonstration() as running:
        yield running


@pytest.fixture(scope="session")
def address(site: Site | None) -> str:
    """Where it is; each story brings its own requests."""
    if site is None:
        return os.environ["PARVIS_JOURNEYS_URL"]
    return site.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def parvis(site: Site | None) -> Callable[..., str]:
    """Runs a command of the site, as who runs it would, and answers what it said."""
    if site is None:
        pytest.skip("the site was started by hand: so are its commands")

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "parvis.config.cli", *words]
        environment = site.environment
        told = subprocess.run(
            command, cwd=site.folder, env=environment, capture_output=True, text=True
        )
        assert told.returncode == 0, told.stdout + told.stderr
        return told.stdout

    return run


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
