"""The parts of a package: its contents, its process, its texts, its files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from parvis.workshop import actions, archive
from parvis.workshop.drawing import drawn
from parvis.workshop.edits import Write
from parvis.workshop.forms.sheet import LANGUAGES, SheetForm
from parvis.workshop.forms.starting import AddForm, FileForm
from parvis.workshop.reading import COLON, FORM, MIGRATIONS, PROCESS, SERVICE
from parvis.workshop.sheets import Placing
from parvis.workshop.views.frame import Desk, desk_page, ref_of
from parvis.workshop.views.sheets import base_of, clashes, name_of, row_of
from parvis.workshop.written import Document, Path, Unreadable

METHODS = ["GET", "HEAD", "POST"]


def _thing(desk: Desk, file: str, path: Path) -> dict[str, Any]:
    at = Placing(desk.reading).at(file, path)
    return {
        "label": name_of(desk.reading, at) if at else str(path[-1]),
        "id": str(path[-1]),
        "href": desk.sheet_url(file, path),
        "file": file.removesuffix(".yml"),
        "ref": ref_of(path),
        "faults": desk.faults_under(file, path),
    }


def _section(desk: Desk, file: str, section: str, title: str) -> dict[str, Any]:
    """A list of things, with what adds one."""
    keys = desk.reading.names(file, (section,))
    form = AddForm(typed=False, auto_id=f"{section}_%s")
    if section == "migrations":
        form.fields["label"].label = _("From which version? As 1.0.0")
    return {
        "id": section,
        "title": title,
        "file": file.removesuffix(".yml"),
        "ref": section,
        "rows": [_thing(desk, file, (section, key)) for key in keys],
        "form": form,
    }


@desk_page("GET", "HEAD")
def project(desk: Desk) -> HttpResponse:
    """Pages and questions, and what the service is."""
    pages = []
    for page in desk.reading.pages:
        key = str(page.get("id"))
        fields = [row_of(desk, one) for one in desk.reading.page_fields(key)]
        path = ("pages", key)
        more = {
            "fields": fields,
            "fields_ref": ref_of((*path, "fields")),
            "add": AddForm(typed=True, auto_id=f"{key}_%s"),
        }
        pages.append(_thing(desk, FORM, path) | more)
    context = {
        "pages": pages,
        "add": AddForm(typed=False, auto_id="page_%s"),
        "service_url": desk.sheet_url(SERVICE, ()),
        "paper_url": desk.sheet_url(FORM, ()),
        "service_faults": sum(
            one.at is not None and one.at.file == SERVICE and not one.at.path for one in desk.found
        ),
        "sections": [
            _section(desk, SERVICE, "functions", _("Who plays a part")),
            _section(desk, SERVICE, "legal_basis", _("Texts of law")),
            _section(desk, SERVICE, "data", _("Why it is asked")),
            _section(desk, MIGRATIONS, "migrations", _("Open cases of an earlier version")),
        ],
        "files": sorted(desk.texts),
    }
    return desk.render("project", "project", context)


@desk_page("GET", "HEAD")
def process(desk: Desk) -> HttpResponse:
    """States, steps, tasks, deadlines, letters and messages; drawn, and in words."""
    context = {
        "picture": drawn(desk.reading),
        "story": _story(desk),
        "process_url": desk.sheet_url(PROCESS, ()),
        "sections": [
            _section(desk, PROCESS, "states", _("States")),
            _section(desk, PROCESS, "transitions", _("Steps")),
            _section(desk, PROCESS, "items", _("Tasks")),
            _section(desk, PROCESS, "charges", _("Payments")),
            _section(desk, PROCESS, "tariffs", _("Tariffs by household quotient")),
            _section(desk, PROCESS, "lookups", _("Look-ups in other systems")),
            _section(desk, PROCESS, "deadlines", _("Deadlines")),
            _section(desk, PROCESS, "documents", _("Letters")),
            _section(desk, PROCESS, "messages", _("Messages")),
        ],
    }
    return desk.render("process", "process", context)


def _story(desk: Desk) -> list[dict[str, Any]]:
    """The picture in words: from each state, which steps lead where, and who takes them."""
    reading = desk.reading
    states = dict(reading.states())
    people = dict(reading.functions()) | {
        "applicant": _("the applicant"),
        "system": _("the platform, by itself"),
    }
    words = dict(reading.transitions())
    told = []
    for key, label in states.items():
        steps = []
        for one in reading.items(PROCESS, ("transitions",)):
            sources, by = one.get("from"), one.get("by")
            if not isinstance(sources, list) or key not in sources:
                continue
            to = str(one.get("to"))
            steps.append(
                {
                    "label": words.get(str(one.get("id")), str(one.get("id"))),
                    "href": desk.sheet_url(PROCESS, ("transitions", str(one.get("id")))),
                    "to": states.get(to, _("where it was before the correction")),
                    "by": ", ".join(
                        people.get(str(who), str(who)) for who in by if isinstance(by, list)
                    )
                    if isinstance(by, list)
                    else "",
                    "guard": str(one.get("guard") or ""),
                }
            )
        told.append(
            {"label": label, "href": desk.sheet_url(PROCESS, ("states", key)), "steps": steps}
        )
    return told


@desk_page("GET", "HEAD", "POST")
def texts(desk: Desk) -> HttpResponse:
    """Every text, in each language side by side, and what is missing."""
    if desk.request.method == "POST":
        return _new_language(desk)
    languages = desk.reading.languages
    groups: dict[str, list[dict[str, Any]]] = {}
    missing = dict.fromkeys(languages, 0)
    captions: list[str] = []
    for at in Placing(desk.reading).everything():
        form = SheetForm(at, desk.reading)
        rows = []
        for block in form.texts:
            said = [str(bound.initial or "") for bound in block.inputs]
            if any(said):
                cells = [
                    {"language": one, "name": LANGUAGES.get(one, one), "text": text}
                    for one, text in zip(languages, said, strict=True)
                ]
                rows.append({"label": block.label, "cells": cells})
                for one, text in zip(languages, said, strict=True):
                    missing[one] += not text
        if rows:
            title, label = str(at.sheet.title), name_of(desk.reading, at)
            captions.append(f"{title}{COLON}{label}")
            same = captions.count(captions[-1])
            shown = {
                "label": label,
                "caption": captions[-1] + (f" ({same})" if same > 1 else ""),
                "href": desk.sheet_url(at.file, at.path),
                "rows": rows,
            }
            groups.setdefault(title, []).append(shown)
    context = {
        "groups": groups.items(),
        "languages": [
            {"code": one, "name": LANGUAGES.get(one, one), "missing": missing[one]}
            for one in languages
        ],
        "can_add": [(key, name) for key, name in LANGUAGES.items() if key not in languages],
    }
    return desk.render("texts", "texts", context)


def _new_language(desk: Desk) -> HttpResponse:
    """A copy of the first language, to translate: what is still the same is easily seen."""
    language = desk.request.POST.get("langue", "")
    languages = desk.reading.languages
    if language not in LANGUAGES or language in languages or not languages:
        raise Http404
    source = desk.texts[f"texts.{languages[0]}.yml"]
    service = desk.reading.documents[SERVICE].put(("languages",), [*languages, language])
    actions.change(
        project=desk.project,
        account=desk.request.user,
        base=base_of(desk),
        edits=[Write(f"texts.{language}.yml", source), Write(SERVICE, service.text)],
        done=f"+ {LANGUAGES[language]}",
    )
    messages.success(desk.request, _("The language is added: its texts are a copy to translate."))
    return redirect(desk.url("texts"))


@desk_page("GET", "HEAD", "POST")
def file(desk: Desk, name: str) -> HttpResponse:
    """The text of a file, for what the forms do not show."""
    if name not in desk.texts:
        raise Http404
    shown = desk.texts[name]
    if desk.request.method != "POST":
        form = FileForm(initial={"text": shown})
        return _file(desk, name, form)
    form = FileForm(desk.request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        if "\r\n" in shown:
            text = text.replace("\n", "\r\n")
        try:
            if name.endswith(".yml") and not isinstance(Document(text).value, dict):
                raise Unreadable("not a map", 1)
            actions.write_file(
                project=desk.project,
                account=desk.request.user,
                base=base_of(desk),
                name=name,
                text=text,
                done=name,
            )
        except Unreadable as error:
            said = _("Line %(line)d cannot be read: check indentation and quotes.")
            form.add_error("text", said % {"line": error.line})
        except actions.Conflict as conflict:
            return _file(desk, name, form, clashes(conflict.clashes), conflict.last)
        else:
            messages.success(desk.request, _("Saved."))
            return redirect(desk.url("file", name=name))
    return _file(desk, name, form)


def _file(
    desk: Desk, name: str, form: FileForm, conflict: Any = None, last: Any = None
) -> HttpResponse:
    faults = [one.fault for one in desk.found if one.fault.file == name]
    context = {
        "name": name,
        "form": form,
        "here": faults,
        "conflict": conflict,
        "last": last,
    }
    return desk.render("file", "project", context)


@desk_page("GET", "HEAD")
def export(desk: Desk) -> HttpResponse:
    """The whole package, zipped, as `parvis library` reads it."""
    folder = desk.project.package_id.rpartition("/")[2] or "paquet"
    response = HttpResponse(archive.zipped(desk.texts, folder), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{folder}.zip"'
    return response


@desk_page("POST")
def put_aside(desk: Desk) -> HttpResponse:
    aside = desk.project.set_aside_at is None
    actions.set_aside(project=desk.project, aside=aside)
    said = _("Put aside: it can be brought back.") if aside else _("Brought back.")
    messages.success(desk.request, said)
    return redirect("workshop:home")
