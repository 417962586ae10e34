"""The seven people of the access table, and what they may look at.

`resident` has a draft and a case; `agent` handles that case; the others are strangers to both.
"""

import io
from copy import deepcopy
from datetime import date, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from parvis.accounts.access import FOUND, SECOND_FACTOR
from parvis.accounts.models import Account
from parvis.accounts.tests import factories as accounts
from parvis.appointments.actions import be_away, take_ticket
from parvis.appointments.models import Absence, Booking, Ticket
from parvis.appointments.tests import factories as appointments
from parvis.cases.actions import ask_opinions, submit
from parvis.cases.engine import party as parties
from parvis.cases.engine.opinions import Expert, Question
from parvis.cases.models import (
    Attachment,
    BulkRun,
    Case,
    Conversation,
    ExportTemplate,
    IssuedDocument,
    PaperForm,
    PaymentBatch,
    SavedView,
    VersionRun,
    WorkItem,
)
from parvis.cases.paper.codes import SCANS
from parvis.cases.tests import factories as cases
from parvis.catalogue import actions as catalogue
from parvis.catalogue.queries import package_of
from parvis.catalogue.tests.factories import REFUND, make_package
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.directory.models import Membership, Unit
from parvis.directory.tests import factories as directory
from parvis.eligibility.models import Campaign
from parvis.notifications.models import Notification
from parvis.notifications.tests import factories as notifications
from parvis.participation.actions import mailings, panel_life, panels
from parvis.participation.models import (
    Commitment,
    Consultation,
    Election,
    Idea,
    Mailing,
    Panel,
)
from parvis.participation.rules.address_lists import Recipient
from parvis.participation.tests import panelling, promising, voting
from parvis.participation.tests.consulting import consultation, idea, participant
from parvis.partners.actions import keys, webhooks
from parvis.partners.models import Key, Subscription
from parvis.revenue.actions import receive
from parvis.revenue.models import Attempt, Due, Mode, Receipt, Refund
from parvis.revenue.tests import factories as revenue
from parvis.trust.tests.factories import make_mandate
from parvis.workshop.actions import start
from parvis.workshop.models import Project
from parvis.workshop.queries import shipped_files

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
        directory.membership(
            self.agent, waste, role=Membership.Role.MANAGER, starts_on=date(2020, 1, 1)
        )
        self.place = directory.place(waste.institution)
        # Same institution, but another unit, which has no part in the case.
        finances = directory.unit(waste.institution, "Finances")
        self.agent_without_the_right = cases.make_handler(finances, name="Hugo Pédebidou")
        # Plays "land owner" in the cases of Pau; this one is in Lescar.
        self.other_institutions_agent = cases.make_handler(self.cases.pau, name="Paul Sarrat")
        self.administrator = accounts.make_administrator()
        self.draft = cases.make_draft(self.cases, account=self.resident)
        self.case = cases.take_on(self.cases, cases.make_case(self.cases))
        self.desk_case = submit(
            draft=cases.make_draft(
                self.cases, account=self.agent, filed_by_unit=waste, channel="desk"
            ),
            person=self.cases.person,
            party=parties.agent(self.agent),
        )
        self.desk_draft = cases.make_draft(
            self.cases, account=self.agent, filed_by_unit=waste, channel="desk"
        )
        self.batch = self._let_pay(waste)
        people = {"helped": self.cases.person, "helper": self.other_resident.person}
        # Covers nothing: it opens no case to the other resident.
        self.mandate = make_mandate(
            **people,
            proposed_unit=waste,
            paper_storage=default_storage.save("mandat.pdf", ContentFile(b"%PDF-1.7")),
            paper_sha256="0" * 64,
        )
        self.proposed = make_mandate(
            **people,
            services=("naissance",),
            proposed_unit=waste,
            state="proposed",
            accepted_at=None,
            agreed_at=None,
            proof="",
        )
        self.of_the_unit = make_mandate(helped=self.cases.person, unit=waste)
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
        self._cookies = {who: self._sign_in(who).cookies for who in WHO}

    def _let_pay(self, unit: Unit) -> PaymentBatch:
        """The service of refunds, handled and paid by `unit`, and a file handed to its bank."""
        version = catalogue.publish(package=make_package(REFUND))
        functions = package_of(version.pk).service.functions
        catalogue.install(
            version=version,
            institution=unit.institution,
            area=self.cases.installation.area,
            bindings=[catalogue.Bind(function, unit) for function in functions],
        )
        return PaymentBatch.objects.create(
            unit=unit,
            made_at=clock.now(),
            made_by="Nadia Etcheverry",
            message_id="PARVIS-1",
            storage_name=default_storage.save("batch.xml", ContentFile(b"<Document/>")),
            total_cents=1250,
            count=1,
        )

    def opinion(self) -> WorkItem:
        """Asked of somebody outside."""
        return ask_opinions(
            case=self.case,
            party=parties.agent(self.agent),
            kind="avis",
            question=Question("Convient-il ?"),
            of=[Expert("Léa Dumas", "lea@atelier.example")],
        )[0]

    def consultation(self) -> Consultation:
        """Published, organised by the unit of the agent."""
        return Consultation.objects.filter(lead=self.cases.waste).first() or consultation(
            self.cases.waste
        )

    def commitment(self) -> Commitment:
        """What was promised about that idea."""
        of = self.consultation()
        known = Commitment.objects.filter(consultation=of).select_related("consultation").first()
        return known or promising.commitment(of, self.idea())

    def idea(self) -> Idea:
        """The resident's, published."""
        of = self.consultation()
        by = participant(of, self.cases.person)
        return Idea.objects.filter(author=by).first() or idea(of, by)

    def vote(self, *, opened: bool = True) -> Election:
        """Of the agent's consultation; open, or still a draft."""
        phase = voting.consulting.phase(self.consultation(), "choose")
        return voting.opened(phase) if opened else voting.draft(phase)

    def panel(self) -> Panel:
        """Drawn, of another consultation of the same unit, with one session and one
        recommendation; the resident volunteered."""
        if found := Panel.objects.first():
            return found
        held = consultation(self.cases.waste, "deliberate", title="Un panel")
        made = panelling.panel(held)
        panelling.volunteers(made, 13)
        panels.volunteer(
            panel=made, person=self.cases.person, profile={"sex": "woman", "age": "old"}
        )
        panels.prepare_lottery(actor=SYSTEM, panel=made)
        made.refresh_from_db()
        panels.compute_lottery(panel=made)
        made = panels.draw(actor=SYSTEM, panel=made, seed="4 8 15")
        now = clock.now()
        panel_life.add_session(
            actor=SYSTEM,
            panel=made,
            title="Samedi",
            place="Mairie",
            starts_at=now,
            ends_at=now + timedelta(hours=7),
        )
        panel_life.recommend(actor=SYSTEM, panel=made, title="Trier", text="Mieux", support=4)
        return made

    def letters(self) -> Mailing:
        """To those of a list, in the name of the agent's unit."""
        return Mailing.objects.first() or mailings.invite_by_post(
            actor=SYSTEM,
            consultation=self.consultation(),
            recipients=[Recipient(("Jeanne", "1 rue", "64000 PAU"))],
            label="Vague 1",
            subject="Venez",
            text="Bonjour.",
        )

    def due(self) -> Due:
        """Asked by the regie of the agent's unit."""
        return revenue.due(self.agent, self.cases.waste)

    def paid(self) -> Receipt:
        return receive(due=self.due(), account=self.agent, mode=Mode.CASH)

    def attempt(self) -> Attempt:
        return revenue.attempt(self.due())

    def refund(self) -> Refund:
        return revenue.refund(self.paid(), self.agent)

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

    def paper(self) -> PaperForm:
        return PaperForm.objects.create(
            installation=self.cases.installation, unit=self.cases.waste, received_at=clock.now()
        )

    def scan(self) -> Attachment:
        """A page received: the smallest PNG that can be drawn."""
        page = io.BytesIO()
        Image.new("L", (1, 1)).save(page, "PNG")
        given = self.attachment(of=self.paper().pk)
        given.field = SCANS
        given.storage_name = default_storage.save("page.png", ContentFile(page.getvalue()))
        given.save()
        return given

    def kept_export(self) -> ExportTemplate:
        return ExportTemplate.objects.create(
            unit=self.cases.waste,
            installation=self.cases.installation,
            name="Bilan",
            columns=["reference"],
            file_format="csv",
            made_by="Nadia Etcheverry",
            made_at=clock.now(),
        )

    def conversation(self) -> Conversation:
        """Which the unit of the agent was asked to see to."""
        unit = self.cases.waste
        return Conversation.objects.create(
            at=clock.now(),
            channel="phone",
            unit=unit,
            person=self.cases.person,
            follow_up_unit=unit,
        )

    def saved_view(self) -> SavedView:
        return SavedView.objects.create(account=self.agent, name="Guichet", filters="canal=desk")

    def bulk_run(self) -> BulkRun:
        return BulkRun.objects.create(
            account=self.agent, kind=BulkRun.Kind.TAKE, made_at=clock.now()
        )

    def version_run(self) -> VersionRun:
        version = self.cases.installation.version
        return VersionRun.objects.create(
            installation=self.cases.installation,
            from_version=version,
            to_version=version,
            table={"from": ["1.0.0"]},
            made_by="Maya",
            made_at=clock.now(),
        )

    def appointment(self) -> Booking:
        """The resident's, at the unit of the agent, who keeps a desk's agenda."""
        hall = appointments.TownHall(unit=self.cases.waste)
        return hall.book(
            hall.offers(1, notice=False, after=clock.now())[0], person=self.cases.person
        )

    def ticket(self) -> Ticket:
        return take_ticket(place=appointments.TownHall(unit=self.cases.waste).place)

    def absence(self) -> Absence:
        now = clock.now()
        return be_away(
            actor=SYSTEM,
            agenda=self.appointment().agenda,
            starts_at=now,
            ends_at=now + timedelta(days=1),
        )

    def letter(self) -> Notification:
        return notifications.notification(
            channel=Notification.Channel.LETTER, unit_key=str(self.cases.waste.pk)
        )

    def campaign(self) -> Campaign:
        """Prepared by the unit of the agent."""
        unit = self.cases.waste
        return Campaign.objects.create(
            institution=unit.institution,
            unit=unit,
            benefit="state.ppa",
            communes=["64335"],
            channel="letter",
            held_percent=50,
            seed="0" * 16,
            prepared_at=clock.now(),
            by="Marc Lacoste",
        )

    def partner_key(self) -> Key:
        return keys.make_key(
            actor=SYSTEM,
            unit=self.cases.waste,
            name="Logiciel",
            scopes=["read"],
            expires_on=clock.today(),
        )[0]

    def webhook(self) -> Subscription:
        return webhooks.subscribe(
            actor=SYSTEM, unit=self.cases.waste, url="https://partenaire.example/", types=[]
        )

    def client(self, who: str) -> Client:
        """Signed in as `who`; agents gave a second factor. A browser that nobody used yet."""
        client = Client()
        client.cookies = deepcopy(self._cookies[who])
        return client

    def _sign_in(self, who: str) -> Client:
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
            if who == "agent":  # a search at the desk found the resident
                session[FOUND] = [str(self.cases.person.pk)]
            session.save()
        return client

    def package(self) -> Project:
        """A package written for the institution of the waste unit."""
        return start(
            account=self.administrator,
            institution=self.cases.waste.institution,
            files=shipped_files("pau-bearn-pyrenees/composteur-partage"),
            based_on="",
            done="",
        )
