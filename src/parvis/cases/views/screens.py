"""What the pages of a form show, computed once from the draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.accounts.models import Person
from parvis.cases.actions.prefill import known_answers, locked_answers
from parvis.cases.answers import Checked, Form, Names, readable
from parvis.cases.answers.reading import Readable
from parvis.cases.forms.page import SHOWN, Block, Drawing, PageBuilder
from parvis.cases.models import Draft
from parvis.cases.queries.drafts import around, files_of, version_of
from parvis.cases.queries.tariffs import prices_shown
from parvis.cases.views.flow import Flow
from parvis.catalogue.definition import Field, Page, TextsFile
from parvis.catalogue.queries import package_of
from parvis.core.typed import whole


class FormScreen:
    """What every step shares: the package in the reader's language, the answers, the steps."""

    complete = False

    def __init__(self, flow: Flow, draft: Draft) -> None:
        self.flow, self.draft = flow, draft
        self.package = package_of(draft.version_id)
        self.language = get_language() or "fr"
        self.words: TextsFile = self.package.words(self.language)
        self.files = files_of(draft)
        self.form = Form(
            self.package, draft.answers, self.files, around=around(draft), complete=self.complete
        )
        self.pages = self.form.pages()

    @cached_property
    def names(self) -> Names:
        return Names(self.draft.answers, self.files)

    @cached_property
    def locked(self) -> dict[str, Any]:
        return locked_answers(self.package, self.draft.person)

    def place_of(self, page_id: str) -> int:
        """Where a page comes among those to fill; -1 when its questions are not asked."""
        return next((i for i, (page, _f) in enumerate(self.pages) if page.id == page_id), -1)

    def steps(self, current: int) -> list[dict[str, str]]:
        """The pages and the check, `current` counted from 0."""
        seen = self.place_of(self.draft.page)
        made = []
        for index, (page, _fields) in enumerate(self.pages):
            reached = index <= max(seen, current - 1)
            made.append(
                {
                    "label": self.words.pages[page.id].title,
                    "state": _state(index, current),
                    "href": self.flow.page_url(self.draft.pk, page.id)
                    if reached and index != current
                    else "",
                }
            )
        at_end = current == len(self.pages)
        made.append({"label": _("Check and send"), "state": "current" if at_end else "todo"})
        return made

    def read(self, one: Field, value: Any) -> Readable:
        return readable(one, value, self.words.fields[one.id], self.language, names=self.names)

    def purposes(self, fields: list[Field]) -> list[str]:
        """Why these answers are asked (GDPR art. 13)."""
        asked = {one.id for one in fields}
        return [
            self.words.data[use.id]
            for use in self.package.service.data
            if asked & set(use.fields) and use.id in self.words.data
        ]

    def context(self) -> dict[str, Any]:
        return {
            "flow": self.flow,
            "frame": self.flow.frame,
            "draft": self.draft,
            "service": self.words.service,
            "drop_url": self.flow.drop_url(self.draft.pk),
            "papers": self.flow.pages_on_paper(self.draft),
            "print_url": self.flow.print_url(self.draft),
        }


def _state(index: int, current: int) -> str:
    if index == current:
        return "current"
    return "done" if index < current else "todo"


class PageScreen(FormScreen):
    """One page of questions. Raises Http404 for a page the form does not have.

    `verify`: say what is wrong with the answers given so far on this page.
    """

    def __init__(self, flow: Flow, draft: Draft, page_id: str, *, verify: bool) -> None:
        super().__init__(flow, draft)
        self.page: Page = self._named(page_id)
        self.at = self.place_of(page_id)
        self.fields = self.pages[self.at][1] if self.at >= 0 else []
        self.checked = self._said(self.form.check(self.fields)) if verify else Checked()

    def _named(self, page_id: str) -> Page:
        for page in self.package.form.pages:
            if page.id == page_id:
                return page
        raise Http404

    def _said(self, checked: Checked) -> Checked:
        """A question that has just appeared is asked before anything is said of its answer."""
        wrong = {
            path: messages
            for path, messages in checked.errors.items()
            if _was_asked(self.draft.answers, path)
        }
        return Checked(checked.answers, wrong, checked.candidates)

    @property
    def errors(self) -> Mapping[str, list[str]]:
        return self.checked.errors

    @property
    def is_hidden(self) -> bool:
        return self.at < 0

    @property
    def shown(self) -> list[str]:
        return [one.id for one in self.fields]

    @property
    def new_questions(self) -> list[str]:
        """Those that the answers just given call for: paths of what nobody was asked yet."""
        found = []
        for one in self.fields:
            if one.type != "information" and one.id not in self.draft.answers:
                found.append(one.id)
            elif one.type == "group" and self.draft.answers[one.id]:
                for index, (raw, shown, _conditions) in enumerate(self.form.entries(one)):
                    found += [
                        f"{one.id}.{index}.{sub.id}"
                        for sub in shown
                        if sub.type != "information" and sub.id not in raw
                    ]
        return found

    @property
    def next_url(self) -> str:
        if self.at + 1 < len(self.pages):
            return self.flow.page_url(self.draft.pk, self.pages[self.at + 1][0].id)
        return self.flow.check_url(self.draft.pk)

    @property
    def previous_url(self) -> str:
        if self.at <= 0:
            return ""
        return self.flow.page_url(self.draft.pk, self.pages[self.at - 1][0].id)

    @property
    def nearest_url(self) -> str:
        """The first page still shown after this one, for a page whose questions vanished."""
        order = [page.id for page in self.package.form.pages]
        here = order.index(self.page.id)
        for page, _fields in self.pages:
            if order.index(page.id) > here:
                return self.flow.page_url(self.draft.pk, page.id)
        return self.flow.check_url(self.draft.pk)

    def context(self) -> dict[str, Any]:
        builder = PageBuilder(self._drawing())
        blocks: list[Block] = builder.build(self.fields, self.words.fields, self.form)
        words = self.words.pages[self.page.id]
        return super().context() | {
            "form": builder.form,
            "blocks": blocks,
            "title": words.title,
            "intro": words.intro,
            "steps": self.steps(self.at),
            "shown_name": SHOWN,
            "shown": ",".join(builder.paths),
            # Without an address of its own, a form takes the anchor along to the next page.
            "here_url": self.flow.page_url(self.draft.pk, self.page.id),
            "previous_url": self.previous_url,
            "since": version_of(self.draft),
            "autosave_url": self.flow.autosave_url(self.draft.pk, self.page.id),
            "back_to_check": bool(self.flow.request.GET.get("retour")),
            "purposes": self.purposes(self.fields),
            "has_files": any(_takes_files(one) for one in self.fields),
        }

    def _drawing(self) -> Drawing:
        locked = {
            one.id: self.read(one, self.locked[one.id])
            for one in self.fields
            if one.id in self.locked
        }
        return Drawing(
            values=self.draft.answers,
            checked=self.checked,
            files=self.files,
            names=self.names,
            sources=sources(self.fields, self.package, self.draft, self.flow),
            locked=locked,
            entries={one.id: self.form.entries(one) for one in self.fields if one.type == "group"},
            prices=prices_shown(self.package, self.fields, _institution_of(self.draft)),
            file_url=lambda key: self.flow.file_url(self.draft.pk, key),
        )


