"""Lessons: sound files, progress kept for whoever signs in, certificates, skills seen by one only."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.models import Account
from parvis.accounts.tests.factories import make_agent, make_resident, sign_in
from parvis.participation.actions import lessons as actions
from parvis.participation.lessons.checker import check_file, check_folder
from parvis.participation.lessons.library import folders, shipped
from parvis.participation.models import Certificate, LessonProgress

KEY = "budget-participatif"


def finish(account: Account, key: str = KEY) -> Certificate:
    lesson = shipped()[key]
    for number, step in enumerate(lesson.steps, 1):
        right = [place for place, one in enumerate(step.question.options, 1) if one.right]
        assert actions.answer_step(account=account, lesson=lesson, step=number, option=right[0])
    return actions.certify(account=account, lesson=lesson)


def test_the_lessons_of_the_library_are_sound_and_count_as_they_say():
    assert [fault for folder in folders() for fault in check_folder(folder)] == []
    assert {"budget-commune", "co-creation", KEY} <= shipped().keys()


@pytest.mark.parametrize(
    ("found", "wrong", "said"),
    [
        ("greedy: [place, fontaine]", "greedy: [place, jardin]", "fontaine, place"),
        ("chose: [jardin]", "chose: [piscine]", "piscine"),
        ("right: true}", "right: false}", "one option is right"),
        ("key: budget", "key: autre-budget", "name of the file"),
        ("minutes: 15", "minute: 15", "unknown key"),
    ],
)
def test_a_fault_of_a_lesson_is_said_with_its_place(tmp_path, found, wrong, said):
    text = (folders()[0] / f"{KEY}.yml").read_text()
    assert found in text
    path = tmp_path / f"{KEY}.yml"
    path.write_text(text.replace(found, wrong))
    told = [str(fault) for fault in check_file(path)]
    assert any(said in one for one in told), told


@pytest.mark.django_db
def test_a_wrong_answer_keeps_nothing_and_the_end_is_reached_once():
    account = make_resident()
    lesson = shipped()[KEY]
    assert not actions.answer_step(account=account, lesson=lesson, step=1, option=1)
    assert not actions.answer_step(account=account, lesson=lesson, step=1, option=9)
    with pytest.raises(actions.NotFinished):
        actions.certify(account=account, lesson=lesson)
    first = finish(account)
    assert finish(account) == first
    assert Certificate.objects.count() == 1


@pytest.mark.django_db
def test_a_new_version_begins_again_unless_finished():
    account = make_resident()
    lesson = shipped()[KEY]
    actions.answer_step(account=account, lesson=lesson, step=1, option=2)
    newer = lesson.model_copy(update={"version": "2.0.0"})
    actions.answer_step(account=account, lesson=newer, step=2, option=2)
    held = LessonProgress.objects.get()
    assert (held.version, held.steps) == ("2.0.0", [2])


@pytest.mark.django_db
def test_a_visitor_reads_everything_and_nothing_is_kept(client: Client):
    url = reverse("participation:lesson-step", args=[KEY, 3])
    page = client.get(url).content.decode()
    assert "Planter un jardin partagé" in page
    answered = client.post(url, {"option": "2"})
    page = client.get(answered.url).content.decode()
    assert "assez pour le jardin" in page
    assert not LessonProgress.objects.exists()
    assert client.get(reverse("participation:lesson-step", args=[KEY, 99])).status_code == 404


@pytest.mark.django_db
def test_a_resident_goes_through_a_lesson_and_anybody_checks_the_certificate(client: Client):
    account = make_resident()
    sign_in(client, account)
    certify = reverse("participation:lesson-certify", args=[KEY])
    client.post(certify)
    assert not Certificate.objects.exists()
    for number, step in enumerate(shipped()[KEY].steps, 1):
        right = next(n for n, one in enumerate(step.question.options, 1) if one.right)
        url = reverse("participation:lesson-step", args=[KEY, number])
        client.post(url, {"option": str(right)})
    pdf = client.get(client.post(certify).url)
    assert pdf.content.startswith(b"%PDF")
    made = Certificate.objects.get()
    checked = Client().get(reverse("participation:certificate-check", args=[made.code]))
    said = checked.content.decode()
    assert made.title in said
    assert made.name not in said
    typed = f"{made.code[:4]}-{made.code[4:8]} {made.code[8:].lower()}"
    page = Client().get(reverse("participation:certificates"), {"code": typed})
    assert made.title in page.content.decode()
    wrong = Client().get(reverse("participation:certificates"), {"code": "AAAA"})
    assert made.title not in wrong.content.decode()


@pytest.mark.django_db
def test_skills_and_certificates_are_seen_by_their_person_alone(client: Client):
    owner = make_resident()
    made = finish(owner)
    skill = str(shipped()[KEY].skills[0])
    pages = [
        reverse("participation:my-skills"),
        reverse("participation:certificate", args=[made.code]),
    ]
    sign_in(client, owner)
    assert client.get(pages[1]).status_code == 200
    with_skill = client.get(pages[0]).content.decode()
    assert shipped()[KEY].skills[0].fr in with_skill
    administrator = make_agent()
    Account.objects.filter(pk=administrator.pk).update(is_administrator=True)
    for other in (make_resident(), make_agent(), administrator):
        stranger = Client()
        sign_in(stranger, other)
        assert stranger.get(pages[1]).status_code == 404
        seen = stranger.get(pages[0]).content.decode()
        assert skill not in seen
        assert made.code not in seen
    assert Client().get(pages[0]).status_code == 302


@pytest.mark.django_db
def test_queries_do_not_grow(client: Client):
    account = make_resident()
    sign_in(client, account)
    finish(account)
    assert_queries_do_not_grow(
        lambda: client.get(reverse("participation:my-skills")),
        lambda: finish(account, "co-creation"),
    )
