"""Plain inputs, drawn without a template.

A page holds a dozen of them, and three nested templates for one line cost more than the question.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

_FOLDER = "django/forms/widgets/"
_INPUTS = ("text", "email", "number", "hidden", "password", "url", "tel", "search", "date", "file")


class Renderer(DjangoTemplates):
    """Django's own, for everything but these."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        draw = _DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else f' value="{conditional_escape(widget["value"])}"'
    kind, name = conditional_escape(widget["type"]), conditional_escape(widget["name"])
    return SafeString(f'<input type="{kind}" name="{name}"{value}{_attributes(widget)}>')


def _textarea(widget: Mapping[str, Any]) -> SafeString:
    name, text = conditional_escape(widget["name"]), conditional_escape(widget["value"] or "")
    return SafeString(f'<textarea name="{name}"{_attributes(widget)}>\n{text}</textarea>')


def _attributes(widget: Mapping[str, Any]) -> str:
    return "".join(
        f" {conditional_escape(name)}"
        + ("" if value is True else f'="{conditional_escape(value)}"')
        for name, value in widget["attrs"].items()
        if value is not False
    )


_DRAWN: dict[str, Callable[[Mapping[str, Any]], SafeString]] = {
    **{f"{_FOLDER}{kind}.html": _input for kind in _INPUTS},
    f"{_FOLDER}input.html": _input,
    f"{_FOLDER}textarea.html": _textarea,
}
