"""Who fills a form in, in which frame, and where each step stands.

The pages of `filling` know only this. Residents and visitors have `resident.flow.ResidentFlow`;
agents at the desk bring one of their own.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from parvis.cases.models import Case, Draft


class Flow(ABC):
    """One request's way through a form."""

    frame: str
    """Template of the frame the pages stand in."""
    fills_for_self = True
    """False when an agent fills in for somebody else: the words change."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @abstractmethod
    def drafts(self) -> QuerySet[Draft]:
        """Drafts this person may go on with (`queries.drafts.drafts_of`)."""

    @abstractmethod
    def page_url(self, draft_id: UUID, page_id: str) -> str: ...

    @abstractmethod
    def check_url(self, draft_id: UUID) -> str: ...

    @abstractmethod
    def submit_url(self, draft_id: UUID) -> str: ...

    @abstractmethod
    def drop_url(self, draft_id: UUID) -> str: ...

    @abstractmethod
    def file_url(self, draft_id: UUID, attachment_id: UUID) -> str: ...

    @abstractmethod
    def autosave_url(self, draft_id: UUID, page_id: str) -> str: ...

    @abstractmethod
    def leave_url(self, draft: Draft) -> str:
        """Where "save and leave" leads, and where one lands when the draft is dropped."""

    @abstractmethod
    def done_url(self, case: Case) -> str:
        """The confirmation of a submitted case."""

    @abstractmethod
    def submitted(self, draft_id: UUID) -> Case | None:
        """The case this draft became, if this person may see it."""

    @abstractmethod
    def missing(self, draft_id: UUID) -> HttpResponse:
        """What to answer when the draft is not theirs: sign in first, or raise Http404."""

    def identity_needed(self, draft: Draft) -> str:
        """What is still to be known of the applicant before submission: "", "sign_in", "name" or
        "verify"."""
        return ""

    def identity_url(self, draft: Draft, need: str) -> str:
        """Where that is told."""
        return ""

    @abstractmethod
    def submit(self, draft: Draft) -> Case:
        """Open the case. Raises the refusals of `actions.submit`."""

    def case_url(self, case: Case) -> str:
        """Where a request already sent is read."""
        return reverse("cases:detail", args=[case.reference])

    def already_sent(self, draft: Draft, answers: Mapping[str, Any]) -> list[Case]:
        """Requests that this one seems to repeat, among those of the same person that whoever fills
        in may see. `answers`: as they would be kept."""
        return []

    def pages_on_paper(self, draft: Draft) -> list[str]:
        """Addresses of the images of the form this draft is keyed in from, if it came on paper."""
        return []

    def arrival(self, draft: Draft) -> Form | None:
        """Asks when what is sent came on paper; bound when the page was sent. None: it did not."""
        return None

    def print_url(self, draft: Draft) -> str:
        """Where the draft is printed, when its service takes paper."""
        return ""
