"""`python -m parvis.participation.sortition`: a pool on standard input, its lottery on standard
output. A process of its own: the solver's memory and its seconds are not the worker's."""

import json
import sys
from dataclasses import asdict

from django.conf import settings


def main() -> None:
    settings.configure(USE_I18N=False)
    from parvis.participation.sortition.pool import Pool
    from parvis.participation.sortition.portfolio import lottery_for
    from parvis.participation.sortition.relaxing import relaxation
    from parvis.participation.sortition.solving import NoPanel

    pool = Pool.from_json(json.load(sys.stdin))
    try:
        told: dict[str, object] = {"lottery": asdict(lottery_for(pool))}
    except NoPanel:
        try:
            told = {"widened": [asdict(one) for one in relaxation(pool)]}
        except NoPanel:
            told = {"widened": []}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
