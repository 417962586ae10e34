"""Filling a form in for oneself, signed in or not yet."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from parvis.accounts.models import Account
from parvis.cases.actions import submit
from parvis.cases.actions.applicants import remember_answers, visitor_person
from parvis.cases.engine import party
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import NotFound
from parvis.cases.models import Case, Draft
from parvis.cases.queries import visible_to
from parvis.cases.queries.drafts import (
    case_of_draft,
    drafts_of,
    drafts_under,
    fillable,
    one_of,
)
from parvis.cases.queries.duplicates import already_sent
from parvis.cases.queries.paper import takes_paper
from parvis.cases.views.flow import Flow
from parvis.cases.views.resident.behalf import parties_at
from parvis.catalogue.models import Installation
from parvis.catalogue.queries import package_of
from parvis.core.visitor import visitor_token
from parvis.directory.queries import memberships_at
from parvis.trust.access import acting
from parvis.trust.queries import acting_since

SENT = "sent_requests"


class ResidentFlow(Flow):
    """For oneself, or, under a mandate, for whom one helps: the draft says for whom."""

    frame = "frames/public.html"

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.acting = acting(request)
        self.fills_for_self = self.acting is None

    @property
    def account(self) -> Account | None:
        user = self.request.user
        return user if isinstance(user, Account) else None

    def drafts(self) -> QuerySet[Draft]:
        if self.account is not None:
            return fillable(self.account, memberships_at(self.request))
        return drafts_of(None, visitor_token(self.request))

    def begun(self, installation: Installation) -> QuerySet[Draft]:
        """Drafts of one service for the same person, to go on with rather than begin another."""
        if self.acting is not None:
            return drafts_under(self.acting).filter(installation=installation)
        return self.drafts().filter(installation=installation, mandate=None)

    def page_url(self, draft_id: UUID, page_id: str) -> str:
        return reverse("cases:page", args=[draft_id, page_id])

    def check_url(self, draft_id: UUID) -> str:
        return reverse("cases:check", args=[draft_id])

    def submit_url(self, draft_id: UUID) -> str:
        return reverse("cases:submit", args=[draft_id])

    def drop_url(self, draft_id: UUID) -> str:
        return reverse("cases:drop", args=[draft_id])

    def file_url(self, draft_id: UUID, attachment_id: UUID) -> str:
        return reverse("cases:draft_file", args=[draft_id, attachment_id])

    def autosave_url(self, draft_id: UUID, page_id: str) -> str:
        return reverse("cases:autosave", args=[draft_id, page_id])

    def leave_url(self, draft: Draft) -> str:
        if self.account is not None:
            is_stranger = self.account.is_agent and self.acting is None
            return reverse("trust:helped" if is_stranger else "cases:list")
        return reverse("cases:mine", args=[draft.installation.slug])

    def done_url(self, case: Case) -> str:
        return reverse("cases:done", args=[case.draft_key])

    def submitted(self, draft_id: UUID) -> Case | None:
        if str(draft_id) in self.request.session.get(SENT, []):
            return case_of_draft(draft_id)
        if self.account is None:
            return None
        seen = (visible_to(who).filter(draft_key=draft_id) for who in parties_at(self.request))
        return next((case for cases in seen for case in cases), None)

    def missing(self, draft_id: UUID) -> HttpResponse:
        if self.account is not None:
            raise Http404
        return redirect_to_login(
            self.request.path if self.request.method == "POST" else self.request.get_full_path()
        )

    def identity_needed(self, draft: Draft) -> str:
        asked = package_of(draft.version_id).service.identity
        if self.account is None:
            return "" if asked == "none" else "sign_in"
        person = draft.person
        if asked == "verified" and not (person and person.is_certified):
            return "helped" if draft.mandate_id else "verify"
        if draft.mandate_id:
            return ""
        if person is not None and not person.family_name and not _says_who(draft):
            return "name"
        return ""

    def identity_url(self, draft: Draft, need: str) -> str:
        back = urlencode({"next": self.check_url(draft.pk)})
        names = {"sign_in": "account_login", "name": "accounts:identity", "verify": "accounts:home"}
        return f"{reverse(names[need])}?{back}" if need in names else ""

    @transaction.atomic
    def submit(self, draft: Draft) -> Case:
        held = one_of(self.drafts().select_for_update(of=("self",)), draft.pk)
        if held is None:
            raise NotFound
        draft = held
        if self.account is None:
            person = visitor_person(draft=draft)
            case = submit(draft=draft, person=person, party=party.somebody(person))
            self.request.session[SENT] = [
                *self.request.session.get(SENT, [])[-9:],
                str(case.draft_key),
            ]
            # With the case, not after it: killed in between, nobody could find it again.
            self.request.session.save()  # writes: the session, no row of a domain
            return case
        if draft.person is None:
            raise NotFound
        if draft.mandate_id is not None:
            return submit(draft=draft, person=draft.person, party=self._helper(draft.mandate_id))
        remember_answers(draft=draft, actor=self.account.actor)
        return submit(draft=draft, person=draft.person, party=party.applicant(self.account))

    def already_sent(self, draft: Draft, answers: Mapping[str, Any]) -> list[Case]:
        if self.account is None:
            return []
        if self.acting is not None:
            return already_sent(draft, answers, party.on_behalf(self.account, self.acting))
        return already_sent(draft, answers, party.applicant(self.account))

    def print_url(self, draft: Draft) -> str:
        return reverse("cases:print", args=[draft.pk]) if takes_paper(draft) else ""

    def _helper(self, mandate_id: int) -> Party:
        """The helper, if the mandate the draft was begun under still opens. Raises NotFound."""
        assert self.account is not None
        found = acting_since(self.account, mandate_id, memberships_at(self.request))
        if found is None:
            raise NotFound
        return party.on_behalf(self.account, found)


def _says_who(draft: Draft) -> bool:
    """The form itself asks the applicant's name."""
    return any(
        field.prefill == "person.identity" and field.locked and draft.answers.get(field.id)
        for field in package_of(draft.version_id).form.all_fields()
    )
