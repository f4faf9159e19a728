"""Terms as recognisers see them: their variables, and the form in which definitions are inlined.

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
    FieldSort,
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
from toymodels.statements.traverse import bound_var, bounds, children, map_children, subterms

# ------------------------------------------------------------------------------------------------------------ walking


def free_variables(term: Term) -> frozenset[str]:
    """Names of the variables that occur free in `term`, those in the sorts of its binders included."""
    match term:
        case Var(name):
            return frozenset({name})
        case CaseNat(scrutinee, zero, pred, succ):
            return free_variables(scrutinee) | free_variables(zero) | (free_variables(succ) - {pred.name})
        case _:
            inside = frozenset[str]().union(*(free_variables(child) for child in children(term)))
            var = bound_var(term)
            if var is None:
                return inside
            return (inside - {var.name}) | free_in_sort(var.sort)


def free_in_sort(sort: Sort) -> frozenset[str]:
    """Names of the variables on which `sort` depends."""
    return frozenset[str]().union(*(free_variables(bound) for bound in bounds(sort)))


def spine(term: Term) -> tuple[Term, tuple[Term, ...]]:
    """The head of an application and its arguments, in order: `V i k` gives `V` and `(i, k)`."""
    arguments: list[Term] = []
    while isinstance(term, Apply):
        arguments.append(term.arg)
        term = term.fn
    return term, tuple(reversed(arguments))


def argument_sorts(sort: Sort) -> tuple[tuple[Sort, ...], Sort]:
    """Domains, outermost first, and the final codomain of a curried function sort."""
    domains: list[Sort] = []
    while isinstance(sort, FunSort):
        domains.append(sort.domain)
        sort = sort.codomain
    return tuple(domains), sort


def is_field_valued(var: Var) -> bool:
    """Whether `var` is a scalar of the field or a function into it."""
    return isinstance(argument_sorts(var.sort)[1], FieldSort)


# ---------------------------------------------------------------------------------------------------------- unfolding


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

    def substitute(self, term: Term, name: str, value: Term) -> Term:
        """`term` with `value` for the free variable `name`."""
        return self._term(term, {name: value})

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
