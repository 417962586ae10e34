"""Filling a form in as a browser without JavaScript does: what the page shows is what is sent."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Form(HTMLParser):
    """The fields of the page's `form.questions`, with their present values."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self.buttons: list[tuple[str, str]] = []
        self._inside = False
        self._area: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if tag == "form":
            self._inside = "questions" in (found.get("class") or "")
        name = found.get("name") or ""
        if not (self._inside and name):
            return
        self.names.add(name)
        value = found.get("value") or ""
        if tag == "textarea":
            self._area = name
            self.data[name] = [""]
        elif tag == "button":
            self.buttons.append((name, value))
        elif found.get("type") in {"radio", "checkbox"}:
            if "checked" in found:
                self.data.setdefault(name, []).append(value or "on")
        elif found.get("type") != "file":
            self.data.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._area:
            self.data[self._area] = [data.lstrip("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "textarea":
            self._area = None


def fill(client: Client, url: str, press: str = "", **answers: Any) -> Any:
    """Open a page, type `answers` (dots written __), press a button; the response to the POST."""
    page = client.get(url)
    assert page.status_code == 200, (url, page.status_code, page.headers.get("Location"))
    form = Form(page.content.decode())
    data: dict[str, Any] = dict(form.data)
    for key, value in answers.items():
        name = key.replace("__", ".")
        part = name.rpartition("_")[0]
        assert name in form.names or part in form.names, f"{name} is not on {url}: {form.names}"
        data[name] = value
    if press:
        name, _equals, value = press.partition("=")
        assert any(n == name and (not value or v == value) for n, v in form.buttons), form.buttons
        data[name] = value or next(v for n, v in form.buttons if n == name)
    return client.post(url.partition("#")[0], data)
