"""Tens of thousands of cases in a minute: rows of the prototypes are copied by SQL, each copy with
a person, a reference and dates of its own, its children following it."""

import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from bench.site.bare import laid_bare
from bench.site.names import Names
from bench.site.people import RESIDENT, SENDER, account
from bench.site.prototypes import COMMUNES, COMPOSTER, Prototype, filled_draft, make_prototypes

if TYPE_CHECKING:
    from django.db.models import Model

    from parvis.accounts.models import Person

Report = Callable[[int, int], None]
CHUNK = 5_000
MODELS = "bench_models"  # schema of the rows that are copied
MANY = 50_000  # more than this at once are loaded into bare tables
MOST_CASES = 1_000_000
CASES_PER_PERSON = 3
CHANNELS = (["web", "desk", "phone", "post", "visit", "partner"], [62, 17, 12, 5, 2, 2])
OWN_CASES = 40  # of the resident whose pages are measured


class Seeder:
    """Adds copies of the prototypes; `cases` says how many there are."""

    def __init__(self) -> None:
        self.prototypes = make_prototypes()
        self.cases = 0
        self._random = random.Random(2026)  # noqa: S311  the same cases each time
        self._names = Names()
        self._references: set[str] = set()
        self._resident = account(RESIDENT).person
        self._spans = {table: _span(table) for table in _numbered()}
        self._leave_room()
        self._set_models_aside()

    def grow_to(self, cases: int, report: Report) -> None:
        """Ends with ANALYZE, as autovacuum would soon have done."""
        from django.db import connection

        with laid_bare(_copied()) if cases - self.cases > MANY else nullcontext():
            while self.cases < cases:
                self._add(min(CHUNK, cases - self.cases))
                report(self.cases, cases)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def _leave_room(self) -> None:
        """What the measured pages write takes keys beyond those of the copies still to come."""
        from django.db import connection

        with connection.cursor() as cursor:
            for table, (low, high) in self._spans.items():
                first = high + (MOST_CASES + 1) * (high - low + 1)
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
                    [table._meta.db_table, first],
                )

    def _set_models_aside(self) -> None:
        """Copies are made of few rows that stay few, whatever the tables hold by then."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {MODELS} CASCADE; CREATE SCHEMA {MODELS}")
            for table in _copied():
                name = table._meta.db_table
                cursor.execute(f"CREATE TABLE {MODELS}.{name} AS SELECT * FROM {name}")  # noqa: S608

    def _add(self, count: int) -> None:
        from django.db import connection, transaction

        # Read whole before COPY begins: the persons are written on the same connection.
        planned = list(self._planned(count))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_PLAN)
            with cursor.copy("COPY plan FROM STDIN") as rows:
                for row in planned:
                    rows.write_row(row)
            cursor.execute("ANALYZE plan")
            for statement in _copies(self._spans):
                cursor.execute(statement)
        self.cases += count

    def _planned(self, count: int) -> Iterator[tuple[Any, ...]]:
        from parvis.core import references

        weights = [one.share for one in self.prototypes]
        chosen = self._random.choices(self.prototypes, weights, k=count)
        people = self._inhabitants(chosen)
        for number, (model, person) in enumerate(zip(chosen, people, strict=True), self.cases + 1):
            # Drawn at random: among so many, some are drawn twice.
            while (reference := references.new_reference(model.prefix)) in self._references:
                pass
            self._references.add(reference)
            yield (
                model.case_id,
                number,
                reference,
                uuid.UUID(int=self._random.getrandbits(128), version=4),
                person.pk,
                person.display_name,
                f"{person.search_text} {reference.replace('-', '').lower()}",
                self._random.randrange(model.age),
                self._random.choices(*CHANNELS)[0],
            )

    def _inhabitants(self, chosen: "list[Prototype]") -> "list[Person]":
        """A person for each: a new one for one case in three."""
        from parvis.accounts.models import Person

        fresh = {code: [] for code in COMMUNES}  # type: dict[str, list[Person]]
        for place, model in enumerate(chosen):
            if place % CASES_PER_PERSON == 0 or not fresh[model.commune]:
                fresh[model.commune].append(self._inhabitant(model.commune))
        Person.objects.bulk_create(one for some in fresh.values() for one in some)
        people = [self._random.choice(fresh[model.commune]) for model in chosen]
        if self.cases == 0 and self._resident is not None:
            people[:OWN_CASES] = [self._resident] * min(OWN_CASES, len(people))
        return people

    def _inhabitant(self, code: str) -> "Person":
        from parvis.accounts.models import Person
        from parvis.core import clock
        from parvis.core.text import fold

        given, family = self._names.draw()
        name, postal_code = COMMUNES[code]
        return Person(
            given_names=given,
            family_name=family,
            birth_date=f"{self._random.randrange(1940, 2005)}-0{self._random.randrange(1, 10)}-12",
            search_text=fold(f"{given} {family}"),
            address_line=f"{self._random.randrange(1, 90)} rue du Bialé",
            postal_code=postal_code,
            commune_code=code,
            commune_name=name,
            created_at=clock.now(),
        )


def add_drafts(count: int) -> None:
    """As many requests, filled in and not sent."""
    from django.db import connection

    owner = account(SENDER)
    assert owner.person is not None
    first = filled_draft(COMPOSTER, "64335", owner.person, account=owner)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_insert(type(first), {'id': 'gen_random_uuid()'}, days='0')} "
            "FROM cases_draft src, generate_series(2, %s) WHERE src.id = %s",
            [count, first.pk],
        )


_PLAN = """
CREATE TEMP TABLE plan (proto bigint, number bigint, reference text, key uuid, person uuid,
    name text, searched text, days int, channel text) ON COMMIT DROP
