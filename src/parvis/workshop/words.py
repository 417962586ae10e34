"""What each short name of a package means, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, str | Promise]

TYPES: Words = {
    "text": _("A few words"),
    "long_text": _("A longer text"),
    "number": _("A number"),
    "amount": _("An amount in euros"),
    "date": _("A date"),
    "yes_no": _("Yes or no"),
    "choice": _("One choice among several"),
    "choices": _("Several choices"),
    "person": _("A person: name, first names, birth"),
    "address": _("A postal address"),
    "commune": _("A commune"),
    "place": _("A place, on a map if wanted"),
    "email": _("An e-mail address"),
    "phone": _("A telephone number"),
    "files": _("Documents or photos"),
    "iban": _("A bank account (IBAN)"),
    "siret": _("A company (SIRET)"),
    "group": _("A group of questions, repeated"),
    "declaration": _("A declaration on honour, to tick"),
    "information": _("An information: nothing to fill in"),
}
PREFILLS: Words = {
    "person.identity": _("the person’s identity"),
    "person.address": _("the person’s address"),
    "person.commune": _("the person’s commune"),
    "person.birth_commune": _("the commune of birth"),
    "person.email": _("the person’s e-mail address"),
    "person.phone": _("the person’s telephone"),
    "situation.commune": _("the commune where they live, as said for their rights"),
    "situation.birth_date": _("their date of birth, as said for their rights"),
    "situation.couple": _("whether they live as a couple, as said for their rights"),
    "situation.children": _("how many children they bring up, as said for their rights"),
    "situation.rent": _("the rent each month, as said for their rights"),
    "situation.quotient_caf": _("the quotient familial of the CAF, as said for their rights"),
    "situation.reference_income": _(
        "the reference income of the tax notice, as said for their rights"
    ),
}
FILE_KINDS: Words = {
    "image": _("photos"),
    "pdf": _("PDF documents"),
    "document": _("office documents"),
}
BIRTH_DATES: Words = {"required": _("asked"), "optional": _("optional"), "none": _("not asked")}
LEGAL_STATES: Words = {
    "submitted": _("submitted: the request has arrived"),
    "complete": _("complete: nothing is missing"),
    "under_review": _("under review"),
    "decided": _("decided"),
    "closed": _("closed"),
}
OUTCOMES: Words = {
    "granted": _("granted"),
    "refused": _("refused"),
    "partly_granted": _("partly granted"),
    "withdrawn": _("withdrawn"),
    "none": _("no decision to take"),
}
CORRECTIONS: Words = {
    "ask": _("asks the applicant for a correction"),
    "answer": _("answers a correction that was asked"),
}
MOVE_KINDS: Words = {
    "primary": _("main"),
    "secondary": _("secondary"),
    "danger": _("red: it refuses or ends"),
}
ITEM_KINDS: Words = {
    "hand_over": _("hand-over to another institution"),
    "opinion": _("opinion"),
    "training": _("training"),
    "visit": _("visit"),
    "task": _("task"),
    "validation": _("approval: a step takes effect once this is given"),
    "signature": _("signature of somebody else than the applicant"),
}
SEEN: Words = {
    "nothing": _("nothing"),
    "asked": _("that it was asked, of whom, until when"),
    "answer": _("the answer too, where the agent says so"),
}
FACTS: Words = {
    "text": _("words"),
    "number": _("a number"),
    "amount": _("an amount"),
    "date": _("a date"),
    "yes_no": _("yes or no"),
}
QUOTIENTS: Words = {
    "caf": _("the one of the CAF or the MSA"),
    "tax": _("the one of the tax"),
}
PAYMENTS: Words = {
    "paid": _("paid on line"),
    "refused": _("refused by the bank"),
    "abandoned": _("abandoned on the way"),
    "counter": _("paid at the counter"),
}
SILENCES: Words = {
    "nothing": _("nothing"),
    "accepted": _("silence means yes"),
    "refused": _("silence means no"),
}
LETTER_KINDS: Words = {
    "decision": _("decision"),
    "letter": _("letter"),
    "certificate": _("certificate"),
}
SEES: Words = {
    "all": _("the whole request"),
    "shared": _("only what its tasks share"),
}
AUDIENCES: Words = {
    "individual": _("individuals"),
    "company": _("companies"),
    "association": _("associations"),
}
LEVELS: Words = {
    "commune": _("the commune"),
    "epci": _("the intercommunality"),
    "departement": _("the département"),
    "region": _("the région"),
    "state": _("the State"),
}
CHANNELS: Words = {
    "web": _("on the web"),
    "desk": _("at a desk"),
    "phone": _("by telephone"),
    "post": _("by post"),
    "visit": _("at home"),
    "partner": _("through a partner"),
}
IDENTITIES: Words = {
    "none": _("none"),
    "declared": _("declared"),
    "verified": _("verified: FranceConnect, or a document shown to an agent"),
}
OPENERS: Words = {"resident": _("residents"), "agent": _("agents")}
THENS: Words = {
    "anonymise": _("made anonymous, figures kept"),
    "erase": _("erased"),
}
UNITS: Words = {
    "day": _("days"),
    "working_day": _("working days (Monday to Friday)"),
    "business_day": _("business days (Monday to Saturday)"),
    "month": _("months"),
    "year": _("years"),
}
