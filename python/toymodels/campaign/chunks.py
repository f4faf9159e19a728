"""What a campaign consists of: chunks, each a theorem with a range of seeds, under a key of all that it depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cache

from toymodels import __version__
from toymodels.library import Library
from toymodels.power.library import is_known
from toymodels.power.tightness import cited
from toymodels.records.freshness import code_digest
from toymodels.statements.language import Statement, Unsupported
from toymodels.statements.read.closed import Closed


class Kind(StrEnum):
    """What is done to a theorem with each seed."""

    CHECK = "check"
    POWER = "power"
    REFUTE = "refute"


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one process does at a time; all of it but `theorem` decides what comes out.

    Attributes:
        theorem: the full name.
        statement: SHA-256 of the elaborated statement with its definitions.
        generator: the version of the code that draws and decides.
        kind: a `Kind`.
        pinned: fixed `Nat` variables, as JSON; the rest is drawn.
        base: the campaign's first seed.
        first: the first seed of this chunk.
        seeds: how many there are, in a row.
        per_seed: how many instances with each.
        limit: how many seconds a search may take with each, of the kind `REFUTE`.
    """

    theorem: str
    statement: str
    generator: str
    kind: Kind
    pinned: str
    base: int
    first: int
    seeds: int
    per_seed: int
    limit: float = 0.0

    @property
    def key(self) -> str:
        """A name for what comes out: 32 hexadecimal digits."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Task:
    """A theorem as a worker gets it.

    Attributes:
        statement: as it is tested.
        sha256: of the statement as it stands in the library.
        closed: objects of the library that a search tries.
        claim: the docstring's `Tight:` field.
        known: which of the names that the claim cites the library has.
    """

    name: str
    statement: Statement
    sha256: str
    closed: tuple[Closed, ...] = ()
    claim: str | None = None
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Settings:
    """How much is done.

    Attributes:
        kind: what is done.
        instances: how many instances of each theorem.
        seed: the first seed.
        sizes: fixed `Nat` variables.
        per_seed: how many instances are drawn with one seed.
        per_chunk: how many make up a chunk.
        seconds: how long a search may take with one seed, of the kind `REFUTE`.
    """

    kind: Kind = Kind.CHECK
    instances: int = 100_000
    seed: int = 0
    sizes: Mapping[str, int] = field(default_factory=dict[str, int])
    per_seed: int = 10_000
    per_chunk: int = 100_000
    seconds: float = 10.0

    def chunks(self, theorems: Mapping[str, str]) -> Iterator[Chunk]:
        """The chunks for theorems, given with their statements' hashes: the first of each, then the second, and so on.

        With more `instances` the chunks are the same and more follow.
        """
        drawn = min(self.per_seed, self.instances)
        seeds = -(-self.instances // drawn)
        at_once = max(1, self.per_chunk // drawn)
        for first in range(0, seeds, at_once):
            for name, statement in theorems.items():
                yield Chunk(
                    theorem=name,
                    statement=statement,
                    generator=generator_version(),
                    kind=self.kind,
                    pinned=json.dumps(dict(sorted(self.sizes.items()))),
                    base=self.seed,
                    first=self.seed + first,
                    seeds=min(at_once, seeds - first),
                    per_seed=drawn,
                    limit=self.seconds if self.kind is Kind.REFUTE else 0.0,
                )


def tasks_of(library: Library, names: list[str]) -> tuple[dict[str, Task], dict[str, str]]:
    """The theorems of a library for workers, by full name, and why others cannot be tested."""
    tasks: dict[str, Task] = {}
    unread: dict[str, str] = {}
    for name in names:
        theorem = library.theorem(name)
        if isinstance(theorem.statement, Unsupported):
            unread[name] = theorem.statement.reason
            continue
        claim = theorem.docstring.tight
        known = frozenset(each for each in cited(claim or "") if is_known(library, each))
        tasks[name] = Task(name, theorem.testable(), theorem.statement_sha256, theorem.closed, claim, known)
    return tasks, unread


@cache
def generator_version() -> str:
    """The version of the code that draws and decides, 16 hexadecimal digits after that of the package."""
    return f"{__version__}-{code_digest('campaign.work', apart=('library.py', 'powers.py'))[:16]}"
