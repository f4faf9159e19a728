"""What the official kernel can say of one declaration, and what it was asked to say before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ACCEPTED, REJECTED, NO_OPINION, LEFT_OUT = "accepted", "rejected", "no opinion", "left out"


@dataclass(frozen=True, slots=True)
class Known:
    """What was judged before.

    Attributes:
        basis: what every judgement depends on, whatever the files: the kernel, core, the code that asks it.
        contents: by module of the library, a hash of its compiled files; none where nothing is to be kept.
        proofs: the keys of proofs that were accepted.
    """

    basis: str = ""
    contents: Mapping[str, str] = field(default_factory=dict[str, str])
    proofs: frozenset[str] = frozenset()
