"""The form on paper whose person is being looked for at the desk: kept in the session."""

from django.http import HttpRequest

from parvis.cases.models import PaperForm

HELD = "desk_paper"


def held_form(request: HttpRequest) -> PaperForm | None:
    """The form held, when there is one. No query otherwise."""
    key = request.session.get(HELD)
    if not key:
        return None
    return PaperForm.objects.filter(pk=key).select_related("installation").first()
