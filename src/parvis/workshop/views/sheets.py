"""Changing one thing: its keys, its words, its place among others."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.typed import whole
from parvis.workshop import actions, conditions, queries
from parvis.workshop.edits import Clash, Write
from parvis.workshop.forms.sheet import SheetForm
from parvis.workshop.forms.starting import AddForm
from parvis.workshop.models import Save
from parvis.workshop.places import of_sheet
from parvis.workshop.reading import MIGRATIONS, PROCESS, SCENARIOS, Placed, Reading
from parvis.workshop.sheets import At, Placing
from parvis.workshop.sheets.scenarios import LOOKS, STEP
from parvis.workshop.telling import step_said
from parvis.workshop.views.frame import Desk, desk_page, path_of, ref_of
from parvis.workshop.words import TYPES
from parvis.workshop.written import MISSING, EditRefused, Path


def base_of(desk: Desk) -> int:
    number = whole(desk.request.POST.get("base"))
    return desk.base if number is None else min(max(number, 1), desk.base)


@desk_page("GET", "HEAD", "POST")
def sheet(desk: Desk, file: str, ref: str) -> HttpResponse:
    """One thing of the package: shown with what the checks say, or changed."""
    at = desk.at(f"{file}.yml", path_of(ref))
    if at.file == MIGRATIONS:
        desk.read_former()
    if desk.request.method != "POST":
        return _shown(desk, at, SheetForm(at, desk.reading, faults=of_sheet(desk.found, at)))
    base = base_of(desk)
    then = desk.reading
    if base != desk.base:
        then = Reading(queries.documents(queries.texts_at(desk.project, base)))
        then.former = desk.reading.former
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
            everywhere="partout" in desk.request.POST,
        )
    except actions.Conflict as conflict:
        # What was not touched here follows what others made of it: it is not undone by saving.
        mine = SheetForm(at, desk.reading, form.onto(SheetForm(at, desk.reading)))
        return _shown(desk, at, mine, clashes(conflict.clashes), conflict.last)
    except EditRefused:
        repeated = "partout" not in desk.request.POST
        form.add_error(None, _REPEATED if repeated else shared_words())
        return _shown(desk, at, form, repeated=repeated)
    messages.success(desk.request, _("Saved."))
    return redirect(desk.sheet_url(at.file, at.path))


_REPEATED = gettext_lazy(
    "The file repeats this elsewhere, in other scenarios for instance: change it there too?"
)


def shared_words() -> str:
    return _("The file repeats this part elsewhere: change it in the text of the file.")


def clashes(found: list[Clash]) -> list[dict[str, str]]:
    """What somebody else wrote meanwhile, to be shown."""
    return [
        {
            "what": one.edit.file if isinstance(one.edit, Write) else ref_of(one.edit.path),
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
    *,
    repeated: bool = False,
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
        "run": home_of(desk, at.file, at.path) if at.file == SCENARIOS else "",
        "repeated": repeated,
        "conflict": conflict,
        "last": last,
    }
    here = {PROCESS: "process", SCENARIOS: "scenarios"}.get(at.file, "project")
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
    said = said or (reading.word(at.words) if at.words else "")  # the words themselves
    if said or not at.path:
        return said or str(at.sheet.title)
    if at.file == MIGRATIONS:
        return ", ".join(map(str, reading.get(at.file, (*at.path, "from"), [])))
    if at.sheet is STEP:
        step = reading.get(at.file, at.path)
        return str(LOOKS) if "expect" in step else step_said(reading, step)[0]
    named = (reading.get(at.file, (*at.path, key), "") for key in ("title", "name"))
    last = at.path[-1]
    numbered = str(last + 1) if isinstance(last, int) else last
    return next((str(one) for one in named if one), numbered)


def _parents(desk: Desk, at: At) -> list[dict[str, str]]:
    found = []
    for length in range(2, len(at.path), 2):
        above = desk.at(at.file, at.path[:length])
        href = home_of(desk, at.file, above.path)
        found.append({"label": name_of(desk.reading, above), "href": href})
    return found


def home_of(desk: Desk, file: str, path: Path) -> str:
    """The page of a thing: its sheet; of scenarios, where their steps are."""
    if file != SCENARIOS:
        return desk.sheet_url(file, path)
    if not path:
        return desk.url("scenarios")
    return desk.url("scenario", number=path[1])


def _others(reading: Reading, at: At) -> list[str]:
    """Keys of the file that this page does not show: they are kept."""
    raw = reading.get(at.file, at.path)
    if not isinstance(raw, dict) or not at.path:
        return []
    known = {"id", "fields", "steps", at.listed, *(ask.path[0] for ask in at.asks)}
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
