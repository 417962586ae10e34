from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from parvis.directory import hours

PARIS = ZoneInfo("Europe/Paris")
PAU = hours.DaysOff("64445")


@pytest.fixture(autouse=True)
def in_french():
    with override("fr"):
        yield


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def said(text: str) -> list[str]:
    return [plain(f"{line.when} : {line.hours}") for line in hours.lines(hours.parse(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mo-Fr 08:30-12:00,13:30-17:00; PH off",
            [
                "Lundi au vendredi : de 8 h 30 à 12 h et de 13 h 30 à 17 h",
                "Samedi et dimanche : fermé",
                "Jours fériés : fermé",
            ],
        ),
        (
            "Mo-Fr 09:00-12:00; We 14:00-17:00; Sa[1] 09:00-12:00",
            [
                "Lundi, mardi, jeudi et vendredi : de 9 h à 12 h",
                "Mercredi : de 14 h à 17 h",
                "Samedi et dimanche : fermé",
                "1er samedi du mois : de 9 h à 12 h",
            ],
        ),
        (
            "Mo-Su 09:00-18:00; Jul-Aug Mo-Fr 09:00-13:00; Dec 24-Jan 01 off; 2026 Nov 20 off",
            [
                "Tous les jours : de 9 h à 18 h",
                "Juillet à août, lundi au vendredi : de 9 h à 13 h",
                "24 décembre au 1er janvier : fermé",
                "20 novembre 2026 : fermé",
            ],
        ),
        ("24/7", ["Tous les jours : jour et nuit"]),
        ("We,Sa[1,3],PH 09:00-12:00", [
            "Lundi, mardi et jeudi au dimanche : fermé",
            "Mercredi : de 9 h à 12 h",
            "1er et 3e samedi du mois : de 9 h à 12 h",
            "Jours fériés : de 9 h à 12 h",
        ]),
        (
            'Tu 14:00-17:00; SH Mo-Fr 10:00-12:00; Su,PH "sur rendez-vous"',
            [
                "Mardi : de 14 h à 17 h",
                "Lundi et mercredi au samedi : fermé",
                "Dimanche : sur rendez-vous",
                "Vacances scolaires, lundi au vendredi : de 10 h à 12 h",
                "Jours fériés : sur rendez-vous",
            ],
        ),
        (
            'week 02-52/2 Th 09:00-12:00 || "sur rendez-vous"',
            ["Semaines paires, jeudi : de 9 h à 12 h", "Sinon : sur rendez-vous"],
        ),
        ("Fr 22:00-02:00", ["Lundi au jeudi, samedi et dimanche : fermé", "Vendredi : de 22 h à 2 h"]),
        ("Aug off", ["Août : fermé"]),
        ("Mo-Fr 09:00-12:00, Jul 14:00-16:00", [
            "Lundi au vendredi : de 9 h à 12 h",
            "Samedi et dimanche : fermé",
            "Juillet, lundi au vendredi : de 9 h à 12 h et de 14 h à 16 h",
            "Juillet, samedi et dimanche : de 14 h à 16 h",
        ]),
    ],
)  # fmt: skip
def test_the_whole(text, expected):
    assert sorted(said(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jul Sa off; Mo-Sa 09:00-12:00", ["Lundi au samedi : de 9 h à 12 h", "Dimanche : fermé"]),
        ("PH off; 09:00-12:00", ["Tous les jours : de 9 h à 12 h"]),
        ("Sa[1] off; Mo-Sa 09:00-12:00", ["Lundi au samedi : de 9 h à 12 h", "Dimanche : fermé"]),
    ],
)
def test_what_a_later_rule_takes_back_is_not_said(text, expected):
    assert said(text) == expected
    assert hours.undone(hours.parse(text))


@pytest.mark.parametrize(
    "text",
    ["Mo-Fr 09:00-12:00; PH off; Jul Sa off", 'Mo 09:00-12:00 || "x"', "Jul Sa off; Mo 09:00-12:00", "24/7", "Mo-Fr,PH 09:00-12:00; Sa 10:00-12:00"],
)  # fmt: skip
def test_what_holds_is_not_reproached(text):
    assert not hours.undone(hours.parse(text))


@pytest.mark.parametrize(
    ("at", "is_open", "expected"),
    [
        ("2026-11-20T10:00", True, "Ouvert jusqu’à 12 h"),
        ("2026-11-20T12:00", False, "Fermé. Ouvre à 14 h"),
        ("2026-11-19T18:00", False, "Fermé. Ouvre demain à 9 h"),
        ("2026-11-20T17:30", False, "Fermé. Ouvre lundi à 9 h"),
        ("2026-11-11T10:00", False, "Fermé aujourd’hui, jour férié (Armistice). Ouvre demain à 9 h"),
        ("2026-12-23T17:30", False, "Fermé. Ouvre le lundi 4 janvier 2027 à 9 h"),
    ],
)  # fmt: skip
def test_now(at, is_open, expected):
    read = hours.parse("Mo-Fr 09:00-12:00,14:00-17:00; PH off; Dec 24-Jan 03 off")
    moment = datetime.fromisoformat(at).replace(tzinfo=PARIS)
    now = hours.now_in_words(read, moment, zone=PARIS, off=PAU)
    assert (now.is_open, plain(now.sentence)) == (is_open, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24/7", "Ouvert jour et nuit"),
        ("off", "Fermé"),
        ('"sur rendez-vous"', "Sur rendez-vous"),
        ("Fr 10:00-24:00", "Ouvert jusqu’à minuit"),
        ("Fr 10:00-26:00", "Ouvert jusqu’à demain à 2 h"),
    ],
)
def test_now_at_the_limits(text, expected):
    moment = datetime(2026, 11, 20, 12, tzinfo=PARIS)
    now = hours.now_in_words(hours.parse(text), moment, zone=PARIS, off=PAU)
    assert plain(now.sentence) == expected


def test_seven_days_name_their_holidays():
    week = hours.this_week(hours.parse("Mo-Fr 09:00-12:00; PH off"), date(2026, 11, 9), PAU)
    assert [plain(f"{line.when} : {line.hours}") for line in week[1:3]] == [
        "Mardi 10 novembre 2026 : de 9 h à 12 h",
        "Mercredi 11 novembre 2026 : fermé (jour férié : Armistice)",
    ]
    assert len(week) == 7
