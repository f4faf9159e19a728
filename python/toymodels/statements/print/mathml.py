"""Statements and definitions as mathematics on a page: MathML inside a sentence that can be read aloud.

Rows of `V : Fin n → Fin m → α` are `V_i`, entries `V_{ij}`; sizes that can be read off and casts are left out, as in
plain text. A `math` element consists of rows between which a narrow page may break the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from toymodels.markup import element
from toymodels.statements.language import (
    Connective,
    Definition,
    Hypothesis,
    Logic,
    Statement,
    Term,
    Var,
)
from toymodels.statements.print.formula import Writer
from toymodels.statements.print.mathml_elements import visible
from toymodels.statements.print.text import sort_to_text, to_text

_NARROW = 22
"""A part of a formula with more signs than this may be wider than a phone."""


def to_mathml(statement: Statement) -> Markup:
    """A statement as a sentence: what it is for, each hypothesis by name, the conclusion.

    Every hypothesis and every conjunct of the conclusion is one displayed `math` element, its plain text as `alttext`.
    """
    writer = Writer(statement.definitions, (var.name for var in statement.variables))
    lines = list(_premises(statement, writer))
    lines += _conclusion(statement, writer, "then" if statement.hypotheses else "")
    return element("div", _variables(statement.variables, writer), *lines, class_="statement")


def definition_mathml(definition: Definition, definitions: Mapping[str, Definition] | None = None) -> Markup:
    """A definition as an equation, or an equivalence for a predicate; `definitions` are those that it calls."""
    known = {definition.name: definition, **(definitions or {})}
    writer = Writer(known, (param.name for param in definition.params))
    formula = _formula("div", writer.equation(definition), to_text(definition, known))
    return element("div", formula, class_="definition")


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands for a definition in formulas; `is_usual` if that is a sign of mathematics and not its own name."""

    markup: Markup
    is_usual: bool


def definition_sign(definition: Definition, definitions: Mapping[str, Definition]) -> Sign:
    """The sign of a definition with its parameters, such as `⟨x, y⟩` or `capacity(W)_i`."""
    known = {definition.name: definition, **definitions}
    writer = Writer(known, (param.name for param in definition.params))
    markup, is_usual = writer.sign(definition)
    return Sign(element("math", markup, alttext=definition.name), is_usual)


def hypothesis_mathml(statement: Statement, hypothesis: Hypothesis) -> Markup:
    """A hypothesis of `statement` as a formula by itself, its bound variables named as in the sentence."""
    writer = Writer(statement.definitions, (var.name for var in statement.variables))
    return _formula("span", writer.parts(hypothesis.prop), to_text(hypothesis.prop, statement.definitions))


def _formula(tag: str, parts: Sequence[Markup], text: str) -> Markup:
    """A displayed formula; one with a part that may be wider than a narrow page can be scrolled with the keyboard."""
    rows = [element("mrow", part) for part in parts]
    shown = element("math", *rows, display="block", displaystyle="true", alttext=text)
    is_wide = any(len(visible(part)) > _NARROW for part in parts)
    return element(tag, shown, class_="formula", tabindex=0 if is_wide else None)


def _premises(statement: Statement, writer: Writer) -> Iterator[Markup]:
    for place, hypothesis in enumerate(statement.hypotheses):
        formula = _formula("div", writer.parts(hypothesis.prop), to_text(hypothesis.prop, statement.definitions))
        yield _line("and" if place else "if", formula, element("code", hypothesis.name))


def _conclusion(statement: Statement, writer: Writer, word: str) -> Iterator[Markup]:
    for place, part in enumerate(_conjuncts(statement.conclusion)):
        formula = _formula("div", writer.parts(part), to_text(part, statement.definitions))
        yield _line("and" if place else word, formula)


def _line(word: str, formula: Markup, *rest: Markup) -> Markup:
    return element("div", *([element("i", word)] if word else []), formula, *rest)


def _conjuncts(prop: Term) -> Iterator[Term]:
    if isinstance(prop, Connective) and prop.op is Logic.AND:
        yield from _conjuncts(prop.left)
        yield from _conjuncts(prop.right)
    else:
        yield prop


def _variables(variables: Iterable[Var], writer: Writer) -> Markup:
    """`For all m, n ∈ ℕ, V ∈ 𝔽ⁿˣᵐ and i < n,`."""
    groups: list[Markup] = []
    for sort, group in groupby(variables, key=lambda var: var.sort):
        names = [var.name for var in group]
        groups.append(
            element("math", writer.membership(names, sort), alttext=f"{', '.join(names)} : {sort_to_text(sort)}")
        )
    if not groups:
        return Markup("")
    *first, last = groups
    listed = Markup(" and ").join([Markup(", ").join(first), last]) if first else last
    return element("p", "For all ", listed)
