"""Dates, numbers and texts as French people read them, and English ones."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.ui import words

B, N = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("language", "day", "expected"),
    [
        ("fr", date(2026, 3, 12), "jeudi 12 mars 2026"),
        ("fr", date(2026, 5, 1), "vendredi 1er mai 2026"),
        ("en", date(2026, 5, 1), "Friday 1 May 2026"),
    ],
)
def test_long_dates(language, day, expected):
    with translation.override(language):
        assert words.longdate(day) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fr", f"1er janvier 2027 à 0{B}h{B}05"), ("en", "1 January 2027 at 0:05")],
)
def test_a_moment_is_told_in_the_zone_of_the_page(language, expected):
    with translation.override(language):
        assert words.when(datetime(2026, 12, 31, 23, 5, tzinfo=UTC)) == expected


@pytest.mark.parametrize(
    ("cents", "expected"),
    [
        (0, f"0,00{B}€"),
        (5, f"0,05{B}€"),
        (123450, f"1{N}234,50{B}€"),
        (-250, f"−2,50{B}€"),
        ("x", ""),
        (None, ""),
    ],
)
def test_amounts(cents, expected):
    with translation.override("fr"):
        assert words.euros(cents) == expected


def test_amounts_in_english():
    with translation.override("en"):
        assert [words.euros(one) for one in (78600, -123450)] == ["€786.00", "−€1,234.50"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", [f"0{B}€", f"1{N}000{B}€", f"1{N}234,50{B}€", f"−100{N}000{B}€"]),
        ("en", ["€0", "€1,000", "€1,234.50", "−€100,000"]),
    ],
)
def test_amounts_without_cents_where_there_are_none(language, expected):
    with translation.override(language):
        told = [words.euros(cents, short=True) for cents in (0, 100000, 123450, -10000000)]
    assert told == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, f"1{B}octet"),
        (999, f"999{B}octets"),
        (1000, f"1{B}Ko"),
        (41_012, f"41{B}Ko"),
        (999_499, f"999{B}Ko"),
        (999_500, f"1,0{B}Mo"),
        (20_000_000, f"20,0{B}Mo"),
    ],
)
def test_sizes_of_files(count, expected):
    with translation.override("fr"):
        assert words.filesize(count) == expected


def test_a_case_number_in_a_title_stays_on_one_line():
    assert words.unbroken("Reçu <b> LES-2848-70RR.") == (
        'Reçu &lt;b&gt; <span class="reference" translate="no">LES-2848-70RR</span>.'
    )
    assert words.unbroken("Sans numéro") == "Sans numéro"


@given(st.integers(-(10**12), 10**12))
def test_no_cent_is_lost(cents):
    with translation.override("fr"):
        shown = words.euros(cents)
    digits = "".join(c for c in shown if c.isdigit())
    assert int(digits) == abs(cents)
    assert shown.startswith("−") == (cents < 0)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+33559278580", f"05{B}59{B}27{B}85{B}80"),
        ("+34911234567", f"+34{B}911{B}23{B}45{B}67"),
        ("rappel", "rappel"),
        ("", ""),
    ],
)
def test_phone_numbers(number, expected):
    assert words.phone(number) == expected


def test_only_addresses_of_this_site_are_links(settings):
    settings.BASE_URL = "https://ville.test"
    link = '<a href="https://ville.test/a?b=1&amp;c">'
    assert words.linked("<i> https://ville.test/a?b=1&c").startswith(f"&lt;i&gt; {link}")
    assert "<a" not in words.linked("https://ville.test.evil/a https://evil/ ville.test/a")
    assert words.linked("") == ""


def test_paragraphs_and_lines():
    assert words.paragraphs("a\nb\r\n\r\n<c>") == "<p>a<br>b</p>\n<p>&lt;c&gt;</p>"
    assert words.paragraphs("") == ""


@pytest.mark.parametrize(
    ("language", "typed", "shown"),
    [
        ("fr", "Où ? « Là » !", "Où\u202f? «\u202fLà\u202f»\u202f!"),
        ("fr", "voir http://a.b/?c d ; e", "voir http://a.b/?c d\u202f; e"),
        ("en", "Where ? “There”", "Where ? “There”"),
    ],
)
def test_french_signs_stand_off_however_they_were_typed(
    language: str, typed: str, shown: str
) -> None:
    with translation.override(language):
        assert words.paragraphs(typed) == f"<p>{shown}</p>"


@given(st.text())
def test_no_text_makes_markup(text):
    shown = words.paragraphs(text)
    assert set(shown.replace("<p>", "").replace("</p>", "").replace("<br>", "")).isdisjoint("<>")


def test_references_are_grouped_unless_they_already_are():
    assert f"K7M3{N}QX4T" in words.reference("K7M3QX4T")
    assert ">PV-K7M3<" in words.reference("PV-K7M3")


@pytest.mark.parametrize(
    ("name", "expected"), [("Jeanne d’Albret", "JA"), ("", "?"), ("élan", "É"), ("  ", "?")]
)
def test_initials(name, expected):
    assert words.initials(name) == expected
