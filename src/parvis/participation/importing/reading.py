"""The door: the bytes of an export, and everything in it that can be brought in."""

from collections import defaultdict
from dataclasses import replace

from django.utils.translation import gettext as _

from parvis.participation.importing import consul, decidim
from parvis.participation.importing.opening import Table, document, refuse, table, texts_in
from parvis.participation.importing.rows import Export, FormerIdea, FormerRemark

SOURCES = ("decidim", "consul")


def read(source: str, name: str, data: bytes, space: str = "") -> Export:
    """Read an export of `source`. `space`: of several participatory spaces, the one to take; the
    one with most ideas where it is not said. Raises `rows.ExportRefused` where nothing can be."""
    export = Export()
    texts = texts_in(name, data, export)
    export.files = sorted(texts)
    if source == "consul":
        consul.take_all(
            [one for file, text in texts.items() for one in _consul(file, text, export)], export
        )
    else:
        for file, text in texts.items():
            decidim.take(table(file, text, export), export)
    if export.is_empty:
        _nothing(name, export)
    _keep_one_space(export, space)
    _attach(export)
    _link(export)
    export.groups = groups(export.ideas)
    return export


def _consul(file: str, text: str, export: Export) -> list[Table]:
    if text.lstrip()[:1] == "{":
        return consul.tables_of_graphql(file, document(file, text))
    return [table(file, text, export)]


def _nothing(name: str, export: Export) -> None:
    if export.faults:
        first = export.faults[0]
        refuse(first.file, first.message, _("No line of this file can be taken."), first.line)
    refuse(
        name,
        _("No proposal was found in this file."),
        _("Choose the other platform, or export proposals as CSV or JSON."),
    )


def _keep_one_space(export: Export, space: str) -> None:
    for idea in export.ideas:
        export.spaces[idea.space] += 1
    if len(export.spaces) < 2:
        return
    chosen = space if space in export.spaces else export.spaces.most_common(1)[0][0]
    kept = [idea for idea in export.ideas if idea.space == chosen]
    export.leave(_("proposals of other participatory spaces"), len(export.ideas) - len(kept))
    export.ideas = kept
    export.projects = [one for one in export.projects if one.space in ("", chosen)]
    export.results = [one for one in export.results if one.space in ("", chosen)]
    export.meetings = [one for one in export.meetings if one.space in ("", chosen)]
    export.debates = [one for one in export.debates if one.space in ("", chosen)]


def _attach(export: Export) -> None:
    """Give each remark the key of its idea or its debate, through the remarks it answers; the
    others are left out and counted. Remarks that answer one another in a circle lead nowhere."""
    keys = {idea.key: idea.key for idea in export.ideas}
    keys |= {idea.url: idea.key for idea in export.ideas if idea.url}
    for debate in export.debates:
        keys[f"debate:{debate.key}"] = f"debate:{debate.key}"
        if debate.url:
            keys[debate.url] = f"debate:{debate.key}"
    remarks = {one.key: one for one in export.remarks}
    kept, debated = [], defaultdict(list)
    for one in export.remarks:
        about = _about(one, remarks, keys)
        if about.startswith("debate:"):
            debated[about].append(replace(one, about="", answers=""))
        elif about:
            kept.append(replace(one, about=about, answers=""))
        else:
            export.leave(_("comments on what is left out"))
    export.remarks = kept
    export.debates = [
        replace(one, remarks=tuple(debated[f"debate:{one.key}"])) for one in export.debates
    ]


def _link(export: Export) -> None:
    """Give projects and results the keys of the proposals they came from, and projects a rank."""
    keys = {idea.key: idea.key for idea in export.ideas}
    keys |= {idea.url: idea.key for idea in export.ideas if idea.url}

    def known(given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(keys[one] for one in given if one in keys))

    export.projects.sort(key=lambda one: -(one.votes or 0))
    export.projects = [
        replace(one, rank=rank, ideas=known(one.ideas))
        for rank, one in enumerate(export.projects, 1)
    ]
    export.results = [replace(one, ideas=known(one.ideas)) for one in export.results]


def _about(one: FormerRemark, remarks: dict[str, FormerRemark], keys: dict[str, str]) -> str:
    seen: set[str] = set()
    at: FormerRemark | None = one
    while at is not None and at.key not in seen:
        seen.add(at.key)
        if at.about:
            return keys.get(at.about, "")
        at = remarks.get(at.answers)
    return ""


def groups(ideas: list[FormerIdea]) -> list[tuple[str, ...]]:
    """Ideas that were linked to one another, however far and in whatever circle; each in one group
    at most, in the order of the file."""
    by_page = {idea.url: idea.key for idea in ideas if idea.url}
    parent = {idea.key: idea.key for idea in ideas}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for idea in ideas:
        for page in idea.related:
            if page in by_page:
                parent[root(idea.key)] = root(by_page[page])
    found: dict[str, list[str]] = {}
    for idea in ideas:
        found.setdefault(root(idea.key), []).append(idea.key)
    return [tuple(keys) for keys in found.values() if len(keys) > 1]
