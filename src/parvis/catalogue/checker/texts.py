"""`texts.<language>.yml`: every word present, in every language, with placeholders that exist."""

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from pydantic import BaseModel

from parvis.catalogue.checker.report import Key, Report
from parvis.catalogue.definition import Field, FieldTexts, Package, TextsFile

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
FIXED = {
    "case.reference",
    "case.title",
    "case.submitted_on",
    "applicant.name",
    "service.name",
    "lead.name",
    "correction.message",
}


def check(package: Package, report: Report) -> None:
    for language, words in package.texts.items():
        file = f"texts.{language}.yml"
        _check_keys(package, words, file, report)
        _check_fields(file, ("fields",), package.form.all_fields(), words.fields, report)
        _check_process(package, words, file, report)
        _check_placeholders(package, words, file, report)
        _check_blanks(words, (), file, report)


def _same(
    file: str, path: tuple[Key, ...], wanted: Iterable[str], given: Iterable[str], report: Report
) -> None:
    wanted, given = set(wanted), set(given)
    for name in sorted(wanted - given):
        where = ".".join(str(part) for part in path)
        report.add(
            file,
            path,
            _("the words of “%(name)s” are missing") % {"name": name},
            _("add %(where)s.%(name)s") % {"where": where, "name": name},
        )
    for name in sorted(given - wanted):
        report.add(
            file,
            (*path, name),
            _("“%(name)s” is not in the package") % {"name": name},
            _("remove it"),
        )


def _check_blanks(words: BaseModel, path: tuple[Key, ...], file: str, report: Report) -> None:
    """No text that must be there is blank, in any language."""
    remedy = _("write it: people read it")
    for key, info in type(words).model_fields.items():
        said = getattr(words, key)
        if isinstance(said, str) and info.is_required() and not said.strip():
            report.add(file, (*path, key), _("“%(name)s” is empty") % {"name": key}, remedy)
        for name, inner in said.items() if isinstance(said, dict) else [("", said)]:
            here = (*path, key, name) if name else (*path, key)
            if isinstance(inner, BaseModel):
                _check_blanks(inner, here, file, report)
            elif name and not str(inner).strip():
                report.add(file, here, _("“%(name)s” is empty") % {"name": name}, remedy)


def _check_keys(package: Package, words: TextsFile, file: str, report: Report) -> None:
    process = package.process
    _same(file, ("functions",), package.service.functions, words.functions, report)
    _same(file, ("pages",), (page.id for page in package.form.pages), words.pages, report)
    _same(file, ("data",), (use.id for use in package.service.data), words.data, report)
    _same(file, ("states",), process.states, words.states, report)
    _same(file, ("transitions",), (t.id for t in process.transitions), words.transitions, report)
    for key in ("items", "deadlines", "charges", "messages", "documents"):
        _same(file, (key,), getattr(process, key), getattr(words, key), report)


def _check_fields(
    file: str,
    path: tuple[Key, ...],
    fields: Iterable[Field],
    words: Mapping[str, FieldTexts],
    report: Report,
) -> None:
    fields = list(fields)
    _same(file, path, (field.id for field in fields), words, report)
    for field in fields:
        said = words.get(field.id)
        if said is None:
            continue
        here = (*path, field.id)
        _same(file, (*here, "options"), field.options, said.options, report)
        if field.type in {"information", "declaration"} and not said.body:
            report.add(file, here, _("“%(name)s” has no text") % {"name": field.id}, _("add body"))
        if field.valid_if and not said.invalid:
            report.add(
                file,
                here,
                _("“%(name)s” can be refused without a word") % {"name": field.id},
                _("add invalid"),
            )
        if field.type == "group":
            _check_fields(file, (*here, "fields"), field.fields, said.fields, report)


def _check_process(package: Package, words: TextsFile, file: str, report: Report) -> None:
    for transition in package.process.transitions:
        said = words.transitions.get(transition.id)
        if said is not None:
            path = ("transitions", transition.id, "fields")
            _check_fields(file, path, transition.fields, said.fields, report)
    for name, item in package.process.items.items():
        told = words.items.get(name)
        if told is None:
            continue
        _same(file, ("items", name, "results"), item.results, told.results, report)
        _check_fields(file, ("items", name, "fields"), item.fields, told.fields, report)
        if item.at_expiry and not told.silence:
            report.add(
                file,
                ("items", name),
                _("“%(name)s” expires without a word") % {"name": name},
                _("add silence"),
            )
    for name, rule in package.process.deadlines.items():
        clock = words.deadlines.get(name)
        if clock is not None and rule.silence != "nothing" and not clock.silence:
            report.add(
                file, ("deadlines", name), _("what silence means is not said"), _("add silence")
            )
    for name, document in package.process.documents.items():
        letter = words.documents.get(name)
        if letter is not None and document.kind == "decision" and not letter.appeal:
            report.add(
                file,
                ("documents", name),
                _("a decision must say how to contest it (CJA R421-5)"),
                _("add appeal"),
            )


def _check_placeholders(package: Package, words: TextsFile, file: str, report: Report) -> None:
    known = _placeholders(package)
    for section in ("messages", "documents"):
        for name, said in getattr(words, section).items():
            for key, text in said.model_dump().items():
                for placeholder in PLACEHOLDER.findall(text):
                    report.known(file, (section, name, key), placeholder, known, _("value"))


def _placeholders(package: Package) -> set[str]:
    process = package.process
    known = set(FIXED)
    known |= {f"answers.{field.id}" for field in package.form.all_fields()}
    known |= {f"inputs.{field.id}" for t in process.transitions for field in t.fields}
    known |= {f"deadlines.{name}.date" for name in process.deadlines}
    for name in process.charges:
        known |= {f"charges.{name}.amount", f"charges.{name}.link"}
    for name, item in process.items.items():
        known |= {f"items.{name}.result", f"items.{name}.due"}
        known |= {f"items.{name}.{field.id}" for field in item.fields}
    return known
