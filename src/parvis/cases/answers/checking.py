"""Checking one page, the whole form, or the inputs of a transition."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language

from parvis.cases.answers.conditions import Conditions, outer_facts
from parvis.cases.answers.level import Level, entries_of
from parvis.cases.answers.results import Around, Checked, Files
from parvis.catalogue.definition import Field, FieldTexts, Package, Page
from parvis.catalogue.definition.environment import environment_of, form_environment


def check_page(
    package: Package,
    page_id: str,
    answers: Mapping[str, Any],
    files: Files = (),
    *,
    around: Around | None = None,
) -> Checked:
    """The page's answers, normalised, and what is wrong with them. `answers` are all those of the
    draft, raw or not, the page's own included. Raises KeyError for a page that does not exist."""
    form = Form(package, answers, files, around=around, complete=False)
    page = next(page for page in package.form.pages if page.id == page_id)
    form.say_blank(field.id for field in page.fields)
    return form.check(page.fields)


def check_all(
    package: Package,
    answers: Mapping[str, Any],
    files: Files | None = None,
    *,
    around: Around | None = None,
) -> Checked:
    """Everything, as at submission: hidden answers dropped, each visible one normalised.

    `files` are the attachments given; None (scenarios) trusts the ids found in `answers`.
    """
    form = Form(package, answers, files, around=around, complete=True)
    return form.check(package.form.all_fields())


def check_fields(
    fields: Sequence[Field],
    raw: Mapping[str, Any],
    texts: Mapping[str, FieldTexts],
    *,
    package: Package,
    facts: Mapping[str, Any] | None = None,
    files: Files | None = (),
    around: Around | None = None,
) -> Checked:
    """The inputs of a transition or of a work item. `facts` are the case's, by root."""
    around = around or Around()
    check = Level(fields, raw, texts, files, around, complete=True)
    environment = environment_of(package, fields)
    check.settle(environment, {**outer_facts(around), **(facts or {})}, root="inputs")
    return check.result(fields)


def visible_pages(
    package: Package,
    answers: Mapping[str, Any],
    files: Files = (),
    *,
    around: Around | None = None,
) -> list[tuple[Page, list[Field]]]:
    """The pages to fill and the questions to show on each, as far as answers tell."""
    return Form(package, answers, files, around=around, complete=False).pages()


class Form:
    """One package's form with answers: what is visible, what is wrong. Computed once, lazily."""

    def __init__(
        self,
        package: Package,
        answers: Mapping[str, Any],
        files: Files | None = (),
        *,
        around: Around | None = None,
        complete: bool = False,
        language: str | None = None,
    ) -> None:
        self.package = package
        self._around = around or Around()
        texts = package.words(language or get_language() or "fr").fields
        self._check = Level(
            package.form.all_fields(), answers, texts, files, self._around, complete=complete
        )
        self._settled = False

    def say_blank(self, field_ids: Iterable[str]) -> None:
        """These questions were on the page: not answered means left blank, not unknown."""
        self._check.blank |= set(field_ids)

    def _settle(self) -> None:
        if not self._settled:
            hidden_with = {
                field.id: page.show_if
                for page in self.package.form.pages
                for field in page.fields
                if page.show_if is not None
            }
            self._check.settle(
                form_environment(self.package),
                outer_facts(self._around),
                root="answers",
                also=hidden_with,
            )
            self._settled = True

    def check(self, fields: Sequence[Field]) -> Checked:
        self._settle()
        return self._check.result(fields)

    def is_optional(self, field: Field) -> bool:
        """Whether one can already say that a question may be left out."""
        self._settle()
        return self._check.conditions.is_optional(field)

    def entries(self, group: Field) -> list[tuple[dict[str, Any], list[Field], Conditions]]:
        """Each raw entry of a group, with its visible questions and their conditions."""
        self._settle()
        found = []
        for index, entry in enumerate(entries_of(self._check.raw.get(group.id)) or [{}]):
            inner = self._check.entry(group, index, entry)
            shown = [sub for sub in group.fields if sub.id in inner.visible]
            found.append((entry, shown, inner.conditions))
        return found

    def pages(self) -> list[tuple[Page, list[Field]]]:
        self._settle()
        shown = [
            (page, [field for field in page.fields if field.id in self._check.visible])
            for page in self.package.form.pages
        ]
        return [(page, fields) for page, fields in shown if fields]
