"""Themes that ideas are sorted by, and whose units organise.

Whether the agent may is for the caller (`rules.may_organise`); what nobody may is refused here.
"""

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.core.text import fold
from parvis.directory.models import Unit
from parvis.journal import actions as journal
from parvis.participation.models import Consultation, Idea

MOST_THEMES: Final = 40


class ThemeThere(Refused):
    message = _("This theme is there already.")


class TooManyThemes(Refused):
    message = _("There are 40 themes already: remove one first.")


class ThemeUsed(Refused):
    """Ideas are sorted by it; the message says how many."""


class LeadStays(Refused):
    message = _("This unit answers for the consultation: it stays among its organisers.")


@transaction.atomic
def add_theme(*, actor: Actor, consultation: Consultation, theme: str) -> Consultation:
    """Raises ThemeThere (however it is written), TooManyThemes."""
    found = _locked(consultation)
    named = " ".join(theme.split())
    if fold(named) in map(fold, found.themes):
        raise ThemeThere
    if len(found.themes) >= MOST_THEMES:
        raise TooManyThemes
    return _keep_themes(actor, found, [*found.themes, named], "theme_added", named)


@transaction.atomic
def remove_theme(*, actor: Actor, consultation: Consultation, theme: str) -> Consultation:
    """Nothing happens to one that is not there. Raises ThemeUsed."""
    found = _locked(consultation)
    if theme not in found.themes:
        return found
    used = Idea.objects.filter(phase__consultation=found, theme=theme).count()
    if used:
        raise ThemeUsed(
            ngettext(
                "“%(theme)s” stays: %(count)d idea is sorted under it, drafts included.",
                "“%(theme)s” stays: %(count)d ideas are sorted under it, drafts included.",
                used,
            )
            % {"theme": theme, "count": used}
        )
    kept = [one for one in found.themes if one != theme]
    return _keep_themes(actor, found, kept, "theme_removed", theme)


@transaction.atomic
def add_organiser(*, actor: Actor, consultation: Consultation, unit: Unit) -> None:
    """Handlers and managers of `unit`, of any institution, organise from now on."""
    found = _locked(consultation)
    if not found.organisers.filter(pk=unit.pk).exists():
        found.organisers.add(unit)
        _note(actor, found, "organiser_added", _named(unit))


@transaction.atomic
def remove_organiser(*, actor: Actor, consultation: Consultation, unit: Unit) -> None:
    """Its agents organise no more; the unit that answers for it stays, so that there is always
    one. Raises LeadStays."""
    found = _locked(consultation)
    if unit.pk == found.lead_id:
        raise LeadStays
    if found.organisers.filter(pk=unit.pk).exists():
        found.organisers.remove(unit)
        _note(actor, found, "organiser_removed", _named(unit))


def _keep_themes(
    actor: Actor, found: Consultation, themes: list[str], verb: str, what: str
) -> Consultation:
    found.themes = themes
    found.save(update_fields=["themes"])
    _note(actor, found, verb, what)
    return found


def _locked(consultation: Consultation) -> Consultation:
    return Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)


def _named(unit: Unit) -> str:
    return f"{unit.name}, {unit.institution.name}"


def _note(actor: Actor, about: Consultation, verb: str, what: str) -> None:
    detail: dict[str, Any] = {"title": about.title, "what": what}
    journal.record(actor=actor, verb=f"participation.{verb}", about=about, detail=detail)
