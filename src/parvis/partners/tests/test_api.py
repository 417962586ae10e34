"""What a program can do with its key, and what it cannot."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.cases.models import Attachment, Case, Draft
from parvis.cases.tests import factories as cases
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.journal.models import Entry
from parvis.partners import rules
from parvis.partners.actions import keys
from parvis.partners.models import Answer
from parvis.partners.tests.conftest import close_to_partners, filing, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(world: cases.World) -> Case:
    return cases.take_on(world, cases.make_case(world))


def test_a_key_opens_until_it_expires_or_is_taken_back(world: cases.World) -> None:
    mine = program(world.trainer)
    assert mine.get("cases").status_code == 200
    with clock.at(clock.now() + timedelta(days=32)):
        assert mine.get("cases").status_code == 401
    assert mine.get("cases").status_code == 200
    keys.revoke_key(actor=SYSTEM, key=mine.key)
    refused = mine.get("cases")
    assert refused.status_code == 401
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:parvis:problem:key"
    assert refused["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer parvis_x", "Basic YTpi", "Bearer \xe9"])
def test_nothing_opens_without_a_key(world: cases.World, shown: str) -> None:
    response = Client().get("/api/v1/cases", headers={"authorization": shown})
    assert response.status_code == 401


def test_the_token_is_kept_nowhere(world: cases.World) -> None:
    mine = program(world.trainer)
    assert mine.token not in str(vars(mine.key))
    assert mine.token[12:] not in str(list(Entry.objects.values()))


def test_a_scope_opens_what_it_names(world: cases.World, taken: Case) -> None:
    item = cases.item_of(taken, "formation")
    reads, acts = program(world.trainer, "read"), program(world.trainer, "act")
    assert reads.get(f"cases/{taken.reference}").status_code == 200
    assert reads.post(f"work-items/{item.pk}", {"result": "x"}).status_code == 403
    assert reads.post("cases", {}).status_code == 403
    assert reads.get("services").status_code == 403
    assert acts.get("cases").status_code == 403
    assert acts.get("events").status_code == 403


def test_a_key_is_slowed_down(world: cases.World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "PER_MINUTE", 3)
    mine, other = program(world.trainer), program(world.trainer)
    now = clock.now().replace(second=0)
    with clock.at(now):
        assert [mine.get("cases").status_code for _ in range(4)] == [200, 200, 200, 429]
        assert other.get("cases").status_code == 200
    with clock.at(now + timedelta(minutes=1)):
        assert mine.get("cases").status_code == 200


def test_a_unit_reads_what_its_items_share_and_it_is_journalled(
    world: cases.World, taken: Case
) -> None:
    read = program(world.trainer).get(f"cases/{taken.reference}").json()
    assert [item["kind"] for item in read["work_items"]] == ["formation"]
    assert "terrain" not in read["answers"]
    assert read["messages"] == []
    entry = Entry.objects.get(verb="cases.read", actor_kind="partner")
    assert entry.person_key == str(taken.person_id)
    assert entry.actor_label == "Logiciel"
    whole = program(world.waste).get(f"cases/{taken.reference}").json()
    assert whole["answers"]["terrain"] == "public"
    assert whole["applicant"] == taken.applicant_name


def test_what_is_not_the_units_does_not_exist(world: cases.World, taken: Case) -> None:
    stranger = program(world.pau)
    item = cases.item_of(taken, "formation")
    assert stranger.get("cases").json() == {"items": [], "next": None}
    assert stranger.get("work-items").json() == {"items": [], "next": None}
    assert stranger.get("events").json() == {"items": [], "next": None}
    for answer in (
        stranger.get(f"cases/{taken.reference}"),
        stranger.get(f"cases/{taken.reference}/attachments/{uuid4()}"),
        stranger.post(f"work-items/{item.pk}", {"result": "faite"}),
        stranger.post(f"cases/{taken.reference}/transitions/refuser", {}),
        program(world.waste).post(f"work-items/{item.pk}", {"result": "faite"}),
    ):
        assert answer.status_code == 404
        assert answer.json()["type"] == "urn:parvis:problem:not-found"
    assert not Answer.objects.exists()


def test_lists_are_paged_by_key_and_cost_the_same(
    world: cases.World, taken: Case, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    from parvis.partners import queries

    monkeypatch.setattr(queries, "PAGE", 2)
    every = [taken, *(cases.make_case(world) for _ in range(4))]
    mine = program(world.waste)
    seen, after = [], ""
    while True:
        page = mine.get(f"cases?after={after}").json()
        seen += [row["reference"] for row in page["items"]]
        after = page["next"]
        if not after:
            break
    assert seen == [case.reference for case in every]
    items, after = [], ""
    while True:
        page = mine.get(f"work-items?after={after}").json()
        items += [row["case"] for row in page["items"]]
        after = page["next"]
        if not after:
            break
    assert sorted(items) == sorted(case.reference for case in every[1:])
    with django_assert_num_queries(3):
        mine.get("cases")
    with django_assert_num_queries(3):
        mine.get("work-items")


def test_a_case_costs_the_same_whatever_it_holds(world: cases.World, taken: Case) -> None:
    mine, bare = program(world.waste), cases.make_case(world)

    def cost(reference: str) -> int:
        mine.get(f"cases/{reference}")
        with CaptureQueriesContext(connection) as captured:
            assert mine.get(f"cases/{reference}").status_code == 200
        return len(captured)

    assert cost(taken.reference) == cost(bare.reference) <= 12


def test_an_attachment_that_is_shared_and_clean_is_fetched(world: cases.World, taken: Case) -> None:
    given = Attachment.objects.create(
        draft_key=taken.draft_key,
        case=taken,
        field="photo",
        name="cour.png",
        mime="image/png",
        size=3,
        sha256="0" * 64,
        storage_name=default_storage.save("cour.png", ContentFile(b"png")),
        uploaded_at=clock.now(),
    )
    path = f"cases/{taken.reference}/attachments/{given.pk}"
    mine = program(world.waste)
    assert b"".join(mine.get(path).streaming_content) == b"png"
    given.scan = Attachment.Scan.WAITING
    given.save()
    assert mine.get(path).status_code == 404
    assert program(world.trainer).get(path).status_code == 404


def test_a_work_item_is_concluded_once(world: cases.World, taken: Case) -> None:
    mine = program(world.lescar)
    item = cases.item_of(taken, "terrain")
    offered = mine.get(f"cases/{taken.reference}").json()["work_items"][0]["results"]
    assert [one["id"] for one in offered] == ["accorde", "accorde_sous_conditions", "refuse"]
    path = f"work-items/{item.pk}"
    assert mine.post(path, {"result": "accorde"}, once=None).status_code == 400
    assert mine.post(path, {"result": "peut-etre"}).json()["type"].endswith("not-allowed")
    wrong = mine.post(path, {"result": "accorde", "inputs": {"conditions": "x" * 2000}})
    assert [one["pointer"] for one in wrong.json()["errors"]] == ["/inputs/conditions"]
    body = {"result": "accorde", "inputs": {"conditions": "Pas le dimanche."}}
    first, again = (mine.post(path, body) for _ in range(2))
    assert (first.status_code, first.json()) == (200, again.json())
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    item.refresh_from_db()
    assert (item.result, item.by_silence) == ("accorde", False)
    assert taken.events.filter(kind="item_done", subject="terrain").count() == 1
    late = mine.post(path, body, once="another")
    assert (late.status_code, late.json()["type"]) == (409, "urn:parvis:problem:moved")


def test_a_transition_offered_is_made(world: cases.World) -> None:
    case = cases.make_case(world)
    mine = program(world.waste)
    read = mine.get(f"cases/{case.reference}").json()
    assert "prendre_en_charge" in [one["id"] for one in read["transitions"]]
    path = f"cases/{case.reference}/transitions/prendre_en_charge"
    stale = mine.post(path, {"revision": read["revision"] + 5})
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:parvis:problem:moved")
    done = mine.post(path, {"revision": read["revision"]})
    assert done.status_code == 200
    other = mine.post(path, {"revision": read["revision"], "inputs": {"a": 1}})
    assert (other.status_code, other.json()["type"]) == (
        422,
        "urn:parvis:problem:idempotency-reused",
    )
    assert case.events.filter(kind="moved", actor_kind="partner").count() == 1


def test_a_request_is_filed_for_a_person(world: cases.World) -> None:
    mine = program(world.trainer, "file", "read")
    assert [one["service"] for one in mine.get("services").json()["items"]] == [
        world.installation.slug
    ]
    filed = mine.post("cases", filing(world))
    assert filed.status_code == 201, filed.json()
    case = Case.objects.get(reference=filed.json()["case"])
    assert (case.channel, case.filed_by_unit) == ("partner", world.trainer)
    assert case.applicant_name == "Camille Bordenave"
    assert case.events.get(kind="submitted").actor_kind == "partner"
    assert not Draft.objects.exists()
    assert mine.post("cases", filing(world)).json() == filed.json()
    assert Case.objects.count() == 1
    changed = mine.post("cases", filing(world, foyers=9))
    assert changed.status_code == 422
    assert mine.get(f"cases/{case.reference}").json()["answers"]["foyers"] == 8


def test_errors_name_the_question_and_nothing_is_kept(world: cases.World) -> None:
    mine = program(world.trainer, "file")
    wrong = mine.post("cases", filing(world, foyers="many", nonsense=1))
    assert [one["pointer"] for one in wrong.json()["errors"]] == ["/answers/nonsense"]
    wrong = mine.post("cases", filing(world, foyers="many", terrain="moon"))
    assert [one["pointer"] for one in wrong.json()["errors"]] == [
        "/answers/foyers",
        "/answers/terrain",
    ]
    assert not Case.objects.exists()
    assert not Draft.objects.exists()
    assert not Answer.objects.exists()
    # The key was not used up by the mistake.
    assert mine.post("cases", filing(world)).status_code == 201


def test_a_request_is_filed_with_its_files(world: cases.World) -> None:
    import io
    import json

    from PIL import Image

    mine = program(world.trainer, "file")
    image = io.BytesIO()
    Image.new("RGB", (2, 2)).save(image, "PNG")
    fields = mine.get("services").json()["items"][0]["fields"]
    path = next(one["id"] for one in fields if one["type"] == "files")

    def send(content: bytes) -> Any:
        return mine.client.post(
            "/api/v1/cases",
            {
                "request": json.dumps(filing(world)),
                path: SimpleUploadedFile("cour.png", content, "image/png"),
            },
            headers=mine.headers | {"idempotency-key": "files"},
        )

    refused = send(b"MZ not an image")
    assert refused.status_code == 422
    filed = send(image.getvalue())
    assert filed.status_code == 201, filed.json()
    assert Attachment.objects.get(case__reference=filed.json()["case"]).field == path
    assert send(image.getvalue()).json() == filed.json()
    assert send(image.getvalue() + b"\n").json()["type"].endswith("idempotency-reused")


def test_a_service_that_partners_may_not_file_is_unknown(world: cases.World) -> None:
    close_to_partners(world)
    refused = program(world.trainer).post("cases", filing(world))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/service"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ("[]", "application/json", 422),
        ('{"service": 3}', "application/json", 422),
        ("a=1", "application/x-www-form-urlencoded", 415),
    ],
)
def test_what_cannot_be_read_is_said(world: cases.World, body: str, kind: str, status: int) -> None:
    mine = program(world.trainer)
    answer = mine.client.post(
        "/api/v1/cases", body, content_type=kind, headers=mine.headers | {"idempotency-key": "k"}
    )
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
