"""About how many steps evaluating a term takes, without evaluating it.

Numbers are bounded from above, so that loops and recursions are followed as far as they may go. The result is a guide,
neither exact nor a bound: it says which sizes explode.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from toymodels.statements.language import (
    Arith,
    BoolSort,
    Call,
    CaseNat,
    Definition,
    FieldSort,
    FinMk,
    FinSort,
    FinVal,
    FunSort,
    If,
    Lambda,
    NatSort,
    Numeral,
    Operation,
    PropSort,
    Quantifier,
    Sort,
    Statement,
    Sum,
    Term,
    Var,
)
from toymodels.statements.walk import children, is_finite, subterms

ENDLESS = 10**12
"""What takes this many steps or more is not told apart."""

_UNKNOWN = 8
"""What a natural number is taken to be of which nothing is known, such as a value of a function."""
_LARGEST_EXPONENT = 10_000
_MOST_VISITS = 250_000
"""How many terms are looked at before evaluation is taken to be endless, as the estimate itself would be."""

_DEEPEST, _AT_ONCE = 60, 20
"""How deep calls are followed, and how much deeper than what is known already a recursion is at a time."""

_Bounds = Mapping[str, int]
"""Upper bounds of variables that are natural numbers or indices."""


def cost(statement: Statement, sizes: Mapping[str, int]) -> int:
    """The steps that hypotheses and conclusion of one instance at `sizes` take, at most about `ENDLESS`."""
    estimate = _Estimate(statement.definitions)
    known = dict(sizes)
    for var in statement.variables:
        if isinstance(var.sort, FinSort):
            known[var.name] = estimate.bound(var.sort.bound, known) - 1
    terms = (statement.conclusion, *(hypothesis.prop for hypothesis in statement.hypotheses))
    return min(ENDLESS, sum(estimate.steps(term, known) for term in terms))


class _Estimate:
    """Counts steps; what a definition takes, and how large its value is, is found once for each choice of its sizes."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        self._known: dict[tuple[str, tuple[int, ...]], tuple[int, int]] = {}
        self._used: dict[str, Sequence[int]] = {}
        self._depth = 0
        self._open: set[tuple[str, tuple[int, ...]]] = set()
        self._visits = 0

    def _is_spent(self) -> bool:
        self._visits += 1
        return self._visits > _MOST_VISITS

    def steps(self, term: Term, known: _Bounds) -> int:
        """The steps that `term` takes."""
        if self._is_spent():
            return ENDLESS
        match term:
            case Lambda(Var(name, NatSort()), body):
                top = max(known.values(), default=_UNKNOWN)
                return min(ENDLESS, 1 + top * self.steps(body, {**known, name: top}))
            case Sum(var, body) | Quantifier(_, var, body) | Lambda(var, body):
                times = self._values(var.sort, known)
                return min(ENDLESS, 1 + times * self.steps(body, {**known, var.name: times - 1}))
            case CaseNat(scrutinee, zero, pred, succ):
                number = self.bound(scrutinee, known)
                rest = self.steps(succ, {**known, pred.name: number - 1}) if number > 0 else 0
                return 1 + self.steps(scrutinee, known) + self.steps(zero, known) + rest
            case Call(name, arguments):
                own = sum(
                    times * self.steps(each, known)
                    for each, times in zip(arguments, self._uses(name, len(arguments)), strict=True)
                )
                return min(ENDLESS, 1 + own + self._called(name, arguments, known)[0])
            case Arith(Operation.POW, base, exponent):
                power = self.bound(exponent, known)
                if power > _LARGEST_EXPONENT:
                    return ENDLESS
                return min(ENDLESS, 1 + self.steps(exponent, known) + power * (1 + self.steps(base, known)))
            case _:
                return min(ENDLESS, 1 + sum(self.steps(each, known) for each in children(term)))

    def _uses(self, name: str, count: int) -> Sequence[int]:
        """How often each argument counts: a number as often as it is used, for its digits grow with products."""
        definition = self._definitions.get(name)
        if definition is None:
            return (1,) * count
        if name not in self._used:
            parts = Counter(part.name for part in subterms(definition.body) if isinstance(part, Var))
            self._used[name] = [
                max(1, parts[var.name]) if isinstance(var.sort, FieldSort) else 1 for var in definition.params
            ]
        return self._used[name]

    def _called(self, name: str, arguments: tuple[Term, ...], known: _Bounds) -> tuple[int, int]:
        """The steps that the body of a definition takes, and what its value is at most if it is a natural number."""
        definition = self._definitions.get(name)
        if definition is None:
            return 0, _UNKNOWN
        bounds = tuple(self.bound(each, known) for each in arguments)
        if (name, bounds) not in self._known:
            for earlier in _earlier(definition, bounds):
                self._enter(definition, earlier)
        return self._enter(definition, bounds)

    def _enter(self, definition: Definition, bounds: tuple[int, ...]) -> tuple[int, int]:
        key = definition.name, bounds
        if key not in self._known:
            if self._depth >= _DEEPEST:
                return ENDLESS, ENDLESS
            if key in self._open:  # a recursion that ends by another condition than the size of its numbers
                return 0, max(bounds, default=_UNKNOWN)
            self._depth += 1
            self._open.add(key)
            inner = {var.name: bound for var, bound in zip(definition.params, bounds, strict=True)}
            self._known[key] = self.steps(definition.body, inner), self.bound(definition.body, inner)
            self._depth -= 1
            self._open.remove(key)
        return self._known[key]

    def _values(self, sort: Sort, known: _Bounds) -> int:
        match sort:
            case FinSort(bound):
                return self.bound(bound, known)
            case BoolSort() | PropSort():
                return 2
            case FunSort(domain, codomain) if is_finite(sort):
                places, values = self._values(domain, known), self._values(codomain, known)
                return ENDLESS if values > 1 and places > _LARGEST_EXPONENT else min(ENDLESS, values**places)
            case _:
                return 1

    def bound(self, term: Term, known: _Bounds) -> int:
        """What a natural number or an index is at most, as far as that can be told; something small for other terms."""
        if self._is_spent():
            return ENDLESS
        match term:
            case Var(name):
                return known.get(name, _UNKNOWN)
            case Numeral(value):
                return min(ENDLESS, value)
            case FinVal(arg):
                return self.bound(arg, known)
            case FinMk(value, _):
                return self.bound(value, known)
            case If(_, yes, no):
                return max(self.bound(yes, known), self.bound(no, known))
            case CaseNat(scrutinee, zero, pred, succ):
                number = self.bound(scrutinee, known)
                rest = self.bound(succ, {**known, pred.name: number - 1}) if number > 0 else 0
                return max(self.bound(zero, known), rest)
            case Sum(var, body):
                times = self._values(var.sort, known)
                return min(ENDLESS, times * self.bound(body, {**known, var.name: times - 1}))
            case Call(name, arguments):
                return self._called(name, arguments, known)[1]
            case Arith(Operation.DIV, left, Numeral(divisor)) if divisor:
                return self.bound(left, known) // divisor
            case Arith(Operation.SUB, left, Numeral(value)):
                return max(self.bound(left, known) - value, 0)
            case Arith(op, left, right):
                return min(ENDLESS, _combined(op, self.bound(left, known), self.bound(right, known)))
            case _:
                return _UNKNOWN


def _earlier(definition: Definition, bounds: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """For a recursion, the same call at smaller numbers, so that none is much deeper than what is known already."""
    match definition.body:
        case CaseNat(Var(name), _, _, _):
            place = next((at for at, var in enumerate(definition.params) if var.name == name), None)
            if place is not None:
                for number in range(_AT_ONCE, min(bounds[place], _LARGEST_EXPONENT), _AT_ONCE):
                    yield (*bounds[:place], number, *bounds[place + 1 :])
        case _:
            return


def _combined(op: Operation, left: int, right: int) -> int:
    match op:
        case Operation.ADD:
            return left + right
        case Operation.MUL:
            return left * right
        case Operation.POW:
            return ENDLESS if left > 1 and right > 60 else left**right
        case Operation.MAX | Operation.GCD:
            return max(left, right)
        case Operation.LAND | Operation.LOR | Operation.XOR:
            return left + right
        case Operation.MIN | Operation.MOD:
            return min(left, right)
        case Operation.SUB | Operation.DIV:
            return left
