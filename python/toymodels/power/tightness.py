"""How close an inequality comes to equality, and whether its docstring knows.

The slacks of all accepted instances make a histogram, relative to the scale of both sides; the guided search goes on
from them towards equality. What is called equality is exact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from toymodels.check.margin import Comparison, Nearest, Sides, Tables, comparisons
from toymodels.evaluate.batch import Batch, Instance
from toymodels.evaluate.convert import instance_of
from toymodels.instances.source import Ints
from toymodels.instances.subject import Subject
from toymodels.records.forms import Result, derive
from toymodels.search.climb import nearest
from toymodels.statements.language import Compare, Relation
from toymodels.statements.print.text import to_text

_BINS = 20
_NEARLY_ZERO = 1e-9


class Histogram(Result, frozen=True):
    """Relative slacks of the accepted instances: of each, the smallest wherever the inequality is claimed.

    equal: at how many both sides are equal and not zero, exactly; vanishing: at how many both are zero; counts: how
    many others lie between two of the `edges`, which divide the numbers from 0 to 1 evenly.
    """

    equal: int
    vanishing: int
    counts: tuple[int, ...]

    edges: tuple[float, ...] = ()
    """The ends of the bins, one more than there are bins."""

    def __post_init__(self) -> None:
        if not self.counts:
            raise ValueError("a histogram has bins")
        derive(self, edges=tuple(place / len(self.counts) for place in range(len(self.counts) + 1)))


class Slack(Result, frozen=True, omit_defaults=True, rename={"text": "inequality"}):
    """What the search found for one inequality.

    Both sides are those at the `witness`, where they were closest, `relative` to the scale of both; there is none if
    both sides were zero at every instance. `vanishing` is an instance at which both are zero, the only way in which
    `0 ≤ x` can be an equality.
    """

    text: str
    attained: bool
    vanishing: Instance | None
    histogram: Histogram
    relative: float | None = None
    slack: Fraction | None = None
    left: Fraction | None = None
    right: Fraction | None = None
    witness: Instance | None = None

    @classmethod
    def of(cls, text: str, near: Nearest | None, vanishing: Instance | None, histogram: Histogram) -> Slack:
        """What the search found near equality, if anything."""
        if near is None:
            return cls(text, attained=False, vanishing=vanishing, histogram=histogram)
        slack = near.right - near.left
        found = (float(near.relative), slack, near.left, near.right, near.instance)
        return cls(text, near.attained, vanishing, histogram, *found)


class Tightness(Result, frozen=True, rename={"slacks": "inequalities"}):
    """The slacks of a theorem's inequalities beside what its docstring claims; `errors` are disagreements.

    `remarks` are worth a look and contradict nothing: a claim that the search did not reproduce, for instance.
    """

    slacks: tuple[Slack, ...]
    claim: str | None
    errors: tuple[str, ...]
    remarks: tuple[str, ...]


def tightness(
    subject: Subject, batches: Sequence[Batch], claim: str | None, is_theorem: Callable[[str], bool]
) -> Tightness:
    """The smallest slack of each inequality in the conclusion, and what disagrees with the docstring.

    batches: instances that satisfy the hypotheses, to start from; claim: the docstring's `Tight:` field; is_theorem:
    whether a name, which may leave out leading components, is that of a constant that can be cited.
    """
    parts = (part for part in comparisons(subject.statement.conclusion) if part.op is Relation.LE)
    slacks = tuple(_slack(subject, part, batches) for part in parts)
    errors, remarks = _compare(slacks, claim, is_theorem)
    return Tightness(slacks, claim, errors, remarks)


def _slack(subject: Subject, part: Comparison, batches: Sequence[Batch]) -> Slack:
    tables = Tables(part, subject.evaluator)
    equal = vanishing = 0
    counts = np.zeros(_BINS, dtype=np.int64)
    example: Instance | None = None
    for batch in batches:
        for sides in tables.of(batch):
            zero = sides.vanishing
            vanishing += int(zero.sum())
            if example is None and batch.arrays and zero.any():
                example = instance_of(batch, int(sides.rows[np.argmax(zero)]))
            equal_here, counts_here = _counted(sides)
            equal += equal_here
            counts += counts_here
    text = to_text(Compare(Relation.LE, part.left, part.right), subject.statement.definitions)
    histogram = Histogram(equal, vanishing, tuple(counts.tolist()))
    return Slack.of(text, nearest(subject, part, batches), example, histogram)


def _counted(sides: Sides) -> tuple[int, Ints]:
    """How many instances are exact equalities with sides that are not zero, and how the others fall into bins."""
    relative = sides.relative
    if relative.shape[1] == 0:
        return 0, np.zeros(_BINS, dtype=np.int64)
    places = relative.argmin(axis=1)
    smallest = relative[np.arange(len(relative)), places]
    equal = np.zeros(len(smallest), dtype=np.bool_)
    for row in np.flatnonzero(np.abs(smallest) < _NEARLY_ZERO):
        left, right = sides.values(int(row), int(places[row]))
        equal[row] = left == right
    others = smallest[np.isfinite(smallest) & ~equal]
    counts, _ = np.histogram(others, bins=_BINS, range=(0.0, 1.0))
    return int(equal.sum()), counts.astype(np.int64)


_CITATION = re.compile(r"`([^\W\d][\w'₀-₉]*(?:\.[^\W\d][\w'₀-₉]*)*)`")
_NEVER = re.compile(r"\b(never|not (?:attained|tight|reached)|always strict|no equality|only (?:for|at|if|when) .*= 0)")


def cited(claim: str) -> tuple[str, ...]:
    """The theorems that a `Tight:` field names: what stands in backquotes and is a name of several words."""
    return tuple(name for name in _CITATION.findall(claim) if "_" in name or "." in name)


def _compare(
    slacks: tuple[Slack, ...], claim: str | None, is_theorem: Callable[[str], bool]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if claim is None:
        return (), ()
    missing = [name for name in cited(claim) if not is_theorem(name)]
    errors = [f"the docstring cites {name}, but no theorem of the library has that name" for name in missing]
    attained = [slack for slack in slacks if slack.attained]
    if _NEVER.search(claim.lower()):
        errors += [f"the docstring says {claim!r}, but equality holds in {slack.text}" for slack in attained]
        return tuple(errors), ()
    open_ones = [slack.text for slack in slacks if not slack.attained]
    told = bool(cited(claim)) and bool(open_ones) and not attained
    return tuple(errors), tuple(f"the search found no equality in {text}" for text in open_ones if told)
