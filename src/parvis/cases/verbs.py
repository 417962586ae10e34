"""What the journal says about cases, to the person whose file it is."""

from django.utils.translation import gettext_lazy as _

from parvis.journal import verbs


def register() -> None:
    """Called once when the program starts."""
    verbs.register("cases.read", _("{actor} consulted the request {reference}."), is_reading=True)
    verbs.register(
        "cases.paper_received", _("{actor} received the pages of a form on paper ({form}).")
    )
    verbs.register(
        "cases.paper_taken_over", _("{actor} keys in the form {form}, which came on paper.")
    )
    verbs.register("cases.paper_dated", _("{actor} said that your request on paper came on {on}."))
    verbs.register(
        "cases.arrival_corrected",
        _("{actor} corrected the day on which the request {reference} came: {to}, not {was}."),
    )
    verbs.register(
        "cases.erased", _("The request {reference} was erased at the end of its keeping time.")
    )
    verbs.register(
        "cases.anonymised",
        _("The request {reference} was made anonymous at the end of its keeping time."),
    )
    verbs.register(
        "cases.exported",
        _("{actor} exported the request {reference} with others, to {reason}."),
        is_reading=True,
    )
    verbs.register(
        "cases.export_made", _("{actor} exported requests of “{service}” ({format}): {reason}.")
    )
    verbs.register(
        "cases.document_read",
        _("{actor} read a document of the request {reference}: {title}."),
        is_reading=True,
    )
    verbs.register(
        "cases.person_opened", _("{actor} opened your file at the desk ({role})."), is_reading=True
    )
    verbs.register(
        "cases.sheet_printed",
        _("{actor} printed the sheet of your requests ({role})."),
        is_reading=True,
    )
    verbs.register("cases.conversation_noted", _("{actor} noted what you said or asked ({role})."))
    verbs.register(
        "cases.conversation_read",
        _("{actor} read what you had said, to see to it ({role})."),
        is_reading=True,
    )
    verbs.register("cases.conversation_followed_up", _("{actor} saw to what you had asked."))
    verbs.register("cases.submitted", _("The request {reference} was sent: {service}."))
    verbs.register("cases.moved", _("{actor} acted on the request {reference}: {move}."))
    verbs.register("cases.item_done", _("{actor} answered about the request {reference}: {what}."))
    verbs.register(
        "cases.signed",
        _("{who} signed the request {reference}, {how}. Fingerprint of what is signed: {sha256}."),
    )
    verbs.register("cases.not_signed", _("{who} declined to sign the request {reference}, {how}."))
    verbs.register(
        "cases.signature_sent", _("{actor} had the link to sign {reference} sent again to {who}.")
    )
    verbs.register(
        "cases.opinion_keyed",
        _("{actor} keyed in what {who} answered about the request {reference}, {how}."),
    )
    verbs.register(
        "cases.opinion_asked",
        _("{actor} asked {to} for an opinion about the request {reference}: {what}."),
    )
    verbs.register(
        "cases.opinion_withdrawn",
        _("{actor} took back what was asked of {to} about the request {reference}: {what}."),
    )
    verbs.register(
        "cases.item_amended",
        _("{actor} completed an answer about the request {reference}: {what}."),
    )
    verbs.register(
        "cases.prepared",
        _("{actor} prepared this on the request {reference}, to be validated: {move}."),
    )
    verbs.register(
        "cases.validated", _("{actor} validated this on the request {reference}: {move}.")
    )
    verbs.register(
        "cases.preparation_sent_back",
        _("{actor} sent back what was prepared on the request {reference}: {move}."),
    )
    verbs.register(
        "cases.preparation_withdrawn",
        _("{actor} took back what was prepared on the request {reference}: {move}."),
    )
    verbs.register(
        "cases.item_sent_back",
        _("{actor} answered that this is not theirs to do, about the request {reference}: {what}."),
    )
    verbs.register(
        "cases.item_passed_on", _("The request {reference} was passed on to {to}: {what}.")
    )
    verbs.register(
        "cases.item_insisted", _("{actor} asked again about the request {reference}: {what}.")
    )
    verbs.register(
        "cases.version_moved",
        _("The request {reference} now follows version {to} of its service (before: {from})."),
    )
    verbs.register("cases.assigned", _("The request {reference} was entrusted to {to}."))
    verbs.register("cases.released", _("The request {reference} was given back to the whole unit."))
    verbs.register(
        "cases.message_written", _("{actor} wrote a message about the request {reference}.")
    )
    verbs.register(
        "cases.note_added", _("{actor} wrote an internal note on the request {reference}.")
    )
    verbs.register("cases.facts_recorded", _("A register answered about {reference}: {lookup}."))
    verbs.register("cases.date_passed", _("A date of the request {reference} passed."))
    verbs.register("cases.escalated", _("The request {reference} is soon late: {what}."))
    verbs.register(
        "cases.closed_as_duplicate",
        _("{actor} closed the request {reference}, which repeats another one."),
    )
    verbs.register(
        "cases.likeness_dismissed",
        _("{actor} noted that the request {reference} repeats no other one."),
    )
    verbs.register("cases.paid", _("The bank carried out the transfer of {reference}."))
    verbs.register("cases.charge_paid", _("The payment of {reference} arrived: {charge}."))
    verbs.register("cases.charge_refunded", _("A refund of {reference} will be transferred."))
    verbs.register("cases.debtor_account_set", _("The account to pay from was entered."))
    verbs.register(
        "cases.payment_file_made", _("{actor} made a file of {count} transfers for the bank.")
    )
    verbs.register(
        "cases.payment_batch_settled", _("{actor} noted that the bank carried out a file.")
    )
