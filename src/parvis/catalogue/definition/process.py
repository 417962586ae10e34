"""`process.yml`: a declarative state machine, its work items, deadlines and effects.

Conditions may read:

- `answers.<field>`
- `case.channel`, `case.opened_by` ("resident" or "agent"), `case.submitted_on`, `case.paid` (every
  payment of the case is settled; false while there is none)
- `applicant.identity` ("none", "declared", "verified")
- `items.<id>.opened`, `.done`, `.result`, `.expired` of the latest opening; never opened: false,
  false, "", false
- `opinions.<id>.asked`, `.waiting`, `.silent`, and `.<result>`: how many of these opinions were
  asked (less those withdrawn), wait, ended by silence, concluded so
- `charges.<id>.amount` (cents, unknown until asked), `.paid` (false until then; true at once when
  the amount is zero)
- `tariffs.<id>.price`, in the amount of a charge only: cents of one unit for the household's
  quotient, unknown without a tariff in force
- `facts.<lookup>.<name>`: unknown until the outside system has answered
- `inputs.<field>`: what the actor typed in this transition
- `today`

Form conditions read `answers`, `applicant` and `case.channel`, `case.opened_by`, `today`.
"""

import re
from typing import Annotated, Literal

from pydantic import Field as Key

from parvis.catalogue.definition.base import Expression, Id, Length, Strict
from parvis.catalogue.definition.form import Field

LegalState = Literal["submitted", "complete", "under_review", "decided", "closed"]
# Who acts: a function of service.yml, or one of these.
APPLICANT = "applicant"
VALIDATED, RETURNED = "validated", "sent_back"
SIGNED, DECLINED, UNSIGNED = "signed", "declined", "unsigned"
SYSTEM = "system"
DECIDED = frozenset({"decided", "closed"})
_CONCLUDED = re.compile(r"\bitems\.\w+\.(result|done)\b")
SENT_BACK = frozenset({"hand_over", "opinion"})
"""Kinds of items that a unit may send back; training, visits and tasks are its own work."""
# Who is warned before a date is missed: a function of service.yml, or whoever manages the unit.
MANAGERS = "managers"
# Whom a transition that gives the case to somebody else takes it from: told once more.
FORMER = "former_applicant"


class State(Strict):
    """`hand`: who has the hand: a function, "applicant", "items" (whoever has open work items),
    "nobody" (closed). `outcome`: what was decided, for statistics."""

    legal: LegalState
    hand: str
    renewable: bool = False
    """The applicant may begin a new request from this one, its answers filled in."""
    outcome: Literal["granted", "refused", "partly_granted", "withdrawn", "none"] | None = None


class Notice(Strict):
    """Tell somebody: "applicant", a function, "item:<item id>" (the unit of that item), or
    "former_applicant" (who asked, when the transition gives the case to somebody else)."""

    to: str
    message: Id


class Payment(Strict):
    """A credit transfer to the applicant, in the SEPA file of `function` (ISO 20022 pain.001)."""

    function: Id
    amount: Expression
    iban: Expression
    holder: Expression
    label: str = ""


class Gives(Strict):
    """The answers that name the person whom the case is about, and say how they are reached. From
    then on the case is theirs: they are told, they read and act; who asked does neither."""

    identity: Id
    address: Id | None = None
    phone: Id | None = None
    email: Id | None = None


class Validation(Strict):
    """A work item of kind "validation", when the condition is true or cannot be known."""

    item: Id
    when: Expression | None = None


