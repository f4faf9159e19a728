"""The leading binders of a type: what a theorem takes before it says anything."""

from __future__ import annotations

from collections.abc import Iterator

from toymodels.lean.expr import Expr, MData, Pi


def leading_binders(type_: Expr) -> Iterator[Pi]:
    """Each `∀` or function type at the head of `type_`, outermost first; bodies stay open."""
    while isinstance(type_, Pi | MData):
        if isinstance(type_, Pi):
            yield type_
        type_ = type_.body if isinstance(type_, Pi) else type_.arg
