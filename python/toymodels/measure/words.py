"""The answers that people want, in sentences, each with the theorem that it rests on where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from toymodels.measure.quantities import BLOCK_COSINE, Quantities
from toymodels.measure.results import Finding, Group
from toymodels.measure.weights import Weights

_MOST_NAMED = 5


def decimal(value: Fraction) -> str:
    """A fraction as people read it: exact if short, else four digits."""
    if value.denominator == 1 and abs(value) < 10**7:
        return str(value.numerator)
    size = float(value) if abs(value) < Fraction(10) ** 300 else float("inf")
    text = f"{size:.4g}"
    return text if value == 0 or float(text) != 0 else f"{size:.1e}"


def answers(weights: Weights, found: Quantities, findings: Sequence[Finding]) -> tuple[str, ...]:
    """What the weights are, in sentences: features, superposition, capacity, blocks, interference, reading back."""
    return (
        *_moved(weights),
        *_superposition(weights, found, findings),
        *_capacity(weights, found, findings),
        *_blocks(found),
        *_interference(found, findings),
        *_reading(weights, found, findings),
    )


def _moved(weights: Weights) -> Iterator[str]:
    if weights.snap is not None:
        snap = weights.snap
        yield (
            f"Every weight was moved to the nearest multiple of {snap.step} first, by at most {snap.largest}; the "
            f"squares of these distances add up to {decimal(snap.squared)}. What follows is about the moved ones."
        )


def _superposition(weights: Weights, found: Quantities, findings: Sequence[Finding]) -> Iterator[str]:
    zero = weights.n - found.nonzero
    verb = "has" if zero == 1 else "have"
    without = f" ({_number(zero, 'more feature')} {verb} the zero vector as direction)" if zero else ""
    dimensions = _number(weights.m, "hidden dimension")
    yield f"{_number(found.nonzero, 'feature')} in {dimensions}{without}; their directions span {found.rank}."
    if found.nonzero > found.rank:
        forced = _by(_forced(findings))
        dimensions = "dimensions" if found.nonzero > weights.m else "dimensions that they span"
        yield (
            f"This is superposition: there are more features than {dimensions}, so that not all of them can be "
            f"orthogonal{forced}."
        )
    elif found.orthogonal_groups < found.nonzero:
        yield "There are no more features than dimensions, yet some are not orthogonal: they need not interfere."
    elif found.nonzero:
        yield "This is not superposition: the features are orthogonal, one dimension each."


def _forced(findings: Sequence[Finding]) -> str:
    """A theorem that applies because there are more features than dimensions, and speaks of capacity."""
    for each in findings:
        if each.group is Group.APPLIES and "m < n" in each.statement and "capacity" in each.statement:
            return each.short_name
    return ""


def _capacity(weights: Weights, found: Quantities, findings: Sequence[Finding]) -> Iterator[str]:
    total = found.total_capacity
    budget = next(
        (
            each.short_name
            for each in findings
            if each.group is Group.APPLIES and each.statement.rstrip(".").endswith("(Σ i < n, capacity W i) ≤ m")
        ),
        "",
    )
    share = total / weights.m
    spent = f"{decimal(total)} of the budget of {weights.m} is used ({float(share):.1%})"
    if total < weights.m and decimal(total) == str(weights.m):
        spent = f"all but {decimal(weights.m - total)} of the budget of {weights.m} is used"
    used = f"Capacity: {spent}{_by(budget)}"
    yield f"{used}; the most by {_ranked(found.capacities)}."
    alone = [i for i, value in enumerate(found.capacities) if value == 1]
    if alone:
        verb = "has" if len(alone) == 1 else "have"
        yield f"{_number(len(alone), 'feature')} {verb} a dimension alone: {_listed(alone)}."


def _ranked(values: Sequence[Fraction]) -> str:
    order = sorted(range(len(values)), key=lambda i: (-values[i], i))[:_MOST_NAMED]
    return ", ".join(f"feature {i} ({decimal(values[i])})" for i in order)


def _blocks(found: Quantities) -> Iterator[str]:
    limit = f"squared cosines of at most {decimal(BLOCK_COSINE)} between blocks"
    if len(found.blocks) < 2:
        if found.nonzero > 1:
            yield f"All features are in one block ({limit})."
        return
    large = sorted(found.blocks, key=lambda block: (-len(block), block))
    shown = "; ".join(_listed(block) for block in large[:_MOST_NAMED])
    more = f"; and {len(large) - _MOST_NAMED} more" if len(large) > _MOST_NAMED else ""
    yield f"{len(found.blocks)} blocks ({limit}): {shown}{more}."
    if found.orthogonal_groups > 1:
        yield f"{found.orthogonal_groups} groups of features are exactly orthogonal to one another."


def _interference(found: Quantities, findings: Sequence[Finding]) -> Iterator[str]:
    if found.worst is None:
        return
    pair, value = found.worst, found.worst.value
    using = [
        each.short_name
        for each in findings
        if each.group is Group.COMPUTED and any(b.name == "μ" and b.value == abs(value) for b in each.bounds)
    ]
    rests = f", which {_listed_names(using)} use{'s' if len(using) == 1 else ''} as μ" if using else ""
    yield f"The worst interference is {decimal(value)}, between the features {pair.first} and {pair.second}{rests}."


def _reading(weights: Weights, found: Quantities, findings: Sequence[Finding]) -> Iterator[str]:
    bias = " with the bias" if weights.bias is not None else ""
    how = "the read-out" if weights.read_out is not None else "their own directions"
    count = len(found.read_alone)
    all_of = "each of them" if count == weights.n else f"{count} of {weights.n}"
    alone = "with one feature active at a time, the largest read-out is the right one"
    yield f"Read along {how}{bias}, {alone} for {all_of}."
    for each in findings:
        for bound in each.bounds:
            if each.group is Group.COMPUTED and bound.relation == "≤" and bound.is_computed and not each.left_open:
                sets = f"all sets of up to {decimal(bound.value)} features" if bound.value else "the empty set alone"
                yield f"`{each.short_name}` holds for {sets} ({bound.name} ≤ {decimal(bound.value)})."


def _by(name: str) -> str:
    return f" (`{name}`)" if name else ""


def _number(count: int, one: str) -> str:
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def _listed(indices: Sequence[int]) -> str:
    shown = ", ".join(map(str, indices[:12]))
    return f"{{{shown}{', …' if len(indices) > 12 else ''}}}"


def _listed_names(names: Sequence[str]) -> str:
    shown = [f"`{name}`" for name in names[:3]]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
