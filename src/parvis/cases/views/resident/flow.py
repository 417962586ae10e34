"""Filling a form in for oneself, signed in or not yet."""

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from parvis.accounts.models import Account
from parvis.cases.actions import submit
from parvis.cases.actions.applicants import remember_answers, visitor_person
from parvis.cases.engine import party
from parvis.cases.engine.refusals import NotFound
from parvis.cases.models import Case, Draft
from parvis.cases.queries import visible_to
from parvis.cases.queries.drafts import case_of_draft, drafts_of, one_of
from parvis.cases.queries.paper import takes_paper
from parvis.cases.views.flow import Flow
from parvis.catalogue.queries import package_of
from parvis.core.visitor import visitor_token

SENT = "sent_requests"


class ResidentFlow(Flow):
    frame = "frames/public.html"

    @property
    def account(self) -> Account | None:
        user = self.request.user
        return user if isinstance(user, Account) else None

    def drafts(self) -> QuerySet[Draft]:
        if self.account is not None and self.account.is_agent:
            return Draft.objects.none()
        return drafts_of(self.account, visitor_token(self.request))

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
            return reverse("cases:list")
        return reverse("cases:mine", args=[draft.installation.slug])

    def done_url(self, case: Case) -> str:
        return reverse("cases:done", args=[case.draft_key])

    def submitted(self, draft_id: UUID) -> Case | None:
        if str(draft_id) in self.request.session.get(SENT, []):
            return case_of_draft(draft_id)
        if self.account is None or self.account.is_agent:
            return None
        return visible_to(self.account).filter(draft_key=draft_id).first()

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
            return "verify"
        if person is not None and not person.family_name and not _says_who(draft):
            return "name"
        return ""

    def identity_url(self, draft: Draft, need: str) -> str:
        back = urlencode({"next": self.check_url(draft.pk)})
        names = {"sign_in": "account_login", "name": "accounts:identity", "verify": "accounts:home"}
        return f"{reverse(names[need])}?{back}" if need else ""

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
        remember_answers(draft=draft, actor=self.account.actor)
        return submit(draft=draft, person=draft.person, party=party.applicant(self.account))

    def print_url(self, draft: Draft) -> str:
        return reverse("cases:print", args=[draft.pk]) if takes_paper(draft) else ""


def _says_who(draft: Draft) -> bool:
    """The form itself asks the applicant's name."""
    return any(
        field.prefill == "person.identity" and field.locked and draft.answers.get(field.id)
        for field in package_of(draft.version_id).form.all_fields()
    )
