"""A statement with weights put into it: an evaluator, and values for its variables as they become known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
from flint import fmpq

from toymodels.measure.assignment import BIAS, FEATURES, ONES, READ_OUT, Assignment
from toymodels.measure.atoms import Atom
from toymodels.measure.exact.blocks import Array, Block, of_exact, of_integers
from toymodels.measure.exact.evaluator import Evaluator
from toymodels.measure.exact.networks import Label, Network, fresh, multiplied, number, plus, single, size_of
from toymodels.measure.exact.screening import extreme_of, signs_of, value_at
from toymodels.measure.exact.store import Store
from toymodels.measure.exact.values import Axis, Table, Value, aligned, table_of
from toymodels.measure.results import Place
from toymodels.measure.weights import Weights
from toymodels.statements.language import FinSort, Relation, Statement, Term, Var

_NUMBERED = re.compile(r"_\d+$")
"""What the reader of statements adds to a bound variable's name where another has the same."""

_GOOD: Mapping[Relation, Callable[[Array], Array]] = {
    Relation.EQ: lambda sign: sign == 0,
    Relation.NE: lambda sign: sign != 0,
    Relation.LE: lambda sign: sign >= 0,
    Relation.LT: lambda sign: sign > 0,
}
"""What the sign of `right - left` must be."""


class Loaded:
    """Weights as blocks, shared by all statements that are measured."""

    def __init__(self, weights: Weights, allowance: float) -> None:
        self.weights = weights
        self.store = Store(allowance)
        self._blocks: dict[str, Block] = {FEATURES: of_exact(weights.features)}
        if weights.read_out is not None:
            self._blocks[READ_OUT] = of_exact(weights.read_out)
        if weights.bias is not None:
            self._blocks[BIAS] = of_exact(weights.bias)
        self._blocks[ONES] = of_integers(np.ones(weights.n, dtype=np.int64))

    def block(self, what: str) -> tuple[Block, bool]:
        """The block of an array, and whether its axes are meant the other way round."""
        return self._blocks.get(what, self._blocks[FEATURES]), what not in self._blocks


@dataclass(frozen=True, slots=True)
class Values:
    """The places at which an atom is compared, where its conditions hold.

    Attributes:
        left: its left side over `labels`.
        right: its right side.
        mask: where its conditions hold; `None` if they hold everywhere.
        names: the variable that each label stands for.
    """

    left: Network
    right: Network
    mask: Array | None
    labels: tuple[Label, ...]
    names: tuple[str, ...]