class Transition(Strict):
    """A move from one of the states `source` to `target`.

    `by`: who may: functions, "applicant", or "system". A system transition fires by itself
    as soon as its guard is true (never merely unknown); one named by a deadline, at its expiry.
    `correction`: "ask" = the agent names fields to correct and writes what is missing;
    "answer" = the applicant edits those fields and answers.
    `target` "back" returns to the state the case was in before the correction was asked.
    `charges`: amounts asked of the applicant from then on. Asked again, one that is paid stays so.
    `reopens`: from closed states only: the lead unit takes the case up again and tells the person
    why. A deadline that `starts` with it is the new clock; the former ones stay as they ended.
    `gives_to`: the case becomes that of the person whom it is about.
    `erases`: answers that are needed no more, with their files, once everybody is told.
    `validated_by`: what an agent prepares takes effect once each of these, in their order, has
    validated it. Any move made meanwhile undoes the preparation.
    """

    id: Id
    source: Annotated[list[Id], Key(alias="from", min_length=1)]
    target: Annotated[str, Key(alias="to")]
    by: Annotated[list[str], Key(min_length=1)]
    guard: Expression | None = None
    fields: list[Field] = []
    opens: list[Id] = []
    cancels: list[Id] = []
    notifies: list[Notice] = []
    issues: list[Id] = []
    pays: Payment | None = None
    charges: list[Id] = []
    correction: Literal["ask", "answer"] | None = None
    kind: Literal["primary", "secondary", "danger"] = "primary"
    confirm: bool = False
    at_expiry_only: bool = False
    """Fired by a deadline, never by itself."""
    reopens: bool = False
    reviews: list[Id] = []
    """System transitions that decide, which this one lets the person have looked at by somebody,
    even once the case is closed (CRPA L311-3-1, RGPD art. 22): by the applicant, or by the lead
    unit in their name. Offered while the decision in force is one of them."""
    minutes: Annotated[int, Key(ge=0, le=600)] = 0
    """What the step takes an agent who does it by hand: counted when the system does it."""
    gives_to: Gives | None = None
    erases: list[Id] = []
    validated_by: list[Validation] = []


class Signatory(Strict):
    """Who must sign beside the applicant: the answers that name them and say how they are reached.

    `when`: a condition on the answers; absent, always. `follows`: once they have signed they also
    read where the request stands.
    """

    name: Id
    email: Id | None = None
    phone: Id | None = None
    when: Expression | None = None
    follows: bool = False


class ItemKind(Strict):
    """Something one function must do while the case waits: one row a time it is opened.

    `shares`: the answers its unit may read. `results`: what it may conclude (text by id).
    `due`: counted from its opening; `at_expiry`: the result taken then, and said to be by silence;
    absent: it only becomes overdue. `appointment`: the kind of appointment, by its short name at
    the unit, that the person takes from the page of their request.
    `may_refuse`: a unit given a hand-over or an opinion may send it back ("not ours"), and the lead
    unit gives it to another or insists; false forbids it.
    `escalate_before`: so long before its date, still open, it is marked as soon late and
    `escalate_to` is warned, once: a function, or "managers" (those of its unit).
    A `validation` concludes with "validated" or "sent_back"; nobody validates what they prepared.
    `on_route`: of a visit, the answers written on the list of the day: where to go, whom to call,
    how to get in.

    An opinion may be asked freely: by the functions `asked_by`, in the states `asked_in`, of whom
    the agent chooses and as often as needed; the agent ticks what is shared among `shares` (nothing
    by default). `function` is then the unit proposed first; without `due`, the agent gives the
    date. `outside`: also of somebody without an account, by a link. `applicant_sees`: nothing in
    their story, that it was asked (of whom, until when), or the answer too where the agent says so.

    A `signature` is that of somebody else than the applicant: no transition opens it. It is asked
    when the request is sent, and asked again when an answer they signed changes. While it waits
    nothing else goes on, and no legal clock runs: the request is not complete (CRPA L114-5).
    `shares` is what they read and sign; `function` the unit that receives it on paper or at the
    desk. `adverse`: results shown as such, against what is asked.
    """

    kind: Literal["hand_over", "opinion", "training", "visit", "task", "validation", "signature"]
    function: Id
    shares: list[Id]
    results: Annotated[list[Id], Key(min_length=1)]
    fields: list[Field] = []
    due: Length | None = None
    at_expiry: Id | None = None
    remind_before: Length | None = None
    escalate_before: Length | None = None
    escalate_to: str = MANAGERS
    notifies: list[Notice] = []
    appointment: Annotated[str, Key(pattern=r"^([a-z0-9-]{1,60})?$")] = ""
    may_refuse: bool = True
    on_route: list[Id] = []
    asked_by: list[Id] = []
    asked_in: list[Id] = []
    outside: bool = False
    applicant_sees: Literal["nothing", "asked", "answer"] = "asked"
    signatory: Signatory | None = None
    adverse: list[Id] = []


class Band(Strict):
    """`price` (cents) as long as the quotient (cents) is at most `up_to`; the last has no end."""

    up_to: Annotated[int, Key(ge=0)] | None = None
    price: Annotated[int, Key(ge=0)]


class Bands(Strict):
    """`absent`: for whom no quotient is known."""

    steps: Annotated[list[Band], Key(min_length=2)]
    absent: Annotated[int, Key(ge=0)]


