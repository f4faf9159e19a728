"""Which theorems bound numbers that a reader may know, and what their variables stand for, from `docs/bounds.toml`.

A theorem can take part whose conclusion is an inequality between numbers, in which tables and functions do not occur.
The file says which quantities there are, and for each theorem which variable stands for which of them:

```toml
[[quantities]]
symbol = "μ"
words = "the largest cosine of two features, in absolute value"
measured = "largest cosine"      # may be left out: what of a file of weights it is

[[bounds]]
theorem = "welch_coherence"
where = { n = "n", m = "m", "μ₂" = "μ²" }      # a quantity, a power of it, or a number
```

`M = "least"` takes for `M` the least value that hypotheses such as `k² ≤ M` allow, which is the largest of what is at
most `M` by them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from typing import Any

from toymodels.errors import StatementError, ToyModelsError
from toymodels.roles import Role
from toymodels.site.data import SiteData, TheoremEntry, statement_of
from toymodels.statements.language import (
    Arith,
    Compare,
    FieldSort,
    Hypothesis,
    NatSort,
    Operation,
    Relation,
    Sort,
    Statement,
    Term,
    Var,
)
from toymodels.statements.walk import free_names, substitute

FILE = "docs/bounds.toml"
MEASURED = ("vectors", "dimensions", "largest cosine")
"""What a family of vectors in a file tells: how many there are, in how many dimensions, and how close two come."""

LEAST = "least"
"""What the file says of a variable that is to have the least value that hypotheses allow."""

_POWERS = {"²": 2, "³": 3, "⁴": 4}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that a reader may know; `measured` is one of `MEASURED`, or empty."""

    symbol: str
    words: str
    measured: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a variable stands for: a power of a quantity."""

    variable: str
    quantity: str
    power: int


@dataclass(frozen=True, slots=True)
class Bounding:
    """A theorem that takes part.

    Attributes:
        entry, statement: the theorem.
        meanings: of the variables in its conclusion, in their order.
        fixed: variables that have a number in the file.
        least: what was taken for variables of which the least value is wanted; the statement has it in their place.
        about: the hypotheses about these numbers alone.
        assumed: the other hypotheses.
    """

    entry: TheoremEntry
    statement: Statement
    meanings: tuple[Meaning, ...]
    fixed: Mapping[str, Fraction]
    least: Mapping[str, Term]
    about: tuple[Hypothesis, ...]
    assumed: tuple[Hypothesis, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The quantities, the theorems that bound them, and theorems that bound numbers of other kinds."""

    quantities: tuple[Quantity, ...]
    theorems: tuple[Bounding, ...]
    others: tuple[TheoremEntry, ...]


def read_bounds(data: SiteData) -> Bounds | None:
    """What the project's `docs/bounds.toml` says; `None` where there is no such file.

    Raises:
        ToyModelsError: it is not TOML, a key is missing, or a theorem, variable or quantity in it does not exist.
    """
    path = data.library.project.root / FILE
    if not path.exists():
        return None
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        theorems = tuple(_theorems(data, told))
        taking = {each.entry.name for each in theorems}
        others = (entry for entry in _bounding(data) if entry.name not in taking)
        return Bounds(tuple(_quantities(told["quantities"], theorems)), theorems, tuple(others))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, AttributeError) as error:
        raise ToyModelsError(f"{path} cannot be read: {error}") from error
    except KeyError as error:
        raise ToyModelsError(f"{path}: an entry lacks the key {error}") from error
    except StatementError as error:
        raise ToyModelsError(f"{path}: {error}") from error


def compared_numbers(statement: Statement) -> tuple[str, ...]:
    """The variables that a conclusion compares, if it is an inequality between numbers; else none."""
    conclusion = statement.conclusion
    if not isinstance(conclusion, Compare) or conclusion.op not in (Relation.LE, Relation.LT):
        return ()
    names = free_names(conclusion)
    found = [var for var in statement.variables if var.name in names]
    return tuple(var.name for var in found) if all(_is_number(var.sort) for var in found) else ()


def _bounding(data: SiteData) -> Iterator[TheoremEntry]:
    """The claims that bound numbers by others."""
    for entry in data.theorems.values():
        statement = statement_of(entry)
        if entry.theorem.role is Role.CLAIM and statement is not None and len(compared_numbers(statement)) > 1:
            yield entry


def _is_number(sort: Sort) -> bool:
    return isinstance(sort, NatSort | FieldSort)


