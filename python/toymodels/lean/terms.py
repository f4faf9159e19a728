"""Working with terms: applications, substitution, traversal, comparison.

Terms are shared graphs of any depth, so everything here visits a shared node once and keeps its own stack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from toymodels.lean.expr import (
    App,
    BVar,
    Const,
    Expr,
    Lam,
    Let,
    MData,
    Name,
    Pi,
    Proj,
)


def strip_mdata(term: Expr) -> Expr:
    """`term` without annotations around it."""
    while isinstance(term, MData):
        term = term.arg
    return term


def app_spine(term: Expr) -> tuple[Expr, tuple[Expr, ...]]:
    """The head of an application and its arguments in order, annotations around the head left out."""
    arguments: list[Expr] = []
    term = strip_mdata(term)
    while isinstance(term, App):
        arguments.append(term.arg)
        term = strip_mdata(term.fn)
    return term, tuple(reversed(arguments))


def children(term: Expr) -> tuple[Expr, ...]:
    """The immediate subterms, in the order in which they are written."""
    match term:
        case App(fn, arg):
            return (fn, arg)
        case Lam(_, domain, body) | Pi(_, domain, body):
            return (domain, body)
        case Let(_, domain, value, body):
            return (domain, value, body)
        case MData(arg) | Proj(_, _, arg):
            return (arg,)
        case _:
            return ()


def subterms(term: Expr) -> Iterator[Expr]:
    """Every node of `term` once, in preorder of first visit."""
    seen: set[int] = set()
    stack = [term]
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            stack.extend(reversed(children(node)))


def constants_used(term: Expr) -> frozenset[Name]:
    """Names of the constants in `term`, those whose projections it takes included."""
    names: set[Name] = set()
    for node in subterms(term):
        if isinstance(node, Const):
            names.add(node.name)
        elif isinstance(node, Proj):
            names.add(node.struct)
    return frozenset(names)


def same_term(left: Expr, right: Expr) -> bool:
    """Whether two terms are equal up to binder names, binder styles and annotations."""
    equal: set[tuple[int, int]] = set()
    stack = [(left, right)]
    while stack:
        a, b = (strip_mdata(side) for side in stack.pop())
        if a is b or (id(a), id(b)) in equal:
            continue
        below_a, below_b = children(a), children(b)
        if type(a) is not type(b) or not _same_label(a, b):
            return False
        equal.add((id(a), id(b)))
        stack.extend(zip(below_a, below_b, strict=True))
    return True


def _same_label(a: Expr, b: Expr) -> bool:
    """Whether two nodes of one class agree apart from their subterms."""
    match a, b:
        case Proj(struct, index), Proj(other_struct, other_index):
            return (struct, index) == (other_struct, other_index)
        case (App(), App()) | (Lam(), Lam()) | (Pi(), Pi()) | (Let(), Let()):
            return True
        case _:
            return a == b


def instantiate(body: Expr, values: Sequence[Expr]) -> Expr:
    """`body` with its outermost loose bound variables replaced.

    Args:
        body: a term under `len(values)` opened binders.
        values: what the binders stand for, the outermost binder first, so that `values[-1]` replaces index 0 of `body`.
            Loose bound variables in a value are renumbered where it lands below further binders.
    """
    count = len(values)
    lifted: dict[tuple[int, int], Expr] = {}

    def leaf(node: BVar, depth: int) -> Expr:
        position = node.index - depth
        if position < 0:
            return node
        if position >= count:
            return BVar(node.index - count)
        key = (position, depth)
        if key not in lifted:
            lifted[key] = lift(values[count - 1 - position], depth)
        return lifted[key]

    return _replace_loose(body, leaf) if count else body


def lift(term: Expr, by: int) -> Expr:
    """`term` with its loose bound variables raised by `by`, for use below `by` more binders."""
    return (
        _replace_loose(term, lambda node, depth: BVar(node.index + by) if node.index >= depth else node) if by else term
    )


def _replace_loose(term: Expr, leaf: Callable[[BVar, int], Expr]) -> Expr:
    """`term` with every bound variable that is loose in it replaced by `leaf(variable, binders above it)`."""
    loose = _loose_ranges(term)
    done: dict[tuple[int, int], Expr] = {}
    stack = [(term, 0)]
    while stack:
        node, depth = stack[-1]
        key = (id(node), depth)
        if key in done:
            stack.pop()
        elif loose[id(node)] <= depth:
            done[key] = node
        elif isinstance(node, BVar):
            done[key] = leaf(node, depth)
        else:
            below = [(child, depth + extra) for child, extra in zip(children(node), _BINDS[type(node)], strict=True)]
            missing = [(child, level) for child, level in below if (id(child), level) not in done]
            if missing:
                stack.extend(missing)
            else:
                done[key] = _rebuild(node, [done[id(child), level] for child, level in below])
    return done[id(term), 0]


# How many binders each subterm stands under, in the order of `children`.
_BINDS: dict[type, tuple[int, ...]] = {App: (0, 0), Lam: (0, 1), Pi: (0, 1), Let: (0, 0, 1), MData: (0,), Proj: (0,)}


def _loose_ranges(term: Expr) -> dict[int, int]:
    """For every node by `id`, one more than the largest loose bound variable in it, or 0."""
    ranges: dict[int, int] = {}
    stack = [term]
    while stack:
        node = stack[-1]
        if id(node) in ranges:
            stack.pop()
            continue
        below = children(node)
        missing = [child for child in below if id(child) not in ranges]
        if missing:
            stack.extend(missing)
        elif isinstance(node, BVar):
            ranges[id(node)] = node.index + 1
        else:
            offsets = _BINDS.get(type(node), ())
            ranges[id(node)] = max((ranges[id(c)] - k for c, k in zip(below, offsets, strict=True)), default=0)
    return ranges


def _rebuild(node: Expr, below: Sequence[Expr]) -> Expr:
    """A node like `node` with other immediate subterms."""
    match node:
        case App():
            fn, arg = below
            return App(fn, arg)
        case Lam(binder, _, _, info):
            domain, body = below
            return Lam(binder, domain, body, info)
        case Pi(binder, _, _, info):
            domain, body = below
            return Pi(binder, domain, body, info)
        case Let(binder):
            domain, value, body = below
            return Let(binder, domain, value, body)
        case MData():
            return MData(below[0])
        case Proj(struct, index):
            return Proj(struct, index, below[0])
        case _:
            return node
