"""Essays of a project, `docs/essays/*.md`: Markdown whose numbers, statements and figures come from the library.

`# Title`, some sentences, sections `## Title`. Names in backticks must be declarations. Between double braces stands a
number that is computed:

* `{{ least μ₂ of welch_coherence where n = 10000, m = 768 }}`, or `most`: what the conclusion allows; `√μ₂` asks for
  the square root;
* `{{ most n under h of potentialFamily_low_coherence where lam = 1/5, a = 600, m = 1000 }}`: what the hypothesis
  allows;
* `{{ right of welch_bound where n = 5, m = 3 }}`, or `left`: a side of the conclusion.

A block between lines of three backticks is generated: `statement` with the name of a theorem, `figure` with that of
one of the project's figures, `training` with what a toy model is trained on (see `Training`), as TOML.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from toymodels.errors import StatementError, ToyModelsError
from toymodels.evaluate.batch import Instance
from toymodels.evaluate.evaluator import Evaluator
from toymodels.site.data import SiteData, TheoremEntry, parse_module_doc, statement_of
from toymodels.site.extremes import Kind, bound
from toymodels.site.figures import Figure
from toymodels.site.front import in_digits
from toymodels.statements.language import (
    Compare,
    Definition,
    FieldSort,
    FinSort,
    FunSort,
    Hypothesis,
    NatSort,
    Relation,
    Statement,
    Var,
)

FOLDER = "docs/essays"

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_NUMBER = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_ASKED = re.compile(
    r"(?P<what>least|most|left|right)(?: (?P<root>√)?(?P<unknown>\S+))?(?: under (?P<hypothesis>\S+))?"
    r" of (?P<theorem>\S+)(?: where (?P<given>.*))?"
)
_NAME = re.compile(r"`([A-Za-z_][\w.']{2,})`")
_CITED = re.compile(r"\[([a-z]+\d{4}[a-z]?)\]")


@dataclass(frozen=True, slots=True)
class Training:
    """A toy model that is trained in the page, and what theorems say of it.

    Attributes:
        features, hidden: its sizes.
        activity: the probability that a feature is active.
        steps: of training.
        measure: the definition whose values at the features are shown.
        theorems: whose two sides are compared, each with what its left side is called.
    """

    features: int
    hidden: int
    activity: Fraction
    steps: int
    measure: Definition
    theorems: tuple[tuple[TheoremEntry, Statement, str], ...]


Block = str | TheoremEntry | Figure | Training
"""Words in Markdown, a theorem's statement, a figure, or a toy model."""


@dataclass(frozen=True, slots=True)
class Essay:
    """An essay: its place, what it begins with, and its sections with their titles."""

    slug: str
    title: str
    lead: str
    sections: tuple[tuple[str, tuple[Block, ...]], ...]


def read_essays(data: SiteData) -> tuple[Essay, ...]:
    """The essays of a project in the order of their files; none where it has no such folder.

    Raises:
        ToyModelsError: a file names a theorem, figure, paper or number that there is not.
    """
    return tuple(_essay(data, path) for path in sorted((data.library.project.root / FOLDER).glob("*.md")))


