"""A small town of eight that shares out 800 €: what each rule gives there, drawn beside the rule.

What is said here is what `counting` gives: a test counts it.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from parvis.participation.counting.election import Method

BUDGET = 80_000
SQUARE, FOUNTAIN, GARDEN = "place", "fontaine", "jardin"
COSTS = {SQUARE: 50_000, FOUNTAIN: 30_000, GARDEN: 28_000}
CHOSEN_BY = {SQUARE: (1, 2, 3, 4, 5), FOUNTAIN: (1, 2, 3, 4, 5), GARDEN: (6, 7, 8)}
FUNDED: dict[Method, tuple[str, ...]] = {
    "greedy": (SQUARE, FOUNTAIN),
    "equal-shares": (SQUARE, GARDEN),
    "phragmen": (FOUNTAIN, GARDEN),
}
STEP, BETWEEN = 48, 26


@dataclass(frozen=True, slots=True)
class Dot:
    x: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    cost: int
    y: int
    is_funded: bool
    dots: list[Dot]
    voters: str


def rows(method: Method) -> list[Row]:
    names = {SQUARE: _("Square"), FOUNTAIN: _("Fountain"), GARDEN: _("Garden")}
    return [
        Row(
            names[code],
            COSTS[code],
            52 + place * STEP,
            code in FUNDED[method],
            [Dot(voter * BETWEEN - 12, voter in CHOSEN_BY[code]) for voter in range(1, 9)],
            ", ".join(map(str, CHOSEN_BY[code])),
        )
        for place, code in enumerate(COSTS)
    ]


def without(method: Method) -> int:
    """How many of the eight get nothing of what they chose."""
    served = {voter for code in FUNDED[method] for voter in CHOSEN_BY[code]}
    return 8 - len(served)


def told(method: Method) -> list[str]:
    """The same as the picture, step by step."""
    return {
        "greedy": [
            _("The square and the fountain have 5 voters each, the garden 3."),
            _("The square is funded (500 €), then the fountain (300 €): all is spent."),
            _("Voters 6, 7 and 8 get nothing."),
        ],
        "equal-shares": [
            _("Each of the eight holds 100 €."),
            _("Voters 1 to 5 pay for the square: 100 € each. They have nothing left."),
            _("Voters 6 to 8 pay for the garden: 93.33 € each. Everybody gets something."),
        ],
        "phragmen": [
            _("Everybody earns money at the same pace."),
            _("At 60 € each, voters 1 to 5 buy the fountain, and begin again from nothing."),
            _(
                "At 93.33 € each, voters 6 to 8 buy the garden. The square comes too late: it no"
                " longer fits in the budget. Everybody gets something."
            ),
        ],
    }[method]
