"""Inductive predicates, such as `Sorted : List Nat → Prop`: true of what some rule makes of premises that are true.

A predicate is read as its rules say, backwards: one of them has these indices as its conclusion, and its premises hold.
What a rule takes is found by matching its conclusion with the indices; what is not found so is quantified over. This
comes to an end where all premises are about something smaller, a part of the list or tree or a smaller number, or where
there are finitely many indices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from toymodels.lean.expr import Const, Expr, FVar, Lit, Pi
from toymodels.lean.names import parent
from toymodels.lean.olean import user_name
from toymodels.lean.terms import same_term
from toymodels.statements.language import NAT, Arith, Compare, Connective, Logic, Operation, Relation, Term, Truth
from toymodels.statements.read.binding import free_in, instantiate, names_in, put, spine
from toymodels.statements.read.operations import equality
from toymodels.statements.read.reduce import Unreadable
from toymodels.statements.read.scope import Role
from toymodels.statements.read.splitting import by_constructor
from toymodels.statements.simplified import disjunction, fold, nat

if TYPE_CHECKING:
    from toymodels.statements.read.term import TermReader

_NAT = Const("Nat", ())
_SUCCESSORS = {"HAdd.hAdd": (4, 5), "Nat.add": (0, 1)}
"""How `n + k` is written: the places of the two numbers."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """A constructor of a predicate: what it takes, of which types, its premises, and the indices of its conclusion."""

    name: str
    takes: Mapping[str, tuple[str, Expr]]
    premises: tuple[Expr, ...]
    indices: tuple[Expr, ...]


def by_rules(reader: TermReader, predicate: str, args: Sequence[Expr]) -> Term:
    """That an inductive predicate is true of its arguments.

    Raises:
        Unreadable: it cannot be told.
    """
    count = reader.reducer.parameter_count(predicate)
    params, indices = args[:count], args[count:]
    types = [*_domains(reader, reader.reducer.type_of(predicate, Const(predicate, ())), args)][count:]
    rules = [_rule(reader, name, params) for name in reader.reducer.constructors(predicate)]
    return disjunction([_Reading(reader, rule, predicate).of(indices, types) for rule in rules])


def gets_smaller(reader: TermReader, predicate: str, params: Sequence[Expr]) -> bool:
    """Whether some index of each premise about the predicate itself is smaller than that of the conclusion.

    Raises:
        Unreadable: a premise has the predicate inside something else.
    """
    places: set[int] | None = None
    for rule in (_rule(reader, name, params) for name in reader.reducer.constructors(predicate)):
        for premise in rule.premises:
            head, args = spine(premise)
            if not isinstance(head, Const) or head.name != predicate:
                if predicate in names_in(premise):
                    raise Unreadable(f"{user_name(rule.name)} has {user_name(predicate)} inside a premise", premise)
                continue
            smaller = {
                at
                for at, (whole, index) in enumerate(zip(rule.indices, args[len(params) :], strict=True))
                if any(same_term(index, part) for part in _parts(reader, whole))
            }
            places = smaller if places is None else places & smaller
    return places is None or bool(places)


def _domains(reader: TermReader, type_: Expr, args: Sequence[Expr]) -> Iterator[Expr]:
    """The types of arguments."""
    for arg in args:
        type_ = type_ if isinstance(type_, Pi) else reader.reducer.whnf(type_)
        assert isinstance(type_, Pi)
        yield type_.type
        type_ = instantiate(type_.body, arg)


def _rule(reader: TermReader, name: str, params: Sequence[Expr]) -> _Rule:
    rest = reader.reducer.apply_type(reader.reducer.type_of(name, Const(name, ())), params)
    takes: dict[str, tuple[str, Expr]] = {}
    premises: list[Expr] = []
    while isinstance(rest, Pi):
        role = reader.role(rest)
        if role is Role.INSTANCE:
            raise Unreadable(f"{user_name(name)} takes an instance", rest.type)
        var = reader.scope.erased(rest.binder, rest.type, role)
        if role is Role.DATA:
            takes[var.name] = rest.binder, rest.type
        else:
            premises.append(rest.type)
        rest = instantiate(rest.body, var)
    return _Rule(name, takes, tuple(premises), tuple(spine(rest)[1][len(params) :]))


def _parts(reader: TermReader, whole: Expr) -> Iterator[Expr]:
    """What stands inside a constructor's application or a sum with a literal, at any depth."""
    inside = _arguments(reader, whole)
    for part in inside if inside is not None else ():
        yield part
        yield from _parts(reader, part)


def _arguments(reader: TermReader, whole: Expr) -> list[Expr] | None:
    """The fields of a constructor's application, or the number below `n + k`; `None` for anything else."""
    step = _step(reader, whole)
    if step is not None:
        return [step[0]]
    head, args = spine(whole)
    if not isinstance(head, Const) or not reader.reducer.is_any_constructor(head.name):
        return None
    if reader.reducer.alternatives(parent(head.name)) is None:
        return None
    return args[reader.reducer.parameter_count(parent(head.name)) :]


