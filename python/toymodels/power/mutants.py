"""Wrong conclusions: one mistake planted in a proposition, of all the kinds that people make."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toymodels.statements.language import (
    Apply,
    Arith,
    Call,
    CaseNat,
    Cast,
    Compare,
    Connective,
    Definition,
    FieldSort,
    FinMk,
    FinSort,
    FunSort,
    If,
    IntSort,
    Inv,
    Logic,
    NatSort,
    Neg,
    Not,
    Numeral,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Sort,
    Statement,
    Term,
    Var,
)
from toymodels.statements.walk import (
    bound_var,
    bounds,
    children,
    free_names,
    is_finite,
    map_children,
    sort_of,
    substitute,
)

MUTANTS = 24
"""How many mutants of one conclusion are tried, taken from the kinds of mistake in turn."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A conclusion with one mistake; `swap` names the two variables of the statement that changed places, if any."""

    kind: str
    conclusion: Term
    swap: tuple[Var, Var] | None = None


def mutants(statement: Statement, *, limit: int = MUTANTS) -> tuple[Mutant, ...]:
    """Up to `limit` different mutants of the conclusion, from all kinds of mistake in turn.

    Mistakes that plainly weaken the claim (`≤` for `<`, `∨` for `∧`) are made only where a claim is assumed.
    """
    planter = _Planter(statement.definitions)
    scope = tuple(var for var in statement.variables)
    kinds: dict[str, list[Mutant]] = {}
    seen = {statement.conclusion}
    for mutant in (*_exchanges(statement), *planter.everywhere(statement.conclusion, _Place(1, scope))):
        if mutant.conclusion not in seen:
            seen.add(mutant.conclusion)
            kinds.setdefault(mutant.kind, []).append(mutant)
    turns = itertools.zip_longest(*kinds.values())
    return tuple(mutant for turn in turns for mutant in turn if mutant is not None)[:limit]


def _exchanges(statement: Statement) -> Iterator[Mutant]:
    """The conclusion with two variables of one sort exchanged throughout; sizes stay, since sorts depend on them."""
    movable = [var for var in statement.variables if not isinstance(var.sort, NatSort)]
    used = free_names(statement.conclusion)
    for first, second in itertools.combinations(movable, 2):
        if first.sort == second.sort and {first.name, second.name} & used:
            exchange: dict[str, Term] = {first.name: second, second.name: first}
            yield Mutant("exchanged variables", substitute(statement.conclusion, exchange), (first, second))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a conclusion a mistake is planted.

    polarity: 1 where the claim is made, -1 where it is assumed, 0 where both or neither; scope: variables in reach.
    """

    polarity: int
    scope: tuple[Var, ...]


class _Planter:
    """Plants one mistake at a time in a term."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions

    def everywhere(self, term: Term, place: _Place) -> Iterator[Mutant]:
        """`term` with one mistake, at itself first and then further in."""
        yield from self._here(term, place)
        for index, child, inner in self._inside(term, place):
            for mutant in self.everywhere(child, inner):
                yield Mutant(mutant.kind, _with_child(term, index, mutant.conclusion))

    def _inside(self, term: Term, place: _Place) -> Iterator[tuple[int, Term, _Place]]:
        """The subterms in which mistakes make sense: not the sizes that sorts depend on, nor values of indices."""
        var = bound_var(term)
        scope = place.scope if var is None else (*place.scope, var)
        polarities = _polarities(term, place.polarity)
        sized = self._size_arguments(term)
        for index, child in enumerate(children(term)):
            if isinstance(term, FinMk | CaseNat) or index in sized:
                continue
            yield index, child, _Place(polarities[index], scope)

    def _size_arguments(self, term: Term) -> frozenset[int]:
        if not isinstance(term, Call) or term.name not in self._definitions:
            return frozenset()
        params = self._definitions[term.name].params
        told = {name for param in params for bound in bounds(param.sort) for name in free_names(bound)}
        return frozenset(index for index, param in enumerate(params) if param.name in told)

    def _here(self, term: Term, place: _Place) -> Iterator[Mutant]:
        yield from _in_logic(term, place)
        yield from _in_arithmetic(term)
        yield from _in_variables(term, place)
        if isinstance(term, Call):
            yield from self._in_call(term)

    def _in_call(self, call: Call) -> Iterator[Mutant]:
        sized = self._size_arguments(call)
        places = [index for index in range(len(call.args)) if index not in sized]
        for first, second in itertools.combinations(places, 2):
            one, other = call.args[first], call.args[second]
            if one != other and sort_of(one) == sort_of(other):
                args = list(call.args)
                args[first], args[second] = other, one
                yield Mutant("exchanged arguments", Call(call.name, tuple(args), call.sort))


