"""How a variable of a theorem is made of those of its statement, so that its values can be shown as Lean has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toymodels.lean.expr import BinderInfo, Const, Expr, Lam, Pi, Proj
from toymodels.lean.names import parent
from toymodels.statements.language import Built, Choice, Form, Proved, Scalar
from toymodels.statements.read.binding import instantiate, spine
from toymodels.statements.read.scope import Role
from toymodels.statements.simplified import is_true

if TYPE_CHECKING:
    from toymodels.statements.read.term import TermReader


def form_of(reader: TermReader, value: Expr) -> Form | None:
    """How an opened binder's value is made; `None` for a function that is made of others."""
    head, args = spine(value)
    match head, args:
        case ((Lam() | Proj()), _):
            return None
        case Const("ite"), [_, condition, _, yes, no]:
            return _choice(reader, condition, yes, no)
        case Const("cond"), [_, flag, yes, no]:
            return _choice(reader, flag, yes, no)
        case Const(name), _ if reader.reducer.is_any_constructor(name) and reader.reducer.alternatives(parent(name)):
            return _built(reader, name, args)
        case _:
            return Scalar(reader.term(value))


def _choice(reader: TermReader, condition: Expr, yes: Expr, no: Expr) -> Form | None:
    first, second = form_of(reader, yes), form_of(reader, no)
    if first is None or second is None:
        return None
    return Choice(is_true(reader.term(condition)), first, second)


def _built(reader: TermReader, constructor: str, args: list[Expr]) -> Form | None:
    """An application of a constructor, its parameters and what is implicit left out."""
    params = reader.reducer.parameter_count(parent(constructor))
    rest = reader.reducer.apply_type(reader.reducer.type_of(constructor, Const(constructor, ())), args[:params])
    is_structure = reader.reducer.constructor(parent(constructor)) == constructor
    forms: list[Form] = []
    names: list[str] = []
    for arg in args[params:]:
        rest = rest if isinstance(rest, Pi) else reader.reducer.whnf(rest)
        assert isinstance(rest, Pi)
        if not is_structure and rest.info is not BinderInfo.DEFAULT:  # which Lean finds out from the others
            rest = instantiate(rest.body, arg)
            continue
        form = Proved() if reader.role(rest) is Role.PROOF else form_of(reader, arg)
        if form is None:
            return None
        forms.append(form)
        names.append(rest.binder)
        rest = instantiate(rest.body, arg)
    return Built(constructor, tuple(forms), tuple(names) if is_structure else ())
