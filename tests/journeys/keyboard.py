"""Somebody who never touches a mouse: the same words as `Walker`, by Tab, arrows, Enter and Space."""

from playwright.sync_api import Locator, expect

from tests.journeys.walker import Walker, plain

FAR = 90  # presses of Tab: no page is longer
NO_MOUSE = "addEventListener('pointerdown', () => console.error('a mouse was used'), true)"


class Keyboard(Walker):
    def put_the_mouse_away(self) -> None:
        """From the next page on, using one is a fault of the journey."""
        self.page.add_init_script(NO_MOUSE)

    def key(self, *keys: str) -> None:
        for one in keys:
            self.page.keyboard.press(one)

    def write(self, text: str) -> None:
        """Where the focus stands."""
        self.page.keyboard.type(text)

    def follow(self, *keys: str) -> None:
        """Keys that lead to another page."""
        with self.page.expect_navigation():
            self.key(*keys)
        self.page.wait_for_load_state()

    def focused(self, name: str) -> None:
        """The focus is on what has that name, and shows."""
        expect(self.page.locator(":focus-visible")).to_have_accessible_name(plain(name))

    def press(self, name: str, *, stays: bool = False) -> None:
        main = self.page.locator("main")
        target = main.get_by_role("button", name=plain(name)).or_(
            main.get_by_role("link", name=plain(name))
        )
        self.reach(self._visible(target))
        if stays:
            self.key("Enter")
        else:
            self.follow("Enter")

    def fill(self, label: str, text: str) -> None:
        field = self._visible(self.page.locator("main").get_by_label(plain(label)))
        self.reach(field)
        if field.evaluate("one => one.tagName") != "SELECT":
            self.key("Control+a")
        self.write(text)

    def choose(self, label: str) -> None:
        box = self._visible(self.page.locator("main").get_by_label(plain(label)))
        if box.is_checked():
            return
        if box.get_attribute("type") == "radio":
            self._enter_group(box)
        else:
            self.reach(box)
        if not box.is_checked():
            self.key("Space")
        expect(box).to_be_checked()

    def date(self, group: str, day: str, month: str, year: str) -> None:
        box = self.page.locator("main fieldset").filter(has_text=plain(group)).last
        for label, value in (("Jour", day), ("Mois", month), ("Année", year)):
            self.reach(box.get_by_label(label))
            self.key("Control+a")
            self.write(value)

    def reach(self, target: Locator) -> None:
        """Tab, until the focus is there; where it is not on the way, once round the page."""
        for _press in range(FAR):
            if target.evaluate("one => one === document.activeElement"):
                assert target.evaluate("one => one.matches(':focus-visible')")
                return
            self.key("Tab")
        raise AssertionError(f"{self.page.url}: {target} is not reached by Tab")

    def _enter_group(self, radio: Locator) -> None:
        """Tab enters a group at its chosen radio, else at its first; arrows move within."""
        name = radio.get_attribute("name")
        inside = f"document.activeElement.name === {name!r}"
        for _press in range(FAR):
            if self.page.evaluate(inside):
                break
            self.key("Tab")
        for _press in range(20):
            if radio.evaluate("one => one === document.activeElement"):
                return
            self.key("ArrowDown")
        raise AssertionError(f"{self.page.url}: {name} is not reached by arrows")
