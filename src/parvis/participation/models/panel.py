"""A panel drawn by lot: what it must look like, who volunteered, what it heard, said and got.

What the strata know of a volunteer is held here only, apart from contributions, and is emptied as
soon as its person withdraws. A drawn panel keeps its pseudonyms: they are published.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.participation.models.consultation import Participant, Phase


class Panel(models.Model):
    """One panel of a phase. `strata`: as `rules.quotas.written` keeps them. `lottery`: the sheet
    published before the draw (`sortition.published.Sheet`), whose hash is `seal`."""

    class State(models.TextChoices):
        RECRUITING = "recruiting", _("looking for volunteers")
        COMPUTING = "computing", _("being prepared")
        SEALED = "sealed", _("sealed, waiting for the draw")
        DRAWN = "drawn", _("drawn")

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="panels")
    title = models.CharField(max_length=150)
    text = models.TextField(help_text="what the panel is asked, in plain language")
    size = models.PositiveSmallIntegerField()
    strata = models.JSONField(default=list)
    promise = models.CharField(
        max_length=200, help_text="the public value, not known yet, that will be the seed"
    )
    stipend = models.PositiveIntegerField(default=0, help_text="cents for each session attended")
    state = models.CharField(max_length=10, choices=State, default=State.RECRUITING)
    refusal = models.JSONField(
        default=dict, help_text="why no lottery could be made: quotas to widen, or a message"
    )
    lottery = models.JSONField(null=True)
    seal = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)
    seed = models.CharField(max_length=200, blank=True)
    ticket = models.PositiveIntegerField(null=True)
    drawn_at = models.DateTimeField(null=True)
    changes = models.JSONField(default=list, help_text="[left, joined or null], in order")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="nothing is known of volunteers any more")

    # Set by `queries.panels`: how many volunteered and did not withdraw.
    willing = 0

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="panel_sealed_before_drawn",
                condition=Q(drawn_at__isnull=True) | Q(sealed_at__isnull=False),
            ),
            models.CheckConstraint(name="panel_has_places", condition=Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return self.title


class Volunteer(models.Model):
    """Somebody who may be drawn. Withdrawn: nobody knows who it was, and once their place is taken
    nothing of the profile is left either."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="volunteers")
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, related_name="volunteering"
    )
    pseudonym = models.CharField(max_length=12)
    profile = models.JSONField(default=dict)
    address = models.CharField(
        max_length=64, blank=True, help_text="keyed hash, to draw one a home"
    )
    salt = models.CharField(max_length=64, blank=True)
    registered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    member_since = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True, help_text="the member said that they will sit")
    member_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "pseudonym"], name="volunteer_pseudonym"),
            models.UniqueConstraint(fields=["panel", "participant"], name="volunteer_once"),
            models.CheckConstraint(
                name="volunteer_withdrawn_is_gone",
                condition=Q(withdrawn_at__isnull=True) | Q(participant__isnull=True, salt=""),
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym


class Session(models.Model):
    """A day or an evening of the panel, with its minutes."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=150)
    place = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    minutes = models.TextField(blank=True, help_text="public, without names")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="session_lasts", condition=Q(ends_at__gt=models.F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """A member was there: what is due for it, in cents, as promised that day."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attended")
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="attended")
    stipend = models.PositiveIntegerField(help_text="cents")
    paid_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "volunteer"], name="attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.volunteer_id}"


class Recommendation(models.Model):
    """What the panel asks for, and what the authority answers."""

    class Answer(models.TextChoices):
        NONE = "", _("no answer yet")
        YES = "yes", _("accepted")
        PARTLY = "partly", _("accepted in part")
        STUDIED = "studied", _("being studied")
        NO = "no", _("not accepted")

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    support = models.PositiveSmallIntegerField(help_text="members in favour")
    given_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer, blank=True, default=Answer.NONE)
    reasons = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "number"], name="recommendation_number"),
            models.CheckConstraint(
                name="recommendation_answer_has_reasons",
                condition=Q(answer="") | ~Q(reasons=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Portrait(models.Model):
    """What a participant freely said of themselves, so that results can be weighted: apart from
    what they contribute, never shown, gone when they take it back."""

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="portrait")
    facts = models.JSONField(default=dict)
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.participant_id)
