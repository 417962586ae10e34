"""Trees and proofs: those of the standard, and no proof of anything else."""

from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.participation.bundle.merkle import Tree, is_included, leaf


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.data())
def test_proofs_verify_and_nothing_else_does(size, data):
    leaves = [leaf(bytes([n])) for n in range(size)]
    tree = Tree(leaves)
    index = data.draw(st.integers(0, size - 1))
    path = tree.path(index)
    assert is_included(leaves[index], index, size, path, tree.root)
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index) | st.none())
    if other is not None:
        assert not is_included(leaves[other], index, size, path, tree.root)
        assert not is_included(leaves[index], other, size, path, tree.root)
    assert not is_included(leaves[index], index, size, [*path, leaves[0]], tree.root)
    assert not is_included(leaves[index], index, size, path, leaf(b"another"))
    if path:
        broken = data.draw(st.integers(0, len(path) - 1))
        bit = data.draw(st.integers(0, 255))
        bent = bytearray(path[broken])
        bent[bit // 8] ^= 1 << bit % 8
        assert not is_included(
            leaves[index],
            index,
            size,
            [*path[:broken], bytes(bent), *path[broken + 1 :]],
            tree.root,
        )
        assert not is_included(leaves[index], index, size, path[:-1], tree.root)


def split_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, word for word: cut at the largest power of two below the size."""
    if len(leaves) == 1:
        return leaves[0]
    cut = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + split_root(leaves[:cut]) + split_root(leaves[cut:])).digest()


def test_roots_are_those_of_the_standard():
    """The empty tree and the eight leaves of RFC 6962's own reference tests; every size by its definition."""
    assert Tree([]).root.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    inputs = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    eight = [leaf(bytes.fromhex(one)) for one in inputs]
    assert (
        Tree(eight).root.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    )
    for size in range(1, 34):
        leaves = [leaf(bytes([n])) for n in range(size)]
        assert Tree(leaves).root == split_root(leaves)
