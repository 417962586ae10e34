"""Writing together: an author invites, or somebody asks to join; both sides agree."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core import clock
from parvis.core.codes import hashed
from parvis.core.refusals import Refused
from parvis.notifications.actions import tell
from parvis.participation.actions.ideas import NotYours
from parvis.participation.actions.telling import address_of, tell_authors
from parvis.participation.models import Authorship, Idea, Participant
from parvis.participation.queries.ideas import authors_of
from parvis.participation.rules.ideas import may_write

MOST_INVITATIONS = 20
_SALT = "parvis.participation.invitation"
State = Authorship.State


class NoInvitation(Refused):
    message = gettext_lazy("This invitation was used already, or was withdrawn.")


class TooManyInvitations(Refused):
    message = gettext_lazy("Twenty invitations wait already: let people answer them first.")


class LastAuthor(Refused):
    message = gettext_lazy("You are its only author: withdraw the idea instead.")


@transaction.atomic
def invite(*, idea: Idea, by: Participant) -> str:
    """The secret of a link that makes one person an author, once they accept. It is shown once.

    Raises NotYours, TooManyInvitations.
    """
    _check(idea, by)
    waiting = Authorship.objects.filter(idea=idea, state=State.INVITED).count()
    if waiting >= MOST_INVITATIONS:
        raise TooManyInvitations
    secret = secrets.token_urlsafe(16)
    Authorship.objects.create(
        idea=idea, state=State.INVITED, invitation=_hash(secret), at=clock.now()
    )
    return secret


def invitation(secret: str) -> Authorship:
    """The invitation that a link opens. Raises NoInvitation."""
    waiting = Authorship.objects.filter(invitation=_hash(secret), state=State.INVITED)
    found = waiting.select_related("idea__consultation").first()
    if found is None:
        raise NoInvitation
    return found


@transaction.atomic
def accept_invitation(*, secret: str, by: Participant) -> Idea:
    """Become an author; invited twice, one is one author. Raises NoInvitation."""
    waiting = Authorship.objects.select_for_update().filter(
        invitation=_hash(secret), state=State.INVITED
    )
    found = waiting.select_related("idea__consultation").first()
    if found is None or found.idea.consultation_id != by.consultation_id:
        raise NoInvitation
    idea = found.idea
    found.delete()
    _agree(idea, by)
    return idea


@transaction.atomic
def ask_to_join(*, idea: Idea, by: Participant) -> None:
    """Ask its authors to be one of them; asked twice, it is asked once."""
    _row, made = Authorship.objects.get_or_create(
        idea=idea, participant=by, defaults={"state": State.ASKED, "at": clock.now()}
    )
    if made:
        tell_authors(
            idea,
            key=f"asked.{by.pk}",
            subject=_("Somebody would like to join the authors of “%(title)s”")
            % {"title": idea.title},
            text=_("Accept or decline on the page of your idea."),
        )


@transaction.atomic
def answer_asking(*, idea: Idea, by: Participant, asking: int, accepts: bool) -> None:
    """An author accepts or declines somebody who asked. Raises NotYours, NoInvitation."""
    _check(idea, by)
    rows = Authorship.objects.select_for_update().filter(idea=idea, pk=asking, state=State.ASKED)
    found = rows.first()
    if found is None or found.participant_id is None:
        raise NoInvitation
    found.state, found.at = (State.AGREED if accepts else State.DECLINED), clock.now()
    found.save(update_fields=["state", "at"])
    who = Participant.objects.select_related("person").get(pk=found.participant_id)
    if who.person is not None:
        if accepts:
            subject = _("You are now an author of “%(title)s”")
            text = _("You may now change its words, with its other authors.")
        else:
            subject = _("The authors of “%(title)s” would rather go on alone")
            text = _("You may still support it and argue for it.")
        tell(
            person=who.person,
            key=f"participation.idea.{idea.pk}.joined.{found.pk}",
            subject=subject % {"title": idea.title},
            text=text,
            link=address_of(idea),
        )


@transaction.atomic
def stop_writing(*, idea: Idea, by: Participant) -> None:
    """Leave the authors. The last one cannot: raises LastAuthor, NotYours."""
    _check(idea, by)
    if len(authors_of(idea)) == 1:
        raise LastAuthor
    Authorship.objects.filter(idea=idea, participant=by).delete()


def _check(idea: Idea, by: Participant) -> None:
    Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    if not may_write(by, idea, authors_of(idea)):
        raise NotYours


def _agree(idea: Idea, by: Participant) -> None:
    Authorship.objects.update_or_create(
        idea=idea, participant=by, defaults={"state": State.AGREED, "at": clock.now()}
    )


def _hash(secret: str) -> str:
    return hashed(_SALT, "", secret)
