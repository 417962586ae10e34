"""Things added to a package, moved up or down, taken out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from parvis.core import clock
from parvis.workshop import actions, blank
from parvis.workshop.edits import Edit, Insert, Move, Put, Write
from parvis.workshop.forms.sheet import fresh_id
from parvis.workshop.forms.starting import AddForm, LikeForm, StepForm
from parvis.workshop.reading import FORM, MIGRATIONS, PROCESS, SCENARIOS, SERVICE, Placed, Reading
from parvis.workshop.sheets import SECTIONS, At, Placing
from parvis.workshop.views.frame import Desk, desk_page, path_of
from parvis.workshop.views.sheets import base_of, home_of, name_of, shared_words
from parvis.workshop.written import MISSING, EditRefused, Path

# What a new thing of a section is, and its words.
NEW: dict[tuple[str, str], dict[str, Any]] = {
    (PROCESS, "states"): {"legal": "under_review"},
    (PROCESS, "items"): {"kind": "task", "shares": [], "results": ["fait"]},
    (PROCESS, "deadlines"): {"length": {"count": 2, "unit": "month"}},
    (PROCESS, "documents"): {"kind": "letter"},
    (PROCESS, "messages"): {},
    (PROCESS, "charges"): {"amount": "0"},
    (PROCESS, "tariffs"): {"code": "tarif", "quotient": "quotient", "kind": "caf"},
    (PROCESS, "lookups"): {"source": "", "given": {}, "gives": {}},
    (SERVICE, "functions"): {"sees": "shared"},
}


# Who plays it at first: the function in charge.
_PLAYED = {
    "states": "hand",
    "items": "function",
    "documents": "signed_by",
    "charges": "function",
}


@desk_page("POST")
def arrange(desk: Desk, file: str, ref: str) -> HttpResponse:
    """Move a thing up or down, or take it out with its words."""
    name, path = f"{file}.yml", path_of(ref)
    if desk.reading.get(name, path) is None or not path:
        raise Http404
    what = desk.request.POST.get("faire", "")
    at = Placing(desk.reading).at(name, path)
    edits: list[Edit] = []
    if what in {"monter", "descendre"}:
        edits = [Move(name, path, -1 if what == "monter" else 1)]
    elif what == "retirer":
        edits = [Put(name, path, MISSING)]
        for language in desk.reading.languages if at is not None and at.words else []:
            assert at is not None
            edits += [
                Put(f"texts.{language}.yml", words, MISSING)
                for words in [at.words, *(one.words for one in _asked_in(desk.reading, at))]
            ]
    title = name_of(desk.reading, at) if at else ref
    _try(desk, edits, f"{_DONE.get(what, what)} · {title}")
    return _back(desk, name, path)


def _asked_in(reading: Reading, at: At) -> list[Placed]:
    """The questions that go with a page: their words stand apart from it."""
    return reading.page_fields(str(at.path[-1])) if at.sheet.name == "page" else []


_DONE = {"monter": "↑", "descendre": "↓", "retirer": "×"}


@desk_page("POST")
def add(desk: Desk, file: str, ref: str) -> HttpResponse:
    """Add a thing to a list or a section, with a short name made from its words."""
    name, path = f"{file}.yml", path_of(ref)
    is_field = bool(path) and path[-1] == "fields"
    form = _form(desk, name, path)
    if not form.is_valid():
        messages.error(desk.request, _("Say first what it is called."))
        return _back(desk, name, path)
    said = form.cleaned_data
    label = str(said.get("label", "")).strip()
    if is_field:
        edits, new = _new_field(desk, name, path, said["type"], label)
    elif isinstance(form, StepForm):
        edits, new = _new_step(desk, path, said["kind"])
        label = str(dict(form.KINDS)[said["kind"]])
    elif name == SCENARIOS:
        edits, new = _new_scenario(desk, label, int(said["like"] or 0))
    elif name == MIGRATIONS:
        edits, new = _new_migration(desk, label)
    else:
        edits, new = _new_thing(desk, name, str(path[0]), label)
    if _try(desk, edits, f"+ {label}"):
        return redirect(desk.sheet_url(name, new))
    return _back(desk, name, path)


def _form(desk: Desk, name: str, path: Path) -> AddForm | StepForm:
    posted = desk.request.POST
    if name != SCENARIOS:
        return AddForm(posted, typed=bool(path) and path[-1] == "fields")
    if len(path) == 3 and path[2] == "steps":
        return StepForm(posted)
    names = [str(one.get("name")) for one in desk.reading.items(SCENARIOS, ("scenarios",))]
    return LikeForm(posted, names=names)


def _new_scenario(desk: Desk, label: str, like: int) -> tuple[list[Edit], Path]:
    """With the same request as another; it looks at the first state."""
    held = desk.reading.names(SCENARIOS, ("scenarios",))
    given = desk.reading.get(SCENARIOS, ("scenarios", like, "given"))
    today = clock.now().replace(tzinfo=None, hour=9, minute=0, second=0, microsecond=0)
    made = {
        "name": label,
        "given": given or {"at": today, "answers": {}},
        "steps": [{"expect": {"state": str(desk.reading.get(PROCESS, ("initial",), ""))}}],
    }
    return [Insert(SCENARIOS, ("scenarios",), made)], ("scenarios", len(held))


def _new_step(desk: Desk, path: Path, kind: str) -> tuple[list[Edit], Path]:
    """The first choice everywhere: its sheet opens next."""
    reading = desk.reading
    if reading.get(SCENARIOS, path[:2]) is None:
        raise Http404
    lead = str(reading.get(SERVICE, ("lead",), ""))

    def first(choices: list[tuple[str, str]]) -> str:
        return choices[0][0] if choices else ""

    task = first(reading.work_items())
    results = reading.get(PROCESS, ("items", task, "results"), [])
    item = {"who": str(reading.get(PROCESS, ("items", task, "function"), lead)), "item": task}
    made: dict[str, dict[str, Any]] = {
        "move": {"who": lead, "move": first(reading.transitions())},
        "item": item | {"result": str(results[0]) if results else ""},
        "not_ours": item | {"not_ours": "…"},
        "insist": {"who": lead, "item": task, "insist": "…"},
        "pass_on": {"who": lead, "item": task, "pass_on": True},
        "ask": {"who": lead, "ask": first(reading.items_of("opinion")), "of": []},
        "pays": {"who": "applicant", "pays": first(reading.charges())},
        "wait": {"wait": {"count": 1, "unit": "month"}},
        "until": {"until": clock.now().replace(tzinfo=None, second=0, microsecond=0)},
        "expect": {"expect": {"state": str(reading.get(PROCESS, ("initial",), ""))}},
    }
    at = len(reading.names(SCENARIOS, path))
    return [Insert(SCENARIOS, path, made[kind])], (*path, at)


def _new_migration(desk: Desk, number: str) -> tuple[list[Edit], Path]:
    held = desk.reading.names(MIGRATIONS, ("migrations",))
    made = {"from": [number]}
    if not held:
        return [Write(MIGRATIONS, f"migrations:\n  - from: [{number!r}]\n")], ("migrations", 0)
    return [Insert(MIGRATIONS, ("migrations",), made)], ("migrations", len(held))


def _new_field(desk: Desk, name: str, path: Path, kind: str, label: str) -> tuple[list[Edit], Path]:
    reading = desk.reading
    owner = desk.at(name, path[:-1])
    is_form = owner.sheet.name == "page"
    taken = [one.id for one in (reading.fields() if is_form else ())]
    taken += [one.id for one in reading.inner_fields(name, owner.path, owner.words)]
    made = blank.field_of(kind, label, taken)
    words = ("fields",) if is_form else (*owner.words, "fields")
    edits: list[Edit] = [Insert(name, path, made)]
    edits += [
        Put(f"texts.{one}.yml", (*words, str(made["id"])), blank.words_of(kind, label))
        for one in reading.languages
    ]
    return edits, (*path, str(made["id"]))


def _new_thing(desk: Desk, name: str, section: str, label: str) -> tuple[list[Edit], Path]:
    sheet_, words = SECTIONS.get((name, section), (None, ""))
    if sheet_ is None:
        raise Http404
    reading = desk.reading
    said = {"title": label, "label": label, "name": label, "subject": label}
    texts: dict[str, Any] = {
        word.key: said.get(word.key, label) for word in sheet_.words if word.needed and word.key
    }
    if sheet_.listed:
        texts[sheet_.listed] = {"fait": "Fait"}
    raw = reading.get(name, (section,), {})
    if isinstance(raw, list) or section in {"pages", "transitions", "data", "legal_basis"}:
        edits, new = _new_entry(desk, name, section, label)
    else:
        key = fresh_id(label, reading.keys(name, (section,)))
        made = dict(NEW.get((name, section), {}))
        lead = str(reading.get(SERVICE, ("lead",), ""))
        if section in _PLAYED:
            made[_PLAYED[section]] = lead
        edits, new = [Put(name, (section, key), made)], (section, key)
    if words:
        value: Any = texts if section != "data" else label
        edits += [
            Put(f"texts.{one}.yml", (words, str(new[-1])), value) for one in reading.languages
        ]
    return edits, new


def _new_entry(desk: Desk, name: str, section: str, label: str) -> tuple[list[Edit], Path]:
    reading = desk.reading
    entries = reading.items(name, (section,))
    if section == "legal_basis":
        return [Insert(name, (section,), {"title": label})], (section, len(entries))
    key = fresh_id(label, [str(one.get("id")) for one in entries])
    edits: list[Edit] = []
    made: dict[str, Any] = {"id": key}
    if section == "pages":
        field = blank.field_of("text", label, [one.id for one in reading.fields()])
        made["fields"] = [field]
        edits = [
            Put(f"texts.{one}.yml", ("fields", str(field["id"])), {"label": label})
            for one in reading.languages
        ]
    elif section == "data":
        made["fields"] = []
    else:
        first = str(reading.get(PROCESS, ("initial",), ""))
        made |= {"from": [first], "to": first, "by": [str(reading.get(SERVICE, ("lead",), ""))]}
    return [Insert(name, (section,), made), *edits], (section, key)


def _try(desk: Desk, edits: list[Edit], done: str) -> bool:
    try:
        actions.change(
            project=desk.project,
            account=desk.request.user,
            base=base_of(desk),
            edits=edits,
            done=done,
        )
    except actions.Conflict as conflict:
        said = _("%(who)s has just changed the same thing: look again before you go on.")
        messages.error(desk.request, said % {"who": conflict.last.by})
        return False
    except EditRefused:
        messages.error(desk.request, shared_words())
        return False
    messages.success(desk.request, _("Saved."))
    return True


def _back(desk: Desk, name: str, path: Path) -> HttpResponseRedirect:
    """To the page where this thing is listed."""
    if name == SCENARIOS:
        return redirect(home_of(desk, name, path if len(path) > 2 else ()))
    if name == PROCESS and len(path) <= 2:
        return redirect(desk.url("process"))
    owner = path[:-2] if path[-1] != "fields" else path[:-1]
    if not owner or name not in {FORM, PROCESS}:
        return redirect(desk.url("project"))
    return redirect(desk.sheet_url(name, owner))
