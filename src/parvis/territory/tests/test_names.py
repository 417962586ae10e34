import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.territory import names


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Jurançon", "jurancon"),
        ("St-Étienne", "saint etienne"),
        ("Ste Marie", "sainte marie"),
        ("Chalon s/ Saône", "chalon sur saone"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("PAU CEDEX 9", "pau"),
        ("Œting", "oeting"),
        (" _%\x00 ", ""),
    ],
)
def test_spellings_of_one_name_meet(typed, key):
    assert names.search_key(typed) == key


@given(st.text(max_size=300))
def test_a_key_is_its_own_key_and_holds_no_pattern_character(text):
    key = names.search_key(text)
    assert names.search_key(key) in (key, names.search_key(names.search_key(key)))
    assert len(key) <= 120
    assert not set(key) & set("%_\\\x00")


@pytest.mark.parametrize(
    ("digits", "first", "last", "count"),
    [
        ("64230", "64230", "64230", 1),
        ("6423", "64230", "64239", 10),
        ("64", "64000", "64999", 1000),
    ],
)
def test_the_postal_codes_that_begin_so(digits, first, last, count):
    codes = names.postal_codes_from(digits)
    assert (codes[0], codes[-1], len(codes)) == (first, last, count)


@pytest.mark.parametrize("text", ["", "6", "642301", "abc", "٦٤٢", "6 4"])
def test_nothing_else_is_a_postal_code(text):
    assert names.postal_codes_from(text) == []


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("64230 lescar", ("64230", "lescar")),
        ("lescar 642", ("642", "lescar")),
        ("64", ("64", "")),
        ("paris 12", ("", "paris 12")),
        ("pau", ("", "pau")),
    ],
)
def test_a_postal_code_is_parted_from_the_name(key, parts):
    assert names.postal_and_name(key) == parts


@pytest.mark.parametrize(
    ("name", "article", "expected"),
    [
        ("Pau", 0, "de Pau"),
        ("Arbus", 1, "d’Arbus"),
        ("Le Havre", 2, "du Havre"),
        ("La Rochelle", 3, "de la Rochelle"),
        ("Les Mées", 4, "des Mées"),
        ("L'Île-d'Yeu", 5, "de l’Île-d’Yeu"),
        ("Aux Marais", 6, "des Marais"),
        ("Los Masos", 8, "de los Masos"),
        ("Nouméa", None, "de Nouméa"),
        ("Uvea", None, "d’Uvea"),
    ],
)
def test_a_name_after_de(name, article, expected):
    assert names.name_with_de(name, article) == expected
