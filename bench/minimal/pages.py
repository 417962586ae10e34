"""A list and a form, as a Django tutorial would write them."""

import uuid

from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from bench.minimal.models import Audit, Request

PAGE = 20


class RequestForm(ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Request
        fields = ["title", "description", "email", "service"]


def listed(request: HttpRequest) -> HttpResponse:
    """One page of what is in a state, the newest first; one row more says whether others follow."""
    state = request.GET.get("state", "open")
    page = max(1, int(request.GET.get("page", 1)))
    found = Request.objects.filter(state=state).select_related("service").order_by("-sent_at")
    rows = list(found[(page - 1) * PAGE : page * PAGE + 1])
    said = {"rows": rows[:PAGE], "more": len(rows) > PAGE, "page": page, "state": state}
    return render(request, "list.html", said)


def written(request: HttpRequest) -> HttpResponse:
    """Check the form, write a row and its audit row, lead to the page of the row."""
    form = RequestForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=400)
    with transaction.atomic():
        row = form.save(commit=False)
        row.state, row.reference = "received", uuid.uuid4().hex
        row.save()
        Audit.objects.create(request=row, verb="created", detail={"channel": "web"})
    return redirect("request", pk=row.pk)


def shown(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(str(pk))


urlpatterns = [
    path("requests/", listed, name="requests"),
    path("requests/new", written, name="new"),
    path("requests/<int:pk>", shown, name="request"),
]