def _essay(data: SiteData, path: Path) -> Essay:
    try:
        text = path.read_text(encoding="utf-8")
        _check_names(data, _BLOCK.sub("", text))
        cited = _CITED.sub(lambda match: f"([{data.papers[match[1]].label}][{match[1]}])", text)
        doc = parse_module_doc(_NUMBER.sub(lambda match: _number(data, match[1]), cited))
        sections = tuple((each.title, tuple(_blocks(data, each.text))) for each in doc.sections)
        slug = re.sub(r"^\d+-", "", path.stem)
        return Essay(slug, doc.title, doc.lead, sections)
    except (StatementError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ToyModelsError(f"{path}: {error}") from error
    except KeyError as error:
        raise ToyModelsError(f"{path}: a block lacks the key {error}") from error


def _check_names(data: SiteData, text: str) -> None:
    for name in _NAME.findall(text):
        if data.addresses.full(name) is None:
            raise StatementError(f"{name!r} is not a declaration of the library; write words, or another name")
    for key in _CITED.findall(text):
        if key not in data.papers:
            raise StatementError(f"the bibliography has no key {key}")


def _number(data: SiteData, asked: str) -> str:
    """The number that the words between double braces ask for, in digits."""
    match = _ASKED.fullmatch(" ".join(asked.split()))
    if match is None:
        raise StatementError(
            f"{asked!r} is not read; write `least x of theorem where n = 3`, `most`, `left` or `right`"
        )
    statement = _statement(data, match["theorem"])
    given = _given(match["given"] or "")
    if match["what"] in ("left", "right"):
        return _side(statement, match["what"], given)
    if match["hypothesis"]:
        statement = _only(statement, match["hypothesis"])
    if match["unknown"] is None:
        raise StatementError(f"{asked!r} does not say of which variable the {match['what']} is asked")
    found = bound(statement, given, match["unknown"], 2 if match["root"] else 1)
    if found.kind is not Kind(match["what"]):
        raise StatementError(f"{asked!r} has no answer: what it says of {match['unknown']} is {found.kind}")
    return in_digits(Fraction(found.value), ROUND_FLOOR if found.kind is Kind.LEAST else ROUND_CEILING)


def _statement(data: SiteData, name: str) -> Statement:
    statement = statement_of(_theorem(data, name))
    if statement is None:
        raise StatementError(f"{name} cannot be read, so no number follows from it")
    return statement


def _theorem(data: SiteData, name: str) -> TheoremEntry:
    full = data.addresses.full(name)
    if full is None or full not in data.theorems:
        raise StatementError(f"{name!r} is not a public theorem of the library")
    return data.theorems[full]


def _given(text: str) -> dict[str, int | Fraction]:
    found: dict[str, int | Fraction] = {}
    for part in filter(None, text.split(",")):
        name, _, value = part.partition("=")
        try:
            number = Fraction(value.strip())
        except ValueError:
            raise StatementError(f"{part.strip()!r} does not give a number; write n = 3 or x = 1/2") from None
        found[name.strip()] = number.numerator if number.denominator == 1 else number
    return found


def _only(statement: Statement, hypothesis: str) -> Statement:
    """The statement that a hypothesis makes by itself."""
    prop = next((each.prop for each in statement.hypotheses if each.name == hypothesis), None)
    if prop is None:
        names = ", ".join(each.name for each in statement.hypotheses)
        raise StatementError(f"{statement.name} has no hypothesis {hypothesis}; it has {names}")
    return Statement(statement.name, statement.variables, tuple[Hypothesis, ...](), prop, statement.definitions)


def _side(statement: Statement, side: str, given: Mapping[str, int | Fraction]) -> str:
    conclusion = statement.conclusion
    if not isinstance(conclusion, Compare):
        raise StatementError(f"{statement.name} does not end in a comparison")
    term = conclusion.left if side == "left" else conclusion.right
    value = Evaluator(statement.definitions).oracle(term, Instance({**given}))
    return in_digits(Fraction(cast("int | Fraction", value)), ROUND_HALF_EVEN).replace("-", "−")


def _blocks(data: SiteData, text: str) -> Iterator[Block]:
    at = 0
    for match in _BLOCK.finditer(text):
        if words := text[at : match.start()].strip():
            yield words
        yield _block(data, match[1], match[2])
        at = match.end()
    if words := text[at:].strip():
        yield words


def _block(data: SiteData, kind: str, content: str) -> Block:
    name = content.strip()
    match kind:
        case "statement":
            return _theorem(data, name)
        case "figure":
            found = next((each for figures in data.figures.values() for each in figures if each.slug == name), None)
            if found is None:
                raise StatementError(f"{name!r} is not a figure of the project")
            return found
        case "training":
            return _training(data, tomllib.loads(content))
        case _:
            raise StatementError(f"a block is a statement, a figure or a training, not {kind!r}")


def _training(data: SiteData, told: Mapping[str, Any]) -> Training:
    full = data.addresses.full(told["measure"])
    measure = None if full is None else data.known_definitions.get(full)
    if measure is None:
        raise StatementError(f"{told['measure']!r} is not a definition that can be evaluated")
    family(told["measure"], measure.params)
    theorems = tuple((_theorem(data, name), _compared(data, name), words) for name, words in told["theorems"].items())
    return Training(
        told["features"],
        told["hidden"],
        Fraction(told["activity"]),
        told["steps"],
        measure,
        theorems,
    )


def _compared(data: SiteData, name: str) -> Statement:
    statement = _statement(data, name)
    if not isinstance(statement.conclusion, Compare) or statement.conclusion.op is not Relation.LE:
        raise StatementError(f"{name} does not end in ≤, so there is no bound beside what was trained")
    family(name, statement.variables)
    return statement


def family(name: str, variables: Sequence[Var]) -> Var:
    """The one variable that is a family of vectors, whose sizes are the only others besides indices.

    Raises:
        StatementError: there are other variables, or none such.
    """
    tables = [var for var in variables if not isinstance(var.sort, NatSort | FinSort)]
    match tables:
        case [Var(_, FunSort(FinSort(Var()), FunSort(FinSort(Var()), FieldSort()))) as table]:
            return table
        case _:
            raise StatementError(f"{name} is not about one family of vectors, so it says nothing of weights alone")