class Tariff(Strict):
    """A price by household quotient that the institution sets, not the package.

    `code`: its name at the institution of the lead unit, as in the file of its local benefit
    ("cantine" of "jurancon.cantine"); the versions of that file and those voted here hold in turn.
    `quotient`: the answer that says it (a number of euros, or an amount); without an answer, the
    price of who has none. `kind`: of the CAF or of the tax, which differ; one of the other kind is
    not used.
    `day`: whose version applies: that of the request, unless what is paid for is delivered
    later. A tariff never acts backwards (CRPA L221-4).
    `otherwise`: applies where the institution has no tariff of that name; absent: nothing is asked
    until it has one.
    """

    code: Annotated[str, Key(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    quotient: Id
    kind: Literal["caf", "tax"]
    day: Expression = "case.submitted_on"
    otherwise: Bands | None = None


class Charge(Strict):
    """An amount the applicant owes: asked by transitions, received by the regie of the unit that
    plays `function`, through any channel. Zero is asked of nobody and counts as paid.

    `amount`: cents; it may read the inputs of each transition that asks it, and `tariffs`. A
    transition of the system waits for `charges.<id>.paid`; a deadline started by what asks it says
    what happens when it is not paid.
    `repeats`: each asking is a new bill, whatever became of those before; `.paid` is then true once
    all are, and `.amount` is that of the last.
    """

    function: Id
    amount: Expression
    repeats: bool = False


class DeadlineRule(Strict):
    """A legal clock. Starts with submission, or with the named transition.

    `suspended_in`: states in which it stands still (missing piece: CRPA L114-5).
    `stops_in`: legal states, or states of the package, in which it is met. `at_expiry`: the
    transition fired.
    `silence`: what silence means once expired; `legal`: index in `service.yml` legal_basis.
    `escalate_before`, `escalate_to`: as for an item, of a date that binds the administration;
    "managers" are those of the units that are awaited.
    """

    starts: str = "submission"
    length: Length
    suspended_in: list[Id] = []
    stops_in: list[Id] = ["decided", "closed"]
    at_expiry: Id | None = None
    silence: Literal["accepted", "refused", "nothing"] = "nothing"
    legal: int | None = None
    remind_before: Length | None = None
    escalate_before: Length | None = None
    escalate_to: str = MANAGERS


class Document(Strict):
    """A letter made when a transition issues it; its words are texts `documents.<id>`."""

    kind: Literal["decision", "letter", "certificate"]
    signed_by: Id


class Message(Strict):
    """Words are texts `messages.<id>`: subject, body, sms (optional)."""

    attaches: list[Id] = []
    """Documents of this case to attach."""


class Lookup(Strict):
    """Facts asked of an outside system after submission, by a job; unknown until it answers.

    `source` names a registered `FactSource` (cases/ports.py); `given` maps its inputs to
    expressions; `gives` declares the facts and their types.
    """

    source: str
    given: dict[Id, Expression]
    gives: dict[Id, Literal["text", "number", "amount", "date", "yes_no"]]


class ProcessFile(Strict):
    initial: Id
    states: Annotated[dict[Id, State], Key(min_length=2)]
    transitions: Annotated[list[Transition], Key(min_length=1)]
    items: dict[Id, ItemKind] = {}
    tariffs: dict[Id, Tariff] = {}
    charges: dict[Id, Charge] = {}
    deadlines: dict[Id, DeadlineRule] = {}
    documents: dict[Id, Document] = {}
    messages: dict[Id, Message] = {}
    lookups: dict[Id, Lookup] = {}
    on_submission: list[Notice] = []
    """Told when the case is opened; the receipt is always sent to the applicant."""

    def automatic_decisions(self) -> set[str]:
        """Transitions by which rules alone decide. Silence does not: nobody examined anything; nor
        does what somebody concluded (a guard on the result of an item)."""
        return {
            made.id
            for made in self.transitions
            if made.by == [SYSTEM]
            and not made.at_expiry_only
            and not _CONCLUDED.search(made.guard or "")
            and self._decides(made)
        }

    def _decides(self, made: Transition) -> bool:
        """Granted or refused, wholly or in part; withdrawn is the person's own decision."""
        after = self.states.get(made.target)
        before = [self.states[one].legal for one in made.source if one in self.states]
        if after is None or after.legal not in DECIDED or DECIDED.issuperset(before):
            return False
        return after.outcome in {"granted", "refused", "partly_granted"}

    def transition(self, transition_id: str) -> Transition:
        """Raises KeyError."""
        for transition in self.transitions:
            if transition.id == transition_id:
                return transition
        raise KeyError(transition_id)