"""


def _numbered() -> "list[type[Model]]":
    """Tables whose keys other copied rows hold: a copy's key is computed from the original's."""
    from parvis.cases.models import Case, CaseEvent, Deadline, WorkItem

    return [Case, WorkItem, Deadline, CaseEvent]


def _copied() -> "list[type[Model]]":
    """Every table that grows with the cases."""
    from parvis.accounts.models import Person
    from parvis.cases.models import IssuedDocument, Suspension, Turn
    from parvis.journal.models import Entry
    from parvis.notifications.models import Notification

    return [*_numbered(), Turn, Suspension, IssuedDocument, Entry, Notification, Person]


def _span(table: "type[Model]") -> tuple[int, int]:
    """First and last key of the prototypes' rows."""
    from django.db.models import Max, Min

    found = table._default_manager.aggregate(low=Min("pk"), high=Max("pk"))
    return found["low"], found["high"]


def _copies(spans: "dict[type[Model], tuple[int, int]]") -> Iterator[str]:
    from parvis.cases.models import (
        Case,
        CaseEvent,
        Deadline,
        IssuedDocument,
        Suspension,
        Turn,
        WorkItem,
    )
    from parvis.journal.models import Entry
    from parvis.notifications.models import Notification

    def key(table: "type[Model]", column: str = "id") -> str:
        low, high = spans[table]
        return f"{high} + plan.number * {high - low + 1} + src.{column} - {low}"

    case = {"case_id": key(Case, "case_id")}
    about = {"about_key": f"({key(Case, 'about_key::bigint')})::text"}
    of_case = "JOIN plan ON plan.proto = src.case_id"
    of_about = "JOIN plan ON src.about_type = 'cases.case' AND src.about_key = plan.proto::text"
    owner = {
        "id": key(Case),
        "reference": "plan.reference",
        "draft_key": "plan.key",
        "person_id": "plan.person",
        "applicant_name": "plan.name",
        "search_text": "plan.searched",
        "channel": "plan.channel",
    }
    moving = {"due_on": _pressing(), "channel": "plan.channel"}
    plans: list[tuple[type[Model], str, dict[str, str]]] = [
        (Case, "JOIN plan ON plan.proto = src.id", owner),
        (WorkItem, of_case, {"id": key(WorkItem), **case}),
        (Turn, of_case, {**case, "item_id": key(WorkItem, "item_id"), **moving}),
        (Deadline, of_case, {"id": key(Deadline), **case}),
        (
            Suspension,
            f"JOIN {MODELS}.cases_deadline d ON d.id = src.deadline_id"
            " JOIN plan ON plan.proto = d.case_id",
            {"deadline_id": key(Deadline, "deadline_id")},
        ),
        (CaseEvent, of_case, {"id": key(CaseEvent), **case}),
        (
            IssuedDocument,
            of_case,
            {"id": "gen_random_uuid()", **case, "event_id": key(CaseEvent, "event_id")},
        ),
        (Entry, of_about, {**about, "person_key": "plan.person::text"}),
        (
            Notification,
            of_about,
            {
                **about,
                "key": "src.key || plan.number",
                "person_id": "CASE WHEN src.person_id IS NULL THEN NULL ELSE plan.person END",
            },
        ),
    ]
    for table, which, own in plans:
        yield f"{_insert(table, own)} FROM {MODELS}.{table._meta.db_table} src {which}"


def _pressing() -> str:
    return "CASE WHEN src.due_on = '9999-12-31' THEN src.due_on ELSE src.due_on - plan.days END"


def _insert(table: "type[Model]", own: dict[str, str], days: str = "plan.days") -> str:
    """INSERT … SELECT of every column: its own value, else the original's, dates moved back."""
    columns = {}
    for field in table._meta.concrete_fields:
        name, kind = str(field.column), field.get_internal_type()
        moved = f"src.{name}"
        if name in own:
            moved = own[name]
        elif name == "id":
            continue
        elif kind == "DateField":
            moved = f"src.{name} - {days}"
        elif kind == "DateTimeField":
            moved = f"src.{name} - make_interval(days => {days})"
        columns[name] = moved
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table._meta.db_table} ({names}) SELECT {', '.join(columns.values())}"
