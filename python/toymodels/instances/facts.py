"""Hypotheses cut into facts: a quantifier prefix, guards, and one atom.

A fact is the unit that a construction can promise. `∀ i j, Q i · Q j = if i = j then 1 else 0` becomes two of them:
`∀ i, Q i · Q i = 1` and `∀ i j, i ≠ j → Q i · Q j = 0`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce

from toymodels.instances.unfold import Unfolder
from toymodels.statements.language import (
    Arith,
    BoolSort,
    Compare,
    Connective,
    FinSort,
    Hypothesis,
    If,
    Logic,
    Not,
    Numeral,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Term,
    Truth,
    Var,
)
from toymodels.statements.walk import (
    bound_var,
    children,
    free_in_sort,
    free_names,
    is_field_valued,
    map_children,
    substitute,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """`∀ binders, guards → atom`, a part of the hypothesis named `hypothesis`; all definitions are inlined.

    `implied` marks a fact that follows from others, `compatible` a bound whose opposite bound leaves room for it as
    soon as an implied fact holds.
    """

    hypothesis: str
    binders: tuple[Var, ...]
    guards: tuple[Term, ...]
    atom: Term
    implied: bool = False
    compatible: bool = False

    @property
    def variables(self) -> frozenset[str]:
        """Names of the statement's variables on which the fact depends."""
        inside = frozenset[str]().union(*(free_names(term) for term in (*self.guards, self.atom)))
        sorts = frozenset[str]().union(*(free_in_sort(var.sort) for var in self.binders))
        return (inside | sorts) - {var.name for var in self.binders}

    @property
    def prop(self) -> Term:
        """The fact as a proposition."""
        body = reduce(lambda inner, guard: Connective(Logic.IMPLIES, guard, inner), reversed(self.guards), self.atom)
        return reduce(lambda inner, var: Quantifier(Quantity.FORALL, var, inner), reversed(self.binders), body)

    @property
    def guard(self) -> Term:
        """The conjunction of the guards."""
        return reduce(lambda left, right: Connective(Logic.AND, left, right), self.guards, Truth(True))

    def binder_names(self) -> frozenset[str]:
        """Names of the quantified variables."""
        return frozenset(var.name for var in self.binders)


def facts_of(statement: Statement) -> tuple[Fact, ...]:
    """All facts of all hypotheses of `statement`, in order."""
    splitter = _Splitter(Unfolder(statement.definitions), field_variables(statement))
    return tuple(fact for hypothesis in statement.hypotheses for fact in splitter.split(hypothesis))


def field_variables(statement: Statement) -> frozenset[str]:
    """Names of the variables whose values lie in the field."""
    return frozenset(var.name for var in statement.variables if is_field_valued(var))


def vanishing_factors(fact: Fact, field_names: frozenset[str]) -> frozenset[str]:
    """The field variables in the factors of a product that `fact` says is zero.

    Drawn at random, one factor is hardly ever zero, and the other always would be.
    """
    match fact.atom:
        case Compare(Relation.EQ, Arith(Operation.MUL) as product, Numeral(0)):
            names = [free_names(factor) & field_names for factor in (product.left, product.right)]
            return names[0] | names[1] if all(names) else frozenset()
        case _:
            return frozenset()


_NEGATED = {Relation.EQ: Relation.NE, Relation.NE: Relation.EQ}
_CONVERSE = {Relation.LE: Relation.LT, Relation.LT: Relation.LE}


def negate(prop: Term) -> Term:
    """The negation of `prop`, pushed inwards as far as classical logic allows."""
    match prop:
        case Truth(value):
            return Truth(not value)
        case Not(arg):
            return arg
        case Compare(op, left, right) if op in _NEGATED:
            return Compare(_NEGATED[op], left, right)
        case Compare(op, left, right):
            return Compare(_CONVERSE[op], right, left)
        case Connective(Logic.AND, left, right):
            return Connective(Logic.OR, negate(left), negate(right))
        case Connective(Logic.OR, left, right):
            return Connective(Logic.AND, negate(left), negate(right))
        case Connective(Logic.IMPLIES, left, right):
            return Connective(Logic.AND, left, negate(right))
        case Quantifier(Quantity.FORALL, var, body):
            return Quantifier(Quantity.EXISTS, var, negate(body))
        case Quantifier(Quantity.EXISTS, var, body):
            return Quantifier(Quantity.FORALL, var, negate(body))
        case _:
            return Not(prop)


