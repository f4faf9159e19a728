"""Which values natural numbers take: sizes of tables stay small, other numbers have no fixed end.

A number that only occurs in arithmetic is drawn like an element of a large `Fin`: many of them in one batch, small,
beside the statement's own numbers, and of any magnitude. One that says how long a sum or how deep a recursion is takes
its values one by one, as far as evaluation stays affordable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

from toymodels.errors import StatementError
from toymodels.evaluate.convert import shape_of
from toymodels.evaluate.cost import cost
from toymodels.instances.constants import whole_values
from toymodels.instances.facts import Fact, facts_of
from toymodels.instances.unfold import Unfolder
from toymodels.statements.language import (
    NAT,
    Apply,
    Arith,
    Call,
    CaseNat,
    Compare,
    FinMk,
    FinSort,
    FinVal,
    Hypothesis,
    NatSort,
    Numeral,
    Operation,
    Relation,
    Statement,
    Term,
    Var,
)
from toymodels.statements.walk import bound_var, children, free_in_sort, free_names, substitute, subterms

LARGEST_SIZE = 5
"""The largest value that is usually tried for a natural number that is the size of a table."""

_STEPS = (6, 7, 8, 9, 10, 12, 16, 20, 32, 64)
"""Sizes beyond it, where the hypotheses ask for them."""

_LARGER = (*range(6, 41), 64, 100, 128, 200, 256, 300)
"""Values beyond it of numbers that are not sizes of tables."""

_NUMBERS_BELOW = 10**9
_LONGEST_RANGE = 200
_MOST_SIZES, _MOST_COMBINATIONS, _MOST_OWN = 8_000, 400, 24
_MOST_CELLS = 200
_EFFORT_ONCE, _EFFORT_IN_ALL, _ENDLESS = 60_000, 600_000, 10**9


def with_drawn_numbers(statement: Statement, pinned: Mapping[str, int]) -> Statement:
    """The same claim with the natural numbers that only occur in arithmetic as elements of a large `Fin`.

    Left as they are: those that are `pinned`, those that a hypothesis bounds by a short range, which can be gone
    through, and those that a hypothesis compares with a number of another kind.
    """
    drawn = _arithmetical(statement) - set(pinned)
    if not drawn:
        return statement
    below = FinSort(Numeral(max(_NUMBERS_BELOW, *(2 * value + 2 for value in (0, *whole_values(statement)))), NAT))
    variables = {name: Var(name, below) for name in drawn}
    values: dict[str, Term] = {name: FinVal(var) for name, var in variables.items()}
    return replace(
        statement,
        variables=tuple(variables.get(var.name, var) for var in statement.variables),
        hypotheses=tuple(Hypothesis(h.name, substitute(h.prop, values)) for h in statement.hypotheses),
        conclusion=substitute(statement.conclusion, values),
    )


def _arithmetical(statement: Statement) -> frozenset[str]:
    names = frozenset(var.name for var in statement.variables if isinstance(var.sort, NatSort))
    steering = frozenset[str]().union(*(free_in_sort(var.sort) for var in statement.variables))
    found = names - steering - steering_variables(statement) if names - steering else frozenset[str]()
    if not found:
        return found
    about = [fact for fact in facts_of(statement) if fact.variables <= names]
    found -= {name for name, limit in limits(about).items() if limit <= _LONGEST_RANGE}
    while mixed := [fact for fact in about if fact.variables & found and not fact.variables <= found]:
        found = found.difference(*(fact.variables for fact in mixed))
    return found


def steering_variables(statement: Statement) -> frozenset[str]:
    """Names of the variables that lengths of sums, exponents, cases, recursions or places in a table depend on."""
    return frozenset[str]().union(*map(_steering, _terms(statement)))


def _terms(statement: Statement) -> list[Term]:
    unfolder = Unfolder(statement.definitions)
    return [unfolder.unfold(term) for term in (statement.conclusion, *(h.prop for h in statement.hypotheses))]


def _steering(term: Term) -> frozenset[str]:
    """Names of the variables that lengths of sums, exponents, cases, recursions or places in a table depend on."""
    found = frozenset[str]().union(*map(_steering, children(term)))
    var = bound_var(term)
    if var is not None:
        found |= free_in_sort(var.sort)
    match term:
        case CaseNat(number, _, _, _) | Arith(Operation.POW, _, number) | Apply(_, number):
            return found | free_names(number)
        case Call() | FinMk():
            return found | free_names(term)
        case _:
            return found


def limits(facts: Sequence[Fact]) -> dict[str, int]:
    """For the variables that a fact says in so many words to be at most a number, the least such number."""
    found: dict[str, int] = {}
    for fact in facts:
        match fact.atom if not (fact.binders or fact.guards) else None:
            case Compare(Relation.LE | Relation.EQ, Var(name), Numeral(limit)):
                pass
            case Compare(Relation.EQ, Numeral(limit), Var(name)):
                pass
            case Compare(Relation.LT, Var(name), Numeral(above)):
                limit = above - 1
            case _:
                continue
        found[name] = min(limit, found.get(name, limit))
    return found


@dataclass(frozen=True, slots=True)
class Naturals:
    """The natural numbers among a statement's variables, in order, and which values are tried for each.

    Attributes:
        names: their names.
        numbers: those that are not the size of a table, so that they may be large.
        limits: what the hypotheses say that some of them are at most.
        further: values beyond `LARGEST_SIZE` for the `numbers`.
        own: those values that the statement itself suggests.
    """

    names: tuple[str, ...]
    numbers: frozenset[str]
    limits: Mapping[str, int]
    further: tuple[int, ...]
    own: tuple[int, ...]

    def ranges(self, pinned: Mapping[str, int]) -> dict[str, Sequence[int]]:
        """The values to try for each variable, all combinations of which are not too many."""
        free = [name for name in self.names if name not in pinned]
        top = LARGEST_SIZE
        while prod(len(self._values(name, top)) for name in free) > _MOST_SIZES and top:
            top -= 1
        return {name: (pinned[name],) if name in pinned else self._values(name, top) for name in self.names}

    def _values(self, name: str, top: int) -> Sequence[int]:
        limit = self.limits.get(name, _ENDLESS)
        if name in self.numbers and top == LARGEST_SIZE:
            return range(limit + 1) if limit <= _LONGEST_RANGE else (*range(top + 1), *self.further)
        return range(min(limit, top) + 1)

    def larger(self, pinned: Mapping[str, int]) -> dict[str, Sequence[int]]:
        """The same for hypotheses that none of those values satisfies: larger sizes of tables too."""
        values = tuple(dict.fromkeys((*range(LARGEST_SIZE + 1), *self.own, *_STEPS)))
        free = [name for name in self.names if name not in pinned]
        while len(values) ** len(free) > _MOST_COMBINATIONS:
            values = values[:-1]
        return {name: (pinned[name],) if name in pinned else values for name in self.names}

    def are_all(self, pinned: Mapping[str, int]) -> bool:
        """Whether `ranges` leaves out no value: each variable is pinned, or bounded and its range complete."""
        ranges = self.ranges(pinned)
        return all(
            name in pinned or (name in self.limits and len(ranges[name]) == self.limits[name] + 1)
            for name in self.names
        )


def naturals(statement: Statement, facts: Sequence[Fact]) -> Naturals:
    """What to try for the natural numbers of `statement`, given the facts about them alone."""
    names = tuple(var.name for var in statement.variables if isinstance(var.sort, NatSort))
    sizes = frozenset[str]().union(*(free_in_sort(var.sort) for var in statement.variables))
    numbers = frozenset(names) - sizes
    own = tuple(sorted(value for value in whole_values(statement) if value > LARGEST_SIZE)[:_MOST_OWN]) if names else ()
    further = _further(statement, numbers, len(names), own) if numbers else ()
    return Naturals(names, numbers, limits(facts), further, own)


def _further(statement: Statement, numbers: frozenset[str], count: int, own: Sequence[int]) -> tuple[int, ...]:
    """The values beyond the smallest that are affordable, those first that the statement suggests."""
    kept = list[int]()
    out_of_reach = _ENDLESS
    shortest = min((_table_length(part) for term in _terms(statement) for part in subterms(term)), default=_ENDLESS)
    rest = (LARGEST_SIZE + 1) ** (count - len(numbers))
    for value in dict.fromkeys((*own, *_LARGER)):
        combinations = (LARGEST_SIZE + 1 + len(kept) + 1) ** len(numbers) * rest
        if combinations > _MOST_COMBINATIONS:
            break
        if value >= out_of_reach:
            continue
        tried = {var.name: value if var.name in numbers else LARGEST_SIZE for var in statement.variables}
        effort = cost(statement, tried)
        if effort > _EFFORT_ONCE:
            out_of_reach = value
        if value < shortest and effort <= _EFFORT_ONCE and effort * combinations <= _EFFORT_IN_ALL:
            kept.append(value)
    return tuple(kept)


def _table_length(term: Term) -> int:
    """The length of the table of a function on the natural numbers that `term` reads a place of; sizes are shorter."""
    return term.bound.value if isinstance(term, FinMk) and isinstance(term.bound, Numeral) else _ENDLESS


def fitting(statement: Statement) -> Callable[[Mapping[str, int]], bool]:
    """Whether an instance at given sizes is small enough to be evaluated in a moment."""
    too_large: list[Mapping[str, int]] = []

    def fits(sizes: Mapping[str, int]) -> bool:
        if any(all(sizes.get(name, -1) >= size for name, size in known.items()) for known in too_large):
            return False
        try:
            cells = sum(prod(shape_of(var.sort, sizes)) for var in statement.variables)
        except StatementError:
            return False
        if cells <= _MOST_CELLS and cost(statement, sizes) <= _EFFORT_ONCE:
            return True
        too_large.append(dict(sizes))
        return False

    return fits
