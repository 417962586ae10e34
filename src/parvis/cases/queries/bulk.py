"""What a bulk run would do, and to which cases it cannot."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.accounts.models import Account
from parvis.cases import rules
from parvis.cases.engine.moves import Move
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import CaseClosed, CaseMoved, NotAllowed, NotFound
from parvis.cases.engine.script import script_of
from parvis.cases.models import BulkLine, BulkRun, Case, Turn, WorkItem
from parvis.cases.queries.moves import moves_of
from parvis.directory import queries as directory
from parvis.directory.models import Membership

MOST = 200
Kind = BulkRun.Kind
ASSIGNS = frozenset({Kind.TAKE, Kind.ENTRUST, Kind.SHARE, Kind.RELEASE})
"""What changes whom an item is entrusted to: done item by item."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that several of the chosen cases offer. `key` names it in an address."""

    key: str
    move: Move
    installation_id: int
    state: str
    state_label: str
    service: str
    case: Case
    many: int


@dataclass(slots=True)
class Preview:
    """`can`: lines that will be done. `cannot`: the others, each with why."""

    can: list[BulkLine] = field(default_factory=list)
    cannot: list[tuple[BulkLine, str]] = field(default_factory=list)


def turns_chosen(party: Party, turn_ids: Iterable[int]) -> list[Turn]:
    """Turns of the party's units among these, the most pressing first, `MOST` at most."""
    found = Turn.objects.filter(pk__in=list(turn_ids), unit__in=party.unit_ids)
    return list(found.select_related("case").order_by("due_on", "pk")[:MOST])


def run_of(account: Account, key: UUID) -> BulkRun | None:
    """A run is seen by whoever prepared it."""
    return BulkRun.objects.filter(pk=key, account=account).first()


def reports_of(account: Account) -> QuerySet[BulkRun]:
    """What this agent had done, the latest first, each with how many lines and how many done."""
    return (
        BulkRun.objects.filter(account=account, confirmed_at__isnull=False)
        .annotate(
            many=Count("lines"),
            done=Count("lines", filter=Q(lines__outcome=BulkLine.Outcome.DONE)),
        )
        .order_by("-confirmed_at")
    )


def lines_of(run: BulkRun) -> list[BulkLine]:
    """With all that judging and drawing them needs. Three queries, however many lines."""
    items = WorkItem.objects.select_related("unit", "assigned_to")
    return list(
        run.lines.select_related(
            "case__area", "case__person", "case__assigned_to", "item__unit", "item__assigned_to"
        )
        .prefetch_related(Prefetch("case__items", items))
        .order_by("pk")
    )


def offers(lines: Iterable[BulkLine], party: Party) -> list[Offer]:
    """The moves to choose from: those of the same service, state and questions are one. A move that
    takes a file, or the person's own answers, is made case by case."""
    found: dict[str, list[tuple[Case, Move]]] = {}
    for line in lines:
        for move in moves_of(line.case, party):
            if move.correction is None and not any(one.type == "files" for one in move.fields):
                found.setdefault(_key(line.case, move.transition), []).append((line.case, move))
    offered = [_offer(key, made) for key, made in found.items()]
    return sorted(offered, key=lambda offer: -offer.many)


def _key(case: Case, transition: str) -> str:
    return f"{case.installation_id}.{case.state}.{transition}"


def _offer(key: str, made: list[tuple[Case, Move]]) -> Offer:
    case, move = made[0]
    words = script_of(case.version_id).package.words(get_language() or settings.LANGUAGE_CODE)
    state = words.states[case.state]
    return Offer(
        key=key,
        move=move,
        installation_id=case.installation_id,
        state=case.state,
        state_label=state.agent or state.label,
        service=words.service.name,
        case=case,
        many=sum(other.fields == move.fields for _case, other in made),
    )


def preview(run: BulkRun, lines: Iterable[BulkLine], party: Party) -> Preview:
    """Who can and who cannot, asked of the cases as they are now."""
    colleagues = _units_of_colleague(run)
    shown = Preview()
    for line in lines:
        why = why_not(run, line, party, colleagues)
        if why:
            shown.cannot.append((line, why))
        else:
            shown.can.append(line)
    return shown


def _units_of_colleague(run: BulkRun) -> frozenset[int]:
    """The units where whoever is to receive them works today."""
    if run.kind != Kind.ENTRUST or not run.arguments.get("to"):
        return frozenset()
    members = directory.memberships_of(Account(pk=UUID(run.arguments["to"])))
    handling = members.filter(account__is_active=True).exclude(role=Membership.Role.DESK)
    return frozenset(handling.values_list("unit_id", flat=True))


def why_not(
    run: BulkRun, line: BulkLine, party: Party, colleagues: frozenset[int] | None = None
) -> str:
    """In words, why this line cannot be done; empty when it can. The action has the last word."""
    case = line.case
    if rules.scope_of(case, party) == "none":
        return str(NotFound())
    if case.legal_state == Case.LegalState.CLOSED and run.kind != Kind.WRITE:
        return str(CaseClosed())
    if run.kind == Kind.WRITE:
        as_agent = rules.scope_of(case, party) == "all"
        return "" if as_agent else _("Your unit does not write to this person.")
    if run.kind == Kind.MOVE:
        return _why_not_move(run, line, party)
    known = _units_of_colleague(run) if colleagues is None else colleagues
    return _why_not_assign(run, line, party, known)


def _why_not_move(run: BulkRun, line: BulkLine, party: Party) -> str:
    case, asked = line.case, run.arguments
    if case.installation_id != asked.get("installation"):
        return _("This request is of another service.")
    if case.revision != line.revision:
        return str(CaseMoved())
    if case.state == asked.get("state") and any(
        move.transition == asked.get("transition") for move in moves_of(case, party)
    ):
        return ""
    return _("This is not possible in the state this request is in.")


def _why_not_assign(run: BulkRun, line: BulkLine, party: Party, colleagues: frozenset[int]) -> str:
    case, item = line.case, line.item
    if item is not None and item.done_at is not None:
        return _("This task is done.")
    unit_id = item.unit_id if item else int(case.bindings.get(case.hand) or case.lead_unit_id)
    if unit_id not in party.unit_ids:
        return str(NotAllowed())
    if run.kind == Kind.ENTRUST:
        return "" if unit_id in colleagues else _("This person does not work in that unit.")
    if run.kind == Kind.SHARE:
        planned = str(line.pk) in run.arguments.get("plan", {})
        return "" if planned else _("Nobody is there to receive it.")
    if run.kind == Kind.RELEASE:
        return ""
    holder = (item or case).assigned_to
    if holder is not None and holder.pk != party.account_id:
        return _("Already entrusted to %(name)s.") % {"name": holder}
    return ""


def colleagues_of(party: Party) -> QuerySet[Account]:
    """Whoever handles cases today in one of the party's units, by name."""
    return directory.handlers_of(party.unit_ids)
