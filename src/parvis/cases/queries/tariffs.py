"""The prices that hold where one asks, before anything is sent."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from parvis.cases.engine.tariffs import in_force
from parvis.catalogue.definition import Field, Package
from parvis.core import clock
from parvis.core.ui.words import plaindate
from parvis.directory.models import Institution


def prices_shown(
    package: Package, fields: Iterable[Field], institution_id: int | None
) -> dict[str, list[str]]:
    """The lines of each tariff that one of these fields shows, in the reader's language, by field.
    None asked of the database where there is none; two queries else."""
    asking = [one for one in fields if one.tariff is not None]
    if not asking:
        return {}
    areas = Institution.objects.select_related("area")
    institution = areas.filter(pk=institution_id).first() if institution_id else None
    found = {}
    for one in asking:
        scale = in_force(package.process.tariffs[str(one.tariff)], institution, clock.today())
        lines = scale.lines() if scale is not None else []
        if scale is not None and scale.text and scale.since is not None:
            granted = {"text": scale.text, "day": plaindate(scale.since)}
            lines.append(_("%(text)s, in force since %(day)s.") % granted)
        found[one.id] = lines
    return found
