"""The files named, by the engine as published and then by ours: prints what their tests came to."""

import json
import sys
from pathlib import Path

from parvis.connectors.openfisca import conform, fast
from parvis.connectors.openfisca.system import Law

if __name__ == "__main__":
    law, paths = Law(), [Path(one) for one in sys.argv[1:]]
    plain = list(conform.conform(law, paths))
    fast.install()
    found = {"plain": plain, "fast": list(conform.conform(law, paths))}
    told = {
        engine: [[each.name, each.outcome, each.why] for each in one]
        for engine, one in found.items()
    }
    sys.stdout.write(json.dumps(told))
