"""The folder of a campaign: what it is, and a Parquet file a chunk, written whole or not at all.

Violations stand in `violations` as well, a JSON file a chunk, so that they are seen without reading all of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct

from toymodels.campaign.chunks import Chunk, Settings, generator_version
from toymodels.campaign.errors import CampaignError, needed
from toymodels.campaign.results import Outcome, Violation
from toymodels.records.store import read_record, write_atomically, write_record

RECORD = "campaign.json"
_FILES, _VIOLATIONS = "chunks", "violations"
_MAGIC = b"PAR1"


class Campaign(Struct, frozen=True):
    """What a campaign was begun with last: `theorems` have the hashes of their statements, `unread` the reasons."""

    settings: Settings
    theorems: dict[str, str]
    unread: dict[str, str]
    generator: str


class _Violations(Struct, frozen=True):
    theorem: str
    violations: tuple[Violation, ...]


class Store:
    """The chunk files in a folder, two levels deep: by the first two digits of their keys, then one a chunk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, settings: Settings, theorems: Mapping[str, str], unread: Mapping[str, str]) -> None:
        """Write down what the campaign is: theorems with the hashes of their statements, and those left out.

        Raises:
            CampaignError: the folder holds something else.
        """
        path = self.folder / RECORD
        if self.folder.is_dir() and not path.exists() and any(self.folder.iterdir()):
            raise CampaignError(f"{self.folder} is not empty and holds no campaign; name another folder")
        write_record(path, Campaign(settings, dict(theorems), dict(unread), generator_version()))

    def begun(self) -> Campaign:
        """What `begin` wrote down last, and the version of the code that did.

        Raises:
            CampaignError: there is no campaign in the folder, or its record is damaged.
        """
        record = read_record(self.folder / RECORD, Campaign)
        if record is None:
            raise CampaignError(f"{self.folder} holds no campaign; `toymodels campaign run --out DIR` begins one")
        return record

    def path(self, chunk: Chunk) -> Path:
        """Where the outcome of a chunk is, or will be."""
        return self.folder / _FILES / chunk.key[:2] / f"{chunk.key}.parquet"

    def has(self, chunk: Chunk) -> bool:
        """Whether the outcome of a chunk is there, whole."""
        try:
            with self.path(chunk).open("rb") as stream:
                stream.seek(-len(_MAGIC), os.SEEK_END)
                return stream.read() == _MAGIC
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return False  # shorter than its last four bytes

    def write(self, chunk: Chunk, outcome: Outcome) -> None:
        """Keep the outcome of a chunk.

        Raises:
            OSError: it cannot be written, for example since the disk is full.
        """
        row = {**asdict(chunk), **asdict(outcome), "kind": str(chunk.kind)}
        if outcome.violations:
            told = _Violations(chunk.theorem, outcome.violations)
            write_record(self.folder / _VIOLATIONS / f"{chunk.key}.json", told)
        table = self._arrow.Table.from_pylist([row], schema=self._schema)
        sink = self._arrow.BufferOutputStream()
        self._parquet.write_table(table, sink, compression="zstd")
        write_atomically(self.path(chunk), sink.getvalue().to_pybytes())

    def violations(self, chunks: Iterable[Chunk]) -> dict[str, tuple[Violation, ...]]:
        """The violations that chunks have come to, by theorem."""
        found: dict[str, tuple[Violation, ...]] = {}
        names = {path.stem for path in (self.folder / _VIOLATIONS).glob("*.json")}
        for chunk in chunks if names else ():
            if chunk.key in names and self.has(chunk):
                record = read_record(self.folder / _VIOLATIONS / f"{chunk.key}.json", _Violations)
                if record is not None:
                    found[chunk.theorem] = record.violations
        return found

    @cached_property
    def _arrow(self) -> Any:
        return needed("pyarrow")

    @cached_property
    def _parquet(self) -> Any:
        return needed("pyarrow.parquet")

    @cached_property
    def _schema(self) -> Any:
        """The columns: those of the chunk, then those of the outcome."""
        arrow = self._arrow
        text, number, real, truth = arrow.string(), arrow.int64(), arrow.float64(), arrow.bool_()

        def rows(**fields: Any) -> Any:
            return arrow.list_(arrow.struct(list(fields.items())))

        counts = rows(name=text, count=number)
        columns: dict[str, Any] = {
            **dict.fromkeys(("theorem", "statement", "generator", "kind", "pinned"), text),
            **dict.fromkeys(("base", "first", "seeds", "per_seed"), number),
            "limit": real,
            **dict.fromkeys(("verdict", "reason"), text),
            **dict.fromkeys(("instances", "proposals", "effective"), number),
            "exhaustive": truth,
            "arithmetic": counts,
            "degenerate": counts,
            "hypotheses": rows(name=text, by_construction=truth, proposals=number, held=number),
            "sizes": rows(sizes=text, proposals=number, accepted=number),
            "tightest": rows(
                inequality=text, relative=real, left=text, right=text, attained=truth, seed=number, instance=text
            ),
            "violations": rows(seed=number, reason=text, witness=text, found=text, replay=text),
            "findings": rows(what=text, fate=text),
            "hashes": arrow.list_(arrow.uint64()),
            "seconds": real,
        }
        return arrow.schema(columns)
