"""Finite sums: a structural recursion that adds up one term for each element of `Fin n`.

What is recognised is the shape of the body that was read, whatever the definition is called:

    f x 0 v = 0        f x (k + 1) v = f x k (fun i => v i.castSucc) + t (v (last k))

in any order of the summands, and likewise from the other end (`v i.succ` and `v 0`). The recursion may go through
several functions at once, as a recursive inner product does.
"""

from __future__ import annotations

from dataclasses import replace

from toymodels.statements.language import (
    NAT,
    Apply,
    Arith,
    Call,
    CaseNat,
    Definition,
    FinMk,
    FinSort,
    FinVal,
    Lambda,
    Numeral,
    Operation,
    Sum,
    Term,
    Var,
)
from toymodels.statements.simplified import fold
from toymodels.statements.walk import bound_var, children, map_children, substitute, subterms


def recognise_sum(definition: Definition) -> Definition:
    """The definition with a `Sum` as its body, if it adds up a term over `Fin n`; otherwise unchanged."""
    match definition.body:
        case CaseNat(Var() as size, Numeral(0), pred, Arith(Operation.ADD, left, right)) if size in definition.params:
            for call, summand in ((left, right), (right, left)):
                if isinstance(call, Call) and call.name == definition.name:
                    body = _as_sum(definition, size, pred, call, summand)
                    if body is not None:
                        return replace(definition, body=body)
        case _:
            pass
    return definition


def _as_sum(definition: Definition, size: Var, pred: Var, call: Call, summand: Term) -> Sum | None:
    successor = fold(Arith(Operation.ADD, pred, Numeral(1, NAT), NAT))
    index = Var(_fresh_index(definition, summand), FinSort(size))
    for end, step in ((pred, 0), (Numeral(0, NAT), 1)):
        shifted = _shifted(definition, size, call, pred, step)
        if not shifted:
            continue
        body = _at_index(summand, shifted, FinMk(end, successor), index)
        if end == pred:
            body = substitute(body, {pred.name: FinVal(index)})
        if _is_closed_form(body, definition.name, shifted, index, {pred.name, size.name}):
            return Sum(index, body)
    return None


def _shifted(definition: Definition, size: Var, call: Call, pred: Var, step: int) -> set[str] | None:
    """The parameters that the recursive call restricts to their first or last `pred` entries.

    All others must be passed on as they are; `None` if one is not.
    """
    shifted: set[str] = set()
    for param, arg in zip(definition.params, call.args, strict=True):
        if param == size:
            if arg != pred:
                return None
        elif _is_restriction(param, arg, pred, step):
            shifted.add(param.name)
        elif arg != param:
            return None
    return shifted


def _is_restriction(param: Var, arg: Term, pred: Var, step: int) -> bool:
    """Whether `arg` is `fun i : Fin pred => param (i + step)`."""
    match arg:
        case Lambda(Var(_, FinSort(bound)) as var, Apply(Var() as fn, FinMk(value, _))):
            place = fold(Arith(Operation.ADD, FinVal(var), Numeral(step, NAT), NAT))
            return bound == pred and fn == param and value == place
        case _:
            return False


def _at_index(term: Term, shifted: set[str], end: FinMk, index: Var) -> Term:
    """`term` with `v end` replaced by `v index` for every function `v` in `shifted`."""
    match term:
        case Apply(Var(name), arg) if name in shifted and arg == end:
            return Apply(term.fn, index)
        case _:
            return map_children(term, lambda child: _at_index(child, shifted, end, index))


def _is_closed_form(term: Term, name: str, shifted: set[str], index: Var, gone: set[str]) -> bool:
    """Whether `term` uses the functions in `shifted` only at `index`, and neither the recursion nor its size."""
    match term:
        case Apply(Var(fn), Var() as arg) if fn in shifted and arg == index:
            return True
        case Var(var_name):
            return var_name not in shifted | gone
        case Call(called) if called == name:
            return False
        case _:
            return all(_is_closed_form(child, name, shifted, index, gone) for child in children(term))


def _fresh_index(definition: Definition, summand: Term) -> str:
    taken = {param.name for param in definition.params} | {
        bound.name for part in subterms(summand) if (bound := bound_var(part)) is not None
    }
    return next(name for name in (*"ijkabc", *(f"i_{count}" for count in range(len(taken) + 1))) if name not in taken)
