"""`python scripts/oracles NAME`: expected results, computed by somebody else's library.

These libraries stay out of the project: `pabutools` cannot be had without a commercial solver. Each
is installed into a throw-away environment, run there on invented data, and only what it answered is
kept, as small files beside the tests that compare with them.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "src/parvis/participation/tests/data"
# Each oracle: what it installs.
ORACLES = {
    "budgets": ["pabutools==1.2.3"],
    "opinions": ["red-dwarf==0.4.0"],
    "panels": ["sortition-algorithms==0.12.15", "highspy==1.15.1"],
}


def main() -> None:
    if len(sys.argv) != 2 or sys.argv[1] not in ORACLES:
        sys.exit(f"usage: python scripts/oracles {'|'.join(ORACLES)}")
    name = sys.argv[1]
    DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="oracle-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin/python"
        subprocess.run([python, "-m", "pip", "install", "-q", *ORACLES[name]], check=True)
        subprocess.run([python, HERE / f"{name}.py", DATA], check=True)


if __name__ == "__main__":
    main()
