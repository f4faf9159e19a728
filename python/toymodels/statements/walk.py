"""Walking and rebuilding terms of the statement language: children, substitution, free variables, sorts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from toymodels.statements.language import (
    BOOL,
    FIELD,
    INT,
    NAT,
    PROP,
    Apply,
    Arith,
    BoolSort,
    Call,
    CaseNat,
    Cast,
    Compare,
    Connective,
    Denominator,
    FieldSort,
    FinMk,
    FinSort,
    FinVal,
    FunSort,
    If,
    IntSort,
    Inv,
    Lambda,
    NatSort,
    Neg,
    Not,
    Numeral,
    Numerator,
    PropSort,
    Quantifier,
    Sort,
    Sum,
    Term,
    ToNat,
    Truth,
    Var,
)


def children(term: Term) -> tuple[Term, ...]:
    """The immediate subterms, in reading order; binders and sorts are not among them."""
    match term:
        case Var() | Numeral() | Truth():
            return ()
        case Neg(arg) | Inv(arg) | Cast(arg) | ToNat(arg) | Numerator(arg) | Denominator(arg) | FinVal(arg) | Not(arg):
            return (arg,)
        case Arith(_, left, right) | Compare(_, left, right) | Connective(_, left, right):
            return (left, right)
        case FinMk(value, bound):
            return (value, bound)
        case If(condition, yes, no):
            return (condition, yes, no)
        case Quantifier(_, _, body) | Sum(_, body) | Lambda(_, body):
            return (body,)
        case Apply(fn, arg):
            return (fn, arg)
        case CaseNat(scrutinee, zero, _, succ):
            return (scrutinee, zero, succ)
        case Call(_, args):
            return args


def map_children(term: Term, change: Callable[[Term], Term]) -> Term:
    """`term` with every immediate subterm changed; binders and sorts stay."""
    match term:
        case Var() | Numeral() | Truth():
            return term
        case Cast(arg, sort):
            return Cast(change(arg), sort)
        case Neg(arg) | Inv(arg) | ToNat(arg) | Numerator(arg) | Denominator(arg) | FinVal(arg) | Not(arg):
            return type(term)(change(arg))
        case Arith(op, left, right, sort):
            return Arith(op, change(left), change(right), sort)
        case Compare(op, left, right):
            return Compare(op, change(left), change(right))
        case Connective(op, left, right):
            return Connective(op, change(left), change(right))
        case FinMk(value, bound):
            return FinMk(change(value), change(bound))
        case If(condition, yes, no):
            return If(change(condition), change(yes), change(no))
        case Quantifier(kind, var, body):
            return Quantifier(kind, var, change(body))
        case Sum(var, body) | Lambda(var, body):
            return type(term)(var, change(body))
        case Apply(fn, arg):
            return Apply(change(fn), change(arg))
        case CaseNat(scrutinee, zero, pred, succ):
            return CaseNat(change(scrutinee), change(zero), pred, change(succ))
        case Call(name, args, sort):
            return Call(name, tuple(change(arg) for arg in args), sort)


def subterms(term: Term) -> Iterator[Term]:
    """`term` and everything below it, outermost first; sorts are not entered."""
    yield term
    for child in children(term):
        yield from subterms(child)


def bounds(sort: Sort) -> Iterator[Term]:
    """The bounds of the `Fin`s in a sort."""
    match sort:
        case FinSort(bound):
            yield bound
        case FunSort(domain, codomain):
            yield from bounds(domain)
            yield from bounds(codomain)
        case _:
            return


def is_finite(sort: Sort) -> bool:
    """Whether a sort has finitely many values: `Fin`, `Bool`, `Prop`, and functions between these."""
    match sort:
        case FinSort() | BoolSort() | PropSort():
            return True
        case FunSort(domain, codomain):
            return not isinstance(domain, FunSort) and is_finite(domain) and is_finite(codomain)
        case _:
            return False


def is_askable(sort: Sort) -> bool:
    """Whether a quantifier over an infinite sort can be decided or searched: numbers, and tables of field elements."""
    if isinstance(sort, NatSort | IntSort):
        return True
    while isinstance(sort, FunSort) and isinstance(sort.domain, FinSort):
        sort = sort.codomain
    return isinstance(sort, FieldSort)


def searched(term: Term) -> Iterator[Var]:
    """The variables that range over infinitely many values in `term`."""
    for part in subterms(term):
        if isinstance(part, Quantifier) and not is_finite(part.var.sort):
            yield part.var


def is_searched(term: Term) -> bool:
    """Whether there is such a variable."""
    return any(True for _ in searched(term))


def bound_var(term: Term) -> Var | None:
    """The variable that `term` itself binds, if it is a binder."""
    match term:
        case Quantifier(_, var) | Sum(var) | Lambda(var) | CaseNat(_, _, var):
            return var
        case _:
            return None


def free_variables(term: Term) -> dict[str, Var]:
    """The free variables of `term` and of the sorts of its binders, by name, in order of first occurrence."""
    if isinstance(term, Var):
        return {term.name: term}
    bound, parts = bound_var(term), children(term)
    found: dict[str, Var] = {} if bound is None else _free_in_bounds(bound.sort)
    for place, part in enumerate(parts, start=1):
        inside = free_variables(part)
        if bound is not None and place == len(parts):
            inside.pop(bound.name, None)
        found |= inside
    return found


def free_names(term: Term) -> frozenset[str]:
    """Names of the `free_variables` of `term`."""
    return frozenset(free_variables(term))


def free_in_sort(sort: Sort) -> frozenset[str]:
    """Names of the variables on which `sort` depends."""
    return frozenset(_free_in_bounds(sort))


def _free_in_bounds(sort: Sort) -> dict[str, Var]:
    return {name: var for bound in bounds(sort) for name, var in free_variables(bound).items()}


def substitute(term: Term, values: Mapping[str, Term]) -> Term:
    """Replace free variables by terms, in sorts as well.

    Names of bound variables must differ from the free names of `values`, as they do in one statement.
    """
    if not values:
        return term

    def go(inner: Term) -> Term:
        return substitute(inner, values)

    def resort(sort: Sort) -> Sort:
        return substitute_sort(sort, values)

    match term:
        case Var(name, sort):
            return values[name] if name in values else Var(name, resort(sort))
        case Quantifier(kind, var, body):
            return Quantifier(kind, replace(var, sort=resort(var.sort)), substitute(body, _without(values, var)))
        case Sum(var, body) | Lambda(var, body):
            return type(term)(replace(var, sort=resort(var.sort)), substitute(body, _without(values, var)))
        case CaseNat(scrutinee, zero, pred, succ):
            return CaseNat(go(scrutinee), go(zero), pred, substitute(succ, _without(values, pred)))
        case Call(name, args, sort):
            return Call(name, tuple(go(arg) for arg in args), resort(sort))
        case _:
            return map_children(term, go)


def substitute_sort(sort: Sort, values: Mapping[str, Term]) -> Sort:
    """Replace free variables in the bounds of `sort`."""
    match sort:
        case FinSort(bound):
            return FinSort(substitute(bound, values))
        case FunSort(domain, codomain):
            return FunSort(substitute_sort(domain, values), substitute_sort(codomain, values))
        case _:
            return sort


def _without(values: Mapping[str, Term], var: Var) -> Mapping[str, Term]:
    return {name: value for name, value in values.items() if name != var.name} if var.name in values else values


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


def entry_sort(sort: Sort) -> Sort:
    """The sort of a function's values once it has all its arguments (`sort` itself, if it is not a function's)."""
    return argument_sorts(sort)[1]


def is_field_valued(var: Var) -> bool:
    """Whether `var` is a scalar of the field or a function into it."""
    return isinstance(entry_sort(var.sort), FieldSort)


def sort_of(term: Term) -> Sort:
    """The sort of a well-sorted term. Connectives of Booleans and of propositions are told apart by their left side."""
    match term:
        case Var(_, sort) | Numeral(_, sort) | Arith(_, _, _, sort) | Call(_, _, sort) | Cast(_, sort):
            return sort
        case Neg(arg):
            return sort_of(arg)
        case Inv():
            return FIELD
        case Numerator():
            return INT
        case FinVal() | ToNat() | Denominator():
            return NAT
        case FinMk(_, bound):
            return FinSort(bound)
        case Truth():
            return BOOL
        case Compare() | Quantifier():
            return PROP
        case Connective(_, left, right):
            return PROP if PROP in (sort_of(left), sort_of(right)) else BOOL
        case Not(arg):
            return sort_of(arg)
        case If(_, yes) | CaseNat(_, yes):
            return sort_of(yes)
        case Sum(_, body):
            return sort_of(body)
        case Lambda(var, body):
            return FunSort(var.sort, sort_of(body))
        case Apply(fn):
            fn_sort = sort_of(fn)
            return fn_sort.codomain if isinstance(fn_sort, FunSort) else fn_sort


def field_element(term: Term) -> Term:
    """A natural number or an index as an element of the field; what is one already stays."""
    match sort_of(term):
        case FieldSort():
            return term
        case FinSort():
            return Cast(FinVal(term))
        case _:
            return Cast(term)
