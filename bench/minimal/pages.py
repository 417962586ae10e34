"""Two views, as short as they can be."""

from datetime import UTC, datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from bench.minimal.models import Audit, Request


def listed(request: HttpRequest) -> HttpResponse:
    rows = Request.objects.filter(state="ouverte").order_by("-sent_at")[:20]
    return render(request, "list.html", {"rows": rows})


@transaction.atomic
def written(request: HttpRequest) -> HttpResponse:
    now = datetime.now(UTC)
    row = Request.objects.create(
        reference="R", title=request.POST["title"], person="P", state="close", sent_at=now
    )
    Audit.objects.create(at=now, verb="written", about=row.pk)
    return HttpResponseRedirect(f"/demandes/{row.pk}")


urlpatterns = [path("liste", listed), path("ecrire", written)]