def _institution_of(draft: Draft) -> int | None:
    """None while a form is only tried: it is installed nowhere."""
    return draft.installation.institution_id if draft.installation_id else None


def _takes_files(one: Field) -> bool:
    return one.type == "files" or any(sub.type == "files" for sub in one.fields)


def _was_asked(answers: Mapping[str, Any], path: str) -> bool:
    top, *inside = path.split(".")
    if top not in answers:
        return False
    entries = answers[top]
    index = whole(inside[0]) if inside else None
    if len(inside) < 2 or not isinstance(entries, list) or index is None:
        return True
    return index < len(entries) and isinstance(entries[index], dict) and inside[1] in entries[index]


def sources(fields: list[Field], package: Any, draft: Draft, flow: Flow) -> dict[str, str]:
    """Where the answers already there come from, as long as nobody changed them."""
    known = known_answers(package, draft.person)
    return {
        one.id: _source(one, draft.person, flow)
        for one in fields
        if one.id in known and draft.person and draft.answers.get(one.id) == known[one.id]
    }


def _source(one: Field, person: Person | None, flow: Flow) -> str:
    if person is not None and one.prefill == "person.identity":
        if person.identity_source == Person.IdentitySource.FRANCECONNECT:
            return (
                _("FranceConnect certified this identity when you signed in.")
                if (flow.fills_for_self)
                else _("FranceConnect certified this identity.")
            )
        if person.identity_source == Person.IdentitySource.AGENT_CHECKED:
            return _("An agent checked this identity on an identity document.")
    if flow.fills_for_self:
        return _("It comes from your account. A change made here is for this request only.")
    return _("It comes from the person’s record. A change made here is for this request only.")


@dataclass(slots=True)
class Row:
    """One answer on the check page. `error`: what is still to do."""

    label: str
    value: Readable
    href: str
    error: str = ""
    is_locked: bool = False


@dataclass(slots=True)
class Section:
    title: str
    rows: list[Row] = field(default_factory=list)


class CheckScreen(FormScreen):
    """Every answer before sending."""

    complete = True

    def __init__(self, flow: Flow, draft: Draft) -> None:
        super().__init__(flow, draft)
        self.checked = self.form.check(self.package.form.all_fields())

    def _row(self, page: Page, one: Field) -> Row:
        error = next(
            (
                messages[0]
                for path, messages in self.checked.errors.items()
                if path == one.id or path.startswith(f"{one.id}.")
            ),
            "",
        )
        value = "" if error else self.read(one, self.checked.answers.get(one.id))
        verify = "&verifier=1" if error else ""
        here = self.flow.page_url(self.draft.pk, page.id)
        return Row(
            label=self.words.fields[one.id].label,
            value=value,
            href=f"{here}?retour=1{verify}#bloc-{one.id}",
            error=error,
            is_locked=one.id in self.locked,
        )

    def sections(self) -> list[Section]:
        return [
            Section(
                self.words.pages[page.id].title,
                [self._row(page, one) for one in fields if one.type != "information"],
            )
            for page, fields in self.pages
        ]

    def already_sent(self) -> list[tuple[str, date]]:
        """Where to see what this seems to repeat, and when that was sent."""
        return [
            (self.flow.case_url(case), localdate(case.submitted_at))
            for case in self.flow.already_sent(self.draft, self.checked.answers)
        ]

    def context(self) -> dict[str, Any]:
        sections = [one for one in self.sections() if one.rows]
        missing = [row for one in sections for row in one.rows if row.error]
        need = "" if missing else self.flow.identity_needed(self.draft)
        last = self.pages[-1][0].id if self.pages else ""
        return super().context() | {
            "sections": sections,
            "already": [] if missing or need else self.already_sent(),
            "missing": missing,
            "need": need,
            "need_url": self.flow.identity_url(self.draft, need) if need else "",
            "submit_url": self.flow.submit_url(self.draft.pk),
            "leave_url": self.flow.leave_url(self.draft),
            "previous_url": self.flow.page_url(self.draft.pk, last) if last else "",
            "steps": self.steps(len(self.pages)),
            "purposes": self.purposes(self.package.form.all_fields()),
            "after": self.words.service.after,
            "arrival": None if missing or need else self.flow.arrival(self.draft),
        }
