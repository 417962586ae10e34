"""A browser without JavaScript that does not give up: it loads a page again, and sends again the
very same form, when the connection breaks or the site says that something went wrong."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

PATIENCE = 120  # seconds: a whole start on a busy machine
Fields = Mapping[str, str | list[str]]


@dataclass
class Form:
    action: str
    method: str = "get"
    data: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    """The forms of a page, as a browser would post them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._text: str | None = None
        self._select = ""
        self.words: list[str] = []
        self.links: set[str] = set()
        self._button: tuple[str, str] | None = None
        self.labels: dict[str, tuple[str, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.add(given["href"])
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is None:
            return
        if name:
            self._form.names.add(name)
        if tag == "button":
            self._button = (name, value)
            self._form.buttons.append(self._button)
        elif tag == "textarea":
            self._text = name
            self._form.data[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self._form.data.setdefault(self._select, []).append(value)
        elif tag == "input" and name:
            kind = given.get("type", "text")
            chosen = "checked" in given or kind not in {"radio", "checkbox"}
            if chosen and kind not in {"file", "submit"}:
                self._form.data.setdefault(name, []).append(value or ("on" * (kind == "checkbox")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._text = None
        elif tag == "button":
            self._button = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._form is not None and self._text is not None:
            self._form.data[self._text] = [data.removeprefix("\n")]
        if self._button is not None and data.strip():
            self.labels[data.strip()] = self._button


class Browser:
    """One person's session. `before_sending` is told the address of each form sent."""

    def __init__(
        self,
        url: str,
        before_sending: Callable[[str], None] = lambda path: None,
        *,
        transport: httpx.BaseTransport | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.client = httpx.Client(base_url=url, timeout=60, transport=transport)
        self.before_sending = before_sending
        self.patience = patience
        self.page: httpx.Response

    def close(self) -> None:
        self.client.close()

    @property
    def path(self) -> str:
        return urlsplit(str(self.page.url)).path

    @property
    def read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.page.text)
        return reader

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.read.words).split())

    @property
    def token(self) -> str:
        """Against forged forms, as the page just read gives it."""
        return next(f.data["csrfmiddlewaretoken"][0] for f in self.read.forms if f.method == "post")

    @property
    def links(self) -> set[str]:
        return self.read.links

    def open(self, path: str) -> httpx.Response:
        return self._land(lambda: self.client.get(path))

    def send(self, action: str, data: Fields, **more: Any) -> httpx.Response:
        """Post, again and again until an answer comes; then go where it leads."""
        address = urljoin(str(self.page.url), action)
        self.before_sending(urlsplit(address).path)
        headers = {"Referer": str(self.page.url)}
        return self._land(lambda: self.client.post(address, data=data, headers=headers, **more))

    def press(self, action: str = "", **changes: Any) -> httpx.Response:
        """Send the form of this page that goes to an address holding `action`."""
        here = self.path
        form = next(
            form
            for form in self.read.forms
            if form.method == "post"
            and action in (form.action or here)
            and "affichage" not in form.action
        )
        data = form.data | {name.replace("__", "."): value for name, value in changes.items()}
        return self.send(form.action or str(self.page.url), data)

    def sign_in(self, name: str) -> None:
        self.open("/compte/demonstration/")
        self.press("demonstration", **dict([self.read.labels[name]]))

    def _land(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        self.page = self._patiently(ask)
        while self.page.is_redirect:
            address = urljoin(str(self.page.url), self.page.headers["location"])
            self.page = self._patiently(lambda: self.client.get(address))  # noqa: B023
        return self.page

    def _patiently(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        give_up = time.monotonic() + self.patience
        while True:
            try:
                answer = ask()
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code < 500:
                return answer
            assert time.monotonic() < give_up, answer and answer.text[:500]
            time.sleep(0.05)
