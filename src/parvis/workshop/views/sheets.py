"""Changing one thing: its keys, its words, its place among others."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from parvis.workshop import actions, blank, conditions, queries
from parvis.workshop.edits import Clash, Edit, Insert, Move, Put
from parvis.workshop.forms.sheet import SheetForm, fresh_id
from parvis.workshop.forms.starting import AddForm
from parvis.workshop.models import Save
from parvis.workshop.places import of_sheet
from parvis.workshop.reading import FORM, PROCESS, SERVICE, Placed, Reading
from parvis.workshop.sheets import SECTIONS, At, Placing
from parvis.workshop.views.frame import Desk, desk_page, path_of, ref_of
from parvis.workshop.words import TYPES
from parvis.workshop.written import MISSING, EditRefused, Path

# What a new thing of a section is, and its words.
NEW: dict[tuple[str, str], dict[str, Any]] = {
    (PROCESS, "states"): {"legal": "under_review"},
    (PROCESS, "items"): {"kind": "task", "shares": [], "results": ["fait"]},
    (PROCESS, "deadlines"): {"length": {"count": 2, "unit": "month"}},
    (PROCESS, "documents"): {"kind": "letter"},
    (PROCESS, "messages"): {},
    (SERVICE, "functions"): {"sees": "shared"},
}


# Who plays it at first: the function in charge.
_PLAYED = {"states": "hand", "items": "function", "documents": "signed_by"}


def base_of(desk: Desk) -> int:
    said = desk.request.POST.get("base", "")
    number = int(said) if said.isdecimal() and len(said) < 9 else desk.base
    return min(max(number, 1), desk.base)


@desk_page("GET", "HEAD", "POST")
def sheet(desk: Desk, file: str, ref: str) -> HttpResponse:
    """One thing of the package: shown with what the checks say, or changed."""
    at = desk.at(f"{file}.yml", path_of(ref))
    if desk.request.method != "POST":
        return _shown(desk, at, SheetForm(at, desk.reading, faults=of_sheet(desk.found, at)))
    base = base_of(desk)
    then = desk.reading
    if base != desk.base:
        then = Reading(queries.documents(queries.texts_at(desk.project, base)))
        at = Placing(then).at(at.file, at.path) or at
    form = SheetForm(at, then, desk.request.POST)
    if "ecrire" in desk.request.POST:
        return _written(desk, at, form, desk.request.POST["ecrire"])
    if not form.is_valid():
        return _shown(desk, at, form)
    try:
        actions.change(
            project=desk.project,
            account=desk.request.user,
            base=base,
            edits=form.edits(desk.request.POST.get("ordre", "")),
            done=f"{at.sheet.title} · {name_of(then, at)}",
        )
    except actions.Conflict as conflict:
        return _shown(desk, at, form, clashes(conflict.clashes), conflict.last)
    except EditRefused:
        form.add_error(None, shared_words())
        return _shown(desk, at, form)
    messages.success(desk.request, _("Saved."))
    return redirect(desk.sheet_url(at.file, at.path))


def shared_words() -> str:
    return _("The file repeats this part elsewhere: change it in the text of the file.")


def clashes(found: list[Clash]) -> list[dict[str, str]]:
    """What somebody else wrote meanwhile, to be shown."""
    return [
        {
            "what": ref_of(one.edit.path) if not hasattr(one.edit, "text") else one.edit.file,
            "was": _shown_value(one.was),
            "theirs": _shown_value(one.theirs),
        }
        for one in found
    ]


def _shown_value(value: Any) -> str:
    if value is MISSING or value is None:
        return "–"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _shown(
    desk: Desk,
    at: At,
    form: SheetForm,
    conflict: list[dict[str, str]] | None = None,
    last: Save | None = None,
) -> HttpResponse:
    fields = []
    if at.has_fields:
        inner = desk.reading.inner_fields(at.file, at.path, at.words)
        if at.sheet.name == "page":
            inner = desk.reading.page_fields(str(at.path[-1]))
        fields = [row_of(desk, one) for one in inner]
    context = {
        "at": at,
        "form": form,
        "file": at.file.removesuffix(".yml"),
        "ref": ref_of(at.path),
        "title": name_of(desk.reading, at),
        "parents": _parents(desk, at),
        "fields": fields,
        "fields_ref": ref_of((*at.path, "fields")),
        "add": AddForm(typed=True, auto_id="add_%s") if at.has_fields else None,
        "facts": conditions.facts(desk.reading, at),
        "operators": conditions.operators(),
        "others": _others(desk.reading, at),
        "conflict": conflict,
        "last": last,
    }
    here = "process" if at.file == PROCESS else "project"
    return desk.render("sheet", here, context)


def row_of(desk: Desk, one: Placed) -> dict[str, Any]:
    """A field in a list, with its buttons."""
    return {
        "label": desk.reading.word((*one.words, "label")) or one.id,
        "id": one.id,
        "said": TYPES.get(one.type, one.type),
        "href": desk.sheet_url(one.file, one.path),
        "file": one.file.removesuffix(".yml"),
        "ref": ref_of(one.path),
        "faults": desk.faults_under(one.file, one.path),
        "shown_if": one.raw.get("show_if", ""),
    }


def name_of(reading: Reading, at: At) -> str:
    """What people call this thing."""
    keys = ("label", "title", "name", "subject")
    said = next((w for key in keys if (w := reading.word((*at.words, key)))), "")
    named = reading.get(at.file, (*at.path, "title"), "") if at.path else ""
    return said or str(named or "") or str(at.path[-1] if at.path else at.sheet.title)


def _parents(desk: Desk, at: At) -> list[dict[str, str]]:
    found = []
    for length in range(2, len(at.path), 2):
        above = desk.at(at.file, at.path[:length])
        found.append(
            {
                "label": name_of(desk.reading, above),
                "href": desk.sheet_url(above.file, above.path),
            }
        )
    return found


def _others(reading: Reading, at: At) -> list[str]:
    """Keys of the file that this page does not show: they are kept."""
    raw = reading.get(at.file, at.path)
    if not isinstance(raw, dict) or not at.path:
        return []
    known = {"id", "fields", at.listed, *(ask.path[0] for ask in at.asks)}
    return [str(key) for key in raw if key not in known]


def _written(desk: Desk, at: At, form: SheetForm, name: str) -> HttpResponse:
    """Write a condition in its box, from what was chosen; nothing is saved yet."""
    post = desk.request.POST.copy()
    known = {fact.name: fact for fact in conditions.facts(desk.reading, at)}
    fact = known.get(post.get(f"{name}:fait", ""))
    if fact is None or name not in form.fields:
        form.add_error(None, _("Choose first what the condition is about."))
        return _shown(desk, at, form)
    operator, value = post.get(f"{name}:comparaison", "is"), post.get(f"{name}:valeur", "")
    try:
        new = conditions.written(fact, operator, value)
    except conditions.NotWritten as refused:
        form.add_error(name, str(refused))
        return _shown(desk, at, form)
    post[name] = conditions.joined(post.get(name, ""), post.get(f"{name}:lien", "and"), new)
    if name.endswith(".rule"):
        post[name.removesuffix(".rule")] = "rule"
    for part in ("fait", "comparaison", "valeur", "lien"):
        post.pop(f"{name}:{part}", None)
    messages.info(desk.request, _("The condition is written. Save to keep it."))
    return _shown(desk, at, SheetForm(at, desk.reading, post))


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
    form = AddForm(desk.request.POST, typed=is_field)
    if not form.is_valid():
        messages.error(desk.request, _("Say first what it is called."))
        return _back(desk, name, path)
    label = form.cleaned_data["label"].strip()
    if is_field:
        edits, new = _new_field(desk, name, path, form.cleaned_data["type"], label)
    else:
        edits, new = _new_thing(desk, name, str(path[0]), label)
    if _try(desk, edits, f"+ {label}"):
        return redirect(desk.sheet_url(name, new))
    return _back(desk, name, path)


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
    if name == PROCESS and len(path) <= 2:
        return redirect(desk.url("process"))
    owner = path[:-2] if path[-1] != "fields" else path[:-1]
    if not owner or name not in {FORM, PROCESS}:
        return redirect(desk.url("project"))
    return redirect(desk.sheet_url(name, owner))
