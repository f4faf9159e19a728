"""Which instances could have failed: those at which the conclusion says something that it need not have been true of.

That `-1 ≤ 3` is little evidence for `x ≤ y`, and an empty sum is none for `Σᵢ xᵢ = 0`. An instance is *effective* for a
proposition that holds at it, as follows. What is in doubt counts as not effective.

* A proposition that mentions no drawn variable is decided by the sizes: never. Drawn are all variables but the natural
  numbers, or those as well where there are no others, so that `n < 2 ^ n` is about what is drawn.
* `l = r`: unless both are 0. `l ≤ r` and `l < r`: unless it holds by sign, `l ≤ 0 ≤ r`. `l ≠ r`: always.
* A comparison with the numeral 0 is a claim about a sign, or that something vanishes, and could have failed; but of
  `t = 0`, `t ≤ 0` and `0 ≤ t` only where some variable of `t` has an entry, and not of `0 ≤ k` in `Nat`.
* `∧` and `∀`: where one part is. `∨` and `∃`: where every part that holds is, for one that holds trivially is enough.
* `p → q`: where `p` holds and `q` is effective; or where `q` is false by the sizes alone and `¬p` is effective.
* `p ↔ q`: where one of the two is, or of their negations if both are false. `¬`: of the negation, pushed inwards.
* `if`: of the branch taken. What is none of these (a Boolean, a recursive definition): always.
"""

from __future__ import annotations

from functools import reduce

from toymodels.instances.facts import negate
from toymodels.instances.unfold import Unfolder
from toymodels.statements.language import (
    Apply,
    BoolSort,
    Call,
    Cast,
    Compare,
    Connective,
    FieldSort,
    FinSort,
    If,
    IntSort,
    Logic,
    NatSort,
    Not,
    Numeral,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Term,
    Truth,
    Var,
)
from toymodels.statements.walk import argument_sorts, free_names, is_finite, sort_of

_ALWAYS, _NEVER = Truth(True), Truth(False)


def effectiveness(statement: Statement) -> Term:
    """The proposition that an instance could have failed, for instances that satisfy `statement`.

    It is `Truth(True)` or `Truth(False)` where that holds of all instances or of none, whatever they are.
    """
    return _Rules(statement).of(statement.conclusion)


def is_about_sizes(statement: Statement) -> bool:
    """Whether the conclusion mentions natural numbers alone though other variables are drawn, as in `n ≤ 2 * m`."""
    drawn = _drawn(statement)
    return bool(drawn) and not drawn & free_names(statement.conclusion)


def _drawn(statement: Statement) -> frozenset[str]:
    """Names of the variables whose values are drawn; the natural numbers only where nothing else is."""
    others = frozenset(var.name for var in statement.variables if not isinstance(var.sort, NatSort))
    return others or frozenset(var.name for var in statement.variables)


