"""Households that answer, for tests: what each types on the page of each question."""

from typing import Any

from django.test import Client
from django.urls import reverse

JURANCON = "64284"


def born(day: str) -> dict[str, str]:
    year, month, number = day.split("-")
    return {"day": number, "month": month, "year": year}


def date_fields(name: str, day: str) -> dict[str, str]:
    return {f"{name}_{part}": typed for part, typed in born(day).items()}


def children(*days: str) -> dict[str, str]:
    typed: dict[str, str] = {"room": str(max(2, len(days)))}
    for number, day in enumerate(days, 1):
        typed |= date_fields(f"child{number}", day)
    return typed if days else typed | {"nobody": "on"}


MOTHER: dict[str, dict[str, Any]] = {
    "vous": {"commune": "Jurançon", **date_fields("birth_date", "2001-05-04")},
    "couple": {"union": "alone"},
    "enfants": children("2024-03-01"),
    "activite": {"activity": "employed"},
    "logement": {"occupancy": "tenant_unfurnished", "rent": "520"},
    "revenus": {"wage": "900"},
    "situations": {"cases": ["none"]},
}


def answer_all(client: Client, answers: dict[str, dict[str, Any]], *, most: int = 30) -> list[str]:
    """Answer until the results show; the questions that were asked, in order."""
    response = client.post(reverse("eligibility:begin"))
    asked = []
    while "/questions/" in response.url and len(asked) < most:
        slug = response.url.rstrip("/").rpartition("/")[2]
        asked.append(slug)
        page = client.get(response.url)
        assert page.status_code == 200
        response = client.post(response.url, answers.get(slug, {"passer": "1"}))
        assert response.status_code == 302, (slug, response.context["form"].errors)
    assert response.url == reverse("eligibility:results")
    return asked
