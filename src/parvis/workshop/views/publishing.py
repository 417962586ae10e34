"""Publishing a package, then offering it to people."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.catalogue.actions import Bind, VersionAlreadyPublished
from parvis.directory.models import Unit
from parvis.workshop import actions, queries, rules
from parvis.workshop.forms.starting import OfferForm, PublishForm
from parvis.workshop.telling import failure_said
from parvis.workshop.views.frame import Desk, desk_page
from parvis.workshop.views.sheets import base_of

METHODS = ["GET", "HEAD", "POST"]


@desk_page("GET", "HEAD", "POST")
def publish(desk: Desk) -> HttpResponse:
    """Number, what changed, checks, scenarios; then the version is frozen."""
    last = queries.published(desk.project.package_id)
    if desk.request.method == "POST" and not desk.may_publish:
        raise Http404
    posted = desk.request.POST if desk.request.method == "POST" else None
    form = PublishForm(posted, initial={"number": _proposed(desk, last)})
    failures: list[Any] = []
    if form.is_valid():
        try:
            version = actions.publish(
                project=desk.project,
                account=desk.request.user,
                base=base_of(desk),
                number=form.cleaned_data["number"],
                changed=form.cleaned_data["changed"],
                done=_("Version %(number)s published") % {"number": form.cleaned_data["number"]},
            )
        except actions.NumberTaken as taken:
            said = _("Version %(number)s is published already: choose a number after it.")
            form.add_error("number", said % {"number": taken.args[0]})
        except VersionAlreadyPublished:
            form.add_error("number", _("This number is published already, with other content."))
        except actions.Conflict as conflict:
            said = _("%(who)s has just changed this package: look again before you publish.")
            form.add_error(None, said % {"who": conflict.last.by})
        except actions.NotPublishable as refused:
            form.add_error(None, _("The package cannot be published yet: see what is said below."))
            failures = [
                (one.scenario, one.step, failure_said(desk.reading, one))
                for one in refused.failures
            ]
        else:
            said = _("Version %(number)s is published. It can now be offered to people.")
            messages.success(desk.request, said % {"number": version.number})
            return redirect(desk.url("offer"))
    context = {"form": form, "published": last, "failures": failures}
    return desk.render("publish", "publish", context)


def _proposed(desk: Desk, last: Any) -> str:
    written = str(desk.reading.get("service.yml", ("version",), "1.0.0"))
    if last is None or rules.is_newer(written, last.number):
        return written
    return rules.next_number(last.number)


@desk_page("GET", "HEAD", "POST")
def offer(desk: Desk) -> HttpResponse:
    """Who plays each part; then people can ask for the service."""
    version = desk.project.version
    institution = desk.project.institution
    if version is None or not desk.may_publish:
        raise Http404
    functions = [
        (key, version.package.words("fr").functions[key].name)
        for key in version.package.service.functions
    ]
    units = Unit.objects.filter(institution=institution).select_related("institution")
    others = Unit.objects.exclude(institution=institution).select_related("institution")
    known = [*units.order_by("name"), *others.order_by("institution__name", "name")[:500]]
    posted = desk.request.POST if desk.request.method == "POST" else None
    form = OfferForm(posted, functions=functions, units=known)
    if form.is_valid():
        if institution.area is None:
            form.add_error(None, _("This institution has no territory: it can offer nothing."))
        else:
            binds = [Bind(key, form.units[form.cleaned_data[f"f.{key}"]]) for key, _l in functions]
            installed = actions.install(
                account=desk.request.user,
                version=version,
                institution=institution,
                area=institution.area,
                bindings=binds,
            )
            messages.success(desk.request, _("The service is open to requests."))
            return redirect(reverse("portal:service", args=[installed.slug]))
    return desk.render("offer", "publish", {"form": form, "version": version})
