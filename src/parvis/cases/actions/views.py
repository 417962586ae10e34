"""Filters of the list that agents keep under a name."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Account
from parvis.cases.engine.refusals import NotAllowed
from parvis.cases.models import SavedView
from parvis.directory.models import Unit

MOST = 20


class TooManyViews(NotAllowed):
    message = _("That is enough views: remove one first.")


class NameTaken(NotAllowed):
    message = _("A view already has this name.")


@transaction.atomic
def keep_view(*, account: Account, name: str, filters: str, unit: Unit | None = None) -> SavedView:
    """Keep filters under a name, for oneself or for a unit; the same name replaces what it meant.

    The page asks that a manager of the unit does it. Raises TooManyViews.
    """
    owner = {"account": None, "unit": unit} if unit else {"account": account, "unit": None}
    same = SavedView.objects.filter(**owner)
    if same.exclude(name=name).count() >= MOST:
        raise TooManyViews
    view, _made = SavedView.objects.update_or_create(
        **owner, name=name, defaults={"filters": filters}
    )
    return view


@transaction.atomic
def rename_view(*, view: SavedView, name: str) -> None:
    """Raises NameTaken."""
    try:
        with transaction.atomic():
            SavedView.objects.filter(pk=view.pk).update(name=name)
    except IntegrityError as same:
        raise NameTaken from same


@transaction.atomic
def drop_view(*, view: SavedView) -> None:
    SavedView.objects.filter(pk=view.pk).delete()
