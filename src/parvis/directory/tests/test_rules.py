from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.directory import rules
from parvis.directory.models import Membership, Unit

TECHNICAL, DESK = Unit(pk=1), Unit(pk=2)
MARCH = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31)}


@pytest.mark.parametrize("typed", ["216403352", "216 403 352", "216\u202f403\u202f352"])
def test_a_siren_however_spaced(typed):
    assert rules.checked_siren(typed) == "216403352"


@pytest.mark.parametrize("typed", ["", "216403353", "21640335", "2164033520", "٢١٦٤٠٣٣٥٢", "abc"])
def test_not_a_siren(typed):
    with pytest.raises(rules.InvalidInstitution):
        rules.checked_siren(typed)


@pytest.mark.parametrize(("siren", "fictitious"), [("216403352", True), ("000000018", False)])
def test_an_invented_body_never_bears_a_real_number(siren, fictitious):
    with pytest.raises(rules.InvalidInstitution, match="fictitious"):
        rules.checked_siren(siren, is_fictitious=fictitious)


@given(st.text(max_size=30), st.booleans())
def test_any_text_is_a_siren_or_refused(text, fictitious):
    try:
        digits = rules.checked_siren(text, is_fictitious=fictitious)
    except rules.InvalidInstitution:
        return
    assert len(digits) == 9
    assert digits.isdecimal()


@pytest.mark.parametrize(
    "theme", [{"primary": "red"}, {"primary": "#12"}, {"colour": "#112233"}, {"accent": "url(x)"}]
)
def test_a_theme_holds_colours_only(theme):
    with pytest.raises(rules.InvalidInstitution, match="theme"):
        rules.checked_theme(theme)


@pytest.mark.parametrize(
    ("day", "active"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
def test_both_dates_are_included(day, active):
    assert rules.is_active(Membership(**MARCH), day) is active


@pytest.mark.parametrize(
    ("role", "handles", "files", "manages"),
    [("handler", True, True, False), ("desk", False, True, False), ("manager", True, True, True)],
)
def test_what_a_role_lets_do(role, handles, files, manages):
    here = [Membership(unit=TECHNICAL, role=role)]
    may = (rules.may_handle, rules.may_file, rules.may_manage)
    assert tuple(rule(here, TECHNICAL) for rule in may) == (handles, files, manages)
    assert not any(rule(here, DESK) for rule in may)
