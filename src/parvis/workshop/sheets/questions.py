"""What the answers of a scenario answer."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from parvis.workshop.reading import PROCESS, SCENARIOS, Placed, Reading
from parvis.workshop.sheets.base import Question
from parvis.workshop.written import Path


def of_form(reading: Reading) -> list[Question]:
    return _asked(reading, reading.fields())


def of_lookups(reading: Reading, path: Path) -> list[Question]:
    """What other systems would answer."""
    found = []
    for key in reading.keys(PROCESS, ("lookups",)):
        gives = reading.get(PROCESS, ("lookups", key, "gives"), {})
        facts = gives.items() if isinstance(gives, dict) else ()
        inner = tuple(Question(str(name), str(name), str(kind)) for name, kind in facts)
        found.append(Question(key, key, "facts", inner=inner))
    return found


def of_step(reading: Reading, path: Path) -> list[Question]:
    """What whoever makes that step of a scenario types."""
    step = reading.get(SCENARIOS, path)
    step = step if isinstance(step, dict) else {}
    if step.get("ask"):
        choices = reading.questions()
        return [
            Question("question", _("What is asked"), "long_text"),
            Question("shares", _("Answers they read"), "choices", choices),
            Question("shown", _("Shown to them"), "choices", choices),
        ]
    if step.get("move"):
        here: Path = ("transitions", str(step["move"]))
        if reading.get(PROCESS, (*here, "correction")) == "ask":
            return [Question("message", _("What is missing"), "long_text")]
    else:
        here = ("items", str(step.get("item")))
    return _asked(reading, reading.inner_fields(PROCESS, here, here))


def _asked(reading: Reading, fields: Iterable[Placed]) -> list[Question]:
    return [_question(reading, one) for one in fields if one.type != "information"]


def _question(reading: Reading, one: Placed) -> Question:
    label = reading.word((*one.words, "label")) or one.id
    inner: tuple[Question, ...] = _parts().get(one.type, ())
    if one.type == "group":
        inner = tuple(_asked(reading, reading.inner_fields(one.file, one.path, one.words)))
    raw = one.raw.get("options")
    options = [
        (str(key), reading.word((*one.words, "options", str(key))) or str(key))
        for key in (raw if isinstance(raw, list) else [])
    ]
    return Question(one.id, label, one.type, options, inner)


def _parts() -> dict[str, tuple[Question, ...]]:
    """What answers of several parts hold (`catalogue.definition.Field`)."""
    commune = Question("commune_code", _("INSEE code of the commune"), "text")
    return {
        "person": (
            Question("family_name", _("family name"), "text"),
            Question("usual_name", _("name in use"), "text"),
            Question("given_names", _("first names"), "text"),
            Question("birth_date", _("date of birth"), "date"),
        ),
        "address": (
            Question("line", _("number and street"), "text"),
            Question("extra", _("more precisely"), "text"),
            Question("postal_code", _("postal code"), "text"),
            commune,
            Question("commune_name", _("commune"), "text"),
        ),
        "place": (
            Question("label", _("place"), "text"),
            Question("latitude", _("latitude"), "number"),
            Question("longitude", _("longitude"), "number"),
            commune,
        ),
    }
