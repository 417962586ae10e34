"""The panel of the demonstration, from `library/*/consultations/*/panel.yml`: volunteers are there,
and nothing is drawn yet, so that whoever tries it holds the draw.

The people are invented, and the same each time: older and more often owners than the population.
"""

import random
from typing import Any

import yaml

from parvis.config.demo import Report
from parvis.config.demo.consultations import folders
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.eligibility.queries import published_strata
from parvis.participation.actions.panels import open_panel
from parvis.participation.models import Act, Panel, Participant, Phase, Volunteer, Way
from parvis.participation.queries import visitor_hash
from parvis.participation.rules import rules_of

ORDER = 62
LABEL = "Panels"


def load(report: Report) -> None:
    files = [folder / "panel.yml" for folder in folders()]
    found = [file for file in files if file.exists()]
    for done, file in enumerate(found, 1):
        phases = Phase.objects.filter(consultation__slug=file.parent.name).order_by("-opens_at")
        phase = next(one for one in phases if Act.VOLUNTEER in rules_of(one).acts)
        if not phase.panels.exists():
            _open(phase, yaml.safe_load(file.read_text()))
        report(done, len(found))


def _open(phase: Phase, told: dict[str, Any]) -> None:
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


def _volunteer(panel: Panel, published: list[Any], told: dict[str, Any]) -> None:
    draw = random.Random(panel.title)  # noqa: S311
    of = panel.phase.consultation_id
    crowd = Participant.objects.bulk_create(  # writes: the demonstration alone
        Participant(
            consultation_id=of,
            visitor=visitor_hash(f"demo panel {of} {number}"),
            way=Way.LETTER,
            joined_at=clock.now(),
        )
        for number in range(told["volunteers"])
    )
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
        for number, one in enumerate(crowd)
    )


def _value(stratum: Any, leaning: dict[str, float], draw: random.Random) -> str:
    """A value of this stratum, more often one that volunteers lean to."""
    weights = [value.count * leaning.get(value.key, 1.0) for value in stratum.values]
    return str(draw.choices([value.key for value in stratum.values], weights)[0])
