"""Short text of a Lean term for messages: what could not be read, without types of binders and without end."""

from __future__ import annotations

from collections.abc import Iterable

from toymodels.lean.expr import App, BVar, Const, Expr, FVar, Lam, Let, Lit, MData, MVar, Pi, Proj, Sort
from toymodels.lean.olean import user_name
from toymodels.statements.read.binding import spine

_LIMIT = 240
_DEPTH = 8


def display(expr: Expr) -> str:
    """`expr` as prefix applications, cut off where it gets long."""
    text = _display(expr, (), _DEPTH)
    return text if len(text) <= _LIMIT else text[: _LIMIT - 1] + "…"


def base_name(name: str) -> str:
    """A binder's name as its author wrote it, without the marks of macro hygiene."""
    return name.split("._@")[0].split("#")[0]


def listed(names: Iterable[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    *others, final = names
    return f"{', '.join(others)} and {final}" if others else final


def _display(expr: Expr, binders: tuple[str, ...], depth: int) -> str:
    if depth == 0:
        return "…"
    match expr:
        case BVar(index):
            return binders[-1 - index] if index < len(binders) else f"#{index}"
        case FVar(name) | MVar(name):
            return base_name(name)
        case Const(name):
            return user_name(base_name(name))
        case Sort(_, is_prop):
            return "Prop" if is_prop else "Type"
        case App():
            head, args = spine(expr)
            return " ".join(_atom(part, binders, depth - 1) for part in [head, *args])
        case Lam(name, _, body):
            inner = (*binders, base_name(name))
            return f"fun {inner[-1]} => {_display(body, inner, depth - 1)}"
        case Pi(name, domain, body):
            inner = (*binders, base_name(name))
            return f"∀ {inner[-1]} : {_display(domain, binders, depth - 1)}, {_display(body, inner, depth - 1)}"
        case Let(name, _, value, body):
            inner = (*binders, base_name(name))
            return f"let {inner[-1]} := {_display(value, binders, depth - 1)}; {_display(body, inner, depth - 1)}"
        case Lit(value):
            return repr(value) if isinstance(value, str) else str(value)
        case MData(arg):
            return _display(arg, binders, depth)
        case Proj(_, index, arg):
            return f"{_atom(arg, binders, depth - 1)}.{index + 1}"


def _atom(expr: Expr, binders: tuple[str, ...], depth: int) -> str:
    text = _display(expr, binders, depth)
    return f"({text})" if " " in text else text
