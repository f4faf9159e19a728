"""The sizes that a check went to, in few words."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

_LISTED = 8


def sizes_text(sizes: Iterable[Mapping[str, int]]) -> str:
    """Sizes as people read them; what is long becomes its ranges.

    Args:
        sizes: values of the same variables, each set of values once; the order does not matter.

    Returns:
        For example `n = 0 to 5, 8`, `m=1 n=2, m=2 n=3`, `30 sizes with m = 1 to 5, n = 2 to 9`, or nothing where there
        are not variables.
    """
    found = sorted({tuple(each.items()) for each in sizes if each}, key=_total)
    if not found:
        return ""
    names = [name for name, _ in found[0]]
    columns = [sorted({values[place][1] for values in found}) for place in range(len(names))]
    spans = ", ".join(f"{name} = {_spans(column)}" for name, column in zip(names, columns, strict=True))
    if len(names) == 1:
        return spans
    if len(found) <= _LISTED:
        return ", ".join(" ".join(f"{name}={value}" for name, value in values) for values in found)
    return f"{len(found)} sizes with {spans}"


def _total(values: tuple[tuple[str, int], ...]) -> tuple[int, tuple[int, ...]]:
    numbers = tuple(value for _, value in values)
    return sum(numbers), numbers


def _spans(numbers: Sequence[int]) -> str:
    """Ascending numbers, those in a row as one span: `0 to 5, 8`."""
    starts = [numbers[0], *(after for before, after in pairwise(numbers) if after > before + 1)]
    ends = [*(before for before, after in pairwise(numbers) if after > before + 1), numbers[-1]]
    return ", ".join(
        f"{start}" if start == end else f"{start}, {end}" if end == start + 1 else f"{start} to {end}"
        for start, end in zip(starts, ends, strict=True)
    )
