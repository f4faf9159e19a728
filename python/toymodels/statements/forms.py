"""How a variable of a theorem is made of those of its statement, so that its values can be shown as Lean has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toymodels.lean.expr import Const, Expr, Lam, Pi, Proj
from toymodels.lean.names import parent
from toymodels.statements.binding import instantiate, spine
from toymodels.statements.build import is_true
from toymodels.statements.language import Built, Choice, Form, Proved, Scalar
from toymodels.statements.scope import Role

if TYPE_CHECKING:
    from toymodels.statements.lowering import Lowering


def form_of(low: Lowering, value: Expr) -> Form | None:
    """How an opened binder's value is made; `None` for a function that is made of others."""
    head, args = spine(value)
    match head, args:
        case ((Lam() | Proj()), _):
            return None
        case Const("ite"), [_, condition, _, yes, no]:
            return _choice(low, condition, yes, no)
        case Const("cond"), [_, flag, yes, no]:
            return _choice(low, flag, yes, no)
        case Const(name), _ if low.reducer.is_any_constructor(name) and low.reducer.alternatives(parent(name)):
            return _built(low, name, args)
        case _:
            return Scalar(low.term(value))


def _choice(low: Lowering, condition: Expr, yes: Expr, no: Expr) -> Form | None:
    first, second = form_of(low, yes), form_of(low, no)
    if first is None or second is None:
        return None
    return Choice(is_true(low.term(condition)), first, second)


def _built(low: Lowering, constructor: str, args: list[Expr]) -> Form | None:
    """An application of a constructor, its parameters left out."""
    params = low.reducer.parameter_count(parent(constructor))
    rest = low.reducer.apply_type(low.reducer.type_of(constructor, Const(constructor, ())), args[:params])
    forms: list[Form] = []
    names: list[str] = []
    for arg in args[params:]:
        rest = rest if isinstance(rest, Pi) else low.reducer.whnf(rest)
        assert isinstance(rest, Pi)
        form = Proved() if low.role(rest) is Role.PROOF else form_of(low, arg)
        if form is None:
            return None
        forms.append(form)
        names.append(rest.binder)
        rest = instantiate(rest.body, arg)
    is_structure = low.reducer.constructor(parent(constructor)) == constructor
    return Built(constructor, tuple(forms), tuple(names) if is_structure else ())