def _theorems(data: SiteData, told: Mapping[str, Any]) -> Iterator[Bounding]:
    symbols = [each["symbol"] for each in told["quantities"]]
    for each in told["bounds"]:
        name = each["theorem"]
        full = data.addresses.full(name)
        if full is None or full not in data.theorems:
            raise StatementError(f"{name!r} is not a public theorem of the library")
        yield _theorem(data.theorems[full], name, each["where"], symbols)


def _theorem(entry: TheoremEntry, name: str, variables: Mapping[str, Any], symbols: list[str]) -> Bounding:
    statement = statement_of(entry)
    if statement is None or not compared_numbers(statement):
        raise StatementError(f"{name} does not end in an inequality between numbers")
    least = {each: _least(statement, each) for each, told in variables.items() if told == LEAST}
    statement = _at(statement, least)
    variables = {each: told for each, told in variables.items() if each not in least}
    needed = compared_numbers(statement)
    scalars = [var.name for var in statement.variables if _is_number(var.sort)]
    if unknown := sorted(set(variables) - set(scalars)):
        raise StatementError(f"{name} has no number {unknown[0]!r}; it has {', '.join(scalars)}")
    if missing := [each for each in needed if each not in variables]:
        raise StatementError(f"{name} compares {', '.join(missing)} too; say what it stands for")
    meanings = tuple(_meaning(name, each, variables[each], symbols) for each in scalars if each in variables)
    fixed = {each.variable: Fraction(each.quantity) for each in meanings if not each.power}
    about = tuple(each for each in statement.hypotheses if free_names(each.prop) <= set(variables))
    assumed = tuple(each for each in statement.hypotheses if each not in about)
    return Bounding(entry, statement, tuple(each for each in meanings if each.power), fixed, least, about, assumed)


def _least(statement: Statement, variable: str) -> Term:
    """The least value that hypotheses allow a variable to have.

    Raises:
        StatementError: no hypothesis says of anything that it is at most this variable.
    """
    var = next((each for each in statement.variables if each.name == variable), None)
    below = [] if var is None else [each.left for each in _from_below(statement, var)]
    if var is None or not below:
        raise StatementError(f"{statement.name} has no hypothesis that says how small {variable!r} may be")
    return reduce(lambda left, right: Arith(Operation.MAX, left, right, var.sort), below)


def _from_below(statement: Statement, var: Var) -> Iterator[Compare]:
    for hypothesis in statement.hypotheses:
        match hypothesis.prop:
            case Compare(Relation.LE, left, Var(name)) as found if name == var.name and name not in free_names(left):
                yield found
            case _:
                pass


def _at(statement: Statement, values: Mapping[str, Term]) -> Statement:
    """A statement with values for some variables, without the hypotheses that say how small these may be."""
    known = [each for var in statement.variables if var.name in values for each in _from_below(statement, var)]
    return replace(
        statement,
        variables=tuple(var for var in statement.variables if var.name not in values),
        hypotheses=tuple(
            replace(each, prop=substitute(each.prop, values)) for each in statement.hypotheses if each.prop not in known
        ),
        conclusion=substitute(statement.conclusion, values),
    )


def _meaning(name: str, variable: str, told: object, symbols: list[str]) -> Meaning:
    """What a variable stands for; one with a number has the power 0."""
    if isinstance(told, int):
        return Meaning(variable, str(told), 0)
    text = str(told)
    if text in symbols:
        return Meaning(variable, text, 1)
    if text[:-1] in symbols and text[-1] in _POWERS:
        return Meaning(variable, text[:-1], _POWERS[text[-1]])
    try:
        return Meaning(variable, str(Fraction(text)), 0)
    except ValueError:
        raise StatementError(
            f"{name}: {variable} stands for {text!r}, which is neither a quantity, a power of one nor a number"
        ) from None


def _quantities(told: list[Mapping[str, Any]], theorems: tuple[Bounding, ...]) -> Iterator[Quantity]:
    for each in told:
        measured = each.get("measured", "")
        if measured and measured not in MEASURED:
            raise StatementError(f"{measured!r} is not measured of a file; write one of {', '.join(MEASURED)}")
        yield Quantity(each["symbol"], each["words"], measured, _is_whole(each["symbol"], theorems))


def _is_whole(symbol: str, theorems: tuple[Bounding, ...]) -> bool:
    """Whether the variables that stand for a quantity are natural numbers."""
    sorts = {
        type(var.sort)
        for each in theorems
        for var in each.statement.variables
        if any(meaning.quantity == symbol and meaning.variable == var.name for meaning in each.meanings)
    }
    if len(sorts) != 1:
        kinds = "no variable" if not sorts else "both natural numbers and elements of the field"
        raise StatementError(f"{symbol} stands for {kinds}; each quantity is of one kind")
    return sorts == {NatSort}
