"""The answers of the kitchen sink as a person types them, page by page."""

from typing import Any

from django.test import Client
from django.urls import reverse

from parvis.cases.models import Case, Draft
from parvis.cases.tests.resident.client import fill
from parvis.cases.tests.resident.samples import pdf
from parvis.catalogue.models import Installation

FIRST: dict[str, Any] = {
    "nom": "Camille",
    "nombre": "2",
    "montant": "12,50",
    "jour_day": "15",
    "jour_month": "1",
    "jour_year": "2026",
    "genre": "a",
    "plusieurs": ["x"],
    "oui_non": "yes",
}
SECOND: dict[str, Any] = {
    "identite__given_names": "Camille",
    "identite__family_name": "Bordenave",
    "identite__birth_date_day": "12",
    "identite__birth_date_month": "3",
    "identite__birth_date_year": "1988",
    "adresse__line": "12 rue du Bialé",
    "adresse__postal_code": "64230",
    "adresse__commune_name": "lescar",
    "commune__typed": "Pau",
    "courriel": "camille@example.fr",
}
LAST: dict[str, Any] = {
    "endroit__label": "Place royale",
    "endroit__commune_name": "Pau",
    "serment": "on",
}


def begin(client: Client, installation: Installation) -> tuple[Draft, str]:
    """A new draft, and the address of its first page."""
    answer = client.post(reverse("cases:start", args=[installation.slug]), {"nouvelle": "1"})
    draft = Draft.objects.order_by("-created_at").first()
    assert draft is not None
    return draft, answer.headers["Location"]


def fill_all(client: Client, first: str) -> str:
    """Every page, right at once; the address of the check."""
    second = fill(client, first, **FIRST).headers["Location"]
    third = fill(client, second, **SECOND).headers["Location"]
    fourth = fill(
        client, third, compte="FR76 3000 6000 0112 3456 7890 189", piece=pdf("devis.pdf")
    ).headers["Location"]
    return str(fill(client, fourth, **LAST).headers["Location"])


def sent(client: Client, installation: Installation) -> Case:
    """A request, filled in and sent."""
    draft, first = begin(client, installation)
    fill_all(client, first)
    client.post(reverse("cases:submit", args=[draft.pk]))
    return Case.objects.get(draft_key=draft.pk)
