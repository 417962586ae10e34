"""The chunks of a population on a Dask cluster: the same function as `batch`, elsewhere.

Its workers have the same Parvis and the same law installed; one that has not refuses. A chunk whose
worker is lost is computed by another.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import islice
from threading import Lock
from typing import Final

from distributed import Client, as_completed

from parvis.connectors.openfisca import batch, fast, sample
from parvis.connectors.openfisca.columns import Households
from parvis.connectors.openfisca.compute import compute
from parvis.connectors.openfisca.system import Law, stamp

AHEAD: Final = 4  # chunks sent for each thread of the cluster: more would only fill its memory
_SEEN: Final = 40
_one_at_a_time = Lock()


class OtherLaw(Exception):
    """A worker holds other versions than we do: its amounts would not be ours."""


def run(
    address: str, part: batch.Part, chunks: Sequence[int], codes: Sequence[str], month: date
) -> Iterator[batch.Done]:
    """As `batch.run`. Raises OSError: no cluster there; OtherLaw."""
    waiting = iter(chunks)
    with Client(address, set_as_default=False) as client:

        def send(number: int) -> object:
            return client.submit(
                _chunk, part(number), number, list(codes), month, stamp(), pure=False
            )

        room = AHEAD * max(1, sum(client.nthreads().values()))
        sent = as_completed([send(number) for number in islice(waiting, room)], loop=client.loop)
        for future in sent:
            yield future.result()
            future.release()
            following = next(waiting, None)
            if following is not None:
                sent.add(send(following))


def _chunk(
    households: Households, number: int, codes: Sequence[str], month: date, wanted: str
) -> batch.Done:
    if stamp() != wanted:
        raise OtherLaw(f"this worker has {stamp()}, not {wanted}")
    with _one_at_a_time:  # a worker may have threads; the engine has none
        return batch.done(_warm(tuple(codes), month), households, number, codes, month)


@cache
def _law() -> Law:
    fast.install()
    return Law()


@cache
def _warm(codes: tuple[str, ...], month: date) -> Law:
    """Every worker goes the way that the process does: that of the same forty households."""
    compute(_law(), sample.households(_SEEN, month), codes, month)
    return _law()
