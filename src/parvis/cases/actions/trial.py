"""A form filled in before its package is published: what one page reads, taken back after it."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from parvis.accounts.models import Person
from parvis.cases.actions.prefill import known_answers
from parvis.cases.models import Channel, Draft
from parvis.catalogue.definition import Package
from parvis.catalogue.models import Installation
from parvis.catalogue.queries import trying
from parvis.core import clock
from parvis.core.rows import Batch, number
from parvis.directory.models import Institution
from parvis.territory.models import Area

_UNPUBLISHED = 0
"""No service has this key. Foreign keys are looked at when a transaction is kept; this one never
is."""


@contextmanager
def trial_draft(package: Package, answers: Mapping[str, Any] | None) -> Iterator[Draft]:
    """A request of an invented person for a service that nobody offers. `answers` None: somebody
    who begins, with what would be known of them. One statement, in a transaction that is undone."""
    with transaction.atomic(), trying(package) as version_id:
        yield _written(package, version_id, answers)
        transaction.set_rollback(True)


def _written(package: Package, version_id: int, answers: Mapping[str, Any] | None) -> Draft:
    now, nowhere = clock.now(), f"@{secrets.token_hex(3)}"
    person = Person(
        family_name="Martin",
        given_names="Camille",
        email="camille.martin@exemple.fr",
        identity_source=Person.IdentitySource.DECLARED,
        created_at=now,
    )
    draft = Draft(
        version_id=version_id,
        person=person,
        channel=Channel.WEB,
        answers=known_answers(package, person) if answers is None else dict(answers),
        created_at=now,
        saved_at=now,
    )
    batch, words = Batch(), package.words("fr").service
    area = [Area(level=Area.Level.COMMUNE, code=nowhere, name="Commune", vintage=0)]
    owner = [Institution(siren=nowhere, name="Institution", kind=Institution.Kind.COMMUNE)]
    offer = [
        Installation(
            service_id=_UNPUBLISHED,
            version_id=version_id,
            slug=nowhere,
            installed_at=now,
            name=words.name,
            summary=words.summary,
        )
    ]
    for rows in (area, owner):
        batch.insert(rows)
        number(rows)
    offer[0].area_id, offer[0].institution_id = area[0].pk, owner[0].pk
    put = {"area_id": batch.key_of(area, "area_id")}
    batch.insert(offer, put=put | {"institution_id": batch.key_of(owner, "institution_id")})
    number(offer)
    draft.installation_id = offer[0].pk
    batch.insert([person])
    batch.insert([draft], put={"installation_id": batch.key_of(offer, "installation_id")})
    batch.run()
    return draft
