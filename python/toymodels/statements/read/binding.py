"""Opening binders of Lean terms: the few operations on bound variables that reading a statement needs.

Every term here is locally closed: its loose bound variables, if any, are those of the binder being opened. Values put
in their place are closed, so nothing is ever lifted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from toymodels.lean.expr import App, BVar, Const, Expr, FVar, Lam, Let, MData, Pi, Proj
from toymodels.lean.terms import subterms


def spine(expr: Expr) -> tuple[Expr, list[Expr]]:
    """Split `f a b c` into its head `f` and arguments, looking through annotations."""
    args: list[Expr] = []
    while True:
        match expr:
            case App(fn, arg):
                args.append(arg)
                expr = fn
            case MData(arg):
                expr = arg
            case _:
                return expr, args[::-1]


def apply(fn: Expr, args: Iterable[Expr]) -> Expr:
    """Apply `fn` to arguments, contracting the beta redexes that this makes at the head."""
    pending = list(args)
    while pending and isinstance(fn, Lam | MData):
        taken = 0
        while isinstance(fn, MData) or (isinstance(fn, Lam) and taken < len(pending)):
            taken += isinstance(fn, Lam)
            fn = fn.body if isinstance(fn, Lam) else fn.arg
        fn = _instantiate(fn, pending[:taken])
        pending = pending[taken:]
    for arg in pending:
        fn = App(fn, arg)
    return fn


def instantiate(body: Expr, value: Expr) -> Expr:
    """Put the closed term `value` in the place of the binder that was just removed around `body`."""
    return _instantiate(body, (value,))


def _instantiate(body: Expr, values: Sequence[Expr]) -> Expr:
    """Put closed terms in the places of the binders that were just removed around `body`, the outermost first."""
    count = len(values)
    memo: dict[tuple[int, int], Expr] = {}

    def go(expr: Expr, depth: int) -> Expr:
        match expr:
            case BVar(index):
                return values[depth - index - 1] if depth <= index < depth + count else expr
            case App() | Lam() | Pi() | Let() | MData() | Proj() if _reach(expr) > depth:
                key = (id(expr), depth)
                if key not in memo:
                    memo[key] = rebuild(expr, depth)
                return memo[key]
            case _:
                return expr

    def rebuild(expr: App | Lam | Pi | Let | MData | Proj, depth: int) -> Expr:
        match expr:
            case App(fn, arg):
                new_fn, new_arg = go(fn, depth), go(arg, depth)
                return expr if new_fn is fn and new_arg is arg else App(new_fn, new_arg)
            case Lam(name, domain, inner, info):
                new_domain, new_inner = go(domain, depth), go(inner, depth + 1)
                same = new_domain is domain and new_inner is inner
                return expr if same else Lam(name, new_domain, new_inner, info)
            case Pi(name, domain, inner, info):
                new_domain, new_inner = go(domain, depth), go(inner, depth + 1)
                same = new_domain is domain and new_inner is inner
                return expr if same else Pi(name, new_domain, new_inner, info)
            case Let(name, domain, bound, inner):
                return Let(name, go(domain, depth), go(bound, depth), go(inner, depth + 1))
            case MData(arg):
                return go(arg, depth)
            case Proj(struct, index, arg):
                new_arg = go(arg, depth)
                return expr if new_arg is arg else Proj(struct, index, new_arg)

    return go(body, 0)


def _reach(expr: Expr) -> int:
    """By how many binders around it a term could be bound at most, 0 if it is closed; found once for each term."""
    known = _REACHES.get(id(expr))
    if known is not None:
        return known[1]
    match expr:
        case BVar(index):
            return index + 1
        case App(fn, arg):
            reach = max(_reach(fn), _reach(arg))
        case Lam(_, domain, body) | Pi(_, domain, body):
            reach = max(_reach(domain), _reach(body) - 1)
        case Let(_, domain, value, body):
            reach = max(_reach(domain), _reach(value), _reach(body) - 1)
        case MData(arg) | Proj(_, _, arg):
            reach = _reach(arg)
        case _:
            return 0
    if len(_REACHES) >= _MOST_REACHES:
        _REACHES.clear()
    _REACHES[id(expr)] = expr, reach  # which keeps the term, so that no other has its id
    return reach


_REACHES: dict[int, tuple[Expr, int]] = {}
_MOST_REACHES = 300_000


def replaced(expr: Expr, values: Sequence[tuple[Expr, Expr]]) -> Expr:
    """`expr` with other terms in the place of those that are, as objects, the first of each pair."""
    memo = {id(value): other for value, other in values}

    def go(part: Expr) -> Expr:
        if id(part) not in memo:
            memo[id(part)] = with_parts(part, go)
        return memo[id(part)]

    return go(expr)


def with_parts(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """`expr` with each of its immediate parts changed."""
    match expr:
        case App(fn, arg):
            return App(change(fn), change(arg))
        case Lam(name, domain, body, info):
            return Lam(name, change(domain), change(body), info)
        case Pi(name, domain, body, info):
            return Pi(name, change(domain), change(body), info)
        case Let(name, domain, value, body):
            return Let(name, change(domain), change(value), change(body))
        case MData(arg):
            return MData(change(arg))
        case Proj(struct, index, arg):
            return Proj(struct, index, change(arg))
        case _:
            return expr


def put(expr: Expr, values: Mapping[str, Expr]) -> Expr:
    """`expr` with closed terms in the place of free variables, by name."""
    memo: dict[int, Expr] = {}

    def go(part: Expr) -> Expr:
        if id(part) not in memo:
            memo[id(part)] = values.get(part.name, part) if isinstance(part, FVar) else with_parts(part, go)
        return memo[id(part)]

    return go(expr)


def is_loose(body: Expr) -> bool:
    """Whether the binder that was just removed around `body` is used in it."""
    seen: set[tuple[int, int]] = set()
    pending = [(body, 0)]
    while pending:
        expr, depth = pending.pop()
        if (id(expr), depth) in seen:
            continue
        seen.add((id(expr), depth))
        match expr:
            case BVar(index):
                if index == depth:
                    return True
            case App(fn, arg):
                pending += [(fn, depth), (arg, depth)]
            case Lam(_, domain, inner) | Pi(_, domain, inner):
                pending += [(domain, depth), (inner, depth + 1)]
            case Let(_, domain, bound, inner):
                pending += [(domain, depth), (bound, depth), (inner, depth + 1)]
            case MData(arg) | Proj(_, _, arg):
                pending.append((arg, depth))
            case _:
                pass
    return False


def names_in(expr: Expr) -> set[str]:
    """The names of all constants and free variables in `expr`."""
    return {node.name for node in subterms(expr) if isinstance(node, Const | FVar)}


def free_in(expr: Expr) -> list[str]:
    """The names of the free variables in `expr`, in the order of their first occurrence."""
    return list(dict.fromkeys(node.name for node in subterms(expr) if isinstance(node, FVar)))


def abstract(expr: Expr, name: str) -> Expr:
    """Turn the free variable `name` into the bound variable of a binder that will be put around `expr`."""
    memo: dict[tuple[int, int], Expr] = {}

    def go(inner: Expr, depth: int) -> Expr:
        key = (id(inner), depth)
        if key not in memo:
            memo[key] = rebuild(inner, depth)
        return memo[key]

    def rebuild(inner: Expr, depth: int) -> Expr:
        match inner:
            case FVar(other):
                return BVar(depth) if other == name else inner
            case App(fn, arg):
                return App(go(fn, depth), go(arg, depth))
            case Lam(binder, domain, body, info):
                return Lam(binder, go(domain, depth), go(body, depth + 1), info)
            case Pi(binder, domain, body, info):
                return Pi(binder, go(domain, depth), go(body, depth + 1), info)
            case Let(binder, domain, value, body):
                return Let(binder, go(domain, depth), go(value, depth), go(body, depth + 1))
            case MData(arg):
                return go(arg, depth)
            case Proj(struct, index, arg):
                return Proj(struct, index, go(arg, depth))
            case _:
                return inner

    return go(expr, 0)
