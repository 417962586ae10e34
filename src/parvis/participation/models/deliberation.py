"""Short statements, what people answer to them, and the last map drawn of the answers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.participation.models.consultation import Participant, Phase


class Statement(models.Model):
    """One thing to agree or disagree with. `author` is None for one that organisers began with."""

    class State(models.TextChoices):
        WAITING = "waiting", _("to be read")
        SHOWN = "shown", _("shown")
        REFUSED = "refused", _("refused")

    class Criterion(models.TextChoices):
        SUBJECT = "subject", _("It is about something else.")
        SAME = "same", _("Another one says the same.")
        SEVERAL = "several", _("It says several things: one cannot answer.")
        PERSON = "person", _("It names or aims at somebody.")
        LAW = "law", _("It breaks the law (insult, hatred, threat).")
        ADVERT = "advert", _("It sells something.")

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField(help_text="in its phase, from 1")
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, help_text="to find the same one again")
    author = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="statements")
    state = models.CharField(max_length=7, choices=State)
    criterion = models.CharField(max_length=7, choices=Criterion, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    said_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["phase", "state", "number"], name="statement_in_phase")]
        constraints = [
            models.UniqueConstraint(fields=["phase", "number"], name="statement_number"),
            models.UniqueConstraint(
                fields=["phase", "folded"],
                name="statement_said_once",
                condition=~Q(state="refused"),
            ),
            models.CheckConstraint(
                name="statement_refused_with_criterion",
                condition=Q(state="refused") & ~Q(criterion="") | ~Q(state="refused"),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Reaction(models.Model):
    """What somebody answers to a statement; the last answer counts."""

    class Value(models.IntegerChoices):
        AGREE = 1, _("agree")
        PASS = 0, _("pass")
        DISAGREE = -1, _("disagree")

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="+", db_index=False)
    statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="reactions", db_index=False
    )
    participant = models.ForeignKey(
        Participant, models.CASCADE, related_name="reactions", db_index=False
    )
    value = models.SmallIntegerField(choices=Value)
    reacted_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["phase", "reacted_at"], name="reaction_in_phase"),
            models.Index(fields=["statement", "value"], name="reaction_to_statement"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["participant", "statement"], name="reaction_once"),
            models.CheckConstraint(name="reaction_value", condition=Q(value__in=(-1, 0, 1))),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.value}"


class KeptMap(models.Model):
    """The last map of a phase. `content` is published; `places` tells each participant's own place
    (`p` and its pk → [x, y, group]) and is not; `weights`: how much each statement is shown."""

    phase = models.OneToOneField(Phase, models.CASCADE, related_name="opinion_map")
    drawn_at = models.DateTimeField()
    seed = models.PositiveIntegerField(help_text="published; the number of the phase")
    content = models.JSONField()
    places = models.JSONField()
    weights = models.JSONField()

    def __str__(self) -> str:
        return f"{self.phase_id}, {self.drawn_at}"
