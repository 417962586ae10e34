"""Merkle trees as in Certificate Transparency (RFC 6962 § 2.1, RFC 9162 § 2.1.3.2).

Leaves and inner nodes are hashed with different first bytes: one never passes for the other.
"""

from collections.abc import Sequence
from hashlib import sha256


def leaf(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Each level above the last; a node without neighbour rises as it is."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [_node(below[n], below[n + 1]) for n in range(0, len(below) - 1, 2)]
        levels.append(above + below[len(above) * 2 :])
    return levels


class Tree:
    """A tree over hashed leaves, in their order."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._levels = _levels(leaves)

    @property
    def root(self) -> bytes:
        """The root; of no leaf, the hash of nothing."""
        return self._levels[-1][0] if self._levels[0] else sha256(b"").digest()

    def path(self, index: int) -> list[bytes]:
        """The neighbours that lead from one leaf to the root."""
        path = []
        for level in self._levels[:-1]:
            if (index ^ 1) < len(level):
                path.append(level[index ^ 1])
            index >>= 1
        return path


def is_included(hashed: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from the leaf at this place of a tree of that size to the root."""
    if not 0 <= index < size:
        return False
    here, last = index, size - 1
    for neighbour in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            hashed = _node(neighbour, hashed)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            hashed = _node(hashed, neighbour)
        here, last = here >> 1, last >> 1
    return last == 0 and hashed == root
