"""Elaborated terms on big matrices, exactly: indices become axes, sums of products become products of matrices.

The walk over a term computes nothing but networks (see `networks`); entries are computed where a comparison, a division
or a power needs them. An argument of a definition that is a function becomes a network over fresh axes, so that a
recursion on matrices evaluates each of its steps once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np
from flint import fmpq

from toymodels.errors import StatementError
from toymodels.evaluate.oracle import definition_of
from toymodels.measure.errors import NotMeasurable
from toymodels.measure.exact.arithmetic import extreme, inverse, power
from toymodels.measure.exact.blocks import Block, of_integers
from toymodels.measure.exact.contraction import evaluate, work
from toymodels.measure.exact.networks import (
    Label,
    Network,
    Product,
    apart,
    canonical,
    delta,
    fresh,
    multiplied,
    number,
    plus,
    renamed,
    single,
    size_of,
    summed_over,
    times,
)
from toymodels.measure.exact.screening import signs_of
from toymodels.measure.exact.store import Store
from toymodels.measure.exact.values import (
    Axis,
    Same,
    Table,
    Truth,
    Value,
    aligned,
    compared,
    connected,
    index_of,
    natural,
    natural_sum,
    naturals,
    negated,
    quantified,
    table_of,
    taken,
    truth,
    united,
)
from toymodels.statements import language as lang
from toymodels.statements.language import Definition, Sort, Term
from toymodels.statements.walk import sort_of

Environment = Mapping[str, Value]

_MOST_FACTORS, _MOST_TERMS, _VISIT, _DIVISION = 10, 24, 30, 15


class Evaluator:
    """Evaluates terms of one statement; `store` may be shared with other statements about the same weights."""

    def __init__(self, definitions: Mapping[str, Definition], store: Store, sizes: dict[Label, int]) -> None:
        self._definitions = definitions
        self._store = store
        self.sizes = sizes
        self._calls: dict[object, Value] = {}

    def number(self, term: Term, env: Environment) -> Network:
        """A term of the field, or a natural number or index as an element of the field."""
        value = self.value(term, env)
        return value if isinstance(value, Network) else self._as_number(value)

    def truth(self, term: Term, env: Environment) -> Truth:
        """A proposition."""
        return cast(Truth, self.value(term, env))

    def block(self, network: Network, axes: tuple[Label, ...]) -> Block:
        """A network's entries over `axes`."""
        return evaluate(network, axes, self.sizes, self._store)

    def value(self, term: Term, env: Environment) -> Any:
        """What `term` means, where `env` gives the meaning of its free variables."""
        self._store.charge(_VISIT, "reading its definitions")
        match term:
            case lang.Var(name):
                if name not in env:
                    raise StatementError(f"variable {name!r} has no value; there are values of {sorted(env)}")
                return env[name]
            case lang.Numeral(_, lang.IntSort()) | lang.Cast(_, lang.IntSort()) | lang.ToNat():
                raise StatementError("integers have no form in arrays of weights")
            case lang.Numerator() | lang.Denominator():
                raise StatementError("integers have no form in arrays of weights")
            case lang.Numeral(value, sort):
                return number(value) if isinstance(sort, lang.FieldSort) else value
            case lang.Truth(value):
                return value
            case lang.Arith(op, left, right, sort):
                if isinstance(sort, lang.NatSort):
                    return naturals(op, self.value(left, env), self.value(right, env), self.sizes)
                return self._arithmetic(op, left, right, env)
            case lang.Neg(arg):
                return multiplied(self.number(arg, env), fmpq(-1))
            case lang.Inv(arg):
                return self._inverse(self.number(arg, env))
            case lang.Cast(arg):
                return self._as_number(self.value(arg, env))
            case lang.FinVal(arg):
                return self.value(arg, env)
            case lang.FinMk(value, bound):
                place = self.value(value, env)
                return index_of(place, natural(self.value(bound, env))) if isinstance(place, int) else place
            case lang.Compare(op, left, right):
                return self._compare(op, left, right, env)
            case lang.Connective(op, left, right):
                return self._connective(op, left, right, env)
            case lang.Not(arg):
                return negated(self.truth(arg, env))
            case lang.If(condition, yes, no):
                return self._if(self.truth(condition, env), yes, no, env)
            case lang.Quantifier(kind, var, body):
                return self._quantifier(kind is lang.Quantity.FORALL, var, body, env)
            case lang.Sum(var, body):
                return self._sum(var, body, env)
            case lang.Lambda(var, body):
                return self._lambda(var, body, env)
            case lang.Apply(fn, arg):
                return self.value(fn, env)(self.value(arg, env))
            case lang.CaseNat(scrutinee, zero, pred, succ):
                depth = natural(self.value(scrutinee, env))
                return self.value(zero, env) if depth == 0 else self.value(succ, {**env, pred.name: depth - 1})
            case lang.Call(name, args):
                return self._call(name, args, env)

    def _lambda(self, var: lang.Var, body: Term, env: Environment) -> Callable[[Any], Any]:
        def function(value: Any) -> Any:
            return self.value(body, {**env, var.name: value})

        return function

    def _arithmetic(self, op: lang.Operation, left: Term, right: Term, env: Environment) -> Network:
        x = self.number(left, env)
        if op is lang.Operation.POW:
            return self._power(x, natural(self.value(right, env)))
        y = self.number(right, env)
        match op:
            case lang.Operation.ADD:
                return plus(x, y)
            case lang.Operation.SUB:
                return plus(x, multiplied(y, fmpq(-1)))
            case lang.Operation.MUL:
                return self._times(x, y)
            case lang.Operation.DIV:
                return self._times(x, self._inverse(y))
            case lang.Operation.MIN:
                return self._extreme(min, x, y)
            case lang.Operation.MAX:
                return self._extreme(max, x, y)
            case _:
                raise StatementError(f"{op.value!r} is not an operation on two field elements")

    def _times(self, x: Network, y: Network) -> Network:
        """The product, expanded unless that makes too many terms."""
        for constant, other in ((x.constant(), y), (y.constant(), x)):
            if constant is not None:
                return multiplied(other, constant)
        if len(x.terms) * len(y.terms) > _MOST_TERMS or _factors(x) + _factors(y) > _MOST_FACTORS:
            x, y = self.computed(x), self.computed(y)
        return times(x, y)

    def _power(self, base: Network, exponent: int) -> Network:
        if exponent == 0:
            return number(1)
        if exponent > 2:
            return self._powered(base, exponent)
        result = base
        for _ in range(exponent - 1):
            result = self._times(result, base)
        return result

    def _powered(self, base: Network, exponent: int) -> Network:
        """A higher power, of the entries."""
        axes = tuple(sorted(base.free()))
        block = self.block(base, axes)
        self._store.charge(exponent * work(block, block.size), "a power")
        key = ("power", block.serial, exponent)
        return single(self._store.remembered(key, lambda: power(block, exponent)), axes)

    def _inverse(self, network: Network) -> Network:
        constant = network.constant()
        if constant is not None:
            return number(1 / constant if constant else 0)
        if len(network.terms) == 1:
            return self._product_of_inverses(network.terms[0])
        return self._inverse_of(network)

    def _product_of_inverses(self, term: Product) -> Network:
        """`1 / Π`, where parts that share no index are inverted apart: `1 / (sᵢ sⱼ)` needs `n` of them."""
        result = number(1 / term.coefficient)
        for part in apart(term):
            result = self._times(result, self._inverse_of(Network((part,))))
        return result

    def _inverse_of(self, network: Network) -> Network:
        axes = tuple(sorted(network.free()))
        block = self.block(network, axes)
        self._store.charge(block.size * _DIVISION * (1 + block.bits / 1024), "a division")
        return single(self._store.remembered(("inverse", block.serial), lambda: inverse(block)), axes)

    def _extreme(self, pick: Callable[[Any, Any], Any], x: Network, y: Network) -> Network:
        axes = tuple(sorted(x.free() | y.free()))
        one, other = self.block(x, axes), self.block(y, axes)
        self._store.charge(one.size * 10, "a minimum or maximum")
        return single(extreme(pick, one, other), axes)

    def computed(self, network: Network) -> Network:
        """The same network, with its entries computed."""
        axes = tuple(sorted(network.free()))
        return single(self.block(network, axes), axes)

    def _as_number(self, value: Any) -> Network:
        if isinstance(value, int):
            return number(int(value))
        if isinstance(value, Same):
            return self._indicator(value)
        table = table_of(value, self.sizes)
        return single(of_integers(table.values), table.labels)

    def _indicator(self, where: Truth) -> Network:
        """1 where it is true, else 0."""
        match where:
            case Same(left, right, negative):
                one = delta(left, right)
                return plus(number(1), multiplied(one, fmpq(-1))) if negative else one
            case Table(values, labels):
                return single(of_integers(values.astype(np.int64)), labels)
            case _:
                return number(int(where))

    def _compare(self, op: lang.Relation, left: Term, right: Term, env: Environment) -> Truth:
        if isinstance(sort_of(left), lang.FunSort):
            raise NotMeasurable(f"{op.value!r} between functions")
        x, y = self.value(left, env), self.value(right, env)
        if not (isinstance(x, Network) or isinstance(y, Network)):
            return compared(op, x, y, self.sizes)
        one, other = (side if isinstance(side, Network) else self._as_number(side) for side in (x, y))
        difference = plus(one, multiplied(other, fmpq(-1)))
        axes = tuple(sorted(difference.free()))
        found = signs_of(difference, axes, self.sizes, self._store)
        match op:
            case lang.Relation.EQ:
                return truth(found == 0, axes)
            case lang.Relation.NE:
                return truth(found != 0, axes)
            case lang.Relation.LE:
                return truth(found <= 0, axes)
            case lang.Relation.LT:
                return truth(found < 0, axes)

    def _connective(self, op: lang.Logic, left: Term, right: Term, env: Environment) -> Truth:
        one = self.truth(left, env)
        if isinstance(one, bool) and op is not lang.Logic.IFF:
            decided = {lang.Logic.AND: False, lang.Logic.OR: True, lang.Logic.IMPLIES: False}[op]
            if one is decided:
                return op is not lang.Logic.AND
            return self.truth(right, env)
        return connected(op, one, self.truth(right, env), self.sizes)

    def _if(self, condition: Truth, yes: Term, no: Term, env: Environment) -> Any:
        if isinstance(condition, bool):
            return self.value(yes if condition else no, env)
        return self._mixed(condition, self.value(yes, env), self.value(no, env))

    def _mixed(self, condition: Truth, yes: Any, no: Any) -> Any:
        if callable(yes) or callable(no):

            def function(value: Any) -> Any:
                return self._mixed(condition, yes(value), no(value))

            return function
        if isinstance(yes, Network):
            difference = plus(yes, multiplied(no, fmpq(-1)))
            if isinstance(condition, Same) and condition.negated:
                return plus(
                    yes, self._times(delta(condition.left, condition.right), plus(no, multiplied(yes, fmpq(-1))))
                )
            return plus(no, self._times(self._indicator(condition), difference))
        where, one, other = (table_of(each, self.sizes) for each in (condition, yes, no))
        labels = united((where, one, other))
        values = np.where(aligned(where, labels), aligned(one, labels), aligned(other, labels))
        return truth(values, labels) if values.dtype == np.bool_ else Table(values, labels)

    def _quantifier(self, everywhere: bool, var: lang.Var, body: Term, env: Environment) -> Truth:
        if isinstance(var.sort, lang.BoolSort):
            one, other = (self.truth(body, {**env, var.name: value}) for value in (False, True))
            return connected(lang.Logic.AND if everywhere else lang.Logic.OR, one, other, self.sizes)
        label = self._axis(var.sort, env)
        return quantified(everywhere, label, self.truth(body, {**env, var.name: Axis(label)}), self.sizes)

    def _sum(self, var: lang.Var, body: Term, env: Environment) -> Any:
        label = self._axis(var.sort, env)
        inner = self.value(body, {**env, var.name: Axis(label)})
        if isinstance(inner, Network):
            return summed_over(inner, label, size_of(label, self.sizes))
        return natural_sum(label, inner, self.sizes)

    def _axis(self, sort: Sort, env: Environment) -> Label:
        if not isinstance(sort, lang.FinSort):
            raise NotMeasurable("a quantifier over an infinite sort")
        return fresh(self.sizes, natural(self.value(sort.bound, env)))

    def _call(self, name: str, args: tuple[Term, ...], env: Environment) -> Any:
        definition = definition_of(name, self._definitions)
        inner: dict[str, Value] = {}
        keys: list[object] = [name]
        for param, arg in zip(definition.params, args, strict=True):
            value, key = self._settled(self.value(arg, env), param.sort, inner)
            keys.append(key)
            inner[param.name] = value
        key = tuple(keys)
        if None in keys:
            return self._settled(self.value(definition.body, inner), definition.sort, inner)[0]
        if key not in self._calls:
            self._calls[key] = self._settled(self.value(definition.body, inner), definition.sort, inner)[0]
        return self._calls[key]

    def _settled(self, value: Any, sort: Sort, env: Environment) -> tuple[Any, object]:
        """A value whose entries are computed once if it is a function, with what is the same for equal values."""
        if not callable(value):
            return value, _key(value)
        shape: list[int] = []
        while isinstance(sort, lang.FunSort):
            if not isinstance(sort.domain, lang.FinSort):
                return value, None
            shape.append(natural(self.value(sort.domain.bound, env)))
            sort = sort.codomain
        if isinstance(sort, lang.FieldSort):
            return self._tabulated(value, tuple(shape))
        return self._listed(value, tuple(shape)), None

    def _listed(self, function: Any, shape: tuple[int, ...]) -> Callable[[Any], Any]:
        """A function whose values are truth values, natural numbers or indices, as a table over fresh axes."""
        labels = tuple(fresh(self.sizes, size) for size in shape)
        value = function
        for label in labels:
            value = value(Axis(label))
        return self._reader(table_of(value, self.sizes), labels)

    def _reader(self, table: Table, labels: tuple[Label, ...]) -> Callable[[Any], Any]:
        """A table as a function of the indices that `labels` stand for."""

        def read(index: Any) -> Any:
            found = taken(table, labels[0], index, self.sizes)
            if len(labels) > 1:
                return self._reader(found, labels[1:])
            return found if found.labels else found.values.item()

        return read

    def _tabulated(self, function: Any, shape: tuple[int, ...]) -> tuple[Callable[[Any], Any], object]:
        """A function as a network over fresh axes, with what is the same for equal functions."""
        labels = tuple(fresh(self.sizes, size) for size in shape)
        value = function
        for label in labels:
            value = value(Axis(label))
        network = cast(Network, value)
        if len(network.terms) > 4 or _factors(network) > 4:
            network = single(self.block(network, tuple(sorted(network.free()))), tuple(sorted(network.free())))
        places = {label: position for position, label in enumerate(labels)}
        key = (shape, tuple((int(t.coefficient.p), int(t.coefficient.q), canonical(t, places)) for t in network.terms))
        return self.function(network, labels), key

    def function(self, network: Network, labels: tuple[Label, ...]) -> Callable[[Any], Any]:
        """A network as a function of the indices that `labels` stand for."""

        def apply(value: Any) -> Any:
            rest = labels[1:]
            at = self._at(network, labels[0], value)
            return self.function(at, rest) if rest else at

        return apply

    def _at(self, network: Network, label: Label, value: Any) -> Network:
        """The network where `label` has the value of an index."""
        if label not in network.free():
            return network
        if isinstance(value, Axis) and size_of(value.label, self.sizes) == size_of(label, self.sizes):
            return renamed(network, {label: value.label})
        axes = tuple(sorted(network.free()))
        block, place = self.block(network, axes), axes.index(label)
        rest = tuple(each for each in axes if each != label)
        if isinstance(value, int):
            key = ("at", block.serial, place, value)
            cut = self._store.remembered(key, lambda: block.part(lambda array: np.take(array, value, axis=place)))
            return single(cut, rest)
        indices = table_of(value, self.sizes)  # out of range only where a condition sets the value aside
        clipped = np.clip(indices.values.astype(np.int64), 0, max(0, block.shape[place] - 1))
        if any(each in rest for each in indices.labels):
            raise NotMeasurable("an index computed from the other index of the same matrix")
        if block.shape[place] == 0:
            shape = (*(size_of(each, self.sizes) for each in (*indices.labels, *rest)),)
            return single(of_integers(np.zeros(shape, dtype=np.int64)), (*indices.labels, *rest))
        self._store.charge(work(block, clipped.size * block.size / block.shape[place]), "a table of entries")
        moved = block.part(lambda array: np.moveaxis(array, place, 0)[clipped])
        return single(moved, (*indices.labels, *rest))


def _factors(network: Network) -> int:
    return max((len(term.factors) for term in network.terms), default=0)


def _key(value: Any) -> object:
    """What is the same for equal arguments; `None` where that is not known."""
    match value:
        case bool() | int() | Axis() | Same():
            return value if not isinstance(value, bool) else ("bool", value)
        case Network():
            return ("network", tuple((int(t.coefficient.p), int(t.coefficient.q), canonical(t)) for t in value.terms))
        case _:
            return None
