"""Tactic blocks: the steps of a proof as the nested sequences in which LeanDojo looks for tactics."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from toymodels.lean.proofs import Step
from toymodels.leandojo.syntax import NULL, UNPARSED, Json, Source, node

_BY = "Lean.Parser.Term.byTactic"
_BLOCK = "Lean.Parser.Tactic.tacticSeq"
SEQUENCE = "Lean.Parser.Tactic.tacticSeq1Indented"
"""The kind of the nodes whose only child holds tactics, with what separates them in between."""
_AFTER_PROOF = frozenset({"termination_by", "decreasing_by", "where"})


@dataclass(slots=True)
class _Tactic:
    """A step with the range of its leaves and the steps inside it."""

    step: Step
    first: int
    last: int
    inner: list[_Tactic] = field(default_factory=list["_Tactic"])


class Blocks:
    """Makes syntax of ranges of a source's leaves, in which the steps of its proofs stand as tactic blocks.

    Attributes:
        steps: the steps, one a place, in the order of their starts.
    """

    def __init__(self, source: Source, steps: Iterable[Step]) -> None:
        """Take the source and all steps of its proofs."""
        self._source = source
        outermost_first = sorted(steps, key=lambda step: (step.span.start, -step.span.end, step.depth))
        self.steps: Sequence[Step] = tuple({step.span: step for step in reversed(outermost_first)}.values())[::-1]
        self._starts = [leaf.start for leaf in source.leaves]

    def value(self, first: int, last: int) -> list[Json]:
        """Leaves `first` to `last` (exclusive) as what a declaration is defined to be, then what follows it.

        A proof by tactics is one `by` node even where the steps are not known; a term is one node of leaves.
        """
        parts = self.parts(first, last)
        if self._source.leaves[first].text != "by" or first + 1 == last:
            return [node(UNPARSED, *parts)]
        if _kind(parts[0]) != _BY:
            return [node(_BY, parts[0], _block([node(UNPARSED, *parts[1:])]))]
        return parts

    def parts(self, first: int, last: int) -> list[Json]:
        """Leaves `first` to `last` (exclusive) in order, the tactic blocks among them as nodes."""
        if first == last:
            return []
        start, end = self._source.leaves[first].start, self._source.leaves[last - 1].end
        low = bisect_left(self.steps, start, key=lambda step: step.span.start)
        high = bisect_left(self.steps, end, key=lambda step: step.span.start)
        return self._parts(first, last, self._nested(step for step in self.steps[low:high] if step.span.end <= end))

    def _nested(self, steps: Iterable[Step]) -> list[_Tactic]:
        """The outermost of the steps, with the others inside them."""
        outermost: list[_Tactic] = []
        enclosing: list[_Tactic] = []
        for step in steps:
            first = bisect_left(self._starts, step.span.start)
            last = bisect_left(self._starts, step.span.end)
            while enclosing and enclosing[-1].last < last:
                enclosing.pop()
            tactic = _Tactic(step, first, last)
            (enclosing[-1].inner if enclosing else outermost).append(tactic)
            enclosing.append(tactic)
        return outermost

    def _parts(self, first: int, last: int, tactics: Sequence[_Tactic]) -> list[Json]:
        parts: list[Json] = []
        position = first
        for run in self._runs(tactics):
            parts += [self._source.leaf(index) for index in range(position, run[0].first)]
            block = self._run(run)
            if run[0].first > position and self._source.leaves[run[0].first - 1].text == "by":
                block = node(_BY, parts.pop(), block)
            parts.append(block)
            position = run[-1].last
        return parts + [self._source.leaf(index) for index in range(position, last)]

    def _runs(self, tactics: Sequence[_Tactic]) -> list[list[_Tactic]]:
        """Tactics that only line breaks and semicolons separate stand in one sequence."""
        runs: list[list[_Tactic]] = []
        for tactic in tactics:
            previous = runs[-1][-1] if runs else None
            if previous is not None and all(
                self._source.leaves[index].text == ";" for index in range(previous.last, tactic.first)
            ):
                runs[-1].append(tactic)
            else:
                runs.append([tactic])
        return runs

    def _run(self, run: Sequence[_Tactic]) -> Json:
        items: list[Json] = []
        for number, tactic in enumerate(run):
            if number:
                between = range(run[number - 1].last, tactic.first)
                items.append(node(NULL, *(self._source.atom(index) for index in between)))
            items.append(node(tactic.step.kind, *self._tactic_parts(tactic)))
        return _block(items)

    def _tactic_parts(self, tactic: _Tactic) -> list[Json]:
        parts = self._parts(tactic.first, tactic.last, tactic.inner)
        # What a tactic begins with is its keyword, not a name.
        return [self._source.atom(tactic.first), *parts[1:]] if "ident" in parts[0] else parts


def _block(items: Sequence[Json]) -> Json:
    return node(_BLOCK, node(SEQUENCE, node(NULL, *items)))


def _kind(part: Json) -> str | None:
    return part["node"]["kind"] if "node" in part else None