class _Splitter:
    """Cuts hypotheses into facts."""

    def __init__(self, unfolder: Unfolder, field_names: frozenset[str]) -> None:
        self._unfolder = unfolder
        self._field_names = field_names

    def split(self, hypothesis: Hypothesis) -> Iterator[Fact]:
        yield from self._split(Fact(hypothesis.name, (), (), self._unfolder.unfold(hypothesis.prop)))

    def _split(self, fact: Fact) -> Iterator[Fact]:
        match fact.atom:
            case Truth(True):
                return
            case Quantifier(Quantity.FORALL, var, body) if isinstance(var.sort, FinSort | BoolSort):
                yield from self._split(replace(fact, binders=(*fact.binders, var), atom=body))
            case Connective(Logic.AND, left, right):
                yield from self._split(replace(fact, atom=left))
                yield from self._split(replace(fact, atom=right))
            case Connective(Logic.IMPLIES, left, right):
                yield from self._guard(replace(fact, atom=right), left)
            case Not(arg) if not isinstance(negate(arg), Not):
                yield from self._split(replace(fact, atom=negate(arg)))
            case Compare():
                yield from self._cases(fact)
            case _:
                yield fact

    def _guard(self, fact: Fact, guard: Term) -> Iterator[Fact]:
        """`fact` under one more guard, which is used up where it fixes a bound variable."""
        match guard:
            case Truth(True):
                yield from self._split(fact)
            case Truth(False):
                return
            case Not(arg) if not isinstance(negate(arg), Not):
                yield from self._guard(fact, negate(arg))
            case Connective(Logic.AND, left, right):
                inner = replace(fact, atom=Connective(Logic.IMPLIES, right, fact.atom))
                yield from self._guard(inner, left)
            case Compare(Relation.EQ, left, right) if self._fixes(fact, right, left):
                yield from self._split(self._put(fact, right, left))
            case Compare(Relation.EQ, left, right) if self._fixes(fact, left, right):
                yield from self._split(self._put(fact, left, right))
            case _:
                yield from self._split(replace(fact, guards=(*fact.guards, guard)))

    def _fixes(self, fact: Fact, var: Term, value: Term) -> bool:
        """Whether `var = value` determines one of the fact's bound variables by an element of the same `Fin`."""
        if not isinstance(var, Var) or var.name not in fact.binder_names() or var.name in free_names(value):
            return False
        return isinstance(value, Var) and value.sort == var.sort

    def _put(self, fact: Fact, var: Term, value: Term) -> Fact:
        assert isinstance(var, Var)
        guards = tuple(substitute(guard, {var.name: value}) for guard in fact.guards)
        binders = tuple(bound for bound in fact.binders if bound.name != var.name)
        return Fact(fact.hypothesis, binders, guards, substitute(fact.atom, {var.name: value}))

    def _cases(self, fact: Fact) -> Iterator[Fact]:
        """A comparison that contains an `if` is cut in two when the condition is about indices only."""
        condition = self._index_condition(fact.atom, frozenset())
        if condition is None:
            yield fact
            return
        yield from self._guard(replace(fact, atom=resolve(fact.atom, condition, True)), condition)
        yield from self._guard(replace(fact, atom=resolve(fact.atom, condition, False)), negate(condition))

    def _index_condition(self, term: Term, bound: frozenset[str]) -> Term | None:
        if isinstance(term, If):
            used = free_names(term.condition)
            if not used & bound and not used & self._field_names:
                return term.condition
        var = bound_var(term)
        inner = bound if var is None else bound | {var.name}
        found = (self._index_condition(child, inner) for child in children(term))
        return next((condition for condition in found if condition is not None), None)


def resolve(term: Term, condition: Term, value: bool) -> Term:
    """`term` with every `if condition` in it decided by `value`."""
    match term:
        case If(test, yes, no) if test == condition:
            return resolve(yes if value else no, condition, value)
        case _:
            return map_children(term, lambda child: resolve(child, condition, value))
