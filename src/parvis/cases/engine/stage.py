"""The people and places of a scenario: believable rows that live as long as its transaction."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from parvis.accounts.models import Person
from parvis.cases.engine import party as parties
from parvis.cases.engine.party import Party
from parvis.cases.models import Attachment, Draft
from parvis.catalogue import actions as catalogue
from parvis.catalogue.definition import Package
from parvis.catalogue.definition.process import APPLICANT
from parvis.catalogue.definition.scenarios import Given
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.directory.models import Institution, Unit
from parvis.revenue.models import Mode, Regie
from parvis.territory import queries as territory
from parvis.territory.models import Area

OUTSIDE, SIGNATORY = "outside", "signatory"
"""Somebody without an account, asked by a link: for an opinion, for their signature."""
_NOBODY = {"family_name": "Martin", "usual_name": "", "given_names": "Camille", "birth_date": ""}
_MIME = {"image": "image/jpeg", "pdf": "application/pdf", "document": "text/plain"}


class Stage:
    """An institution with a unit for each function, the service installed, an applicant."""

    def __init__(self, package: Package, given: Given) -> None:
        self.package, self.given = package, given
        self.commune = self._communes()
        self.institution = Institution.objects.create(
            siren=f"S{secrets.randbelow(10**8):08}",
            name="Institution",
            kind=Institution.Kind.EPCI,
            email="institution@scenario.example",
        )
        words = next(iter(package.texts.values()))
        self.units = {
            function: self._unit(function, words.functions[function].name)
            for function in package.service.functions
        }
        self._open_regies()
        self.installation = self._installed()
        self.person = self._person()
        self._draft: Draft | None = None

    def draft(self) -> Draft:
        """The request, filled in and ready to be submitted."""
        now = clock.now()
        self._draft = Draft.objects.create(
            installation=self.installation,
            version_id=self.installation.version_id,
            person=self.person,
            filed_by_unit=self._opening_unit(),
            channel=self.given.channel,
            answers=self.given.answers,
            created_at=now,
            saved_at=now,
        )
        self.attach(self.given.answers)
        return self._draft

    def opener(self) -> Party:
        """Who submits: the applicant on the web, else an agent in their name."""
        if self._opening_unit() is None:
            return self.party(APPLICANT)
        return self.party(self.package.service.lead)

    def _opening_unit(self) -> Unit | None:
        if self.given.channel == "web":
            return None
        return self.units[self.package.service.lead]

    def party(self, who: str | None) -> Party:
        """Somebody who plays this function, or the applicant."""
        if who in {OUTSIDE, SIGNATORY}:
            return Party("guest", Actor("guest", f"scenario:{who}", "Expert"))
        unit = self.units.get(who or "")
        if unit is None:
            return parties.somebody(self.person)
        actor = Actor("agent", f"scenario:{who}", unit.name[:200], self.institution.siren)
        return Party("agent", actor, unit_ids=frozenset({unit.pk}))

    def another_unit(self, function: str) -> Unit:
        """A unit that plays the function instead of the first one."""
        former = self.units[function]
        self.units[function] = self._unit(f"{function}_{secrets.token_hex(3)}", former.name)
        return self.units[function]

    def _unit(self, function: str, name: str) -> Unit:
        return Unit.objects.create(
            institution=self.institution,
            slug=function.replace("_", "-"),
            name=name[:150],
            email=f"{function}@scenario.example",
        )

    def attach(self, answers: Mapping[str, Any]) -> None:
        """A row for each file an answer names; no bytes."""
        assert self._draft is not None
        for field in self.package.form.all_fields():
            if field.type != "files":
                continue
            Attachment.objects.bulk_create(
                Attachment(
                    draft_key=self._draft.pk,
                    field=field.id,
                    name=str(name)[:200],
                    mime=_MIME[field.accept[0]],
                    size=1,
                    sha256="0" * 64,
                    storage_name="scenario",
                    uploaded_at=clock.now(),
                )
                for name in answers.get(field.id) or []
            )

    def _open_regies(self) -> None:
        """Every unit that receives money has a regie, which takes every way of paying."""
        receiving = {charge.function for charge in self.package.process.charges.values()}
        for function in sorted(receiving & self.units.keys()):
            Regie.objects.create(
                institution=self.institution,
                unit=self.units[function],
                number=function[:20],
                name=self.units[function].name[:120],
                modes=list(Mode.values),
                merchant="000000",
            )

    def _installed(self) -> Any:
        # Under a name of its own: the package may be published already, with other content.
        service = self.package.service.model_copy(update={"id": f"scenario/{secrets.token_hex(6)}"})
        version = catalogue.publish(package=self.package.model_copy(update={"service": service}))
        state, _created = Area.objects.get_or_create(
            level=Area.Level.STATE,
            code="FR",
            defaults={"name": "France", "folded": "france", "vintage": 0},
        )
        return catalogue.install(
            version=version,
            institution=self.institution,
            area=state,
            bindings=[catalogue.Bind(function, unit) for function, unit in self.units.items()],
            slug=f"scenario-{secrets.token_hex(6)}",
        )

    def _person(self) -> Person:
        """Who the answers say they are, so that a certified identity agrees with them."""
        said = {
            field.prefill: self.given.answers.get(field.id)
            for field in self.package.form.all_fields()
            if field.prefill
        }
        identity = said.get("person.identity") or _NOBODY
        verified = self.given.identity == "verified"
        source = Person.IdentitySource
        return Person.objects.create(
            **identity if self.given.identity != "none" else {},
            email=said.get("person.email") or "applicant@scenario.example",
            commune_code=self.given.commune,
            commune_name=self.commune.name,
            identity_source=source.FRANCECONNECT if verified else source.DECLARED,
            created_at=clock.now(),
        )

    def _communes(self) -> Area:
        """The applicant's commune; those the answers name exist too, territory loaded or not."""
        for code, (name, postal_code) in {
            self.given.commune: ("Commune", ""),
            **_named(self.given.answers),
        }.items():
            if territory.commune(code) is None:
                Area.objects.create(
                    level=Area.Level.COMMUNE,
                    code=code,
                    name=name,
                    folded=territory.search_key(name),
                    postal_codes=[postal_code] if postal_code else [],
                    vintage=0,
                )
        found = territory.commune(self.given.commune)
        assert found is not None
        return found


def _named(answers: Any) -> dict[str, tuple[str, str]]:
    """Code → (name, postal code) of the communes in answers, however deep; addresses know best."""
    named: dict[str, tuple[str, str]] = {}
    if isinstance(answers, list):
        answers = dict(enumerate(answers))
    if isinstance(answers, str) and re.fullmatch(r"\d[\dAB]\d{3}", answers, re.ASCII):
        return {answers: ("Commune", "")}
    if not isinstance(answers, Mapping):
        return named
    for one in answers.values():
        for code, found in _named(one).items():
            named[code] = max(named.get(code, ("", "")), found, key=lambda pair: pair[1])
    if answers.get("commune_code") and answers.get("commune_name"):
        found = (str(answers["commune_name"]), str(answers.get("postal_code") or ""))
        named[str(answers["commune_code"])] = found
    return named
