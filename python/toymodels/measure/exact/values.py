"""What terms mean while bound variables are axes: numbers, truth values, indices and functions, over labelled axes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toymodels.errors import StatementError
from toymodels.evaluate.oracle import nat_arithmetic
from toymodels.measure.errors import NotMeasurable, TooCostly
from toymodels.measure.exact.networks import Label, Network, size_of
from toymodels.statements.language import Logic, Operation, Relation

Array = NDArray[Any]

_LARGEST_TABLE = 1 << 23


@dataclass(frozen=True, slots=True)
class Axis:
    """A bound or free index variable: every value of it at once."""

    label: Label


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Natural numbers or truth values over labelled axes."""

    values: Array
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """Where two axes agree, or with `negated` where they do not."""

    left: Label
    right: Label
    negated: bool = False


Natural = int | Axis | Table
Truth = bool | Same | Table
Value = Natural | Truth | Network | Callable[[Any], Any]


def table_of(value: Natural | Truth, sizes: Mapping[Label, int]) -> Table:
    """A natural number or truth value as a table."""
    match value:
        case Table():
            return value
        case Axis(label):
            return Table(np.arange(size_of(label, sizes)), (label,))
        case Same(left, right, negated):
            here, there = np.arange(size_of(left, sizes)), np.arange(size_of(right, sizes))
            equal = np.equal(here[:, None], there[None, :])
            return Table(~equal if negated else equal, (left, right))
        case _:
            return Table(np.asarray(value), ())


def united(tables: Sequence[Table]) -> tuple[Label, ...]:
    """All labels of tables, each once, in order of first occurrence.

    Raises:
        TooCostly: a table over all of them is too large.
    """
    lengths = {
        label: length for table in tables for label, length in zip(table.labels, table.values.shape, strict=True)
    }
    if prod(lengths.values()) > _LARGEST_TABLE:
        raise TooCostly(f"a table of {prod(lengths.values()):,} truth values or indices")
    return tuple(lengths)


def aligned(table: Table, labels: Sequence[Label]) -> Array:
    """The table's array with its axes in the order of `labels`, and length 1 where it has none."""
    places = [table.labels.index(label) for label in labels if label in table.labels]
    lengths = [table.values.shape[table.labels.index(label)] if label in table.labels else 1 for label in labels]
    return table.values.transpose(places).reshape(lengths)


def naturals(op: Operation, left: Natural, right: Natural, sizes: Mapping[Label, int]) -> Natural:
    """`left op right` for natural numbers, as Lean has it: subtraction stops at 0."""
    if isinstance(left, int) and isinstance(right, int):
        return nat_arithmetic(op, left, right)
    one, other = table_of(left, sizes), table_of(right, sizes)
    labels = united((one, other))
    x, y = aligned(one, labels), aligned(other, labels)
    if op is not Operation.POW and _is_small(x) and _is_small(y):
        return Table(_small(op, x.astype(np.int64), y.astype(np.int64)), labels)
    function = np.frompyfunc(lambda x, y: nat_arithmetic(op, int(x), int(y)), 2, 1)
    values = np.asarray(function(x, y), dtype=object)
    return Table(_words(values), labels)


def _is_small(values: Array) -> bool:
    """Whether products of two such numbers are in int64."""
    return values.dtype != object and (values.size == 0 or int(values.max()) < 1 << 31)


