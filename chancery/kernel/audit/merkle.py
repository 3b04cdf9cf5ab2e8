"""A Merkle log after RFC 6962: pure functions over 32-byte hashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256


def leaf_hash(salt: bytes, body: bytes) -> bytes:
    """The leaf of one line. The salt keeps an erased body from being guessed."""
    return sha256(b"\x00" + salt + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass
class Frontier:
    """The right edge of a growing tree: enough to append leaves and to know the root, in O(log n) space."""

    size: int = 0
    nodes: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        node, size = leaf, self.size
        while size & 1:
            node = node_hash(self.nodes.pop(), node)
            size >>= 1
        self.nodes.append(node)
        self.size += 1

    def root(self) -> bytes:
        if not self.nodes:
            return sha256(b"").digest()
        root = self.nodes[-1]
        for node in reversed(self.nodes[:-1]):
            root = node_hash(node, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The proof that leaf `index` is in the tree over `leaves`: sibling hashes from the leaf upwards."""
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion(leaves[:split], index), root_of(leaves[split:])]
    return [*inclusion(leaves[split:], index - split), root_of(leaves[:split])]


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows that `leaf` stands at `index` of the tree of `size` leaves with this root."""
    return _climb(leaf, index, size, list(proof)) == root


def _climb(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    if size == 1:
        return leaf if not proof else None
    if not proof:
        return None
    split, sibling = _split(size), proof[-1]
    if index < split:
        left = _climb(leaf, index, split, proof[:-1])
        return node_hash(left, sibling) if left else None
    right = _climb(leaf, index - split, size - split, proof[:-1])
    return node_hash(sibling, right) if right else None


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
