"""A package taken up for writing, and what a browser would send of its sheets."""

from typing import Any

from django.urls import reverse

from parvis.accounts.models import Account
from parvis.catalogue.loader import files_of
from parvis.core.paths import library_dir
from parvis.directory.models import Institution
from parvis.workshop import actions
from parvis.workshop.models import Project

COMPOSTER = library_dir() / "pau-bearn-pyrenees/composteur-partage"


def composter(boss: Account, owner: Institution) -> Project:
    return actions.start(
        account=boss, institution=owner, files=files_of(COMPOSTER), based_on="", done="x"
    )


def url(to: str, project: Project, **more: Any) -> str:
    return reverse(f"workshop:{to}", kwargs={"project": project.pk, **more})


def posted(page: Any) -> dict[str, Any]:
    """What a browser would send of the sheet on a page, nothing changed."""
    sent = page.context["form"].sent()
    return {"base": page.context["base"], **{key: sent.getlist(key) for key in sent}}
