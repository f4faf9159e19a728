"""Walking over terms and comparing them.

Terms are shared graphs of any depth, so everything here visits a shared node once and keeps its own stack.
"""

from __future__ import annotations

from collections.abc import Iterator

from toymodels.lean.expr import App, Const, Expr, Lam, Let, MData, Name, Pi, Proj


def strip_mdata(term: Expr) -> Expr:
    """`term` without annotations around it."""
    while isinstance(term, MData):
        term = term.arg
    return term


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
