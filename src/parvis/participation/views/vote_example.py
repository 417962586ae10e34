"""A small town of eight that shares out 800 €: what each rule gives there, drawn beside the rule.

What is said here is what `counting` gives (a test counts it): pages need not load numpy for it.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from parvis.participation.counting.election import Rule
from parvis.participation.rules.elections import rule_name_of
from parvis.participation.views.vote_words import rule_names

BUDGET = 80_000
PLAYGROUND, FOUNTAIN, BENCHES, ORCHARD, GARDEN = "jeux", "fontaine", "bancs", "verger", "jardin"
# In the order that settles ties.
COSTS = {PLAYGROUND: 24_000, FOUNTAIN: 30_000, BENCHES: 22_000, ORCHARD: 18_000, GARDEN: 18_000}
CHOSEN_BY = {
    PLAYGROUND: (1, 2, 3, 4, 5),
    FOUNTAIN: (4, 5, 6),
    BENCHES: (2, 3, 4),
    ORCHARD: (5, 6, 7),
    GARDEN: (7, 8),
}
# By the method, then with what it left.
FUNDED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "greedy": ((PLAYGROUND, FOUNTAIN, BENCHES), ()),
    "equal-shares+add-one": ((PLAYGROUND, ORCHARD), (GARDEN,)),
    "equal-shares+utilitarian": ((PLAYGROUND, ORCHARD), (FOUNTAIN,)),
    "equal-shares+phragmen": ((PLAYGROUND, ORCHARD), (BENCHES,)),
    "equal-shares": ((PLAYGROUND, ORCHARD), ()),
    "phragmen": ((PLAYGROUND, ORCHARD, BENCHES), ()),
}
GROWN = 20  # euros, added to each share when shares grow
STEP, BETWEEN = 48, 26


@dataclass(frozen=True, slots=True)
class Dot:
    x: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """`by`: "" when it is not funded, "method", or "then" with what the method left."""

    name: str
    cost: int
    y: int
    by: str
    dots: list[Dot]
    voters: str


class Picture:
    """The town under one rule."""

    def __init__(self, name: str) -> None:
        self.rule = name
        self.title = rule_names()[name]
        first, then = FUNDED[name]
        self._by = dict.fromkeys(first, "method") | dict.fromkeys(then, "then")
        self.spent = sum(COSTS[code] for code in self._by)
        served = {voter for code in self._by for voter in CHOSEN_BY[code]}
        self.without = ", ".join(str(voter) for voter in range(1, 9) if voter not in served)
        self.height = len(COSTS) * STEP + 30

    @property
    def has_completion(self) -> bool:
        return "then" in self._by.values()

    @property
    def rows(self) -> list[Row]:
        names = _names()
        return [
            Row(
                names[code],
                COSTS[code],
                52 + place * STEP,
                self._by.get(code, ""),
                [Dot(voter * BETWEEN - 12, voter in CHOSEN_BY[code]) for voter in range(1, 9)],
                ", ".join(map(str, CHOSEN_BY[code])),
            )
            for place, code in enumerate(COSTS)
        ]

    @property
    def funded(self) -> str:
        names = _names()
        return ", ".join(names[code] for code in self._by)

    @property
    def told(self) -> list[str]:
        """The same as the picture, step by step."""
        return _told()[self.rule]


def pictures() -> list[Picture]:
    """One for each rule that an organiser may choose."""
    return [Picture(name) for name in rule_names()]


def picture_of(rule: Rule) -> Picture:
    """That of the rule; of one that nobody can choose from a page, that of its method."""
    name = rule_name_of(rule)
    return Picture(name if name in FUNDED else rule.method)


def _names() -> dict[str, str]:
    return {
        PLAYGROUND: _("Playground"),
        FOUNTAIN: _("Fountain"),
        BENCHES: _("Benches"),
        ORCHARD: _("Orchard"),
        GARDEN: _("Garden"),
    }


def _told() -> dict[str, list[str]]:
    shares = [
        _("Each of the eight holds 100 €."),
        _("Voters 1 to 5 pay for the playground together: 48 € each."),
        _(
            "Voters 5, 6 and 7 pay for the orchard: voter 5 gives all that is left, 52 €, the"
            " two others 64 € each."
        ),
    ]
    left = _("Nobody else can pay for a project together: 380 € are left.")
    return {
        "greedy": [
            _("The playground is chosen most often, by 5 voters: it is funded."),
            _(
                "The fountain, the benches and the orchard have 3 voters each. The order drawn"
                " beforehand settles it: the fountain, then the benches."
            ),
            _("40 € are left, too little for another project. Voters 7 and 8 get nothing."),
        ],
        "equal-shares": [
            *shares,
            left,
            _("They are not spent. Voter 8 gets nothing."),
        ],
        "equal-shares+add-one": [
            *shares,
            left,
            _(
                "Everybody’s share grows, one euro at a time, and all is counted again. At 120 €,"
                " voter 5 pays a fair part of the orchard, and voters 7 and 8 can pay for the"
                " garden: 60 € and 120 €."
            ),
            _("200 € are left, too little for another project. Everybody gets something."),
        ],
        "equal-shares+utilitarian": [
            *shares,
            left,
            _(
                "They go to the most supported. The fountain and the benches have 3 voters each:"
                " the order drawn beforehand lets the fountain pass."
            ),
            _("80 € are left, too little for another project. Voter 8 gets nothing."),
        ],
        "equal-shares+phragmen": [
            *shares,
            left,
            _(
                "Everybody earns again, at the same pace. With 21.33 € more each, voters 2, 3 and"
                " 4 are the first who can buy something: the benches."
            ),
            _("160 € are left, too little for another project. Voter 8 gets nothing."),
        ],
        "phragmen": [
            _("Nobody holds anything at first. Everybody earns money at the same pace."),
            _("At 48 € each, voters 1 to 5 buy the playground, and begin again from nothing."),
            _(
                "At 76 €, voters 5, 6 and 7 buy the orchard: voter 5 has earned 28 € since the"
                " playground, the others 76 € each."
            ),
            _("At 121.33 €, voters 2, 3 and 4 buy the benches: 73.33 € each."),
            _("160 € are left, too little for another project. Voter 8 gets nothing."),
        ],
    }