def _with_child(term: Term, index: int, child: Term) -> Term:
    position = itertools.count()
    return map_children(term, lambda old: child if next(position) == index else old)


def _polarities(term: Term, polarity: int) -> tuple[int, ...]:
    match term:
        case Connective(Logic.IMPLIES):
            return -polarity, polarity
        case Connective(Logic.AND | Logic.OR):
            return polarity, polarity
        case Not():
            return (-polarity,)
        case Quantifier():
            return (polarity,)
        case _:
            return (0,) * len(children(term))


def _in_logic(term: Term, place: _Place) -> Iterator[Mutant]:
    """Mistakes in relations, connectives and quantifiers."""
    claimed, assumed = place.polarity >= 0, place.polarity <= 0
    match term:
        case Compare((Relation.LE | Relation.LT) as op, left, right):
            yield Mutant("direction", Compare(op, right, left))
            if op is Relation.LE and claimed:
                yield Mutant("strictness", Compare(Relation.LT, left, right))
            if op is Relation.LT and assumed:
                yield Mutant("strictness", Compare(Relation.LE, left, right))
        case Compare(Relation.EQ, left, right) if assumed and isinstance(sort_of(left), FieldSort | NatSort):
            yield Mutant("direction", Compare(Relation.LE, left, right))
            yield Mutant("direction", Compare(Relation.LE, right, left))
        case Connective(Logic.AND, left, right) if assumed:
            yield Mutant("connective", Connective(Logic.OR, left, right))
        case Connective(Logic.OR, left, right) if claimed:
            yield Mutant("connective", Connective(Logic.AND, left, right))
        case Connective(Logic.IFF, left, right):
            yield Mutant("connective", left)
            yield Mutant("connective", Not(left))
        case Connective(Logic.IMPLIES, _, right) if claimed:
            yield Mutant("dropped condition", right)
        case Quantifier(Quantity.EXISTS, var, body) if claimed and is_finite(var.sort):
            yield Mutant("quantifier", Quantifier(Quantity.FORALL, var, body))
        case Quantifier(Quantity.FORALL, var, body) if assumed and is_finite(var.sort):
            yield Mutant("quantifier", Quantifier(Quantity.EXISTS, var, body))
        case _:
            return


def _in_arithmetic(term: Term) -> Iterator[Mutant]:
    """Mistakes in constants, signs, summands and factors."""
    match term:
        case Numeral(value, sort):
            for wrong in dict.fromkeys((value + 1, value - 1, 2 * value)):
                if wrong >= 0 and wrong != value:
                    yield Mutant("constant", Numeral(wrong, sort))
        case Arith(Operation.ADD, left, right, sort):
            yield Mutant("dropped summand", left)
            yield Mutant("dropped summand", right)
            yield Mutant("sign", Arith(Operation.SUB, left, right, sort))
        case Arith(Operation.SUB, left, right, sort):
            yield Mutant("dropped summand", left)
            yield Mutant("dropped summand", Neg(right) if isinstance(sort, FieldSort | IntSort) else right)
            yield Mutant("sign", Arith(Operation.ADD, left, right, sort))
        case Arith(Operation.MUL, left, right, _):
            yield Mutant("dropped factor", left)
            yield Mutant("dropped factor", right)
        case Arith(Operation.DIV, left, right, sort):
            yield Mutant("dropped factor", left)
            if isinstance(sort, FieldSort):
                yield Mutant("dropped factor", Inv(right))
        case Arith((Operation.MIN | Operation.MAX) as op, left, right, sort):
            other = Operation.MAX if op is Operation.MIN else Operation.MIN
            yield Mutant("sign", Arith(other, left, right, sort))
        case Neg(arg):
            yield Mutant("sign", arg)
        case If(condition, yes, no) if yes != no:
            yield Mutant("branch", If(condition, no, yes))
        case _:
            return


def _in_variables(term: Term, place: _Place) -> Iterator[Mutant]:
    """Another variable of the same sort instead of this one, here only; a size only where it is cast to a number."""
    match term:
        case Cast(Var(_, NatSort()) as var, sort):
            for other in place.scope:
                if isinstance(other.sort, NatSort) and other.name != var.name:
                    yield Mutant("variable", Cast(other, sort))
        case Var(name, sort) if not isinstance(sort, NatSort):
            for other in place.scope:
                if other.name != name and other.sort == sort:
                    yield Mutant("index" if isinstance(sort, FinSort) else "variable", other)
        case Apply(Apply(fn, first), second) if first != second and _same_domains(fn):
            yield Mutant("index", Apply(Apply(fn, second), first))
        case _:
            return


def _same_domains(fn: Term) -> bool:
    sort: Sort = sort_of(fn)
    return isinstance(sort, FunSort) and isinstance(sort.codomain, FunSort) and sort.domain == sort.codomain.domain
