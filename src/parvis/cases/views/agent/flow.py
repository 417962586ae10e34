"""Filling a form in for somebody, at the desk."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from parvis.accounts.models import Account
from parvis.cases.actions import submit
from parvis.cases.actions.applicants import remember_answers
from parvis.cases.actions.paper import say_arrival
from parvis.cases.engine.refusals import NotFound
from parvis.cases.forms.paper import ArrivalForm
from parvis.cases.models import Case, Channel, Draft
from parvis.cases.queries.drafts import drafts_of
from parvis.cases.queries.duplicates import already_sent
from parvis.cases.queries.paper import arrival_of, pages_of, takes_paper
from parvis.cases.views.agent.frame import acting_party, units_of
from parvis.cases.views.flow import Flow
from parvis.catalogue.queries import package_of


class DeskFlow(Flow):
    """The same pages as at home, in the agents' frame; the draft is the agent's, the case the
    person's."""

    frame = "frames/agent.html"
    fills_for_self = False

    @property
    def account(self) -> Account:
        account = self.request.user
        assert isinstance(account, Account), "an agent's page"
        return account

    def drafts(self) -> QuerySet[Draft]:
        return drafts_of(self.account, units=units_of(self.request))

    def page_url(self, draft_id: UUID, page_id: str) -> str:
        return reverse("cases:desk-page", args=[draft_id, page_id])

    def check_url(self, draft_id: UUID) -> str:
        return reverse("cases:desk-check", args=[draft_id])

    def submit_url(self, draft_id: UUID) -> str:
        return reverse("cases:desk-submit", args=[draft_id])

    def drop_url(self, draft_id: UUID) -> str:
        return reverse("cases:desk-drop", args=[draft_id])

    def file_url(self, draft_id: UUID, attachment_id: UUID) -> str:
        return reverse("cases:desk-file", args=[draft_id, attachment_id])

    def autosave_url(self, draft_id: UUID, page_id: str) -> str:
        return reverse("cases:desk-autosave", args=[draft_id, page_id])

    def leave_url(self, draft: Draft) -> str:
        return reverse("cases:desk")

    def done_url(self, case: Case) -> str:
        return reverse("cases:desk-done", args=[case.draft_key])

    def submitted(self, draft_id: UUID) -> Case | None:
        units = acting_party(self.request).all_unit_ids  # type: ignore[arg-type]
        return Case.objects.filter(draft_key=draft_id, filed_by_unit__in=units).first()

    def missing(self, draft_id: UUID) -> HttpResponse:
        raise Http404

    def identity_needed(self, draft: Draft) -> str:
        """Only a checked identity can be missing: the person has a name since they were found."""
        asked = package_of(draft.version_id).service.identity
        certified = draft.person is not None and draft.person.is_certified
        return "verify" if asked == "verified" and not certified else ""

    def identity_url(self, draft: Draft, need: str) -> str:
        if not need or draft.person_id is None:
            return ""
        back = urlencode({"next": self.check_url(draft.pk)})
        return f"{reverse('cases:desk-identity', args=[draft.person_id])}?{back}"

    @transaction.atomic
    def submit(self, draft: Draft) -> Case:
        held = self.drafts().select_for_update(of=("self",)).filter(pk=draft.pk).first()
        if held is None or held.person is None:
            raise NotFound
        party = acting_party(self.request)  # type: ignore[arg-type]
        came = self.arrival(held)
        if came is not None and came.is_valid() and came.cleaned_data["arrivee"]:
            say_arrival(draft=held, on=came.cleaned_data["arrivee"], party=party)
        remember_answers(draft=held, actor=party.actor)
        return submit(draft=held, person=held.person, party=party)

    def case_url(self, case: Case) -> str:
        return reverse("cases:agent-detail", args=[case.reference])

    def already_sent(self, draft: Draft, answers: Mapping[str, Any]) -> list[Case]:
        return already_sent(draft, answers, acting_party(self.request))  # type: ignore[arg-type]

    def pages_on_paper(self, draft: Draft) -> list[str]:
        return [
            reverse("cases:paper-page", args=[scan.pk, number])
            for scan in pages_of(draft.pk)
            for number in range(scan.pages)
        ]

    def arrival(self, draft: Draft) -> ArrivalForm | None:
        if draft.channel != Channel.POST:
            return None
        typed = self.request.POST if self.request.method == "POST" else None
        return ArrivalForm(typed, arrival=arrival_of(draft))

    def print_url(self, draft: Draft) -> str:
        return reverse("cases:desk-print", args=[draft.pk]) if takes_paper(draft) else ""
