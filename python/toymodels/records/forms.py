"""Results as frozen types, and the one way between them and JSON.

A result is a frozen `Result`; its fields are those of its JSON. A type of this package that is JSON of another
form says so itself, with `to_json` and `from_json`. What is read must be of the type in every part.
"""

from __future__ import annotations

import json
import re
import time
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, Self, TypeVar, cast, runtime_checkable

import msgspec

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

_FRACTION = re.compile(r"-?[0-9]+(/0*[1-9][0-9]*)?")
_T = TypeVar("_T")


@runtime_checkable
class Special(Protocol):
    """A type with a form of its own."""

    def to_json(self) -> Json:
        """As JSON data."""
        ...

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read back.

        Raises:
            ValueError: the data is not of the form.
        """
        ...


def to_json(result: object) -> Any:
    """JSON data of a result, or of whatever has results in it; fractions are strings `p/q`."""
    return json.loads(json.dumps(msgspec.to_builtins(result, enc_hook=_encoded)))


def from_json(data: Any, kind: type[_T]) -> _T:
    """The result of which `data` is the JSON.

    Raises:
        ValueError: it is not; the message names the place.
    """
    return msgspec.convert(data, kind, dec_hook=_decoded)


class Result(msgspec.Struct, frozen=True):
    """A result, which others may want as JSON."""

    def to_json(self) -> dict[str, Any]:
        """As JSON data; fractions are strings `p/q`."""
        return to_json(self)

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The result of which `data` is the JSON.

        Raises:
            ValueError: it is not; the message names the place.
        """
        return from_json(data, cls)


def derive(result: msgspec.Struct, **values: object) -> None:
    """Set fields that follow from others, when a result is made or read: what a file says of them does not count."""
    for name, value in values.items():
        msgspec.structs.force_setattr(result, name, value)


class Timing(Result, frozen=True):
    """How long something took: apart, since it differs from run to run."""

    seconds: float

    @classmethod
    def of(cls, seconds: float) -> Timing:
        """In milliseconds' precision."""
        return cls(round(seconds, 3))

    @classmethod
    def since(cls, started: float) -> Timing:
        """By the clock of `time.monotonic`."""
        return cls.of(time.monotonic() - started)


def read_fraction(text: object) -> Fraction:
    """The number that is written `p` or `p/q`.

    Raises:
        ValueError: it is not written so.
    """
    if not isinstance(text, str) or not _FRACTION.fullmatch(text):
        raise ValueError(f"{str(text)[:80]!r} is not a number p/q")
    try:
        return Fraction(text)
    except ValueError:  # longer than what Python reads
        numerator, _, denominator = text.partition("/")
        return Fraction(int(Decimal(numerator)), int(Decimal(denominator or "1")))


def write_fraction(value: Fraction) -> str:
    """The number as `p` or `p/q`, of any length."""
    try:
        return str(value)
    except ValueError:  # longer than what Python writes
        whole = f"{Decimal(value.numerator):f}"
        return whole if value.denominator == 1 else f"{whole}/{Decimal(value.denominator):f}"


def _encoded(value: object) -> Any:
    return write_fraction(value) if isinstance(value, Fraction) else cast(Special, value).to_json()


def _decoded(kind: Any, data: Any) -> Any:
    if kind is Fraction:
        return read_fraction(data)
    return kind.from_json(data)
