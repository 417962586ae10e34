"""Forms as drawn, and fields as typed."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from parvis.core import forms as ours
from parvis.core.ui import fields


@pytest.fixture(autouse=True)
def _french():
    with translation.override("fr"):
        yield


class Plain(forms.Form):
    """Only Django's own fields and widgets."""

    name = forms.CharField(label="Nom", max_length=5, help_text="Celui de <b>naissance</b>")
    age = forms.IntegerField(label="Âge", required=False)
    kind = forms.ChoiceField(
        label="Genre", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    many = forms.MultipleChoiceField(
        label="Plusieurs", choices=[("a", "<A>")], widget=forms.CheckboxSelectMultiple
    )
    one = forms.ChoiceField(label="Un", choices=[("a", "A")])
    text = forms.CharField(label="Texte", widget=forms.Textarea)
    file = forms.FileField(label="Fichier")
    yes = forms.BooleanField(label="Oui")
    moment = forms.SplitDateTimeField(label="Moment")
    day = forms.DateField(label="Jour", widget=forms.SelectDateWidget)
    secret = forms.CharField(widget=forms.HiddenInput, initial="s")


def test_every_widget_of_django_is_drawn_with_its_label():
    drawn = fields.render_form(Plain())

    for label in ("Nom", "Âge", "Genre", "Plusieurs", "Un", "Texte", "Fichier", "Oui", "Moment"):
        assert label in drawn
    assert drawn.count("<fieldset") == drawn.count("</legend>") == 4
    assert '<input type="hidden" name="secret" value="s" id="id_secret">' in drawn
    assert " required" not in drawn
    assert "&lt;A&gt;" in drawn


def test_optional_answers_are_marked_and_the_rest_is_not():
    drawn = fields.render_form(Plain())

    assert drawn.count("(facultatif)") == 1
    assert "Toutes les réponses sont nécessaires" in drawn


def test_help_and_error_are_tied_to_the_input():
    form = Plain({"name": "trop long"})
    drawn = fields.render_field(form["name"])

    assert 'aria-describedby="id_name_hint id_name_error"' in drawn
    assert 'id="id_name_hint"' in drawn
    assert 'id="id_name_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'aria-required="true"' in drawn


def test_help_text_is_escaped_unless_marked_safe():
    assert "&lt;b&gt;" in fields.render_field(Plain()["name"])


def test_the_summary_leads_to_the_first_input_of_each_question():
    drawn = fields.render_errorsummary(Plain({"secret": ""}))

    for target in ("id_name", "id_kind_0", "id_many_0", "id_moment_0", "id_yes"):
        assert f'href="#{target}"' in drawn
    assert 'role="alert"' in drawn


def test_every_link_of_the_summary_finds_its_input():
    form = Plain({})
    drawn = fields.render_errorsummary(form)
    page = fields.render_form(form)

    for bound in form.visible_fields():
        if bound.errors:
            target = fields.target_id(bound)
            assert f'href="#{target}"' in drawn
            assert f'id="{target}"' in page, target


def test_no_summary_without_errors():
    assert fields.render_errorsummary(Plain()) == ""
    assert fields.render_errorsummary(None) == ""


def test_the_summary_takes_formsets():
    formset = forms.formset_factory(Plain, extra=1, min_num=1)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "trop long"}
    )

    assert 'href="#id_form-0-name"' in fields.render_errorsummary(formset)
    assert 'href="#id_form-0-name"' in fields.render_errorsummary([formset])


def test_what_was_typed_comes_back():
    form = Plain({"name": '"><script>', "kind": "b", "many": ["a"]})
    drawn = fields.render_form(form)

    assert 'value="&quot;&gt;&lt;script&gt;"' in drawn
    assert 'value="b" id="id_kind_1" checked' in drawn


def test_choices_keep_their_help_and_their_disabled_state():
    class Form(ours.StyledForm):
        how = forms.ChoiceField(
            choices=[("a", ours.described("Par courriel", "Le plus rapide."))],
            widget=forms.RadioSelect,
            disabled=True,
        )

    drawn = fields.render_field(Form()["how"])

    assert '<p class="check__hint" id="id_how_0_hint">Le plus rapide.</p>' in drawn
    assert 'aria-describedby="id_how_0_hint"' in drawn
    assert " disabled" in drawn


class Friendly(ours.StyledForm):
    name = forms.CharField(label="Nom de naissance")
    kind = forms.ChoiceField(label="Genre", choices=[("a", "A")])
    file = forms.FileField(label="Photo")
    yes = forms.BooleanField(label="J’accepte")
    own = forms.CharField(error_messages={"required": "Dites-le nous."})


def test_refusals_name_the_question():
    errors = Friendly({}).errors

    assert errors["name"] == ["Il manque une réponse\u202f: Nom de naissance"]
    assert errors["kind"] == ["Choisissez une réponse\u202f: Genre"]
    assert errors["file"] == ["Ajoutez un fichier\u202f: Photo"]
    assert errors["own"] == ["Dites-le nous."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/03/2026", date(2026, 3, 12)),
        ("12-3-2026", date(2026, 3, 12)),
        ("12.03.2026", date(2026, 3, 12)),
        ("12032026", date(2026, 3, 12)),
        ("2026-03-12", date(2026, 3, 12)),
        ("1er août 2026", date(2026, 8, 1)),
        ("12 mars 2026", date(2026, 3, 12)),
        ("30/02/2026", None),
        ("12/03/26", None),
        ("mars 2026", None),
        ("12 mars 2026 x", None),
        ("", None),
        ("99999999", None),
    ],
)
def test_dates_as_people_write_them(text, expected):
    assert ours.read_date(text) == expected


