"""A scanner for demonstrations and tests: it knows EICAR, the harmless test "virus"."""

from typing import BinaryIO

from parvis.core.files import Verdict

# Written in two pieces, or scanners would take this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class DemoScanner:
    def scan(self, content: BinaryIO) -> Verdict:
        return Verdict("Eicar-Test-Signature" if EICAR in content.read() else "")