def _step(reader: TermReader, whole: Expr) -> tuple[Expr, int] | None:
    """`n` and `k` of `n + k` for a natural number `n` and a literal `k` above 0."""
    head, args = spine(whole)
    match head, args:
        case Const("Nat.succ"), [number]:
            return number, 1
        case Const(name), _ if name in _SUCCESSORS and len(args) > _SUCCESSORS[name][1]:
            if name == "HAdd.hAdd" and any(reader.reducer.whnf(type_) != _NAT for type_ in args[:3]):
                return None
            number, added = (args[place] for place in _SUCCESSORS[name])
            value = _literal(added)
            return (number, value) if value else None
        case _:
            return None


def _literal(number: Expr) -> int | None:
    match spine(number):
        case Lit(int(value)), []:
            return value
        case Const("OfNat.ofNat"), [_, Lit(int(value)), _]:
            return value
        case _:
            return None


@dataclass(frozen=True, slots=True)
class _Equation:
    """That an index of a rule's conclusion, or a part of one, is a value of some type."""

    pattern: Expr
    value: Expr
    type: Expr


Known = Mapping[str, Expr]


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads one rule backwards."""

    reader: TermReader
    rule: _Rule
    predicate: str

    def of(self, indices: Sequence[Expr], types: Sequence[Expr]) -> Term:
        """That the rule concludes the predicate of these indices, from premises that hold."""
        equations = [_Equation(*each) for each in zip(self.rule.indices, indices, types, strict=True)]
        return self._solved(equations, {})

    def _solved(self, equations: Sequence[_Equation], known: Known) -> Term:
        for at, equation in enumerate(equations):
            rest = [*equations[:at], *equations[at + 1 :]]
            term = self._by(replace(equation, pattern=put(equation.pattern, known)), rest, known)
            if term is not None:
                return term
        unknown = next((name for name in self.rule.takes if name not in known), None)
        if unknown is None:
            return self._premises(known)
        binder, type_ = self.rule.takes[unknown]
        return self.reader.over_some(
            binder, put(type_, known), lambda value: self._solved(equations, {**known, unknown: value})
        )

    def _by(self, equation: _Equation, rest: Sequence[_Equation], known: Known) -> Term | None:
        """What one equation leaves of the others; `None` if it cannot be used yet."""
        pattern, reader = equation.pattern, self.reader
        if not any(name in self.rule.takes for name in free_in(pattern)):
            same = equality(reader, equation.type, pattern, equation.value)
            return _both(same, lambda: self._solved(rest, known))
        if isinstance(pattern, FVar):
            return self._solved(rest, {**known, pattern.name: equation.value})
        step = _step(reader, pattern)
        if step is not None:
            return self._by_step(equation, *step, rest, known)
        if _arguments(reader, pattern) is None:
            return None
        return by_constructor(reader, equation.value, lambda built: self._by_fields(pattern, built, rest, known))

    def _by_step(self, equation: _Equation, number: Expr, step: int, rest: Sequence[_Equation], known: Known) -> Term:
        value = fold(self.reader.term(equation.value))
        below = fold(Arith(Operation.SUB, value, nat(step), NAT))
        smaller = self.reader.scope.define("n", _NAT, below)
        return _both(
            Compare(Relation.LE, nat(step), value),
            lambda: self._solved([_Equation(number, smaller, _NAT), *rest], known),
        )

    def _by_fields(self, pattern: Expr, built: Expr, rest: Sequence[_Equation], known: Known) -> Term:
        (wanted, patterns), (found, values) = spine(pattern), spine(built)
        assert isinstance(wanted, Const)
        assert isinstance(found, Const)
        if wanted.name != found.name:
            return Truth(False)
        count = self.reader.reducer.parameter_count(parent(found.name))
        types = [*_domains(self.reader, self.reader.reducer.type_of(found.name, built), values)]
        fields = [_Equation(*each) for each in zip(patterns, values, types, strict=True)][count:]
        return self._solved([*(each for each in fields if not self.reader.is_prop(each.type)), *rest], known)

    def _premises(self, known: Known) -> Term:
        """That the premises hold; those about the predicate itself last, as they need not be looked at then."""
        premises = sorted(self.rule.premises, key=lambda premise: self.predicate in names_in(premise))
        return _all(self.reader, [put(premise, known) for premise in premises])


def _all(reader: TermReader, props: Sequence[Expr]) -> Term:
    return _both(reader.term(props[0]), lambda: _all(reader, props[1:])) if props else Truth(True)


def _both(first: Term, second: Callable[[], Term]) -> Term:
    """`first ∧ second`, where the second is not read if the first is false."""
    if first == Truth(False):
        return first
    rest = second()
    if first == Truth(True) or rest == Truth(False):
        return rest
    return first if rest == Truth(True) else Connective(Logic.AND, first, rest)
