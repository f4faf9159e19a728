"""Looks at the accepted instances of a check as they come: which are tightest, and how many are different."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from toymodels.campaign.results import Tightest
from toymodels.check.census import fingerprints
from toymodels.check.distinct import Distinct
from toymodels.check.margin import Nearest, Tables, comparisons
from toymodels.evaluate.batch import Batch
from toymodels.instances.subject import Subject
from toymodels.statements.language import Compare, Relation
from toymodels.statements.print.text import to_text

HASHES = 1024
"""How many hashes are kept; the relative standard error of a count made of them is about 3%."""

_TIGHTEST = 3


@dataclass(slots=True)
class Watch:
    """Gathers over several checks of one statement; `seed` is that of the check under way."""

    seed: int = 0
    distinct: Distinct = field(default_factory=Distinct)
    _tables: dict[str, Tables] | None = None
    _nearest: dict[str, dict[str, tuple[Nearest, int]]] = field(
        default_factory=dict[str, dict[str, tuple[Nearest, int]]]
    )

    def __call__(self, subject: Subject, batch: Batch) -> None:
        """Look at a batch of accepted instances."""
        self.distinct.add(fingerprints(batch))
        if self._tables is None:
            parts = (part for part in comparisons(subject.statement.conclusion) if part.op is Relation.LE)
            definitions = subject.statement.definitions
            self._tables = {
                to_text(Compare(Relation.LE, part.left, part.right), definitions): Tables(part, subject.evaluator)
                for part in parts
            }
        for text, tables in self._tables.items():
            if (found := tables.nearest(batch)) is not None:
                self._keep(text, found)

    def _keep(self, text: str, found: Nearest) -> None:
        kept = self._nearest.setdefault(text, {})
        kept.setdefault(json.dumps(found.instance.to_json()), (found, self.seed))
        if len(kept) > _TIGHTEST:
            del kept[max(kept, key=lambda values: (kept[values][0].relative, kept[values][1], values))]

    def tightest(self) -> tuple[Tightest, ...]:
        """The tightest instances of each inequality, the tightest first."""
        return tuple(
            Tightest(
                text, float(near.relative), str(near.left), str(near.right), near.attained, seed=seed, instance=values
            )
            for text, kept in self._nearest.items()
            for values, (near, seed) in sorted(kept.items(), key=lambda item: (item[1][0].relative, item[1][1]))
        )
