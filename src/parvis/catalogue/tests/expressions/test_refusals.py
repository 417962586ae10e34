"""What a rule's author is told: the place, what was found, what was expected, what was meant."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from parvis.catalogue.expressions import (
    BOOL,
    DATE,
    DOUBLE,
    INT,
    STRING,
    Environment,
    ExpressionError,
    check,
    choice,
    is_name,
    list_of,
    optional,
    struct,
)
from parvis.catalogue.expressions._errors import MESSAGES
from parvis.catalogue.tests.expressions.samples import CHILD

ENVIRONMENT = Environment(
    {
        "today": DATE,
        "born_on": optional(DATE),
        "answers": struct(
            {
                "terrain": choice("commune", "prive"),
                "area": INT,
                "ratio": DOUBLE,
                "name": STRING,
                "rent": optional(INT),
                "agreed": optional(BOOL),
                "kinds": list_of(choice("papier", "verre")),
                "children": list_of(CHILD),
                "pets": optional(list_of(STRING)),
                "address": optional(struct({"city": STRING})),
            }
        ),
    }
)

# rule, column, code, what was meant
REFUSALS = [
    ("", 1, "empty", ""),
    ("  // rien", 1, "unexpected_end", ""),
    ("answers.area >", 14, "unexpected_end", ""),
    ("answers.area > > 1", 16, "unexpected", ""),
    ("é", 1, "unexpected", ""),
    ('answers.name == "x', 17, "unclosed_text", ""),
    ("answers.name == r'\\'", 17, "unclosed_text", ""),
    ("(answers.area", 1, "unclosed_bracket", ""),
    ("answers.area)", 13, "unopened_bracket", ""),
    ("(answers.area]", 14, "unopened_bracket", ""),
    ("answers.area = 1", 14, "use_instead", ""),
    ("answers.area <> 1", 14, "use_instead", ""),
    ("answers.agreed et true", 16, "use_instead", ""),
    ("answers.name == «Pau»", 17, "use_instead", ""),
    ("answers.kinds[0]", 1, "unsupported", ""),
    ('{"a": 1}', 1, "unsupported", ""),
    ("[]", 1, "unsupported", ""),
    (".answers", 1, "unsupported", ""),
    ("b'x'", 1, "unsupported", ""),
    ('"""x"""', 1, "unsupported", ""),
    (r'"\q"', 2, "bad_escape", ""),
    (r'"a\ud800"', 3, "bad_escape", ""),
    ("0x1F", 1, "bad_number", ""),
    ("1u", 1, "bad_number", ""),
    ("9223372036854775808", 1, "bad_number", ""),
    ("1e999", 1, "bad_number", ""),
    ("for == 1", 1, "reserved", ""),
    ("answer.area > 1", 1, "unknown_name", "answers"),
    ("terrain == 'x'", 1, "unknown_name", "answers.terrain"),
    ("zzz", 1, "unknown_name", ""),
    ("answers.terain == 'commune'", 9, "unknown_field", "terrain"),
    ("answers.area.size", 14, "not_a_record", ""),
    ("size(answers.name).x", 1, "not_a_record", ""),
    ("answers == 1", 1, "record_as_value", ""),
    ("year_between(today, today)", 1, "unknown_function", "years_between"),
    ("__import__('os')", 1, "unknown_function", ""),
    ("answers.name.startswith('x')", 1, "unknown_method", "startsWith"),
    ("answers.area.startsWith('x')", 1, "unknown_method", ""),
    ("answers.children.any(c, true)", 1, "unknown_method", ""),
    ("answers.area < '3'", 1, "wrong_operands", ""),
    ("answers.area * 1.5 > 2.0", 1, "wrong_operands", "double(answers.area)"),
    ("answers.area + true", 1, "wrong_operands", ""),
    ("today - today", 1, "wrong_operands", ""),
    ("answers.kinds == answers.kinds", 1, "wrong_operands", ""),
    ("-answers.name", 1, "wrong_operands", ""),
    ("years_between(today)", 1, "wrong_arguments", ""),
    ("answers.name.startsWith(1)", 1, "wrong_arguments", ""),
    ("answers.children.all(true)", 1, "wrong_arguments", ""),
    ("answers.children.all(c.age, true)", 1, "wrong_arguments", ""),
    ("answers.children.map(c, c.age > 2, c.age)", 1, "wrong_arguments", ""),
    ("!answers.area", 2, "wrong_type", ""),
    ("answers.area && true", 1, "wrong_type", ""),
    ("days(3)", 1, "wrong_type", ""),
    ("answers.area > 1 ? 1 : 'x'", 1, "branches_differ", ""),
    ("answers.rent > 3", 1, "may_be_absent", ""),
    ("!answers.agreed", 2, "may_be_absent", ""),
    ("!has(answers.rent) && answers.rent > 3", 23, "may_be_absent", ""),
    ("has(answers.rent) || answers.rent > 3", 22, "may_be_absent", ""),
    ("has(answers.rent) ? 0 : answers.rent + 1", 25, "may_be_absent", ""),
    ("answers.address.city.size() > 1", 1, "may_be_absent", ""),
    ("'chat' in answers.pets", 11, "may_be_absent", ""),
    ("answers.children.exists(c, c.half_board)", 28, "may_be_absent", ""),
    ("answers.terrain == 'privé'", 20, "not_a_choice", "prive"),
    ("answers.terrain in ['commune', 'x']", 20, "not_a_choice", ""),
    ("'carton' in answers.kinds", 1, "not_a_choice", ""),
    ("answers.kinds.exists(k, k == 'vere')", 30, "not_a_choice", "verre"),
    ("answers.area / 0", 1, "division_by_zero", ""),
    ("answers.area % 0", 1, "division_by_zero", ""),
    ("today > date('2026-02-30')", 14, "bad_date", ""),
    ("today > date('20260301')", 14, "bad_date", ""),
    ("today > date(answers.name)", 9, "constant_expected", ""),
    ("answers.name.matches(answers.name)", 1, "constant_expected", ""),
    ("answers.name.matches('(')", 22, "bad_pattern", ""),
    ("answers.name.matches('(?=a)')", 22, "bad_pattern", ""),
    ("has(today)", 1, "has_takes_a_field", ""),
    ("has(1)", 1, "has_takes_a_field", ""),
    ("answers.area.exists(x, true)", 1, "list_expected", ""),
    ("answers.children.map(c, answers.kinds)", 25, "not_listable", ""),
    ("answers.children.all(answers, true)", 22, "name_in_use", ""),
    ("answers.children.all(c, answers.children.all(c, true))", 46, "name_in_use", ""),
    ("answers.area in [1, 'x']", 21, "mixed_list", ""),
    ("answers.area in ['x']", 1, "wrong_operands", ""),
    ("[1, 'x'].size() > 1", 5, "mixed_list", ""),
    ("null", 1, "null_compared", ""),
    ("answers.area + 1 == null", 1, "null_compared", ""),
    ("answers.rent < null", 16, "null_compared", ""),
]


def refusal(text: str, **more: object) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        check(text, ENVIRONMENT, **more)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(("text", "column", "code", "meant"), REFUSALS)
def test_a_refusal_says_where_and_what_was_meant(
    text: str, column: int, code: str, meant: str
) -> None:
    error = refusal(text)
    assert (error.code, error.line, error.column) == (code, 1, column)
    assert error.suggestion == meant
    assert "%(" not in error.message


def test_every_refusal_can_happen() -> None:
    limits = {"too_long", "too_deep", "too_many_parts"}  # see test_limits
    assert {code for _, _, code, _ in REFUSALS} | limits == set(MESSAGES)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The sentences below are those of the code."""
    with override("en"):
        yield