def _small(op: Operation, x: Array, y: Array) -> Array:
    match op:
        case Operation.ADD:
            return x + y
        case Operation.SUB:
            return np.maximum(x - y, 0)
        case Operation.MUL:
            return x * y
        case Operation.DIV:
            return np.where(y == 0, 0, x // np.maximum(y, 1))
        case Operation.MOD:
            return np.where(y == 0, x, x % np.maximum(y, 1))
        case Operation.MIN:
            return np.minimum(x, y)
        case Operation.MAX:
            return np.maximum(x, y)
        case Operation.GCD:
            return np.gcd(x, y)
        case Operation.LAND:
            return x & y
        case Operation.LOR:
            return x | y
        case Operation.XOR:
            return x ^ y
        case Operation.POW:
            raise AssertionError(op)


def compared(op: Relation, left: Natural | Truth, right: Natural | Truth, sizes: Mapping[Label, int]) -> Truth:
    """`left op right` for natural numbers, indices or truth values."""
    if isinstance(left, Axis) and isinstance(right, Axis) and op in (Relation.EQ, Relation.NE):
        if left.label == right.label:
            return op is Relation.EQ
        return Same(left.label, right.label, op is Relation.NE)
    one, other = table_of(left, sizes), table_of(right, sizes)
    labels = united((one, other))
    x, y = aligned(one, labels), aligned(other, labels)
    match op:
        case Relation.EQ:
            values = np.equal(x, y)
        case Relation.NE:
            values = np.not_equal(x, y)
        case Relation.LE:
            values = np.less_equal(x, y)
        case Relation.LT:
            values = np.less(x, y)
    return truth(np.asarray(values, dtype=np.bool_), labels)


def taken(table: Table, label: Label, index: Natural, sizes: Mapping[Label, int]) -> Table:
    """The table where `label` has the value of an index; one out of range is moved inside.

    Raises:
        NotMeasurable: the index depends on another axis of the table.
    """
    if label not in table.labels:
        return table
    place = table.labels.index(label)
    rest = (*table.labels[:place], *table.labels[place + 1 :])
    indices = table_of(index, sizes)
    if any(each in rest for each in indices.labels):
        if isinstance(index, Axis):
            return _diagonal(table, place, index.label)
        raise NotMeasurable("an index computed from another index of the same table")
    clipped = np.clip(indices.values.astype(np.int64), 0, max(0, table.values.shape[place] - 1))
    return Table(np.asarray(np.moveaxis(table.values, place, 0)[clipped]), (*indices.labels, *rest))


def _diagonal(table: Table, place: int, label: Label) -> Table:
    """The table where the axis at `place` has the same index as the axis `label`."""
    other = table.labels.index(label)
    values = table.values.diagonal(axis1=place, axis2=other)
    rest = tuple(each for position, each in enumerate(table.labels) if position not in (place, other))
    return Table(values, (*rest, label))


def truth(values: Array, labels: tuple[Label, ...]) -> Truth:
    """A table of truth values, or the one that it holds."""
    return bool(values) if not labels else Table(values, labels)


def negated(value: Truth) -> Truth:
    """`¬ value`."""
    match value:
        case Same(left, right, was):
            return Same(left, right, not was)
        case Table(values, labels):
            return Table(~values, labels)
        case _:
            return not value


def connected(op: Logic, left: Truth, right: Truth, sizes: Mapping[Label, int]) -> Truth:
    """`left op right`, where both sides make sense."""
    if op is Logic.IMPLIES:
        return connected(Logic.OR, negated(left), right, sizes)
    if op is not Logic.IFF:
        decides = op is Logic.OR
        for side, rest in ((left, right), (right, left)):
            if isinstance(side, bool):
                return decides if side is decides else rest
    one, other = table_of(left, sizes), table_of(right, sizes)
    labels = united((one, other))
    x, y = aligned(one, labels), aligned(other, labels)
    values = x & y if op is Logic.AND else x | y if op is Logic.OR else x == y
    return truth(np.asarray(values, dtype=np.bool_), labels)


def quantified(everywhere: bool, label: Label, body: Truth, sizes: Mapping[Label, int]) -> Truth:
    """Whether the body holds for all, or for some, values of an axis."""
    if size_of(label, sizes) == 0:
        return everywhere
    if isinstance(body, bool):
        return body
    table = table_of(body, sizes)
    if label not in table.labels:
        return body
    axis = table.labels.index(label)
    values = table.values.all(axis=axis) if everywhere else table.values.any(axis=axis)
    return truth(np.asarray(values), tuple(each for each in table.labels if each != label))


def natural_sum(label: Label, body: Natural, sizes: Mapping[Label, int]) -> Natural:
    """The sum of natural numbers over an axis."""
    if isinstance(body, int):
        return body * size_of(label, sizes)
    table = table_of(body, sizes)
    if label not in table.labels:
        return Table(table.values * size_of(label, sizes), table.labels)
    values = np.asarray(table.values.astype(object).sum(axis=table.labels.index(label)))
    labels = tuple(each for each in table.labels if each != label)
    return int(values) if not labels else Table(_words(np.asarray(values, dtype=object)), labels)


def natural(value: Any) -> int:
    """A natural number that does not vary.

    Raises:
        NotMeasurable: it differs between entries.
    """
    if isinstance(value, int):
        return value
    raise NotMeasurable("an exponent, a size or the depth of a recursion differs between entries")


def index_of(value: Any, bound: int) -> int:
    """An index that does not vary, inside its bound.

    Raises:
        StatementError: it lies outside.
    """
    index = natural(value)
    if not 0 <= index < bound:
        raise StatementError(f"{index} is not an element of Fin {bound}")
    return index


def _words(values: Array) -> Array:
    largest = max((abs(int(value)) for value in values.ravel()), default=0)
    return values.astype(np.int64) if largest.bit_length() < 63 else values
