"""What a project puts on the first page of its site: a live theorem and claims with numbers, from `docs/home.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Any

from toymodels.errors import StatementError, ToyModelsError
from toymodels.site.data import SiteData, TheoremEntry, statement_of
from toymodels.site.extremes import least, most
from toymodels.statements.language import Statement

FRONT = "docs/home.toml"
_SIDES = {"least": (least, ROUND_FLOOR), "most": (most, ROUND_CEILING)}
"""How the number of a claim is found, and how it is rounded so that the claim stays true."""


@dataclass(frozen=True, slots=True)
class NumberedClaim:
    """A theorem with what it says at given numbers, in words; the number in them comes from the statement."""

    entry: TheoremEntry
    statement: Statement
    words: str


@dataclass(frozen=True, slots=True)
class Live:
    """A theorem to be tried on the first page, the instance that it starts with, and what to do."""

    entry: TheoremEntry
    instance: Mapping[str, Any]
    words: str


@dataclass(frozen=True, slots=True)
class Front:
    """The first page of a project's site, as far as the project says what stands there."""

    live: Live | None = None
    claims: tuple[NumberedClaim, ...] = ()


def read_front(data: SiteData) -> Front:
    """What the project's `docs/home.toml` says; nothing where there is none.

    Raises:
        ToyModelsError: it is not TOML, a key or a theorem is missing, or a statement gives no such number.
    """
    path = data.library.project.root / FRONT
    if not path.exists():
        return Front()
    try:
        front = tomllib.loads(path.read_text(encoding="utf-8"))
        live = front.get("live")
        shown = None if live is None else Live(_entry(data, live), live["instance"], live["says"])
        return Front(shown, tuple(_claims(data, front.get("claims", []))))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        raise ToyModelsError(f"{path} cannot be read: {error}") from error
    except KeyError as error:
        raise ToyModelsError(f"{path}: an entry lacks the key {error}") from error
    except StatementError as error:
        raise ToyModelsError(f"{path}: {error}") from error


def _claims(data: SiteData, entries: list[Mapping[str, Any]]) -> Iterator[NumberedClaim]:
    for told in entries:
        entry = _entry(data, told)
        statement = statement_of(entry)
        if statement is None:
            raise StatementError(f"{entry.name} cannot be read, so no number follows from it")
        given = {name: _number(value) for name, value in told["given"].items()}
        side = next((side for side in _SIDES if side in told), None)
        if side is None:
            raise StatementError(f"{entry.name}: say of which variable the `least` or the `most` is asked")
        extreme, rounding = _SIDES[side]
        number = in_digits(extreme(statement, given, told[side]), rounding)
        yield NumberedClaim(entry, statement, told["says"].replace("{}", number))


def _entry(data: SiteData, told: Mapping[str, Any]) -> TheoremEntry:
    name = data.addresses.full(told["theorem"])
    if name is None or name not in data.theorems:
        raise StatementError(f"{told['theorem']!r} is not a public theorem of the library")
    return data.theorems[name]


def _number(value: object) -> int | Fraction:
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        try:
            return Fraction(value)
        except (ValueError, ZeroDivisionError) as error:
            raise StatementError(f'{value!r} is not a number; write 3 or "1/2"') from error
    raise StatementError(f'{value!r} is not an exact number; write 3 or "1/2"')


def in_digits(value: Fraction, rounding: str) -> str:
    """A whole number with its thousands apart; else a decimal of three digits, rounded as a mode of `decimal` says."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    digits = Context(prec=3, rounding=rounding)
    return f"{digits.divide(Decimal(value.numerator), Decimal(value.denominator)):f}"
