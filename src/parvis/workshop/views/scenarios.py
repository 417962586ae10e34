"""Scenarios: read, built step by step, and played on the real engine."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.catalogue.ports import scenario_runner
from parvis.workshop.forms.kinds import day_shown
from parvis.workshop.forms.starting import LikeForm, StepForm
from parvis.workshop.reading import SCENARIOS
from parvis.workshop.telling import failure_said, moment_said, step_said, told_said
from parvis.workshop.views.frame import Desk, desk_page, ref_of
from parvis.workshop.written import Path


@desk_page("GET", "HEAD", "POST")
def scenarios(desk: Desk) -> HttpResponse:
    """The package's own tests, in words; played when asked."""
    rows = [_row(desk, number) for number in range(len(_held(desk)))]
    playing = desk.request.method == "POST" and _can_play(desk)
    for row in rows if playing else ():
        _play(desk, row)
    context = {
        "rows": rows,
        "played": playing and rows,
        "failed": sum(not row.get("passed", True) for row in rows),
        "can_play": rows and _can_play(desk),
        "add": LikeForm(names=[row["name"] for row in rows]),
    }
    return desk.render("scenarios", "scenarios", context)


@desk_page("GET", "HEAD", "POST")
def scenario(desk: Desk, number: int) -> HttpResponse:
    """One scenario, built step by step; played when asked, its result beside each step."""
    if number >= len(_held(desk)):
        raise Http404
    row = _row(desk, number)
    if desk.request.method == "POST" and _can_play(desk):
        _play(desk, row)
    context = {
        "row": row,
        "can_play": _can_play(desk),
        "given": desk.sheet_url(SCENARIOS, ("scenarios", number)),
        "steps_ref": ref_of(("scenarios", number, "steps")),
        "add": StepForm(),
    }
    return desk.render("scenario", "scenarios", context)


def _held(desk: Desk) -> list[Any]:
    found = desk.reading.get(SCENARIOS, ("scenarios",), [])
    return found if isinstance(found, list) else []


def _can_play(desk: Desk) -> bool:
    package, faults = desk.checked
    return package is not None and not faults


def _row(desk: Desk, number: int) -> dict[str, Any]:
    """A scenario and its steps; the first of them is the request itself."""
    here: Path = ("scenarios", number)
    held = _held(desk)[number]
    held = held if isinstance(held, dict) else {}
    day = moment_said(desk.reading.get(SCENARIOS, (*here, "given", "at"), "–"))
    sent = _("A request is sent on %(day)s") % {"day": day}
    steps = [{"said": [sent], "href": desk.sheet_url(SCENARIOS, here), "is_request": True}]
    for at, step in enumerate(held.get("steps") or []):
        path = (*here, "steps", at)
        said = step_said(desk.reading, step if isinstance(step, dict) else {})
        steps.append(
            {
                "label": said[0],
                "said": said,
                "looks": isinstance(step, dict) and "expect" in step,
                "href": desk.sheet_url(SCENARIOS, path),
                "file": "scenarios",
                "ref": ref_of(path),
                "faults": desk.faults_under(SCENARIOS, path),
            }
        )
    return {
        "number": number,
        "name": held.get("name") or f"{number + 1}",
        "href": reverse("workshop:scenario", args=[desk.project.pk, number]),
        "file": "scenarios",
        "ref": ref_of(here),
        "label": held.get("name") or f"{number + 1}",
        "steps": steps,
        "faults": desk.faults_under(SCENARIOS, here),
    }


def _play(desk: Desk, row: dict[str, Any]) -> None:
    """Write beside each step how the case stood then, and what went otherwise than expected."""
    package = desk.checked[0]
    assert package is not None
    moments, failures = scenario_runner().watch(package, package.scenarios.scenarios[row["number"]])
    row["played"], row["passed"] = True, not failures
    states, steps = dict(desk.reading.states()), row["steps"]
    for moment in moments:
        steps[moment.step]["moment"] = {
            "on": day_shown(moment.on),
            "state": states.get(moment.state, moment.state),
            "told": [told_said(desk.reading, one) for one in moment.told],
        }
    for failure in failures:
        steps[failure.step].setdefault("failures", []).append(failure_said(desk.reading, failure))