class _Rules:
    """The rules above, for the variables of one statement."""

    def __init__(self, statement: Statement) -> None:
        self._drawn = _drawn(statement)
        self._variables = {var.name: var for var in statement.variables}
        self._unfolder = Unfolder(statement.definitions)

    def of(self, prop: Term) -> Term:
        """The proposition that an instance at which `prop` holds is effective for it."""
        if self._drawn and not self._drawn & free_names(prop):
            return _NEVER
        match prop:
            case Truth():
                return _NEVER
            case Compare(op, left, right):
                return self._comparison(op, left, right)
            case Not(arg):
                opposite = negate(self._unfolded(arg))
                return self._negation(opposite.arg) if isinstance(opposite, Not) else self.of(opposite)
            case Connective(op, left, right):
                return self._connective(op, left, right)
            case Quantifier(_, var) if not is_finite(var.sort):
                return _ALWAYS
            case Quantifier(Quantity.FORALL, var, body):
                return _exists(var, self.of(body))
            case Quantifier(Quantity.EXISTS, var, body):
                return _forall(var, _implies(body, self.of(body)))
            case If(condition, yes, no):
                return _or(_and(condition, self.of(yes)), _and(negate(condition), self.of(no)))
            case Call() | Apply():
                unfolded = self._unfolder.unfold(prop)
                return _ALWAYS if isinstance(unfolded, Call | Apply) else self.of(unfolded)
            case _:
                return _ALWAYS

    def _unfolded(self, prop: Term) -> Term:
        return self._unfolder.unfold(prop) if isinstance(prop, Call | Apply) else prop

    def _negation(self, prop: Term) -> Term:
        """For `¬ prop`, where the negation cannot be pushed inwards."""
        match prop:
            case Connective(Logic.IFF, left, right):
                return self.of(Connective(Logic.IFF, negate(left), right))
            case If(condition, yes, no):
                return self.of(If(condition, negate(yes), negate(no)))
            case _:
                return _ALWAYS

    def _connective(self, op: Logic, left: Term, right: Term) -> Term:
        match op:
            case Logic.AND:
                return _or(self.of(left), self.of(right))
            case Logic.OR:
                return _and(_implies(left, self.of(left)), _implies(right, self.of(right)))
            case Logic.IMPLIES:
                by_sizes = _NEVER
                if self._drawn and not self._drawn & free_names(right):
                    by_sizes = _and(negate(right), self.of(negate(left)))
                return _or(_and(left, self.of(right)), by_sizes)
            case Logic.IFF:
                both = _and(left, _or(self.of(left), self.of(right)))
                denied_left, denied_right = negate(left), negate(right)
                return _or(both, _and(denied_left, _or(self.of(denied_left), self.of(denied_right))))

    def _comparison(self, op: Relation, left: Term, right: Term) -> Term:
        sort = sort_of(left)
        if op is Relation.NE or not isinstance(sort, NatSort | IntSort | FieldSort):
            return _ALWAYS
        if _is_zero(left) or _is_zero(right):
            return self._comparison_with_zero(op, left, right)
        zero = Numeral(0, sort)
        if op is Relation.EQ:
            return Compare(Relation.NE, left, zero)
        if isinstance(sort, NatSort):
            return Compare(Relation.LT, zero, left)
        return _or(Compare(Relation.LT, zero, left), Compare(Relation.LT, right, zero))

    def _comparison_with_zero(self, op: Relation, left: Term, right: Term) -> Term:
        if op is Relation.LT:
            return _ALWAYS
        if op is Relation.LE and _is_zero(left) and isinstance(sort_of(left), NatSort):
            return _NEVER
        other = right if _is_zero(left) else left
        mentioned = [var for name, var in self._variables.items() if name in self._drawn & free_names(other)]
        return reduce(_or, map(_has_content, mentioned), _NEVER if mentioned else _ALWAYS)


def _has_content(var: Var) -> Term:
    """That a variable has an entry at all."""
    domains, _ = argument_sorts(var.sort)
    if not all(isinstance(domain, FinSort | BoolSort) for domain in domains):
        return _ALWAYS
    indices = [Var(f"{var.name}#{place}", domain) for place, domain in enumerate(domains)]
    claim: Term = _ALWAYS
    for index in reversed(indices):
        claim = _exists(index, claim)
    return claim


def _is_zero(term: Term) -> bool:
    return (isinstance(term, Numeral) and term.value == 0) or (isinstance(term, Cast) and _is_zero(term.arg))


def _and(left: Term, right: Term) -> Term:
    if _NEVER in (left, right):
        return _NEVER
    if left == _ALWAYS:
        return right
    return left if right == _ALWAYS else Connective(Logic.AND, left, right)


def _or(left: Term, right: Term) -> Term:
    if _ALWAYS in (left, right):
        return _ALWAYS
    if left == _NEVER:
        return right
    return left if right == _NEVER or left == right else Connective(Logic.OR, left, right)


def _implies(left: Term, right: Term) -> Term:
    if right == _ALWAYS or left == _NEVER:
        return _ALWAYS
    return negate(left) if right == _NEVER else Connective(Logic.IMPLIES, left, right)


def _exists(var: Var, body: Term) -> Term:
    return _NEVER if body == _NEVER else Quantifier(Quantity.EXISTS, var, body)


def _forall(var: Var, body: Term) -> Term:
    return _ALWAYS if body == _ALWAYS else Quantifier(Quantity.FORALL, var, body)
