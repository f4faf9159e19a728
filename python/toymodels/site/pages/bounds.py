"""The calculator of bounds: what the theorems say of numbers that a reader enters, or measures of a file of weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from toymodels.markup import element
from toymodels.site.bounds import FILE, Bounding, Bounds, read_bounds
from toymodels.site.extremes import called, reach
from toymodels.site.render import Anchor, Page, Renderer
from toymodels.site.sandbox.encode import Json, definition_json, sort_json, term_json
from toymodels.site.sandbox.sandbox import embedded
from toymodels.site.views import badges
from toymodels.statements.language import Definition, Hypothesis, Statement, Term
from toymodels.statements.print.formula import Writer
from toymodels.statements.print.mathml import hypothesis_mathml
from toymodels.statements.print.text import to_text
from toymodels.statements.walk import free_names

PATH = "bounds.html"


def pages(renderer: Renderer) -> Iterator[Page]:
    """The calculator, of a project that says what its quantities are."""
    found = read_bounds(renderer.data)
    if found is None:
        return
    yield renderer.page(
        PATH,
        "bounds.html",
        "What bounds what",
        bounds=found,
        cards=[_card(each) for each in found.theorems],
        calculation=embedded(calculation(found)),
        file=FILE,
        badges=badges,
        contents=[Anchor("numbers", "Your numbers"), Anchor("bounds", "The bounds")],
    )


@dataclass(frozen=True, slots=True)
class _Card:
    """A theorem as the page shows it: its conclusion, and what it assumes."""

    bounding: Bounding
    formula: Markup
    assumed: tuple[Markup, ...]
    least: tuple[tuple[str, Markup], ...]


def _card(each: Bounding) -> _Card:
    conclusion = Hypothesis("", each.statement.conclusion)
    assumed = tuple(hypothesis_mathml(each.statement, hypothesis) for hypothesis in each.assumed)
    least = ((name, _inline(each.statement, term)) for name, term in each.least.items())
    return _Card(each, hypothesis_mathml(each.statement, conclusion), assumed, tuple(least))


def _inline(statement: Statement, term: Term) -> Markup:
    """A number as a formula in a line."""
    writer = Writer(statement.definitions, (var.name for var in statement.variables))
    return element("math", *writer.parts(term))


def calculation(bounds: Bounds) -> Json:
    """What the page's script computes with: quantities, theorems, and the definitions that their numbers need."""
    used = {name: each for bounding in bounds.theorems for name, each in _called(bounding).items()}
    return {
        "quantities": [[each.symbol, "N" if each.is_whole else "Q", each.measured] for each in bounds.quantities],
        "theorems": [theorem_json(each) for each in bounds.theorems],
        "definitions": {name: definition_json(used[name]) for name in sorted(used)},
    }


def theorem_json(each: Bounding) -> dict[str, Json]:
    """A theorem for `static/bounds.js`: its numbers, the hypotheses about them alone, its conclusion."""
    statement = each.statement
    return {
        "name": each.entry.name,
        "variables": [[var.name, sort_json(var.sort)] for var in statement.variables if var.name in _names(each)],
        "hypotheses": [_hypothesis(each, hypothesis) for hypothesis in each.about],
        "conclusion": term_json(statement.conclusion),
        "meanings": [[meaning.variable, meaning.quantity, meaning.power] for meaning in each.meanings],
        "fixed": {name: str(value) for name, value in each.fixed.items()},
        "reach": {meaning.variable: reach(statement, meaning.variable) for meaning in each.meanings},
    }


def _hypothesis(each: Bounding, hypothesis: Hypothesis) -> Json:
    """A hypothesis with the variables in it, and as text in the symbols of the quantities."""
    text = to_text(hypothesis.prop, each.statement.definitions)
    return [hypothesis.name, term_json(hypothesis.prop), [*sorted(free_names(hypothesis.prop))], text]


def _names(each: Bounding) -> set[str]:
    return {meaning.variable for meaning in each.meanings} | set(each.fixed)


def _called(each: Bounding) -> Mapping[str, Definition]:
    """The definitions that the conclusion and the hypotheses about numbers need."""
    return called(
        each.statement.definitions, [each.statement.conclusion, *(hypothesis.prop for hypothesis in each.about)]
    )
