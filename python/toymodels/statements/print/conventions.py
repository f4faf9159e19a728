"""Definitions that mathematics has a sign for, recognised by what they compute and not by their names.

A definition's shape is its body in a short form: parameters are `A`, `B`, … (sizes that another parameter's sort says
do not count), bound variables `i`, `j`, …
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from toymodels.statements.language import (
    Apply,
    Arith,
    Call,
    Cast,
    Compare,
    Definition,
    FinMk,
    FinSort,
    FinVal,
    FunSort,
    If,
    Lambda,
    Neg,
    Numeral,
    Operation,
    Sum,
    Term,
    Var,
)
from toymodels.statements.print.notation import as_sum
from toymodels.statements.print.readable import shown_arguments
from toymodels.statements.walk import spine, substitute_sort

_PARAMETERS = "ABCDEFGH"
_BOUND = "ijklmnop"


class Convention(Enum):
    """What a definition computes that has a sign of its own."""

    INNER = "⟨x, y⟩"
    NORM_SQ = "‖x‖²"
    FROBENIUS_INNER = "⟨A, B⟩_F"
    FROBENIUS_SQ = "‖A‖_F²"
    PRODUCT = "A B"
    SUM = "A + B"
    DIFFERENCE = "A - B"
    MULTIPLE = "c A"
    TRANSPOSE = "Aᵀ"
    IDENTITY = "I"
    TRACE = "tr A"
    ABSOLUTE = "|x|"
    UNIT_VECTOR = "e_i"


_SHAPES = {
    "Σi A(i)*B(i)": Convention.INNER,
    "Σi A(i)^2": Convention.NORM_SQ,
    "Σi A(i)*A(i)": Convention.NORM_SQ,
    "Σi Σj A(i,j)*B(i,j)": Convention.FROBENIUS_INNER,
    "Σi Σj A(i,j)^2": Convention.FROBENIUS_SQ,
    "λi λj Σk A(i,k)*B(k,j)": Convention.PRODUCT,
    "λi Σj A(i,j)*B(j)": Convention.PRODUCT,
    "λi λj A(i,j)+B(i,j)": Convention.SUM,
    "λi A(i)+B(i)": Convention.SUM,
    "λi λj A(i,j)-B(i,j)": Convention.DIFFERENCE,
    "λi A(i)-B(i)": Convention.DIFFERENCE,
    "λi λj A*B(i,j)": Convention.MULTIPLE,
    "λi A*B(i)": Convention.MULTIPLE,
    "λi λj A(j,i)": Convention.TRANSPOSE,
    "λi<A λj<A [i=j?1:0]": Convention.IDENTITY,
    "Σi A(i,i)": Convention.TRACE,
    "[0≤A?A:-A]": Convention.ABSOLUTE,
    "λi [A=i?1:0]": Convention.UNIT_VECTOR,
    "λi [i=A?1:0]": Convention.UNIT_VECTOR,
}


def convention(definition: Definition, definitions: Mapping[str, Definition]) -> Convention | None:
    """The sign that stands for `definition`, if there is one; `definitions` are those that it calls."""
    shown = [param.name for param in shown_arguments(definition, definition.params)]
    if len(shown) > len(_PARAMETERS):
        return None
    told = {param.name: "" for param in definition.params}
    return _SHAPES.get(_shape(definition.body, {**told, **dict(zip(shown, _PARAMETERS, strict=False))}, definitions))


def _shape(term: Term, names: Mapping[str, str], definitions: Mapping[str, Definition]) -> str:
    def go(part: Term) -> str:
        return _shape(part, names, definitions)

    match term:
        case Var(name):
            return names.get(name, name)
        case Numeral(value):
            return str(value)
        case Cast(arg) | FinVal(arg) | FinMk(arg, _):
            return go(arg)
        case Neg(arg):
            return f"-{go(arg)}"
        case Arith(op, left, right) | Compare(op, left, right):
            return f"{go(left)}{op.value}{go(right)}"
        case If(condition, yes, no):
            return f"[{go(condition)}?{go(yes)}:{go(no)}]"
        case Apply():
            fn, args = spine(term)
            return f"{go(fn)}({','.join(go(arg) for arg in args)})"
        case Sum(var, body):
            return _binder("Σ", var, body, names, definitions)
        case Lambda(var, body):
            return _binder("λ", var, body, names, definitions)
        case Call():
            summed = _written_out(term, definitions)
            return _binder("Σ", *summed, names, definitions) if summed is not None else term.name
        case _:
            return "?"


def _binder(sign: str, var: Var, body: Term, names: Mapping[str, str], definitions: Mapping[str, Definition]) -> str:
    depth = sum(shown in _BOUND for shown in names.values() if shown)
    if depth == len(_BOUND):
        return "?"
    bound = _shape(var.sort.bound, names, definitions) if isinstance(var.sort, FinSort) else "?"
    inner = _shape(body, {**names, var.name: _BOUND[depth]}, definitions)
    return f"{sign}{_BOUND[depth]}{f'<{bound}' if bound else ''} {inner}"


def _written_out(call: Call, definitions: Mapping[str, Definition]) -> tuple[Var, Term] | None:
    """The index and summand of a call that means a plain sum or an inner product."""
    definition = definitions.get(call.name)
    summed = as_sum(call, definition)
    if summed is not None or definition is None:
        return summed
    sort = definition.params[-1].sort
    if not isinstance(sort, FunSort) or convention(definition, definitions) is not Convention.INNER:
        return None
    left, right = shown_arguments(definition, call.args)
    sizes = {param.name: arg for param, arg in zip(definition.params, call.args, strict=True)}
    index = Var(f"{call.name}.index", substitute_sort(sort.domain, sizes))
    return index, Arith(Operation.MUL, Apply(left, index), Apply(right, index), definition.sort)
