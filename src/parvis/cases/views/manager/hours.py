"""The hours that automatic steps gave back to a unit, with the method, and as a file."""

import csv
import io

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.queries.hours import Hours, hours_of
from parvis.cases.views.manager.figures import managed_unit, managed_units
from parvis.core.typed import whole


@agent_page
@never_cache
@require_safe
def hours(request: AgentRequest) -> HttpResponse:
    """Month by month and service by service. Counts only; `format=csv` gives the file."""
    unit = managed_unit(request, whole(request.GET.get("unite")))
    counted = hours_of(unit.pk, get_language() or "fr")
    if request.GET.get("format") == "csv":
        return _file(counted)
    rows = [
        {"month": one, "hours": one.minutes // 60, "minutes": one.minutes % 60}
        for one in counted.months
    ]
    context = {
        "unit": unit,
        "units": managed_units(request),
        "steps": counted.steps,
        "rows": rows,
        "hours": counted.minutes // 60,
        "minutes": counted.minutes % 60,
    }
    return render(request, "cases/manager/hours.html", context)


def _file(counted: Hours) -> HttpResponse:
    """As exports are: semicolons and a byte order mark, which spreadsheets open rightly here."""
    text = io.StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow([_("Month"), _("Service"), _("Automatic steps"), _("Minutes given back")])
    for one in counted.months:
        table.writerow([f"{one.first:%Y-%m}", one.service, one.steps, one.minutes])
    answer = HttpResponse(
        b"\xef\xbb\xbf" + text.getvalue().encode(), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="temps-rendu.csv"'
    return answer
