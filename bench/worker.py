"""The process that is measured: `python -m bench.worker minimal|site`, on DATABASE_URL.

Reads {"page": name, "times": n} from its input, a line each, and answers with what it cost.
"""

import importlib
import json
import os
import sys
from dataclasses import asdict
from typing import Protocol, cast

from bench.probe import Prepare, measure


class Site(Protocol):
    """A module that can be measured."""

    def open_pages(self, url: str) -> dict[str, Prepare]: ...


def main() -> None:
    # Whatever is printed by others must not mix with the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    site = cast(Site, importlib.import_module(f"bench.{sys.argv[1]}.site"))
    pages = site.open_pages(os.environ["DATABASE_URL"])
    print(json.dumps(list(pages)), file=answers, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        cost = measure(pages[asked["page"]], asked["times"])
        print(json.dumps(asdict(cost)), file=answers, flush=True)


if __name__ == "__main__":
    main()
