"""What the journal says of votes."""

from django.utils.translation import gettext_lazy as _

from parvis.journal import verbs

SENTENCES = {
    "election_set_up": _("{actor} set up the vote “{title}”."),
    "election_changed": _("{actor} changed the vote “{title}” before it opened."),
    "election_change_refused": _(
        "{actor} tried to change the vote “{title}” after it had opened, and was refused: {asked}."
    ),
    "election_opened": _("{actor} opened the vote “{title}” under the seal {seal}."),
    "election_closed": _("{actor} closed the vote “{title}”."),
    "election_counted": _("The vote “{title}” was counted: seal {seal}."),
    "election_published": _("{actor} published the results of “{title}”: seal {seal}."),
    "ballot_set_aside": _(
        "Two records of one person had voted in “{title}”: one ballot was set aside."
    ),
    "ballot_put_back": _(
        "Two records were separated: a ballot that was set aside counts again in “{title}”."
    ),
    "voted_twice": _(
        "Two records of one person had voted in “{title}”, which was closed: nothing is changed."
    ),
    "voter_code_given": _("{actor} gave a code for a voting screen (“{title}”)."),
    "vote_helped": _("{actor} helped to vote in “{title}”. What was chosen is not noted."),
    "paper_handed": _("{actor} gave a ballot on paper (“{title}”)."),
    "envelope_settled": _("{actor} settled the envelope {number} (“{title}”)."),
    "screen_opened": _("{actor} opened a voting screen of “{title}”: {label}."),
    "screen_ended": _("{actor} ended a voting screen of “{title}”: {label}."),
    "voter_sought": _("{actor} looked for a voter of “{title}”: {found} found."),
    "paper_printed": _("{actor} printed {number} ballots of “{title}” for {place}."),
    "paper_read_again": _("{actor} had the ballot {number} of “{title}” read again."),
    "paper_counted": _("{actor} put {number} ballots on paper of {place} in the box (“{title}”)."),
    "paper_set_aside": _("{actor} set aside the ballots on paper of {place} (“{title}”): {number}"),
}


def register() -> None:
    """Called from `AppConfig.ready()`."""
    for verb, sentence in SENTENCES.items():
        verbs.register(f"participation.{verb}", sentence)
    read = _("{actor} looked whether you had voted in “{title}”.")
    verbs.register("participation.roll_read", read, is_reading=True)
