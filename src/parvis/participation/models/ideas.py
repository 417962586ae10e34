"""Ideas: who wrote them, each wording they had, who supports them, what is said of them.

Supports never move: ideas brought together count the participants of all (`models.gathering`).
"""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.directory.models import Unit
from parvis.participation.models.consultation import Consultation, Participant, Phase
from parvis.territory.models import Area


class Idea(models.Model):
    """`supports` and `visitor_supports` are counted apart; both count people once, whatever ideas
    were brought together."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft, seen by its authors only")
        HELD = "held", _("being read by a moderator")
        SHOWN = "shown", _("published")
        HIDDEN = "hidden", _("hidden by a moderator")
        GATHERED = "gathered", _("brought into another idea")
        WITHDRAWN = "withdrawn", _("withdrawn by its authors")

    class Stage(models.TextChoices):
        RECEIVED = "received", _("received")
        STUDIED = "studied", _("being studied")
        RETAINED = "retained", _("retained")
        DECLINED = "declined", _("not retained")

    class Outcome(models.TextChoices):
        """What became of it after its stage; kept by `actions.outcomes` from what it led to."""

        VOTED = "voted", _("put to the vote")
        LOST = "lost", _("not chosen by the vote")
        WON = "won", _("chosen by the vote")
        PROMISED = "promised", pgettext_lazy("idea", "promised")
        UNDERWAY = "underway", pgettext_lazy("idea", "under way")
        DELAYED = "delayed", pgettext_lazy("idea", "delayed")
        DELIVERED = "delivered", pgettext_lazy("idea", "delivered")
        ABANDONED = "abandoned", pgettext_lazy("idea", "given up")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="ideas")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="ideas")
    author = models.ForeignKey(Participant, models.PROTECT, related_name="ideas")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    theme = models.CharField(max_length=60, blank=True)
    commune = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=150, blank=True, help_text="where, in words")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    cost_cents = models.PositiveBigIntegerField(null=True, help_text="a guess of its authors")
    photo = models.CharField(max_length=200, blank=True, help_text="where it is stored")
    photo_mime = models.CharField(max_length=40, blank=True)
    photo_alt = models.CharField(max_length=150, blank=True)
    photo_waits = models.BooleanField(default=False, help_text="until it is scanned")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.RECEIVED)
    stage_text = models.TextField(blank=True, help_text="why, for its authors and everybody")
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True, default="", db_default="")
    held_for = models.CharField(max_length=200, blank=True, help_text="why it waits")
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    entered_for = models.CharField(
        max_length=150, blank=True, help_text="written on paper, at which workshop"
    )
    entered_by = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    former_supports = models.PositiveIntegerField(
        default=0, help_text="received on the platform it came from: a total, nobody here"
    )
    former_author = models.CharField(max_length=80, blank=True, help_text="as it was shown there")
    workshop = models.ForeignKey(
        "participation.Workshop",
        models.SET_NULL,
        null=True,
        related_name="ideas",
        help_text="where it was said, or whose card led here",
    )
    supports = models.PositiveIntegerField(default=0)
    visitor_supports = models.PositiveIntegerField(default=0)
    arguments = models.PositiveIntegerField(default=0)
    versions = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    # Set by `queries.ideas`.
    authors_shown: Sequence[str] = ()

    class Meta:
        indexes = [
            models.Index(fields=["consultation", "state", "-published_at", "-id"], name="idea_new"),
            models.Index(fields=["consultation", "state", "-supports", "-id"], name="idea_liked"),
            models.Index(fields=["consultation", "state", "-arguments", "-id"], name="idea_argued"),
        ]
        constraints = [
            models.CheckConstraint(
                name="idea_shown_since", condition=~Q(state="shown") | Q(published_at__isnull=False)
            ),
            models.CheckConstraint(
                name="idea_whole_position",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """A wording that an idea had. Nothing is rewritten in silence."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Participant, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "number"], name="version_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.idea} · {self.number}"


class Authorship(models.Model):
    """An author of an idea, or somebody who asked or was asked to be one. Both sides agree."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked to join")
        INVITED = "invited", _("was invited")
        AGREED = "agreed", _("author")
        DECLINED = "declined", _("declined")

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="authorships")
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, related_name="authorships"
    )
    state = models.CharField(max_length=8, choices=State)
    invitation = models.CharField(max_length=64, blank=True, help_text="keyed hash of the link")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "participant"], name="author_once"),
            models.UniqueConstraint(
                fields=["invitation"], name="invitation_once", condition=~Q(invitation="")
            ),
            models.CheckConstraint(
                name="author_is_somebody",
                condition=Q(participant__isnull=False) | ~Q(invitation=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} · {self.idea} ({self.state})"


class Support(models.Model):
    """Somebody supports an idea. Withdrawn, the row goes."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="supporters")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="supports")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "participant"], name="support_once"),
        ]

    def __str__(self) -> str:
        return f"{self.participant} · {self.idea}"


class Argument(models.Model):
    """For or against an idea, or what the authority answers, which its unit signs. A remark takes
    no side: it comes from another platform, where one did not have to."""

    class Side(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")
        REMARK = "remark", _("remark")
        ANSWER = "answer", _("answer of the authority")

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="said")
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, related_name="arguments"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=7, choices=Side)
    text = models.TextField()
    former_author = models.CharField(max_length=80, blank=True, help_text="as it was shown there")
    state = models.CharField(max_length=9, choices=Idea.State, default=Idea.State.SHOWN)
    held_for = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["idea", "at"], name="argument_of_idea")]
        constraints = [
            models.CheckConstraint(
                name="argument_of_somebody",
                condition=Q(side="answer", unit__isnull=False, participant__isnull=True)
                | (~Q(side="answer") & Q(participant__isnull=False, unit__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side}: {self.text[:40]}"


class Term(models.Model):
    """What an idea is about, word by word (`likeness`): the index in which alike ones are found."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+")
    idea = models.ForeignKey(Idea, models.CASCADE, related_name="terms")
    term = models.CharField(max_length=40)
    weight = models.FloatField()
    is_place = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["consultation", "term"], include=["idea", "weight"], name="term_of_ideas",
                condition=Q(is_place=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.term


class TermCount(models.Model):
    """In how many ideas of a consultation a term is; an empty term counts the ideas."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+")
    term = models.CharField(max_length=40)
    ideas = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "term"], include=["ideas"], name="term_counted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.ideas}"
