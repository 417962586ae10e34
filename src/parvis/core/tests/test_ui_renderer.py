from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from parvis.core.ui.renderer import Renderer

ATTRS = {"class": 'a "b"', "required": True, "disabled": False, "maxlength": 10, "data-x": "<é>"}


@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput(),
        forms.TextInput(attrs={"list": mark_safe("&amp;")}),
        *(forms.EmailInput(), forms.NumberInput(), forms.URLInput(), forms.DateInput()),
        *(forms.PasswordInput(), forms.HiddenInput(), forms.FileInput(), forms.Textarea()),
        forms.PasswordInput(render_value=True),
        *(forms.CheckboxInput(), forms.Select(choices=[("a", "A & B")])),
    ],
    ids=lambda widget: type(widget).__name__,
)
@pytest.mark.parametrize(
    "value", [None, "", "a", "<b>'\"&", "a\nb", 12, date(2026, 1, 2), mark_safe("&amp;")]
)
def test_what_is_drawn_is_what_django_draws(widget: forms.Widget, value: object) -> None:
    ours = widget.render("n[]", value, ATTRS, Renderer())
    assert ours == widget.render("n[]", value, ATTRS, DjangoTemplates()).strip()
