"""The smallest believable mandates."""

import io
import re
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from parvis.accounts.models import Account, Person
from parvis.accounts.tests.factories import make_agent, make_resident
from parvis.core import clock
from parvis.core.references import new_reference
from parvis.directory.models import Institution, Membership, Unit
from parvis.directory.tests import factories as directory
from parvis.notifications.models import Notification
from parvis.trust import actions, ports
from parvis.trust.models import Authorisation, Mandate

BORN = "1948-06-09"


def make_mother() -> Account:
    return make_resident(
        given_names="Jeanne", family_name="Bordenave", birth_date=BORN, phone="+33639980111"
    )


def make_daughter(**person: Any) -> Account:
    return make_resident(given_names="Claire", family_name="Bordenave", **person)


def make_mandate(
    *,
    helped: Person,
    helper: Person | None = None,
    unit: Unit | None = None,
    services: tuple[str, ...] = (),
    institution: Institution | None = None,
    **columns: Any,
) -> Mandate:
    """In force since yesterday, accepted by code; `columns` say otherwise."""
    now, today = clock.now(), clock.today()
    mandate = Mandate.objects.create(
        **{
            "number": new_reference("MAN"),
            "helped": helped,
            "helped_name": helped.display_name,
            "helper": helper,
            "helper_unit": unit,
            "helper_name": str(helper or unit),
            "kind": Mandate.Kind.PROFESSIONAL if unit else Mandate.Kind.FAMILY,
            "may_file": True,
            "may_answer": True,
            "starts_on": today - timedelta(days=1),
            "ends_on": today + timedelta(days=90),
            "state": Mandate.State.ACTIVE,
            "proposed_side": Mandate.Side.HELPER,
            "proposed_label": str(helper or unit),
            "proposed_at": now,
            "lapses_on": today + timedelta(days=30),
            "agreed_at": now,
            "accepted_at": now,
            "proof": Mandate.Proof.CODE,
            **columns,
        }
    )
    rows = [Authorisation(mandate=mandate, service=one, label=one) for one in services]
    if institution is not None:
        rows.append(Authorisation(mandate=mandate, institution=institution, label=str(institution)))
    Authorisation.objects.bulk_create(rows)
    return mandate


def offered(*slugs: str, institution: Institution) -> list[ports.Offered]:
    return [
        ports.Offered(slug, slug.capitalize(), institution.pk, institution.name) for slug in slugs
    ]


def who(**other) -> actions.Who:
    values = {
        "given_names": "Jeanne",
        "family_name": "Bordenave",
        "birth_date": BORN,
        "phone": "+33639980111",
    }
    return actions.Who(**(values | other))


def terms(**other) -> actions.Terms:
    today = clock.today()
    values = {
        "kind": Mandate.Kind.FAMILY,
        "services": ("composteur",),
        "starts_on": today,
        "ends_on": today + timedelta(days=180),
    }
    return actions.Terms(**(values | other))


def code_sent_to(phone: str) -> str:
    told = Notification.objects.filter(address=phone, text__contains="code").latest("pk")
    return re.search(r"\b\d{6}\b", told.text).group()


def desk(institution: Institution, name: str = "Jeanne Darrieux", unit: Unit | None = None):
    unit = unit or directory.unit(institution, f"Accueil {name}")
    account = make_agent(name=name, mfa=False)
    Membership.objects.create(account=account, unit=unit, role="desk", starts_on=date(2020, 1, 1))
    return account, unit


def scan(colour: str = "white") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(content, "PNG")
    return SimpleUploadedFile("mandat.png", content.getvalue(), "image/png")
