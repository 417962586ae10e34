"""The weekly letter: what is followed, whether it is wanted, and its sending: one a person and
week, none when nothing happened."""

from datetime import date

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.accounts.models import Person
from parvis.accounts.rules import root_of
from parvis.core import clock
from parvis.core.ui.words import plaindate
from parvis.notifications.actions import tell
from parvis.notifications.models import Notification
from parvis.participation.models import Following, LetterChoice, LetterWeek, WeeklyLetter
from parvis.participation.opendata.addresses import absolute
from parvis.participation.queries.letters import (
    Heading,
    last_week_done,
    letter_of,
    readers,
    week_between,
)
from parvis.participation.rules.letters import mondays_due, told_in
from parvis.territory.models import Area

SALT = "parvis.participation.letter"
SALT_SAID = f"{SALT}.said"
MOST_FOLLOWED = 30


@transaction.atomic
def follow(*, person: Person, commune: Area | None, topic: str) -> None:
    """Follow a place, a topic, or both; neither: everything. Again: nothing changes."""
    owner = root_of(person)
    if Following.objects.filter(person=owner).count() < MOST_FOLLOWED:
        Following.objects.get_or_create(
            person=owner, commune=commune, topic=topic, defaults={"since": clock.now()}
        )
    want_letters(person=owner, wanted=True)


@transaction.atomic
def unfollow(*, person: Person, key: int) -> None:
    Following.objects.filter(person=root_of(person), pk=key).delete()


@transaction.atomic
def want_letters(*, person: Person, wanted: bool) -> None:
    """Stop the letter, or have it again. What is followed stays."""
    stopped_at = None if wanted else clock.now()
    LetterChoice.objects.update_or_create(
        person=root_of(person), defaults={"stopped_at": stopped_at}
    )


@transaction.atomic
def hear_said(*, person: Person, wanted: bool) -> None:
    """Have, or not, what others say of one's ideas in the letter; the rest of it stays."""
    LetterChoice.objects.update_or_create(person=root_of(person), defaults={"hears_said": wanted})


def token_of(person: Person, *, only_said: bool = False) -> str:
    """Stops the letter of this person, or what it says of arguments, and does nothing else: for a
    link in a mail."""
    return signing.dumps(str(person.pk), salt=SALT_SAID if only_said else SALT)


def person_of(token: str) -> tuple[Person | None, bool]:
    """Whose letter the token stops, and whether only what is said of their ideas."""
    for salt in (SALT, SALT_SAID):
        try:
            key = signing.loads(token, salt=salt)
        except signing.BadSignature:
            continue
        return Person.objects.filter(pk=key).first(), salt == SALT_SAID
    return None, False


def send_letters() -> int:
    """The letters of each week that is due; how many left now. Killed anywhere, the next run goes
    on with whoever was not told."""
    everybody = 0
    for monday in mondays_due(clock.today(), last_week_done()):
        week = week_between(*told_in(monday))
        for person, followed, hears_said in readers(week, untold=monday):
            with translation.override(person.language):
                headings = letter_of(week, person.pk, followed, hears_said=hears_said)
                if headings:
                    everybody += send_one(person=person, monday=monday, headings=headings)
        LetterWeek.objects.update_or_create(
            monday=monday,
            defaults={
                "letters": WeeklyLetter.objects.filter(monday=monday).count(),
                "done_at": clock.now(),
            },
        )
    return everybody


@transaction.atomic
def send_one(*, person: Person, monday: date, headings: list[Heading]) -> bool:
    """One letter; False when it was sent already."""
    _row, is_new = WeeklyLetter.objects.get_or_create(
        person=person,
        monday=monday,
        defaults={"lines": sum(len(one.lines) for one in headings), "at": clock.now()},
    )
    if not is_new:
        return False
    channels = [Notification.Channel.IN_APP]
    preference = getattr(person, "preference", None)
    if person.email and (preference is None or preference.mail):
        channels.append(Notification.Channel.MAIL)
    stop = reverse("participation:letter-stop", args=[token_of(person)])
    tell(
        person=person,
        key=f"participation.letter.{monday}",
        subject=_("The consultations this week (%(day)s)") % {"day": plaindate(monday)},
        text="\n\n".join(_in_words(person, one) for one in headings),
        link=reverse("participation:letter"),
        link_label=_("Choose what the letter tells"),
        unsubscribe=stop,
        channels=channels,
        about=("participation.letter", str(monday)),
    )
    return True


def _in_words(person: Person, one: Heading) -> str:
    lines = [f"- {line.text} {absolute(line.path)}".strip() for line in one.lines]
    text = "\n".join([one.title, *lines])
    if one.is_said:
        stop = reverse("participation:letter-stop", args=[token_of(person, only_said=True)])
        text += "\n" + _("To hear this no more: %(address)s") % {"address": absolute(stop)}
    return text
