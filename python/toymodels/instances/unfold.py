"""Terms as recognisers see them: in the form in which definitions are inlined.

Hypotheses are recognised by shape, and a shape must not depend on the names that a library gives to its definitions.
So every non-recursive definition is inlined and every redex reduced before anything is matched.
"""

from __future__ import annotations

from collections.abc import Mapping

from toymodels.statements.language import (
    Apply,
    Call,
    CaseNat,
    Definition,
    FinSort,
    FunSort,
    If,
    Lambda,
    Quantifier,
    Sort,
    Sum,
    Term,
    Truth,
    Var,
)
from toymodels.statements.walk import map_children, subterms


class Unfolder:
    """Inlines non-recursive definitions and reduces redexes.

    Each traversal gives every binder a fresh name (`base#7`), so that a body inlined twice can never capture.
    """

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        self._recursive = {name for name in definitions if self._reaches(name, name)}
        self._count = 0

    def unfold(self, term: Term) -> Term:
        """`term` with definitions inlined, redexes reduced and decided `if`s resolved."""
        return self._term(term, {})

    def _reaches(self, start: str, goal: str) -> bool:
        seen: set[str] = set()
        todo = [start]
        while todo:
            definition = self._definitions.get(todo.pop())
            if definition is None:
                continue
            called = {part.name for part in subterms(definition.body) if isinstance(part, Call)}
            if goal in called:
                return True
            todo.extend(called - seen)
            seen |= called
        return False

    def _fresh(self, var: Var, env: Mapping[str, Term]) -> Var:
        self._count += 1
        return Var(f"{var.name.partition('#')[0]}#{self._count}", self._sort(var.sort, env))

    def _sort(self, sort: Sort, env: Mapping[str, Term]) -> Sort:
        match sort:
            case FinSort(bound):
                return FinSort(self._term(bound, env))
            case FunSort(domain, codomain):
                return FunSort(self._sort(domain, env), self._sort(codomain, env))
            case _:
                return sort

    def _bind(self, var: Var, body: Term, env: Mapping[str, Term]) -> tuple[Var, Term]:
        fresh = self._fresh(var, env)
        return fresh, self._term(body, {**env, var.name: fresh})

    def _term(self, term: Term, env: Mapping[str, Term]) -> Term:
        match term:
            case Var(name, sort):
                return env[name] if name in env else Var(name, self._sort(sort, env))
            case Quantifier(kind, var, body):
                return Quantifier(kind, *self._bind(var, body, env))
            case Sum(var, body):
                return Sum(*self._bind(var, body, env))
            case Lambda(var, body):
                return Lambda(*self._bind(var, body, env))
            case CaseNat(scrutinee, zero, pred, succ):
                fresh, branch = self._bind(pred, succ, env)
                return CaseNat(self._term(scrutinee, env), self._term(zero, env), fresh, branch)
            case Apply(fn, arg):
                return self._apply(self._term(fn, env), self._term(arg, env))
            case Call(name, args, sort):
                return self._call(name, tuple(self._term(arg, env) for arg in args), self._sort(sort, env))
            case If(condition, yes, no):
                return _if(self._term(condition, env), self._term(yes, env), self._term(no, env))
            case _:
                return map_children(term, lambda child: self._term(child, env))

    def _apply(self, fn: Term, arg: Term) -> Term:
        match fn:
            case Lambda(var, body):
                return self._term(body, {var.name: arg})
            case If(condition, yes, no):
                return If(condition, self._apply(yes, arg), self._apply(no, arg))
            case _:
                return Apply(fn, arg)

    def _call(self, name: str, args: tuple[Term, ...], sort: Sort) -> Term:
        definition = self._definitions.get(name)
        if definition is None or name in self._recursive:
            return Call(name, args, sort)
        return self._term(
            definition.body, {param.name: arg for param, arg in zip(definition.params, args, strict=True)}
        )


def _if(condition: Term, yes: Term, no: Term) -> Term:
    match condition:
        case Truth(value):
            return yes if value else no
        case _:
            return If(condition, yes, no)