def test_a_refusal_reads_well() -> None:
    assert str(refusal("answers.area > 1 &&\n  answers.terain == 'commune'")) == (
        "Line 2, column 11: “answers” has no field “terain”. Did you mean “terrain”?"
    )
    assert refusal("answers.area < '3'").message == (
        "“<” cannot be applied to (int, string); expected: "
        "(int, int) / (double, double) / (string, string) / (date, date)."
    )
    assert refusal("answers.rent > 3").message == (
        "“answers.rent” may be absent: ask first, as in “has(answers.rent) && …” "
        "or “has(answers.rent) ? … : …”."
    )


def test_the_result_must_be_of_the_expected_type() -> None:
    assert check("answers.area > 1", ENVIRONMENT, BOOL).type == BOOL
    assert refusal("answers.area", expected=BOOL).message == "Found int where bool is expected."
    assert refusal("answers.rent", expected=INT).code == "may_be_absent"
    assert check("answers.rent", ENVIRONMENT, optional(INT)).type == optional(INT)


@pytest.mark.parametrize(
    "text",
    [
        "has(answers.rent) && answers.rent > 3",
        "answers.rent > 3 && has(answers.rent)",
        "!has(answers.rent) || answers.rent > 3",
        "answers.rent == null || answers.rent > 3",
        "answers.rent == 5 && answers.rent > 3",
        "answers.rent in [4, 5] && answers.rent > 3",
        "!(answers.rent == null || answers.area == 1) && answers.rent > 3",
        "has(answers.rent) ? answers.rent > 3 : false",
        "answers.rent == null ? false : answers.rent > 3",
        "has(answers.address.city) && answers.address.city.size() > 3",
        "answers.address != null && answers.address.city.size() > 3",
        "answers.children.exists(c, has(c.half_board) && c.half_board)",
        "born_on != null && born_on < today",
    ],
)
def test_a_fact_proved_present_may_be_used(text: str) -> None:
    assert check(text, ENVIRONMENT).type == BOOL


def test_paths_name_the_facts_read() -> None:
    text = (
        "has(answers.rent) && answers.children.exists(c, c.age < answers.area "
        "&& answers.children.exists(d, d.name == c.name)) && 'papier' in answers.kinds"
    )
    assert check(text, ENVIRONMENT).paths == {
        "answers.rent",
        "answers.children",
        "answers.children[].age",
        "answers.children[].name",
        "answers.area",
        "answers.kinds",
    }


@pytest.mark.parametrize("name", ["é", "in", "my-field", "", "1a", "a.b", "null", "a b"])
def test_names_that_no_rule_could_write_are_refused(name: str) -> None:
    assert not is_name(name)
    with pytest.raises(ValueError, match="cannot be a name"):
        Environment({name: BOOL})
    with pytest.raises(ValueError, match="cannot be a name"):
        struct({name: BOOL})


def test_environments_declared_alike_are_equal() -> None:
    one, other = Environment({"a": struct({"b": INT})}), Environment({"a": struct({"b": INT})})
    assert one == other
    assert hash(one) == hash(other)
    assert one != Environment({"a": struct({"b": STRING})})
    assert one.extended({"c": BOOL}).variables == {"a": struct({"b": INT}), "c": BOOL}


def test_lists_hold_plain_values() -> None:
    for item in (optional(INT), list_of(INT)):
        with pytest.raises(ValueError, match="list"):
            list_of(item)
