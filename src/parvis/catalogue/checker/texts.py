"""`texts.<language>.yml`: every word present, in every language, with placeholders that exist."""

import re
from collections.abc import Iterable, Mapping

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


def _same(
    file: str, path: tuple[Key, ...], wanted: Iterable[str], given: Iterable[str], report: Report
) -> None:
    wanted, given = set(wanted), set(given)
    for name in sorted(wanted - given):
        where = ".".join(str(part) for part in path)
        report.add(file, path, f"the words of “{name}” are missing", f"add {where}.{name}")
    for name in sorted(given - wanted):
        report.add(file, (*path, name), f"“{name}” is not in the package", "remove it")


def _check_keys(package: Package, words: TextsFile, file: str, report: Report) -> None:
    process = package.process
    _same(file, ("functions",), package.service.functions, words.functions, report)
    _same(file, ("pages",), (page.id for page in package.form.pages), words.pages, report)
    _same(file, ("data",), (use.id for use in package.service.data), words.data, report)
    _same(file, ("states",), process.states, words.states, report)
    _same(file, ("transitions",), (t.id for t in process.transitions), words.transitions, report)
    for key in ("items", "deadlines", "messages", "documents"):
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
            report.add(file, here, f"“{field.id}” has no text", "add body")
        if field.valid_if and not said.invalid:
            report.add(file, here, f"“{field.id}” can be refused without a word", "add invalid")
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
            report.add(file, ("items", name), f"“{name}” expires without a word", "add silence")
    for name, rule in package.process.deadlines.items():
        clock = words.deadlines.get(name)
        if clock is not None and rule.silence != "nothing" and not clock.silence:
            report.add(file, ("deadlines", name), "what silence means is not said", "add silence")
    for name, document in package.process.documents.items():
        letter = words.documents.get(name)
        if letter is not None and document.kind == "decision" and not letter.appeal:
            report.add(
                file,
                ("documents", name),
                "a decision must say how to contest it (CJA R421-5)",
                "add appeal",
            )


def _check_placeholders(package: Package, words: TextsFile, file: str, report: Report) -> None:
    known = _placeholders(package)
    for section in ("messages", "documents"):
        for name, said in getattr(words, section).items():
            for key, text in said.model_dump().items():
                for placeholder in PLACEHOLDER.findall(text):
                    report.known(file, (section, name, key), placeholder, known, "value")


def _placeholders(package: Package) -> set[str]:
    process = package.process
    known = set(FIXED)
    known |= {f"answers.{field.id}" for field in package.form.all_fields()}
    known |= {f"inputs.{field.id}" for t in process.transitions for field in t.fields}
    known |= {f"deadlines.{name}.date" for name in process.deadlines}
    for name, item in process.items.items():
        known |= {f"items.{name}.result", f"items.{name}.due"}
        known |= {f"items.{name}.{field.id}" for field in item.fields}
    return known
