"""One text message holds what it says and its link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.notifications.sms import _BASIC, _EXTENDED, LIMIT, fitted, plain, septets


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Été à Pau, où ?", "Été à Pau, où ?".replace("É", "É")),
        ("L’œuvre…", "L'oeuvre..."),
        ("« Bonjour »", '"Bonjour"'),
        ("fête, île, août, Noël, ça", "fete, ile, aout, Noel, ca"),
        ("10 € le 1er", "10 € le 1er"),
        ("Merci \U0001f600!", "Merci !"),
        ("12\u202fh\u00a030", "12 h 30"),
    ],
)
def test_text_in_the_alphabet_of_telephones(text, sent):
    assert plain(text) == sent


def test_the_euro_counts_twice():
    assert septets("10 €") == 5


def test_a_short_text_is_left_whole():
    assert fitted("Votre demande est acceptée.") == "Votre demande est acceptée."


def test_a_long_text_is_cut_at_a_word_and_the_link_stays_whole():
    link = "https://demo.example/mes-demandes/CPA7K2M9X4H/"
    sent = fitted("Votre demande avance beaucoup. " * 20, link)
    assert sent.endswith(f"... {link}")
    assert septets(sent) <= LIMIT
    assert not sent.removesuffix(f"... {link}").endswith("Vot")


@given(st.text(max_size=400), st.booleans())
def test_it_always_fits(text, with_link):
    link = "https://demo.example/x/" if with_link else ""
    sent = fitted(text, link)
    assert septets(sent) <= LIMIT
    assert set(sent) <= _BASIC | _EXTENDED
    assert sent.endswith(link)
