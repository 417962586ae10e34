"""The seven people of the access table, and what they may look at.

`resident` has a draft and a case; `agent` handles that case; the others are strangers to both.
"""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from parvis.accounts.access import SECOND_FACTOR
from parvis.accounts.models import Account
from parvis.accounts.tests import factories as accounts
from parvis.cases.models import Attachment, Case, IssuedDocument
from parvis.cases.tests import factories as cases
from parvis.core import clock
from parvis.directory.tests import factories as directory
from parvis.notifications.models import Notification
from parvis.notifications.tests import factories as notifications

AGENTS = ("agent", "agent_without_the_right", "other_institutions_agent", "administrator")
WHO = ("anonymous", "resident", "other_resident", *AGENTS)


class World:
    """A territory in which one resident asked for a shared composter."""

    def __init__(self) -> None:
        self.cases = cases.make_world()
        self.resident = self.cases.resident
        self.other_resident = accounts.make_resident(family_name="Benali")
        waste = self.cases.waste
        self.agent = cases.make_handler(waste, name="Nadia Etcheverry")
        # Same institution, but another unit, which has no part in the case.
        finances = directory.unit(waste.institution, "Finances")
        self.agent_without_the_right = cases.make_handler(finances, name="Hugo Pédebidou")
        # Plays "land owner" in the cases of Pau; this one is in Lescar.
        self.other_institutions_agent = cases.make_handler(self.cases.pau, name="Paul Sarrat")
        self.administrator = accounts.make_administrator()
        self.draft = cases.make_draft(self.cases, account=self.resident)
        self.case = cases.take_on(self.cases, cases.make_case(self.cases))
        # The worker makes it after the submission; here no worker runs.
        self.document = IssuedDocument.objects.create(
            case=self.case,
            event=self.case.events.earliest("pk"),
            kind="receipt",
            title="Récépissé",
            storage_name=default_storage.save("receipt.pdf", ContentFile(b"%PDF-1.7")),
            size=8,
            sha256="0" * 64,
            made_at=clock.now(),
        )

    def attachment(self, *, of: UUID, case: Case | None = None) -> Attachment:
        return Attachment.objects.create(
            draft_key=of,
            case=case,
            field="photo",
            name="cour.png",
            mime="image/png",
            size=8,
            sha256="0" * 64,
            storage_name=default_storage.save("cour.png", ContentFile(b"\x89PNG\r\n\x1a\n")),
            uploaded_at=clock.now(),
        )

    def letter(self) -> Notification:
        return notifications.notification(
            channel=Notification.Channel.LETTER, unit_key=str(self.cases.waste.pk)
        )

    def client(self, who: str) -> Client:
        """Signed in as `who`; agents gave a second factor."""
        client = Client()
        if who == "anonymous":
            return client
        account: Account = getattr(self, who)
        client.force_login(account)
        if account.is_agent:
            Authenticator.objects.get_or_create(
                user=account, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "JBSWY3"}}
            )
            session = client.session
            session[SECOND_FACTOR] = str(account.pk)
            session.save()
        return client
