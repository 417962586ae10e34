"""Any Django form, drawn: label, help, error and input tied together for everyone.

Works for plain Django forms and widgets as well as for those of `core.forms`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from parvis.core.ui.components import EMPTY, hidden
from parvis.core.ui.icons import icon
from parvis.core.ui.lists import joined

CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)
MANY = 10  # choices: more stand side by side
TEXT_WIDTHS = ((5, "xs"), (12, "s"), (24, "m"))
TYPE_WIDTHS = {"number": "s", "date": "m", "time": "s", "tel": "m", "month": "m"}


def field_id(bound: BoundField) -> str:
    return str(bound.field.widget.attrs.get("id") or bound.auto_id or f"id_{bound.html_name}")


def target_id(bound: BoundField) -> str:
    """The element that takes the focus when an error is followed."""
    widget, base = bound.field.widget, field_id(bound)
    if isinstance(widget, CHOICES):
        return f"{base}_0"
    if isinstance(widget, forms.SelectDateWidget):
        return f"{base}_day"
    if isinstance(widget, forms.MultiWidget):
        first = getattr(widget, "first_part", "0")
        return f"{base}_{first}"
    return base


def _width(bound: BoundField) -> str:
    """An input as wide as what is expected in it."""
    widget = bound.field.widget
    asked = widget.attrs.get("data-width")
    if asked:
        return f" input--{asked}"
    longest = widget.attrs.get("maxlength") or getattr(bound.field, "max_length", None)
    if longest:
        for limit, name in TEXT_WIDTHS:
            if int(longest) <= limit:
                return f" input--{name}"
        return ""
    kind = TYPE_WIDTHS.get(getattr(widget, "input_type", "") or "")
    return f" input--{kind}" if kind else ""


def _widget_class(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.Select):
        return "input input--select"
    if isinstance(widget, forms.Textarea):
        return "input input--area"
    if isinstance(widget, forms.CheckboxInput):
        return "check__input"
    if isinstance(widget, forms.FileInput):
        return "input input--file"
    if isinstance(widget, forms.MultiWidget):
        return ""
    return f"input{_width(bound)}"


def _described_by(bound: BoundField) -> str:
    base = field_id(bound)
    own = str(bound.field.widget.attrs.get("aria-describedby", ""))
    hint = f"{base}_hint" if bound.help_text else ""
    error = f"{base}_error" if bound.errors else ""
    return " ".join(part for part in (own, hint, error) if part)


def _widget(bound: BoundField, **more: str) -> SafeString:
    # The browser's own bubbles vanish and are not read: the error summary says the same, better.
    bound.form.use_required_attribute = False
    attrs: dict[str, Any] = dict(more)
    classes = f"{bound.field.widget.attrs.get('class', '')} {_widget_class(bound)}".strip()
    if classes:
        attrs["class"] = classes
    described = "" if is_group(bound) else _described_by(bound)
    if described:
        attrs["aria-describedby"] = described
    if bound.field.required and not is_group(bound):
        attrs["aria-required"] = "true"
    attrs["id"] = field_id(bound)
    return bound.as_widget(attrs=attrs)


def is_group(bound: BoundField) -> bool:
    """Several inputs for one question: a fieldset."""
    return isinstance(bound.field.widget, (*CHOICES, forms.MultiWidget, forms.SelectDateWidget))


def _choice(option: BoundWidget, bound: BoundField, described: str) -> SafeString:
    data: dict[str, Any] = option.data
    attrs = dict(data["attrs"])
    attrs.pop("required", None)
    attrs.pop("class", None)
    help_text = getattr(data["label"], "help_text", "")
    ident = str(attrs.get("id", ""))
    help_id = f"{ident}_hint" if help_text else ""
    attrs["aria-describedby"] = " ".join(part for part in (help_id, described) if part) or None
    attrs = {name: value for name, value in attrs.items() if value not in (None, False)}
    return format_html(
        '<div class="check"><input class="check__input" type="{}" name="{}"{}{}>'
        '<div class="check__words"><label for="{}">{}</label>{}</div></div>',
        data["type"],
        data["name"],
        EMPTY if data["value"] is None else format_html(' value="{}"', data["value"]),
        flatatt(attrs),
        ident,
        data["label"],
        format_html('<p class="check__hint" id="{}">{}</p>', help_id, help_text)
        if help_text
        else EMPTY,
    )


def _choices(bound: BoundField) -> SafeString:
    bound.form.use_required_attribute = False
    few = len(bound.subwidgets) <= 3 and all(
        len(str(option.choice_label)) <= 12 and not getattr(option.choice_label, "help_text", "")
        for option in bound.subwidgets
    )
    look = " choices--row" if few else " choices--many" if len(bound.subwidgets) > MANY else ""
    options = joined(_choice(option, bound, "") for option in bound.subwidgets)
    return format_html('<div class="choices{}">{}</div>', look, options)


def _label_words(bound: BoundField, label: str) -> SafeString:
    optional = EMPTY
    if not bound.field.required and not isinstance(bound.field.widget, forms.CheckboxInput):
        optional = format_html(' <span class="field__optional">{}</span>', _("(optional)"))
    return format_html("{}{}", label or bound.label, optional)


def _hint(bound: BoundField) -> SafeString:
    if not bound.help_text:
        return EMPTY
    return format_html(
        '<div class="field__hint" id="{}_hint">{}</div>', field_id(bound), bound.help_text
    )


def _error(bound: BoundField) -> SafeString:
    if not bound.errors:
        return EMPTY
    return format_html(
        '<p class="field__error" id="{}_error">{}<span>{}{}</span></p>',
        field_id(bound), icon("x-circle"), hidden(_("Error:") + " "),
        " ".join(map(str, bound.errors)),
    )  # fmt: skip


def render_field(bound: BoundField, label: str = "") -> SafeString:
    """One question with its help, its error and its input."""
    if bound.is_hidden:
        return bound.as_hidden()
    css = "field field--error" if bound.errors else "field"
    if is_group(bound):
        return _group(bound, label, css)
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return format_html(
            '<div class="{} field--check">{}<div class="check">{}<div class="check__words">'
            '<label for="{}">{}</label>{}</div></div></div>',
            css, _error(bound), _widget(bound), field_id(bound), label or bound.label, _hint(bound),
        )  # fmt: skip
    return format_html(
        '<div class="{}"><label class="field__label" for="{}">{}</label>{}{}{}</div>',
        css, field_id(bound), _label_words(bound, label), _hint(bound), _error(bound),
        _widget(bound),
    )  # fmt: skip


def _group(bound: BoundField, label: str, css: str) -> SafeString:
    described = _described_by(bound)
    inputs = _choices(bound) if isinstance(bound.field.widget, CHOICES) else _widget(bound)
    # A fieldset may not carry aria-required or aria-invalid, unless it is a radio group.
    radios = isinstance(bound.field.widget, forms.RadioSelect)
    state = EMPTY
    if radios:
        state = format_html(
            ' role="radiogroup" aria-required="{}"{}',
            "true" if bound.field.required else "false",
            mark_safe(' aria-invalid="true"') if bound.errors else EMPTY,
        )
    return format_html(
        '<fieldset class="{}"{}{}><legend class="field__label">{}</legend>{}{}{}</fieldset>',
        css,
        format_html(' aria-describedby="{}"', described) if described else EMPTY,
        state,
        _label_words(bound, label),
        _hint(bound),
        _error(bound),
        inputs,
    )


def render_filedrop(bound: BoundField, label: str = "") -> SafeString:
    """An upload zone around a real file input; a script lists the chosen files where it may run."""
    css = "field field--error" if bound.errors else "field"
    return format_html(
        '<div class="{}"><label class="field__label" for="{}">{}</label>{}{}'
        '<div class="filedrop" data-filedrop data-size="{}">{}'
        '<p class="filedrop__hint" aria-hidden="true">{}</p>{}'
        '<ul class="filedrop__list" data-files aria-live="polite"></ul></div></div>',
        css, field_id(bound), _label_words(bound, label), _hint(bound), _error(bound),
        _("%(size)s kB") % {"size": "{}"}, icon("upload"),
        _("Drop your files here, or choose them:"), _widget(bound),
    )  # fmt: skip


def render_form(form: forms.BaseForm) -> SafeString:
    """Every field, in order; the note on optional answers stands first when there is one."""
    visible = form.visible_fields()
    optional = any(
        not bound.field.required and not isinstance(bound.field.widget, forms.CheckboxInput)
        for bound in visible
    )
    note = EMPTY
    if optional and any(bound.field.required for bound in visible):
        note = format_html(
            '<p class="form__note">{}</p>', _("Every answer is needed, unless marked optional.")
        )
    hidden_ones = joined(bound.as_hidden() for bound in form.hidden_fields())
    return joined([note, *(render_field(bound) for bound in visible), hidden_ones])


def _forms_of(given: Any) -> Sequence[forms.BaseForm]:
    if isinstance(given, forms.BaseForm):
        return [given]
    if isinstance(given, forms.BaseFormSet):
        return list(given.forms)
    return [form for one in given for form in _forms_of(one)]


def _general_errors(given: Any) -> Iterable[str]:
    if isinstance(given, forms.BaseForm):
        yield from map(str, given.non_field_errors())
    elif isinstance(given, forms.BaseFormSet):
        yield from map(str, given.non_form_errors())
        for form in given.forms:
            yield from map(str, form.non_field_errors())
    else:
        for one in given:
            yield from _general_errors(one)


def _error_link(bound: BoundField, message: str) -> SafeString:
    label = str(bound.label)
    said = message if label.casefold() in message.casefold() else f"{label} — {message}"
    if bound.is_hidden:
        return format_html("<li>{}</li>", said)
    return format_html('<li><a href="#{}">{}</a></li>', target_id(bound), said)


def _is_secret(field: forms.Field) -> bool:
    """A page never sends a password back: what was typed there is gone."""
    widget = field.widget
    return isinstance(widget, forms.PasswordInput) and not widget.render_value


def render_errorsummary(given: Any) -> SafeString:
    """What went wrong, first thing on the page, each line leading to its field."""
    if not given:
        return EMPTY
    items = [format_html("<li>{}</li>", message) for message in _general_errors(given)]
    for form in _forms_of(given):
        if form.is_bound and form.errors:
            for bound in form:
                items += [_error_link(bound, str(message)) for message in bound.errors]
    if not items:
        return EMPTY
    kept = _("Nothing you typed is lost.")
    if any(_is_secret(field) for form in _forms_of(given) for field in form.fields.values()):
        kept = _("Type the password again: it is never shown back.")
    title = _("There is a problem") if len(items) == 1 else _("A few answers need a second look")
    return format_html(
        '<div class="errors" role="alert" tabindex="-1" id="errors" autofocus data-focus>'
        '<h2 class="errors__title">{}{}</h2><ul>{}</ul>'
        '<p class="errors__kept">{}</p></div>',
        icon("x-circle"), title, joined(items), kept,
    )  # fmt: skip
