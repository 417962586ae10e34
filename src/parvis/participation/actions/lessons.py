"""Going through a lesson, and the certificate at its end."""

import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Account
from parvis.core import clock
from parvis.core.refusals import Refused
from parvis.participation.lessons.definition import LessonFile
from parvis.participation.models import Certificate, LessonProgress

_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"


class NotFinished(Refused):
    message = _("Answer every question of the lesson first.")


def is_right(lesson: LessonFile, step: int, option: int) -> bool:
    """`step` and `option` count from 1."""
    options = lesson.steps[step - 1].question.options
    return 1 <= option <= len(options) and options[option - 1].right


@transaction.atomic
def answer_step(*, account: Account, lesson: LessonFile, step: int, option: int) -> bool:
    """Keep a right answer; whether it is one. A new version of a lesson begins again, unless it was
    finished."""
    right = is_right(lesson, step, option)
    rows = LessonProgress.objects.select_for_update(of=("self",))
    held, _is_new = rows.get_or_create(
        account=account, lesson=lesson.key, defaults={"version": lesson.version}
    )
    if held.version != lesson.version and held.finished_at is None:
        held.version, held.steps = lesson.version, []
    if right and step not in held.steps:
        held.steps = sorted([*held.steps, step])
    if held.finished_at is None and len(held.steps) == len(lesson.steps):
        held.finished_at = clock.now()
    held.save()
    return right


@transaction.atomic
def certify(*, account: Account, lesson: LessonFile) -> Certificate:
    """The certificate of a lesson that was finished; asked for again, the same one. Raises
    NotFinished."""
    done = LessonProgress.objects.select_for_update().filter(
        account=account, lesson=lesson.key, finished_at__isnull=False
    )
    held = done.first()
    if held is None:
        raise NotFinished
    person = account.person
    known = person.display_name if person else account.display_name
    made, _is_new = Certificate.objects.get_or_create(
        account=account,
        lesson=lesson.key,
        version=held.version,
        defaults={
            "title": str(lesson.title)[:150],
            "name": known or str(account),
            "code": "".join(secrets.choice(_LETTERS) for _place in range(12)),
            "issued_at": clock.now(),
        },
    )
    return made