class Stage:
    """One statement about loaded weights."""

    def __init__(self, statement: Statement, assignment: Assignment, loaded: Loaded) -> None:
        self.statement = statement
        self.assignment = assignment
        self.store = loaded.store
        self.sizes: dict[Label, int] = {}
        self.evaluator = Evaluator(statement.definitions, loaded.store, self.sizes)
        self.environment: dict[str, Value] = dict(assignment.sizes)
        self._names: dict[Label, str] = {}
        for name, what in assignment.arrays.items():
            block, is_transposed = loaded.block(what)
            labels = tuple(fresh(self.sizes, size) for size in block.shape)
            order = labels[::-1] if is_transposed else labels
            self.environment[name] = self.evaluator.function(single(block, labels), order)
        for var in assignment.indices:
            self.environment[var.name] = Axis(self._label(var))

    def _label(self, var: Var) -> Label:
        assert isinstance(var.sort, FinSort)
        size = self.evaluator.value(var.sort.bound, self.environment)
        label = fresh(self.sizes, int(size))
        self._names[label] = var.name
        return label

    def put(self, name: str, value: Fraction) -> None:
        """Give a scalar its value."""
        self.environment[name] = number(fmpq(value.numerator, value.denominator))

    def put_natural(self, name: str, value: int) -> None:
        """Give a natural number its value."""
        self.environment[name] = value

    def put_set(self, name: str, size: int, count: int) -> None:
        """Give a Boolean vector of `size` entries the value true at the first `count`."""
        members = np.arange(size) < count

        def contains(index: Any) -> Any:
            table = table_of(index, self.sizes)
            chosen = members[np.clip(table.values.astype(np.int64), 0, max(0, size - 1))]
            return bool(chosen) if not table.labels else Table(chosen, table.labels)

        self.environment[name] = contains

    def put_all(self, name: str, values: int) -> None:
        """Give a scalar the values 0, 1, 2, … at once, along an axis of its own."""
        label = fresh(self.sizes, values)
        self._names[label] = name
        self.environment[name] = single(of_integers(np.arange(values)), (label,))

    def forget(self, name: str) -> None:
        """Take a value back."""
        self.environment.pop(name, None)

    def number(self, term: Term) -> Network:
        """A term of the field."""
        return self.evaluator.number(term, self.environment)

    def holds(self, prop: Term) -> bool:
        """Whether a proposition holds at every index."""
        value = self.evaluator.truth(prop, self.environment)
        return value if isinstance(value, bool) else bool(table_of(value, self.sizes).values.all())

    def values(self, atom: Atom, left: Term | None = None, right: Term | None = None) -> Values:
        """Both sides of an atom, or other terms in its place, at all of its indices."""
        env = dict(self.environment)
        for var in atom.binders:
            env[var.name] = Axis(self._binder(var, env))
        mask: Table | None = None
        for guard in atom.guards:
            table = table_of(self.evaluator.truth(guard, env), self.sizes)
            mask = table if mask is None else self._both(mask, table)
        one = self.evaluator.number(atom.left if left is None else left, env)
        other = self.evaluator.number(atom.right if right is None else right, env)
        labels = tuple(sorted(one.free() | other.free() | set(mask.labels if mask else ()), key=int))
        shape = tuple(size_of(label, self.sizes) for label in labels)
        return Values(
            one,
            other,
            None if mask is None else np.broadcast_to(aligned(mask, labels), shape),
            labels,
            tuple(self._names[label] for label in labels),
        )

    def _both(self, one: Table, other: Table) -> Table:
        labels = tuple(dict.fromkeys((*one.labels, *other.labels)))
        return Table(np.asarray(aligned(one, labels) & aligned(other, labels)), labels)

    def _binder(self, var: Var, env: Mapping[str, Value]) -> Label:
        assert isinstance(var.sort, FinSort)
        label = fresh(self.sizes, int(self.evaluator.value(var.sort.bound, env)))
        self._names[label] = var.name
        return label

    def difference(self, values: Values) -> Network:
        """`right - left`."""
        return plus(values.right, multiplied(values.left, fmpq(-1)))

    def extreme(self, network: Network, values: Values, *, least: bool) -> tuple[tuple[int, ...], Fraction] | None:
        """The place of the least or greatest value where the conditions hold, with that value; `None` without one."""
        found = extreme_of(network, values.labels, values.mask, least=least, sizes=self.sizes, store=self.store)
        return None if found is None else (found[0], fraction(found[1]))

    def at(self, network: Network, values: Values, place: tuple[int, ...]) -> Fraction:
        """The exact value at one place."""
        return fraction(value_at(network, values.labels, place, self.sizes, self.store))

    def places(self, values: Values) -> int:
        """How many places there are where the conditions hold."""
        if values.mask is not None:
            return int(values.mask.sum())
        return prod(size_of(label, self.sizes) for label in values.labels)

    def relation_holds(self, relation: Relation, values: Values) -> bool:
        """Whether `left relation right` holds wherever the conditions do."""
        found = signs_of(self.difference(values), values.labels, self.sizes, self.store)
        good = _GOOD[relation](found)
        return bool(good.all() if values.mask is None else good[values.mask].all())

    def place(self, values: Values, at: tuple[int, ...]) -> Place:
        """A place by the names of its indices, as the statement's text has them."""
        plain = [_NUMBERED.sub("", name) for name in values.names]
        names = plain if len(set(plain)) == len(plain) else values.names
        return Place(dict(zip(names, at, strict=True)))


def fraction(value: fmpq) -> Fraction:
    """A flint fraction as a Python one."""
    return Fraction(int(value.p), int(value.q))
