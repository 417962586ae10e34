"""The panels of the demonstration, from `library/*/consultations/*/panel.yml`: of one, volunteers
are there and nothing is drawn yet, so that whoever tries it holds the draw; the other is over
(`panels_held`).

The people are invented, and the same each time: older and more often owners than the population.
"""

import random
from typing import Any

from parvis.config.demo import Report
from parvis.config.demo.consultations import crowd, fill, midnight
from parvis.config.demo.panels_held import hold
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.eligibility.queries import published_strata
from parvis.participation.actions.panels import open_panel
from parvis.participation.models import Act, Panel, Phase, Volunteer

ORDER = 62
LABEL = "Panels"


def load(report: Report) -> None:
    fill(report, "panel.yml", Act.VOLUNTEER, _open, is_last=True, full="panels")


def _open(phase: Phase, told: dict[str, Any]) -> None:
    if "held" not in told:
        _recruit(phase, told)
        return
    with clock.at(midnight(told["held"]["opened"])):
        panel = _recruit(phase, told)
    hold(panel, told["held"])


def _recruit(phase: Phase, told: dict[str, Any]) -> Panel:
    published = published_strata([told["area"]])
    panel = open_panel(
        actor=SYSTEM,
        phase=phase,
        title=told["title"],
        text=told["text"].strip(),
        size=told["size"],
        published=published,
        strata=[stratum.key for stratum in published],
        promise=told["promise"],
        stipend=told["stipend"],
    )
    _volunteer(panel, published, told)
    return panel


def _volunteer(panel: Panel, published: list[Any], told: dict[str, Any]) -> None:
    draw = random.Random(panel.title)  # noqa: S311
    people = crowd(panel.phase, told["volunteers"], "panel ")
    Volunteer.objects.bulk_create(  # writes: the demonstration alone
        Volunteer(
            panel=panel,
            participant=one,
            pseudonym=f"{draw.randrange(16**4):04X}-{number:04d}",
            salt=f"{draw.getrandbits(128):032x}",
            profile={s.key: _value(s, told["leaning"], draw) for s in published},
            address=f"demo-{number // 2}" if number < told["couples"] * 2 else "",
            registered_at=clock.now(),
        )
        for number, one in enumerate(people)
    )


def _value(stratum: Any, leaning: dict[str, float], draw: random.Random) -> str:
    """A value of this stratum, more often one that volunteers lean to."""
    weights = [value.count * leaning.get(value.key, 1.0) for value in stratum.values]
    return str(draw.choices([value.key for value in stratum.values], weights)[0])
