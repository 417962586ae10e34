"""`python -m bench.ideas`: ideas alike, and a page of ideas, among ten thousand.

On the database of `DATABASE_URL`, with the demonstration (`make bench` calls it there); everything
is taken back at the end. The page is measured beside the minimal list, round after round.
"""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from bench.minimal.site import LIST
from bench.probe import Answer, Door, Prepared, measure
from bench.rounds import ROUNDS, Page, Worker

# CPU beside the minimal list’s, at most (issue 5, "Speed").
MOST = 1.5
IDEAS = 10_000
TIMES = 40
VERBS = ("Prêter", "Installer", "Réparer", "Composter", "Trier", "Collecter", "Louer", "Ouvrir")
THINGS = (
    *("la vaisselle", "des composteurs", "les vélos", "les épluchures", "le verre", "les bacs"),
    *("les encombrants", "des gourdes", "une ressourcerie", "des haies", "un atelier"),
)
WHERE = "au marché|à l’école|rue Carnot|place Royale|au parc|en mairie|quartier Saragosse|au lycée"
WORDS = (
    *("habitants", "déchets", "tonnes", "budget", "bénévoles", "commune", "semaine", "enfants"),
    *("commerçants", "sac", "achat", "collectif", "information", "affiche", "local", "horaires"),
    *("camion", "dépôt", "propreté", "voisins", "fête", "papier", "métal", "huile", "piles"),
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")
    os.environ.setdefault("PARVIS_LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        _measure()
        transaction.set_rollback(True)


def _measure() -> None:
    from parvis.participation.queries import likeness

    town = _filled()
    draw = random.Random(1)  # noqa: S311  figures, not secrets
    asked = [(_title(draw), _text(draw)) for _ in range(TIMES)]
    told = iter(asked * 2)
    _say("ideas alike", lambda: likeness.alike(town, *next(told)))
    for order, page, list_ in _pages(f"/concertations/{town.slug}/idees/"):
        ratio = page.ratio_to(list_)
        missed = "" if ratio <= MOST else f", MISSED: {MOST} ×"
        print(  # noqa: T201
            f"list, {order}: {page.queries} queries, {page.cpu:.1f} ms of CPU, PostgreSQL’s in it, "
            f"{ratio:.2f} × the minimal list ({list_.cpu:.1f} ms){missed}"
        )


def _pages(url: str) -> Iterator[tuple[str, Page, Page]]:
    """In this process, whose transaction holds the ideas; the minimal list in its own."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    from parvis.config.wsgi import application

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    door = Door(application)

    def asked(order: str) -> Prepared:
        def once() -> Answer:
            answer = door.get(f"{url}?tri={order}")
            assert answer.status == 200, answer.body[:300]
            return answer

        return once

    with Worker("minimal") as minimal:
        for order in ("recentes", "soutenues", "discutees"):
            page, yardstick = Page(order), Page(LIST)
            for _ in range(ROUNDS):
                yardstick.rounds.append(minimal.measure(LIST, TIMES // ROUNDS))
                page.rounds.append(measure(partial(asked, order), TIMES // ROUNDS))
            yield order, page, yardstick


def _say(name: str, act: Callable[[], object]) -> None:
    act()
    walls, cpus = [], []
    for _ in range(TIMES - 1):
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    middle, late = statistics.median(walls) * 1000, sorted(walls)[int(len(walls) * 0.95)] * 1000
    cpu = statistics.median(cpus) * 1000
    print(f"{name}: {cpu:.1f} ms of CPU here, {middle:.1f} ms in all, 95 %: {late:.1f} ms")  # noqa: T201


def _filled():  # type: ignore[no-untyped-def]
    from django.db import connection

    from parvis.core import clock
    from parvis.core.actor import SYSTEM
    from parvis.directory.models import Unit
    from parvis.participation import actions
    from parvis.participation.likeness import described
    from parvis.participation.models import Idea, Participant, Phase, Term, Way
    from parvis.participation.rules.phase_rules import usual
    from parvis.territory.queries import area

    unit = Unit.objects.order_by("pk")[0]
    epci = area("epci", "200067254")
    assert epci is not None
    town = actions.create_consultation(
        actor=SYSTEM, lead=unit, areas=[epci], slug="bench-idees", title="Bench", summary="Bench",
        topic="environment", openness="open",
    )  # fmt: skip
    now = clock.now()
    phase: Phase = actions.add_phase(
        actor=SYSTEM, consultation=town, kind="imagine", title="Imaginer",
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9),
        rules=usual("imagine"),
    )  # fmt: skip
    actions.publish(actor=SYSTEM, consultation=town)
    by: Participant = actions.join(consultation=town, token="bench", way=Way.COUNTER)  # noqa: S106
    draw = random.Random(0)  # noqa: S311  figures, not secrets
    ideas = _kept(
        Idea(
            consultation=town, phase=phase, author=by, title=_title(draw), text=_text(draw),
            state="shown", supports=draw.randrange(300), arguments=draw.randrange(40),
            created_at=now, published_at=now - timedelta(minutes=number),
        )
        for number in range(IDEAS)
    )  # fmt: skip
    Term.objects.bulk_create(
        (
            Term(consultation=town, idea=idea, term=term, weight=weight)
            for idea in ideas
            for term, weight in described(idea.title, idea.text).action.items()
        ),
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO participation_termcount (consultation_id, term, ideas)"
            " SELECT consultation_id, term, count(*) FROM participation_term"
            " WHERE consultation_id = %s GROUP BY 1, 2 UNION ALL SELECT %s, '', %s",
            [town.pk, town.pk, IDEAS],
        )
        cursor.execute("ANALYZE participation_term, participation_idea, participation_termcount")
    return town


def _kept(rows):  # type: ignore[no-untyped-def]
    from parvis.participation.models import Idea

    return Idea.objects.bulk_create(rows, batch_size=1_000)


def _title(draw: random.Random) -> str:
    where = draw.choice(WHERE.split("|"))
    return f"{draw.choice(VERBS)} {draw.choice(THINGS)} {where} {draw.choice(WORDS)}"


def _text(draw: random.Random) -> str:
    return " ".join(draw.choice(WORDS) for _ in range(25))


if __name__ == "__main__":
    main()
