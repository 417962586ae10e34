"""Requests being filled in. Nothing typed is lost: a value that cannot be understood is kept as
typed beside those that can, and comes back on the page."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from parvis.accounts.models import Account, Person
from parvis.cases.actions.attachments import erase_files, forget_entry_files
from parvis.cases.actions.prefill import is_begun_only, known_answers, locked_answers
from parvis.cases.answers import Checked, check_page
from parvis.cases.answers.level import MOST_ENTRIES, entries_of
from parvis.cases.engine.refusals import CaseMoved, NotAllowed, NotFound
from parvis.cases.models import Attachment, Case, Channel, Draft, PaperForm
from parvis.cases.queries.drafts import around, files_of, version_of
from parvis.catalogue.definition import Package, Page
from parvis.catalogue.models import Installation
from parvis.catalogue.queries import package_of
from parvis.core import clock
from parvis.directory.models import Unit
from parvis.eligibility.situation import Situation
from parvis.trust.queries import Acting

MOST_OPEN = 30
KEPT_FOR_VISITORS = timedelta(days=30)
KEPT_FOR_RESIDENTS = timedelta(days=365)
GIVEN_ANEW = frozenset({"files", "declaration"})
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@transaction.atomic
def start_draft(
    *,
    installation: Installation,
    visitor: str = "",
    account: Account | None = None,
    person: Person | None = None,
    filed_by_unit: Unit | None = None,
    channel: str = Channel.WEB,
    acting: Acting | None = None,
    situation: Situation | None = None,
) -> Draft:
    """Begin a request, with what is known of the person, and said of their household, already
    filled in.

    One that was begun and not yet filled is taken up again (a button pressed twice). Raises
    NotAllowed when the service is closed, when too many drafts wait already, or when the mandate
    under which one is `acting` says nothing of it.
    """
    package = package_of(installation.version_id)
    if not installation.is_open or channel not in package.service.channels:
        raise NotAllowed
    if acting is not None:
        if not (acting.may_file and acting.covers(installation.slug, installation.institution_id)):
            raise NotAllowed
        person = acting.helped
    mandate_id = acting.mandate_id if acting else None
    mine = _of(visitor=visitor, account=account).filter(
        filed_by_unit=filed_by_unit, mandate=mandate_id
    )
    again = mine.filter(installation=installation, person=person, page="", channel=channel).first()
    if again is not None:
        return _with_situation(again, package, situation)
    if mine.count() >= MOST_OPEN:
        raise NotAllowed
    now = clock.now()
    return Draft.objects.create(
        installation=installation,
        version_id=installation.version_id,
        visitor=visitor,
        account=account,
        person=person,
        filed_by_unit=filed_by_unit,
        mandate_id=mandate_id,
        channel=channel,
        answers=known_answers(package, person, situation),
        created_at=now,
        saved_at=now,
    )


def _with_situation(draft: Draft, package: Package, situation: Situation | None) -> Draft:
    """Not filled yet: what was said of the household since fills the blanks."""
    said = known_answers(package, None, situation)
    if said.keys() - draft.answers.keys():
        draft.answers = said | draft.answers
        draft.save(update_fields=["answers"])
    return draft


@transaction.atomic
def start_renewal(
    *,
    case: Case,
    account: Account,
    acting: Acting | None = None,
    person: Person | None = None,
    filed_by_unit: Unit | None = None,
    channel: str = Channel.WEB,
) -> Draft:
    """Begin a request like an earlier one of the same person: its answers are filled in, but files
    and declarations, which are given anew; what is known of the person today comes first. An agent
    does it for `person`, for a unit of theirs, by the channel the person came by.

    Raises NotAllowed, as `start_draft`, and when the earlier one is not in a renewable state.
    """
    process = package_of(case.version_id).process
    if not process.states[case.state].renewable:
        raise NotAllowed
    draft = start_draft(
        installation=case.installation,
        account=account,
        person=person or account.person,
        filed_by_unit=filed_by_unit,
        channel=channel,
        acting=acting,
    )
    known = {key: value for key, value in draft.answers.items() if value not in ("", None)}
    draft.answers = _carried_over(package_of(draft.version_id), case) | known
    draft.save(update_fields=["answers"])
    return draft


def _carried_over(package: Package, case: Case) -> dict[str, Any]:
    return {
        field.id: case.answers[field.id]
        for field in package.form.all_fields()
        if field.id in case.answers and field.type not in GIVEN_ANEW
    }


def _of(*, visitor: str, account: Account | None) -> QuerySet[Draft]:
    if account is not None:
        return Draft.objects.filter(account=account)
    if not visitor:
        raise NotAllowed
    return Draft.objects.filter(visitor=visitor, account=None)


@transaction.atomic
def save_page(
    *, draft: Draft, page_id: str, typed: Mapping[str, Any], since: str | None = None
) -> Checked:
    """Keep what was typed on a page, and say what is right and wrong in it.

    `typed`: raw values by field id, of the questions that were shown; a blank one erases the
    answer. Everything is kept, wrong values too, in the shape they were typed. `since`: the
    version of the draft (`queries.drafts.version_of`) that what was typed knew. Raises NotFound for
    a page the form does not have, or a draft that is gone; CaseMoved when it was saved since.
    """
    draft = _locked(draft)
    if since is not None and since != version_of(draft):
        raise CaseMoved
    package = package_of(draft.version_id)
    page = _page(package, page_id)
    asked = {field.id for field in page.fields if field.type != "information"}
    kept = {key: storable(value) for key, value in typed.items() if key in asked}
    draft.answers |= kept | locked_answers(package, draft.person)
    files = files_of(draft)
    checked = check_page(package, page_id, draft.answers, files, around=around(draft))
    draft.answers |= {
        key: _with_blanks(value, kept[key]) for key, value in checked.answers.items() if key in kept
    }
    draft.page = page_id
    draft.saved_at = clock.now()
    draft.save(update_fields=["answers", "page", "saved_at"])
    return checked


def _with_blanks(settled: Any, typed: Any) -> Any:
    """Entries of a group keep what was left blank in them: it was asked, so it is not unknown."""
    if not (isinstance(settled, list) and settled and isinstance(settled[0], dict)):
        return settled
    return [{**raw, **entry} for raw, entry in zip(entries_of(typed), settled, strict=True)]


def storable(value: Any) -> Any:
    """The same without what PostgreSQL refuses in text (NUL, lone surrogates), however deep."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, Mapping):
        return {_UNSTORABLE.sub("", str(key)): storable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable(one) for one in value]
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def _page(package: Package, page_id: str) -> Page:
    for page in package.form.pages:
        if page.id == page_id:
            return page
    raise NotFound


