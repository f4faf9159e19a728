"""An instance as its author would write it in Lean: a list is a list, a tree is a tree, a bit vector has its width."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from toymodels.certify.lean_values import scalar_literal
from toymodels.check.explain import show
from toymodels.evaluate.batch import Instance
from toymodels.evaluate.oracle import oracle_value
from toymodels.lean.names import parent
from toymodels.lean.olean import user_name
from toymodels.statements.language import (
    Built,
    Choice,
    Count,
    Definition,
    FinSort,
    Form,
    FunSort,
    Made,
    Proved,
    Scalar,
    Statement,
    Var,
)
from toymodels.statements.walk import sort_of


def shown(statement: Statement, instance: Instance) -> dict[str, str]:
    """The values of the theorem's own variables, in their order."""
    owners = {name: made for made in statement.made for name in made.variables}
    result = {made.name: made_text(made, statement, instance) for made in statement.made if not made.variables}
    for var in statement.variables:
        made = owners.get(var.name)
        if made is None:
            result[var.name] = _plain(var, instance)
        elif made.name not in result:
            result[made.name] = made_text(made, statement, instance)
    return result


def other_form(statement: Statement, instance: Instance) -> dict[str, str]:
    """As `shown`; nothing where that is what the values of the statement's variables say anyway."""
    return shown(statement, instance) if has_other_form(statement) else {}


def has_other_form(statement: Statement) -> bool:
    """Whether some variable is shown otherwise than by the numbers that it has as a value."""
    return bool(statement.made) or any(_is_enumerated(var) for var in statement.variables)


def made_text(made: Made, statement: Statement, instance: Instance) -> str:
    """The value of a variable of the theorem that the statement makes of several."""
    return _Writer(statement, instance).text(made.form)


def _is_enumerated(var: Var) -> bool:
    return isinstance(var.sort, FinSort) and isinstance(var.sort.bound, Count)


def _plain(var: Var, instance: Instance) -> str:
    value = instance.values[var.name]
    return user_name(scalar_literal(value, var.sort)) if _is_enumerated(var) else show(value)


class _Writer:
    def __init__(self, statement: Statement, instance: Instance) -> None:
        self._definitions: dict[str, Definition] = dict(statement.definitions)
        self._instance = instance

    def text(self, form: Form) -> str:
        match form:
            case Scalar(term):
                value, sort = oracle_value(term, self._definitions, self._instance), sort_of(term)
                return show(value) if isinstance(sort, FunSort) else user_name(scalar_literal(value, sort))
            case Proved():
                return "by decide"
            case Choice(condition, yes, no):
                return self.text(yes if oracle_value(condition, self._definitions, self._instance) else no)
            case Built():
                return self._built(form)

    def _built(self, form: Built) -> str:
        special = _SPECIAL.get(form.constructor)
        if special is not None:
            return special(self, form)
        if parent(form.constructor) in _WRAPPED:
            return self.text(form.arguments[0])
        if form.fields:
            parts = zip(form.fields, map(self.text, form.arguments), strict=True)
            return f"{{ {', '.join(f'{name} := {text}' for name, text in parts)} }}" if form.fields else "{}"
        return " ".join([user_name(form.constructor), *(self.atom(each) for each in form.arguments)])

    def atom(self, form: Form) -> str:
        """A form as an argument."""
        text = self.text(form)
        return f"({text})" if " " in text and text[0] not in "([{" else text

    def items(self, form: Form) -> list[str]:
        """The elements of a list."""
        found: list[str] = []
        while True:
            match form:
                case Choice(condition, yes, no):
                    form = yes if oracle_value(condition, self._definitions, self._instance) else no
                case Built("List.cons", (head, tail)):
                    found.append(self.text(head))
                    form = tail
                case _:
                    return found

    def bits(self, form: Built) -> str:
        """`5#8`."""
        (element,) = form.arguments
        assert isinstance(element, Scalar)
        sort = sort_of(element.term)
        assert isinstance(sort, FinSort)
        size = oracle_value(sort.bound, self._definitions, self._instance)
        return f"{self.text(element)}#{cast(int, size).bit_length() - 1}"

    def word(self, form: Built) -> str:
        """A machine word without a sign."""
        return self.text(form.arguments[0]).partition("#")[0]

    def signed(self, form: Built) -> str:
        """A machine word with a sign."""
        (inside,) = form.arguments
        assert isinstance(inside, Built)
        value, width = map(int, self.text(inside.arguments[0]).split("#"))
        return str(value if 2 * value < 1 << width else value - (1 << width))


def _pair(writer: _Writer, form: Built) -> str:
    parts: list[str] = []
    rest: Form = form
    while isinstance(rest, Built) and rest.constructor == "Prod.mk":
        parts.append(writer.text(rest.arguments[0]))
        rest = rest.arguments[1]
    return f"({', '.join([*parts, writer.text(rest)])})"


_WORDS = ("UInt8", "UInt16", "UInt32", "UInt64", "USize")
_SIGNED = {"Int8": "UInt8", "Int16": "UInt16", "Int32": "UInt32", "Int64": "UInt64", "ISize": "USize"}
_WRAPPED = frozenset({"Subtype"})
_SPECIAL: dict[str, Callable[[_Writer, Built], str]] = {
    "List.nil": lambda writer, form: "[]",
    "List.cons": lambda writer, form: f"[{', '.join(writer.items(form))}]",
    "Array.mk": lambda writer, form: f"#[{', '.join(writer.items(form.arguments[0]))}]",
    "Option.none": lambda writer, form: "none",
    "Option.some": lambda writer, form: f"some {writer.atom(form.arguments[0])}",
    "Prod.mk": _pair,
    "BitVec.ofFin": lambda writer, form: writer.bits(form),
    "Char.mk": lambda writer, form: f"Char.ofNat {writer.text(form.arguments[0])}",
    **{f"{name}.ofBitVec": lambda writer, form: writer.word(form) for name in _WORDS},
    **{f"{name}.of{inside}": lambda writer, form: writer.signed(form) for name, inside in _SIGNED.items()},
}
