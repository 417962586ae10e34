"""People, and the accounts through which some of them sign in.

A `Person` exists without an account (met at a desk); an `Account` signs in. They are linked by a
pivot identity or a claim code, never by e-mail or guess. Rows are written by `actions.py` only.
"""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Upper
from django.utils.translation import gettext_lazy as _

from parvis.accounts.managers import AccountManager
from parvis.core.actor import Actor
from parvis.core.text import fold


class Person(models.Model):
    """Somebody served. Two people with the same name and birth date stay two."""

    class IdentitySource(models.TextChoices):
        DECLARED = "declared", _("declared by the person")
        AGENT_CHECKED = "agent_checked", _("checked by an agent on an identity document")
        FRANCECONNECT = "franceconnect", _("certified by FranceConnect")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family_name = models.CharField(max_length=100, help_text="name at birth")
    usual_name = models.CharField(max_length=100, blank=True)
    given_names = models.CharField(max_length=150)
    birth_date = models.CharField(
        max_length=10, blank=True, help_text="ISO 8601; FranceConnect also sends YYYY or YYYY-MM"
    )
    birth_place_code = models.CharField(max_length=5, blank=True)
    birth_place = models.CharField(max_length=120, blank=True)
    birth_country_code = models.CharField(max_length=5, blank=True, help_text="INSEE, 99100 France")
    gender = models.CharField(max_length=6, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=16, blank=True, help_text="E.164")
    address_line = models.CharField(max_length=200, blank=True)
    address_extra = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    commune_code = models.CharField(max_length=5, blank=True, help_text="INSEE")
    commune_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, default="fr")
    identity_source = models.CharField(
        max_length=16, choices=IdentitySource, default=IdentitySource.DECLARED
    )
    identity_checked_at = models.DateTimeField(null=True)
    identity_checked_by = models.CharField(max_length=9, blank=True, help_text="SIREN")
    pivot_hmac = models.CharField(max_length=64, unique=True, null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    search_text = models.CharField(max_length=400, editable=False, help_text="folded names")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=9, blank=True, help_text="SIREN, when at a desk")

    class Meta:
        indexes = [
            GinIndex(
                models.Func(
                    models.F("search_text"),
                    models.Value("[ '’-]+"),
                    function="regexp_split_to_array",
                    output_field=ArrayField(models.TextField()),
                ),
                name="person_words",
            ),
            models.Index(fields=["phone"], name="person_phone"),
            models.Index(Upper("email"), name="person_email"),  # as iexact compares
            models.Index(
                OpClass("birth_date", name="varchar_pattern_ops"), name="person_birth_prefix"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(f"{self.given_names} {self.family_name} {self.usual_name}")[:400]
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(*args, **kwargs)

    @property
    def display_name(self) -> str:
        first = self.given_names.split(" ")[0]
        return f"{first} {self.usual_name or self.family_name}".strip()

    @property
    def is_certified(self) -> bool:
        """Whether somebody other than the person answers for this identity."""
        return self.identity_source != self.IdentitySource.DECLARED


class NameWord(models.Model):
    """Each word of somebody's name, once; a trigger of `Person` adds them. It is tied to nobody."""

    word = models.TextField(primary_key=True)

    class Meta:
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="nameword_likeness")]

    def __str__(self) -> str:
        return self.word


class Account(AbstractBaseUser):
    """A way to sign in. Residents and agents have separate accounts, even for one human."""

    class Kind(models.TextChoices):
        RESIDENT = "resident", _("resident")
        AGENT = "agent", _("agent")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(null=True, blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.RESIDENT)
    display_name = models.CharField(max_length=200, blank=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="account")
    language = models.CharField(max_length=2, default="fr")
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(
        default=False, help_text="runs the platform; sees no case"
    )
    created_at = models.DateTimeField()

    USERNAME_FIELD = "id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="account_email"),
            models.CheckConstraint(
                name="account_agent_has_no_person",
                condition=models.Q(kind="resident") | models.Q(person__isnull=True),
            ),
        ]
        # Addresses are kept in small letters: whoever signs in is looked for so.
        indexes = [models.Index(fields=["email"], name="account_by_email")]

    def __str__(self) -> str:
        return self.display_name or self.email or str(self.id)

    @property
    def actor(self) -> Actor:
        """This account in the journal's words (institution and role are added by `directory`)."""
        return Actor("agent" if self.is_agent else "resident", str(self.pk), str(self))

    @property
    def is_agent(self) -> bool:
        return self.kind == self.Kind.AGENT

    @property
    def is_staff(self) -> bool:
        return self.is_administrator


class IdentityLink(models.Model):
    """(issuer, subject) of an OpenID provider that opens this account. Never the account's key:
    FranceConnect gives a new `sub` when civil status is corrected."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="links")
    issuer = models.URLField()
    subject = models.CharField(max_length=255)
    acr = models.CharField(max_length=40, blank=True)
    amr = models.JSONField(default=list, blank=True)
    pivot_hmac = models.CharField(max_length=64, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="link_issuer_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.subject}"


class ClaimCode(models.Model):
    """Printed on a receipt at the desk; opens that person's space to the account that types it.

    Only a keyed hash is kept.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="claim_codes")
    code_hmac = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"claim code of {self.person}"


class ClaimAttempt(models.Model):
    """A claim code was typed. Counted in the database, so that all web workers count together."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="claim_attempts")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "-at"], name="claim_attempt_recent")]

    def __str__(self) -> str:
        return f"{self.account} {self.at:%Y-%m-%d %H:%M}"


class ProposedLink(models.Model):
    """A newcomer's certified identity differs from an older person's by one field, as after a
    correction by the civil register. Twins look the same: nothing is linked until it is proven."""

    class Outcome(models.TextChoices):
        PROVEN = "proven", _("the same person")
        REFUSED = "refused", _("two different people")

    person = models.ForeignKey(Person, models.CASCADE, related_name="proposed_links")
    older = models.ForeignKey(Person, models.CASCADE, related_name="proposed_returns")
    differs_in = models.CharField(max_length=20, help_text="name of the field of Person")
    created_at = models.DateTimeField()
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "older"], name="proposed_link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} = {self.older}?"