def _locked(draft: Draft) -> Draft:
    found: Draft | None = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("person", "installation__area__departement")
        .filter(pk=draft.pk)
        .first()
    )
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def add_entry(*, draft: Draft, group: str) -> int:
    """Add a blank entry to a repeated group; returns its index. Raises NotFound."""
    draft = _locked(draft)
    package = package_of(draft.version_id)
    found = next((f for f in package.form.all_fields() if f.id == group), None)
    if found is None or found.type != "group":
        raise NotFound
    entries = draft.answers.get(group)
    entries = list(entries) if isinstance(entries, list) else []
    most = min(int(found.max), MOST_ENTRIES) if found.max is not None else MOST_ENTRIES
    if len(entries) < most:
        draft.answers[group] = entries = [*entries, {}]
        draft.save(update_fields=["answers"])
    return max(len(entries) - 1, 0)


@transaction.atomic
def remove_entry(*, draft: Draft, group: str, index: int) -> None:
    """Take one entry out of a repeated group, its files with it; those after it move up."""
    draft = _locked(draft)
    entries = draft.answers.get(group)
    if not isinstance(entries, list) or not 0 <= index < len(entries):
        return
    draft.answers[group] = entries[:index] + entries[index + 1 :]
    draft.saved_at = clock.now()
    draft.save(update_fields=["answers", "saved_at"])
    forget_entry_files(draft_key=draft.pk, group=group, index=index)


@transaction.atomic
def attach_visitor_drafts(*, account: Account, visitor: str) -> int:
    """Give a resident the drafts this browser began before sign-in; returns how many.

    What is known of the person fills the blanks; a verified identity replaces what was typed.
    An agent takes nobody's drafts.
    """
    if not visitor or account.is_agent:
        return 0
    drafts = Draft.objects.select_for_update(of=("self",)).filter(visitor=visitor, account=None)
    count = 0
    for draft in drafts:
        package = package_of(draft.version_id)
        draft.account, draft.person, draft.visitor = account, account.person, ""
        blank = {
            key
            for key, value in draft.answers.items()
            if value in (None, "", [], {}) or is_begun_only(value)
        }
        known = known_answers(package, account.person)
        draft.answers |= {
            key: value for key, value in known.items() if key not in draft.answers or key in blank
        } | locked_answers(package, account.person)
        draft.save(update_fields=["account", "person", "visitor", "answers"])
        count += 1
    return count


def follow_version(*, draft: Draft) -> bool:
    """Bring a draft to the service's present version; True when it had another one.

    Answers stay under their fields' ids; one whose question changed is asked again by the checks.
    """
    if draft.version_id == draft.installation.version_id:
        return False
    with transaction.atomic():
        draft = _locked(draft)
        draft.version_id = draft.installation.version_id
        pages = {page.id for page in package_of(draft.version_id).form.pages}
        draft.page = draft.page if draft.page in pages else ""
        draft.save(update_fields=["version", "page"])
    return True


@transaction.atomic
def drop_draft(*, draft: Draft) -> None:
    """Forget a draft and its files. Dropping it twice changes nothing."""
    erase_files(Attachment.objects.filter(draft_key=draft.pk, case=None))
    Draft.objects.filter(pk=draft.pk).delete()


def purge_drafts() -> int:
    """Drop what nobody saved for long, and files that belong to nothing any more; returns how many
    drafts went. A visitor's draft cannot be found once the browser's cookie is gone."""
    now = clock.now()
    old = Draft.objects.filter(saved_at__lt=now - KEPT_FOR_RESIDENTS) | Draft.objects.filter(
        account=None, saved_at__lt=now - KEPT_FOR_VISITORS
    )
    count = 0
    for draft in old.order_by("pk").iterator():
        drop_draft(draft=draft)
        count += 1
    _drop_lost_files(now - KEPT_FOR_VISITORS)
    return count


@transaction.atomic
def _drop_lost_files(before: datetime) -> None:
    """Parcels nobody came back for, files of corrections never sent."""
    going_on = Case.objects.exclude(legal_state=Case.LegalState.CLOSED)
    erase_files(
        Attachment.objects.filter(case=None, note=None, uploaded_at__lt=before)
        .exclude(draft_key__in=Draft.objects.values("pk"))
        .exclude(draft_key__in=PaperForm.objects.filter(draft_key=None).values("pk"))
        .exclude(draft_key__in=going_on.values("draft_key"))
    )
