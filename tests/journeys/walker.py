"""Somebody who uses the site: opens pages, fills in, presses, and looks at what they meet."""

import io
import os
import re
import time
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Locator, Page, expect

IMAGES = Path(__file__).parents[2] / "docs" / "guides" / "images"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passes would be described at length, and read by nobody
}
TALLEST = 1600
# What a page is made of: axe looks once at each make-up, not at each page that has it.
MADE_OF = """() => [...new Set([...document.querySelectorAll('body *')].map(e => e.tagName +
  '.' + e.className + '.' + (e.getAttribute('role') || '')))].sort().join()"""
# What opens another page when it is pressed: links to pages, and buttons that send a form.
LEADS_ON = """e => e.matches('a[href]')
  ? !e.target && !e.hasAttribute('download') && !e.getAttribute('href').startsWith('#')
  : e.type === 'submit' && !!e.form && !e.closest('[hx-get], [hx-post]')"""
axe, looked_at = Axe(), set()


class Walker:
    def __init__(self, page: Page, *, script: bool) -> None:
        self.page, self.script = page, script
        self.faults: list[str] = []
        if script:
            page.on("pageerror", lambda error: self.faults.append(str(error)))
            page.on("console", self._heard)

    def _heard(self, message: object) -> None:
        if getattr(message, "type", "") == "error" and "404" not in getattr(message, "text", ""):
            self.faults.append(getattr(message, "text", ""))

    def open(self, path: str) -> None:
        """Open a page; anything but 200 is a fault of the journey."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def status(self, path: str) -> int:
        """The status of an address for this person, redirects not followed."""
        return self.page.request.get(path, max_redirects=0).status

    def sign_in(self, name: str) -> None:
        """One click on the demonstration's stand-in."""
        self.open("/compte/demonstration/")
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=name).first.click()

    def see(self, *words: str) -> None:
        """Each of these words is on the page."""
        for one in words:
            expect(self.page.locator("main")).to_contain_text(plain(one))

    def miss(self, *words: str) -> None:
        for one in words:
            expect(self.page.locator("body")).not_to_contain_text(plain(one))

    def press(self, name: str, *, stays: bool = False) -> None:
        """Press the button or follow the link of that name, in the page's own content. The page
        it leads to has come when this returns, unless it `stays` on this one (a file comes)."""
        main = self.page.locator("main")
        target = main.get_by_role("button", name=plain(name)).or_(
            main.get_by_role("link", name=plain(name))
        )
        pressed = self._visible(target)
        if not stays and pressed.evaluate(LEADS_ON):
            with self.page.expect_navigation():
                pressed.click()
        else:
            pressed.click()

    def fill(self, label: str, text: str) -> None:
        self._visible(self.page.locator("main").get_by_label(plain(label))).fill(text)

    def choose(self, label: str) -> None:
        """Tick a box or choose an option by its words, pressing the words as people do."""
        box = self._visible(self.page.locator("main").get_by_label(plain(label)))
        if not box.is_checked():
            name = box.get_attribute("id")
            self.page.locator(f'label[for="{name}"]').click()
        expect(box).to_be_checked()

    def date(self, group: str, day: str, month: str, year: str) -> None:
        box = self.page.locator("main fieldset").filter(has_text=plain(group)).last
        for label, value in (("Jour", day), ("Mois", month), ("Année", year)):
            box.get_by_label(label).fill(value)

    def _visible(self, found: Locator) -> Locator:
        return found.locator("visible=true").first

    def wait(self, path: str, *words: str, seconds: float = 60) -> None:
        """Open the page again until it says so: the worker does it in its own time."""
        until = time.monotonic() + seconds
        self.open(path)
        while time.monotonic() < until:
            text = self.page.locator("main").text_content() or ""
            if all(plain(word).search(text) for word in words):
                break
            self.page.wait_for_timeout(300)
            self.open(path)
        self.see(*words)

    def check(self) -> None:
        """What every page owes to people: no axe violation, one h1, a title, no fault in the
        console, no sideways scroll, on a telephone too. Residents walk with a telephone, agents
        with a screen, and the public pages are walked with both: axe looks once each time."""
        page = self.page
        assert page.locator("h1").count() == 1, f"{page.url}: {page.locator('h1').count()} h1"
        assert page.title()
        if not self.script:
            return
        size = page.viewport_size
        assert size is not None
        self._axe(size["width"])
        for width in sorted({size["width"], 390, 320}, reverse=True):
            page.set_viewport_size({"width": width, "height": size["height"]})
            over = self.overflow()
            assert over <= 0, f"{page.url} scrolls sideways by {over} px at {width} px"
        page.set_viewport_size(size)
        assert not self.faults, f"{page.url}: {self.faults}"

    def _axe(self, width: int) -> None:
        dark = self.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        shape = (width, dark, self.page.evaluate(MADE_OF))
        if shape in looked_at:
            return
        found = axe.run(self.page, options=RULES)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        looked_at.add(shape)

    def overflow(self) -> int:
        """How many pixels of the page stand outside the window."""
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )

    def picture(self, name: str) -> None:
        """Keep a picture for the guides, when asked (PARVIS_PICTURES=1)."""
        if os.environ.get("PARVIS_PICTURES"):
            keep_picture(name, self.page.screenshot(full_page=True, animations="disabled"))


def keep_picture(name: str, png: bytes) -> None:
    """Cut what is too tall, and keep 128 colours: the repository stays light."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, TALLEST)))
    image.quantize(128, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


def plain(text: str) -> "re.Pattern[str]":
    """Matches `text` whatever the kind of space and apostrophe the typography chose."""
    parts = [re.escape(part) for part in re.split(r"\s+", text)]
    pattern = r"\s*".join(parts) if len(parts) == 1 else r"\s+".join(parts)
    return re.compile(pattern.replace("'", "['’]").replace("’", "['’]"))