@given(
    st.dates(), st.sampled_from(["{d}/{m}/{y:04}", "{d:02}{m:02}{y:04}", "{y:04}-{m:02}-{d:02}"])
)
def test_every_date_is_read_back(day, shape):
    assert ours.read_date(shape.format(d=day.day, m=day.month, y=day.year)) == day


@given(st.text(max_size=30))
def test_no_text_breaks_the_readers(text):
    ours.read_date(text)
    ours.read_amount(text)


class Dated(ours.StyledForm):
    day = ours.DateField3(label="Date", birth=True)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"day_day": "12", "day_month": "3", "day_year": "1980"}, date(1980, 3, 12)),
        ({"day_day": "12/03/1980", "day_month": "", "day_year": ""}, date(1980, 3, 12)),
        ({"day_day": " 1 ", "day_month": "avril", "day_year": "1980"}, date(1980, 4, 1)),
        ({"day": "1980-03-12"}, date(1980, 3, 12)),
    ],
)
def test_the_three_boxes_forgive(data, expected):
    form = Dated(data)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == expected


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, "required"),
        ({"day_day": "12", "day_month": "", "day_year": "1980"}, "incomplete"),
        ({"day_day": "31", "day_month": "2", "day_year": "1980"}, "invalid"),
        ({"day_day": "1", "day_month": "1", "day_year": "2999"}, "future"),
    ],
)
def test_a_wrong_date_says_what_is_wrong_and_stays_in_its_boxes(data, code):
    form = Dated(data)

    assert form.errors.as_data()["day"][0].code == code
    drawn = fields.render_field(form["day"])
    for value in data.values():
        assert f'value="{value}"' in drawn


def test_a_date_shows_its_first_value():
    drawn = fields.render_field(Dated(initial={"day": date(1980, 3, 12)})["day"])

    assert 'name="day_year" value="1980" autocomplete="bday-year"' in drawn


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12", 1200),
        ("1 234,50 €", 123450),
        ("1\u202f234,5", 123450),
        ("1.234,50", 123450),
        ("12.5", 1250),
        ("-3", -300),
        ("1,234", 123400),
        ("12,345", 1234500),
        ("1,2345", None),
        ("beaucoup", None),
        ("", None),
    ],
)
def test_amounts_as_people_write_them(text, cents):
    assert ours.read_amount(text) == cents


@given(st.integers(-(10**11), 10**11))
def test_every_amount_is_read_back(cents):
    assert ours.read_amount(ours.write_amount(cents)) == cents


def test_amounts_keep_their_bounds():
    field = ours.AmountField(max_cents=10000)

    assert field.clean("100") == 10000
    for wrong in ("100,01", "-1", "x"):
        with pytest.raises(ValidationError):
            field.clean(wrong)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("05 59 27 85 80", "+33559278580"),
        ("0559278580", "+33559278580"),
        ("+33 (0)5.59.27.85.80", "+33559278580"),
        ("0034 911 23 45 67", "+34911234567"),
        ("06 39 98 01 01", "+33639980101"),  # kept for fiction by ARCEP
    ],
)
def test_phone_numbers_are_kept_international(typed, kept):
    assert ours.PhoneField().clean(typed) == kept


@given(st.text(max_size=24))
def test_a_phone_number_is_valid_or_refused(text):
    try:
        kept = ours.PhoneField(required=False).clean(text)
    except ValidationError:
        return
    assert kept == "" or kept.startswith("+")


def test_a_kept_phone_number_is_shown_as_dialled():
    assert ours.PhoneField().prepare_value("+33559278580") == "05 59 27 85 80"


def test_identifiers_lose_their_spaces_and_must_be_true():
    assert (
        ours.IbanField().clean("fr76 3000 6000 0112 3456 7890 189") == "FR7630006000011234567890189"
    )
    assert ours.SiretField().clean("732 829 320 00074") == "73282932000074"
    assert ours.SirenField().clean("732-829-320") == "732829320"
    for field in (ours.IbanField(), ours.SiretField(), ours.SirenField()):
        with pytest.raises(ValidationError):
            field.clean("FR76 1234")
        with pytest.raises(ValidationError):
            field.clean("")


def test_mail_addresses_lose_their_spaces():
    assert ours.EmailField().clean(" jeanne @exemple.fr ") == "jeanne@exemple.fr"
    with pytest.raises(ValidationError, match="incomplète"):
        ours.EmailField().clean("jeanne@")


class Row:
    def __init__(self, pk: int) -> None:
        self.pk = pk

    def __str__(self) -> str:
        return f"Ligne {self.pk}"


class Choosing(ours.StyledForm):
    row = ours.RowField(required=False)
    code = ours.CodeField(required=False)


@pytest.mark.parametrize(("typed", "answered"), [("2", 1), ("", None)])
def test_a_row_is_answered_as_it_was_offered(typed: str, answered: int | None):
    rows = [Row(1), Row(2)]
    form, other = Choosing({"row": typed, "code": " 123 456 "}), Choosing({"row": "1"})
    form.offer("row", rows)
    assert form.is_valid()
    assert form.cleaned_data == {
        "row": None if answered is None else rows[answered],
        "code": "123456",
    }
    assert "Ligne 2" in str(form["row"])
    assert not other.is_valid()
