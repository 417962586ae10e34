"""More of what a database may hold, for `dump`: signatures, opinions, appointments, mandates, visits
and partners' events, by the actions behind the pages. Run inside a demonstration's environment.
"""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from parvis.config.cli._site import open_site

if TYPE_CHECKING:
    from parvis.accounts.models import Account
    from parvis.cases.models import Case

MIMES = {"image": "image/jpeg", "pdf": "application/pdf", "document": "text/plain"}


def request(slug: str, scenario: str, account: "Account", **changed: object) -> "Case":
    """What somebody sends on line, with the answers of a scenario of the package."""
    from parvis.cases import actions
    from parvis.cases.engine import party as parties
    from parvis.cases.models import Attachment, Draft
    from parvis.catalogue.models import Installation
    from parvis.core import clock

    installation = Installation.objects.select_related("version").get(slug=slug)
    package = installation.version.package
    [given] = [one.given for one in package.scenarios.scenarios if scenario in one.name]
    now, person = clock.now(), account.person
    assert person is not None
    draft = Draft.objects.create(
        installation=installation,
        version_id=installation.version_id,
        account=account,
        person=person,
        channel="web",
        answers=given.answers | changed,
        created_at=now,
        saved_at=now,
    )
    for field in package.form.all_fields():
        for name in (given.answers.get(field.id) or []) if field.type == "files" else []:
            Attachment.objects.create(
                draft_key=draft.pk,
                field=field.id,
                name=name,
                mime=MIMES[field.accept[0]],
                size=1,
                sha256="0" * 64,
                storage_name="dump",
                uploaded_at=now,
            )
    return actions.submit(draft=draft, person=person, party=parties.applicant(account))


def play() -> None:
    from parvis.accounts.models import Account
    from parvis.appointments.actions.booking import Wish, book
    from parvis.appointments.models import Kind
    from parvis.appointments.queries.free import offers
    from parvis.cases import actions
    from parvis.cases.actions import guests, signatures, visits
    from parvis.cases.actions.opinions import ask_opinions
    from parvis.cases.engine import party as parties
    from parvis.cases.engine.opinions import Expert, Question
    from parvis.cases.models import Guest, PaperForm
    from parvis.core import clock
    from parvis.core.actor import SYSTEM
    from parvis.directory.models import Membership
    from parvis.notifications.models import Notification
    from parvis.partners.actions import keys, webhooks
    from parvis.trust.actions import answers, proposals
    from parvis.trust.actions.people import Who

    def named(name: str) -> Account:
        return Account.objects.select_related("person").get(display_name=name)

    camille, karim = named("Camille Bordenave"), named("Karim Benali")
    marie = named("Marie-Hélène Laborde-Castérot d’Arrosès")
    nadia, elise, ines = map(named, ("Nadia Etcheverry", "Élise Cazenave", "Inès Lahitte"))
    waste = Membership.objects.get(account=nadia).unit

    # Events of a partner's, from here on; its address answers nobody.
    webhooks.subscribe(actor=SYSTEM, unit=waste, url="https://partner.invalid/events", types=[])
    until = clock.today() + timedelta(days=300)
    keys.make_key(
        actor=SYSTEM, unit=waste, name="Logiciel", scopes=["cases:read"], expires_on=until
    )

    # One signature waits, the other is given.
    request("stationnement-resident", "qui signe", marie)
    signed = request("stationnement-resident", "qui signe", marie, immatriculation="CD-456-EF")
    guest = Guest.objects.select_related("item__case").get(item__case=signed)
    guests.send_code(guest=guest)
    code = Notification.objects.filter(key__contains=":code:").latest("pk").code
    signatures.sign_by_link(guest=guest, code=code, result="signed")

    # Two opinions wait: of a unit, and of somebody outside. A piece is asked for.
    case = request("composteur-partage", "Tout le monde répond", camille)
    party = parties.agent(nadia)
    actions.perform(case=case, transition="prendre_en_charge", party=party, inputs={})
    ask_opinions(
        case=case,
        party=party,
        kind="avis",
        question=Question("Le lieu convient-il ?", ("emplacement",), ("applicant",)),
        of=[Membership.objects.get(account=elise).unit, Expert("Anne Roy", "anne@example.fr")],
    )

    # A visit is taken along by the agent who makes it.
    visit = request("visite-aide-a-domicile", "pour elle-même", camille)
    by = parties.agent(ines)
    actions.perform(case=visit, transition="confier_professionnel", party=by, inputs={})
    visits.take_along(account=ines, items=visit.items.filter(done_at=None))

    # Camille is received; Karim acts for her.
    offer = next(offers(Kind.objects.filter(is_for_agents_only=False).earliest("pk")))
    assert camille.person is not None
    assert karim.person is not None
    wish = Wish(channel=offer.kind.channels[0])
    book(offer=offer, wish=wish, person=camille.person, actor=camille.actor)
    terms = proposals.Terms(
        kind="family",
        services=("composteur-partage",),
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=200),
    )
    helper = Who(
        given_names="Karim",
        family_name="Benali",
        birth_date=karim.person.birth_date,
        email=karim.person.email,
        phone=karim.person.phone,
    )
    mandate = proposals.give(account=camille, helper=helper, terms=terms)
    answers.agree(mandate=mandate, account=karim)
    answers.send_code(mandate=mandate)
    sent = Notification.objects.filter(key__startswith=f"trust:{mandate.number}:code:").latest("pk")
    [code] = re.findall(r"\b\d{6}\b", f"{sent.text}")[:1]
    answers.accept_by_code(mandate=mandate, code=code)

    # Pages of a form that nobody has keyed in.
    PaperForm.objects.create(unit=waste, received_at=clock.now(), received_by=nadia.display_name)


if __name__ == "__main__":
    open_site()
    play()
