"""What the printers for people share: names of bound variables, arguments that need not be shown, shorter functions."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import TypeVar

from toymodels.statements.language import (
    Apply,
    Arith,
    Call,
    Cast,
    Compare,
    Definition,
    Inv,
    Lambda,
    Neg,
    Numeral,
    Operation,
    Term,
    Var,
)
from toymodels.statements.walk import bounds, free_names

_Term = TypeVar("_Term", bound=Term)

_NUMBER = re.compile(r"_\d+$")
_INDICES = "ijklpqrs"


class Names:
    """The names by which variables are shown; `free` ones keep theirs.

    A bound variable loses the number that the reader gave it, unless two variables in scope would then look the same.
    """

    def __init__(self, free: Iterable[str] = ()) -> None:
        self._shown = {name: name for name in free}

    def __getitem__(self, name: str) -> str:
        return self._shown.get(name, name)

    @contextmanager
    def bind(self, var: Var) -> Generator[str]:
        """While it lasts, `var` is shown by the name that it yields, which no other variable in scope has."""
        used = set(self._shown.values())
        outer = self._shown.get(var.name)
        shown = next(name for name in _candidates(_NUMBER.sub("", var.name)) if name not in used)
        self._shown[var.name] = shown
        try:
            yield shown
        finally:
            if outer is None:
                del self._shown[var.name]
            else:
                self._shown[var.name] = outer


def _candidates(stem: str) -> Iterator[str]:
    yield stem
    if stem in _INDICES:
        yield from _INDICES[_INDICES.index(stem) + 1 :]
    yield from (f"{stem}_{number}" for number in count(1))


def is_all_casts(term: Compare) -> bool:
    """Whether both sides are field elements made from natural numbers only, so that leaving casts out would confuse."""
    leaves = list(_leaves(term.left)) + list(_leaves(term.right))
    has_cast = any(isinstance(leaf, Cast) for leaf in leaves)
    return has_cast and all(isinstance(leaf, Cast | Numeral) for leaf in leaves)


def _leaves(term: Term) -> Iterator[Term]:
    match term:
        case Arith(Operation.POW, base, _):
            yield from _leaves(base)
        case Arith(_, left, right):
            yield from _leaves(left)
            yield from _leaves(right)
        case Neg(arg) | Inv(arg):
            yield from _leaves(arg)
        case _:
            yield term


def eta_reduced(term: Lambda) -> tuple[Term, int]:
    """What is left of `i j ↦ f i j` without its arguments, and how many of its last arguments a call lacks."""
    names: list[str] = []
    body: Term = term
    while isinstance(body, Lambda):
        names.append(body.var.name)
        body = body.body
    missing = 0
    while names:
        match body:
            case Apply(fn, Var(name)) if name == names[-1] and name not in free_names(fn):
                body = fn
            case Call(_, args) if _lacks(args, missing, names[-1]):
                missing += 1
            case _:
                break
        names.pop()
    return (body, missing) if not names else (term, 0)


def _lacks(args: tuple[Term, ...], missing: int, name: str) -> bool:
    """Whether `name` is the last of the arguments that are not missing yet, and none of those before it has it."""
    kept = args[: len(args) - missing]
    return (
        bool(kept)
        and isinstance(kept[-1], Var)
        and kept[-1].name == name
        and not any(name in free_names(arg) for arg in kept[:-1])
    )


def steps_of(predicate: str) -> str:
    """The parameter that says by how many rules an inductive predicate may follow, which Lean does not know."""
    return f"{predicate} steps"


def shown_arguments(definition: Definition, args: tuple[_Term, ...]) -> list[_Term]:
    """The arguments without the sizes that the sort of another argument already says, and what is fixed of them."""
    told = {name for param in definition.params for bound in bounds(param.sort) for name in free_names(bound)}
    told.add(steps_of(definition.name))
    told.update(re.findall(r"[^\W\d][\w']*", definition.name.partition("[")[2]))
    return [arg for param, arg in zip(definition.params, args, strict=True) if param.name not in told]
