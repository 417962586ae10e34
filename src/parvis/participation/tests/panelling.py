"""The smallest believable panel: women and men, young and old, in a phase that lets volunteer."""

import random

from parvis.core.actor import SYSTEM
from parvis.eligibility.population.margins import Stratum
from parvis.participation.actions import panels as actions
from parvis.participation.models import Consultation, Panel, Volunteer
from parvis.participation.tests import consulting

SOURCE = {
    "title": "Population par sexe",
    "publisher": "Insee",
    "year": 2022,
    "geography": "Lescar",
    "url": "https://www.insee.fr/",
}


def stratum(key: str, fr: str, **counts: float) -> Stratum:
    return Stratum.model_validate(
        {
            "key": key,
            "label": {"fr": fr, "en": key},
            "source": SOURCE,
            "values": [
                {"key": name, "label": {"fr": name, "en": name}, "count": count}
                for name, count in counts.items()
            ],
        }
    )


STRATA = [stratum("sex", "Sexe", woman=52, man=48), stratum("age", "Âge", young=40, old=60)]


def panel(of: Consultation | None = None, *, size: int = 4, slack: int = 1, **told) -> Panel:
    found = of or consulting.consultation(None, "deliberate")
    values = {
        "title": "Le panel des déchets",
        "text": "Comment jeter moins ?",
        "promise": "EuroMillions du 4 décembre",
        "published": STRATA,
        "strata": ["sex", "age"],
        "stipend": 8000,
    }
    return actions.open_panel(
        actor=SYSTEM, phase=found.phases.get(), size=size, slack=slack, **{**values, **told}
    )


def volunteers(of: Panel, number: int, seed: int = 1, **fields) -> list[Volunteer]:
    draw = random.Random(seed)
    return [
        actions.volunteer(
            panel=of,
            person=consulting.resident(**fields),
            profile={"sex": draw.choice(["woman", "man"]), "age": draw.choice(["young", "old"])},
        )
        for _one in range(number)
    ]


def sealed(number: int = 14, **told) -> Panel:
    made = panel(**told)
    volunteers(made, number)
    actions.prepare_lottery(actor=SYSTEM, panel=made)
    made.refresh_from_db()
    actions.compute_lottery(panel=made)
    made.refresh_from_db()
    return made


def drawn(number: int = 14, seed: str = "4 8 15 16 23 42", **told) -> Panel:
    return actions.draw(actor=SYSTEM, panel=sealed(number, **told), seed=seed)
