"""The pages of a form before it is published: the real ones, on rows that are undone at once."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from parvis.cases.actions.trial import trial_draft
from parvis.cases.models import Case, Draft
from parvis.cases.views import filling
from parvis.cases.views.flow import Flow
from parvis.catalogue.definition import Package
from parvis.catalogue.ports import Trial


class Preview:
    """The catalogue's `FormPreview`."""

    def show(
        self,
        request: HttpRequest,
        package: Package,
        trial: Trial,
        *,
        page: str,
        answers: Mapping[str, Any] | None,
        saving: bool = False,
    ) -> tuple[HttpResponse, dict[str, Any]]:
        """See the port. Files are not taken: there is nothing to attach them to."""
        request.FILES.clear()
        with trial_draft(package, answers) as draft:
            flow = _PreviewFlow(request, trial)
            flow.draft_key = draft.pk
            if saving:
                response = filling.autosave(request, flow, draft.pk, page)
            elif page:
                response = filling.page(request, flow, draft.pk, page)
            else:
                response = filling.check(request, flow, draft.pk)
            if request.method == "POST":
                draft.refresh_from_db(fields=["answers"])
        return response, draft.answers


class _PreviewFlow(Flow):
    draft_key: UUID

    def __init__(self, request: HttpRequest, trial: Trial) -> None:
        super().__init__(request)
        self.trial, self.frame = trial, trial.frame

    def drafts(self) -> QuerySet[Draft]:
        return Draft.objects.filter(pk=self.draft_key).select_related(
            "installation__area__departement", "installation__institution", "person"
        )

    def page_url(self, draft_id: UUID, page_id: str) -> str:
        return self.trial.pages.format(page=page_id)

    def autosave_url(self, draft_id: UUID, page_id: str) -> str:
        return self.trial.saving.format(page=page_id)

    def check_url(self, draft_id: UUID) -> str:
        return self.trial.check

    def submit_url(self, draft_id: UUID) -> str:
        return self.trial.check

    def drop_url(self, draft_id: UUID) -> str:
        return self.trial.leave

    def file_url(self, draft_id: UUID, attachment_id: UUID) -> str:
        return self.trial.leave

    def leave_url(self, draft: Draft) -> str:
        return self.trial.leave

    def done_url(self, case: Case) -> str:
        return self.trial.leave

    def submitted(self, draft_id: UUID) -> Case | None:
        return None

    def missing(self, draft_id: UUID) -> HttpResponse:
        raise Http404

    def submit(self, draft: Draft) -> Case:
        raise Http404
