"""A file of the directory: institutions, their units and who works there (decision 0403).

institutions:
  - siren: "200067254"
    name: CA Pau Béarn Pyrénées
    kind: epci                               see `Institution.Kind`
    area: {level: epci, code: "200067254"}   optional: over what it stands
    hosts_site: true                         one of them: pages bear its name
    units:
      - slug: dechets
        name: Gestion des déchets
        agents:
          - {email: marc.lacoste@exemple.fr, name: Marc Lacoste, role: handler}
"""

from collections import Counter
from datetime import date
from pathlib import Path

import yaml
from django.core.exceptions import ValidationError as NotAnAddress
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from parvis.accounts import queries as accounts
from parvis.accounts.actions import open_agent_account
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.directory import actions, queries, rules
from parvis.directory.models import Institution, Membership, Unit
from parvis.territory.models import Area


class DirectoryRefused(Exception):
    """The file cannot be followed, and nothing of it was; the message says what to correct."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class AgentWritten(Strict):
    """`until`: the last day of work there; rights end with it."""

    email: str
    name: str = Field(min_length=1, max_length=200)
    role: Membership.Role
    until: date | None = None

    @field_validator("email")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        try:
            validate_email(value)
        except NotAnAddress as error:
            raise ValueError("no e-mail address") from error
        return value.lower()


class UnitWritten(Strict):
    slug: str = Field(pattern=r"^[a-z0-9-]+$", max_length=60)
    name: str = Field(min_length=1, max_length=150)
    email: str = ""
    phone: str = Field("", max_length=16)
    agents: list[AgentWritten] = []


class AreaWritten(Strict):
    level: Area.Level
    code: str


class InstitutionWritten(Strict):
    siren: str
    name: str = Field(min_length=1, max_length=200)
    kind: Institution.Kind
    area: AreaWritten | None = None
    hosts_site: bool = False
    email: str = ""
    phone: str = Field("", max_length=16)
    website: str = ""
    address: str = Field("", max_length=300)
    theme: dict[str, str] = {}
    units: list[UnitWritten] = []


class DirectoryFile(Strict):
    institutions: list[InstitutionWritten]


def read(path: Path) -> DirectoryFile:
    """The file, its shape checked. Raises DirectoryRefused."""
    try:
        return DirectoryFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise DirectoryRefused(f"{path.name}: {error}") from error


def load(written: DirectoryFile, *, actor: Actor) -> Counter[str]:
    """Add or correct all that the file says, or nothing; how many institutions, units and agents it
    names. Run again, it changes nothing; what it does not name stays. Raises DirectoryRefused."""
    told: Counter[str] = Counter()
    for one in written.institutions:
        told.update(institutions=1, units=len(one.units))
        told.update(agents=sum(len(unit.agents) for unit in one.units))
    with transaction.atomic():
        for one in written.institutions:
            try:
                _institution(one, actor)
            except (rules.InvalidInstitution, IntegrityError) as error:
                why = str(error).split("\n")[0]
                raise DirectoryRefused(f"{one.name}: {why}") from error
    return told


def _institution(written: InstitutionWritten, actor: Actor) -> None:
    given = written.model_dump(exclude_unset=True, exclude={"units", "area"})
    if written.area is not None:
        given["area"] = _area(written.area)
    institution = actions.register_institution(actor=actor, **given)
    for unit in written.units:
        fields = unit.model_dump(exclude_unset=True, exclude={"agents"})
        made = actions.add_unit(actor=actor, institution=institution, **fields)
        for agent in unit.agents:
            _agent(agent, made, actor)


def _area(written: AreaWritten) -> Area:
    found = Area.objects.filter(level=written.level, code=written.code).first()
    if found is None:
        raise rules.InvalidInstitution(f"there is no {written.level} {written.code}")
    return found


def _agent(written: AgentWritten, unit: Unit, actor: Actor) -> None:
    account = accounts.account_at(written.email)
    if account is not None and not account.is_agent:
        raise DirectoryRefused(f"{written.email}: this address opens a resident’s account")
    last_day = written.until
    if last_day is not None and last_day < clock.today():
        if account is not None:
            works = queries.memberships_of(account).filter(unit=unit, role=written.role)
            for membership in works:
                actions.end_membership(actor=actor, membership=membership, on=last_day)
        return
    if account is None:
        account = open_agent_account(email=written.email, display_name=written.name, actor=actor)
    membership = actions.add_member(actor=actor, account=account, unit=unit, role=written.role)
    if last_day is not None:
        actions.end_membership(actor=actor, membership=membership, on=last_day)
