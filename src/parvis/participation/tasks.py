"""What the worker does for consultations."""

import logging

from parvis.core import jobs
from parvis.core.actor import SYSTEM
from parvis.participation import queries
from parvis.participation.actions import (
    elections,
    imports,
    mailings,
    opendata,
    panel_seats,
    tallying,
    voter_mails,
    weighings,
    workshop_places,
)
from parvis.participation.actions.deliberation import draw_map
from parvis.participation.actions.letters import send_letters
from parvis.participation.actions.panels import compute_lottery
from parvis.participation.actions.told_figures import tell_figures
from parvis.participation.models import Mailing, Panel
from parvis.participation.opinion_process import MapFailed

log = logging.getLogger(__name__)


@jobs.periodic(name="participation.draw_maps", cron="* * * * *", queue=jobs.LONG)
def draw_maps() -> None:
    """Draw again, each minute, the maps that answers have changed."""
    is_over = jobs.stint()
    for phase in queries.phases_to_draw():
        try:
            draw_map(phase=phase)
        except MapFailed:
            # The last map stays, and the next minute tries again.
            log.exception("The opinion map of phase %s was not drawn", phase.pk)
        if is_over():
            return


@jobs.task(name=elections.COUNT, attempts=4, queue=jobs.LONG)
def count(election: int) -> None:
    """Count a closed vote. Repeated, it finds it counted."""
    tallying.count_vote(key=election)


@jobs.periodic(name="participation.tell_voters", cron="* * * * *")
def tell_voters() -> None:
    """Each minute: pages first, mails after."""
    voter_mails.tell_voters(jobs.stint())


@jobs.periodic(name="participation.tell_figures", cron="50 4 * * *", queue=jobs.LONG)
def note_figures() -> None:
    """Before the letters: figures of the services that ideas became."""
    tell_figures()


@jobs.periodic(name="participation.weekly_letters", cron="20 5 * * *", queue=jobs.LONG)
def weekly_letters() -> None:
    """On Monday morning; on the other days what Monday could not. Of a large town it takes minutes,
    and nobody would go on before the next morning."""
    send_letters()


@jobs.periodic(name="participation.count_again", cron="*/10 * * * *", queue=jobs.LONG)
def count_again() -> None:
    elections.count_again_if_lost()


@jobs.task(name="participation.prepare_panel", attempts=2, queue=jobs.LONG)
def prepare_panel(panel: int) -> None:
    """Compute the lottery of a panel in a process of its own, and seal it."""
    found = Panel.objects.filter(pk=panel).first()
    if found is not None:
        compute_lottery(panel=found)


@jobs.periodic(name="participation.date_open_data", cron="40 3 * * *", queue=jobs.LONG)
def date_open_data() -> None:
    """Each night, note which files of open data changed."""
    for consultation in queries.published().iterator(50):
        opendata.note_editions([consultation])


@jobs.task(name=mailings.DRAW, attempts=4, queue=jobs.LONG)
def draw_letters(mailing: int) -> None:
    """Draw the file of a batch of letters. Repeated, it finds it drawn."""
    found = Mailing.objects.filter(pk=mailing).first()
    if found is not None:
        mailings.draw_letters(mailing=found)


@jobs.periodic(name="participation.forget_panels", cron="40 2 * * *")
def forget_panels() -> None:
    """Each night: what is known of volunteers of old panels, and old files of letters."""
    panel_seats.end_forgotten()
    mailings.erase_old(SYSTEM)


@jobs.task(name=imports.READ, attempts=2, queue=jobs.LONG)
def read_import(key: int) -> None:
    """Read a large export of another platform."""
    imports.read_import(key=key)


@jobs.task(name=imports.BRING, attempts=4, queue=jobs.LONG)
def bring_in(key: int) -> None:
    """Bring in a confirmed export; repeated, it goes on where it was."""
    imports.bring_in(key=key)


@jobs.periodic(name="participation.keep_imports", cron="*/10 * * * *")
def keep_imports() -> None:
    imports.go_on_and_forget()


@jobs.periodic(name="participation.remind_workshops", cron="*/10 * * * *")
def remind_workshops() -> None:
    """Tell those registered, the day before."""
    workshop_places.remind(jobs.stint())


@jobs.periodic(name="participation.forget_needs", cron="40 3 * * *")
def forget_needs() -> None:
    """Erase what people needed in order to come, a month after."""
    workshop_places.forget_needs()


@jobs.periodic(name="participation.weigh", cron="*/10 * * * *", queue=jobs.LONG)
def weigh() -> None:
    """Results raw and weighted, of consultations where something came."""
    is_over = jobs.stint()
    for consultation in weighings.due():
        weighings.weigh_consultation(consultation=consultation)
        if is_over():
            return
