"""Reads `.ilean` files: which constant each identifier of a module's source stands for.

Lean writes one beside each compiled module, as JSON; its positions are lines and columns, both from 0, the columns in
UTF-16 code units.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from toymodels.errors import LeanError
from toymodels.lean.adapt import Adapted
from toymodels.lean.names import content, last
from toymodels.lean.olean import user_name
from toymodels.lean.proofs import Span, Use
from toymodels.lean.syntax import line_starts


def read_uses(path: Path, source: str, *, as_module: bool = False) -> tuple[Use, ...]:
    """The constants that the module with this source refers to, in its order; local variables are not among them.

    Args:
        path: the `.ilean` file.
        source: the author's text.
        as_module: whether Lean took it for a module, even if it does not begin with that word.

    Raises:
        LeanError: the file is missing, damaged or of another source.
    """
    try:
        references: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))["references"]
        uses = set(_uses(references, source, Adapted.of(source) if as_module else None))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise LeanError(f"{path} cannot be read ({error!r}); run `toymodels build`") from error
    return tuple(sorted(uses, key=lambda use: (use.span, use.name)))


def _uses(references: Mapping[str, Any], source: str, read: Adapted | None) -> Iterator[Use]:
    starts = line_starts(source)
    for key, entry in references.items():
        constant = json.loads(key).get("c")
        if constant is not None:
            name = user_name(constant["n"])
            spans = (_span(place, source, starts, read) for place in entry["usages"])
            yield from (Use(span, name) for span in spans if _can_stand_for(span.of(source), name))


def _can_stand_for(text: str, name: str) -> bool:
    """Whether `name` can be written so. Lean files some local variables (`α`, say) under a theorem about them."""
    end = content(last(text))
    return end == content(last(name)) or end.isdecimal()  # `h.1` is `And.left`


def _span(place: Sequence[Any], source: str, starts: Sequence[int], read: Adapted | None) -> Span:
    positions: Sequence[int] = place[:4]
    first_line, first, last_line, last = positions
    if read is not None:
        first, last = read.authors_column(first_line + 1, first), read.authors_column(last_line + 1, last)
    return Span(
        starts[first_line] + _characters(source, starts[first_line], first),
        starts[last_line] + _characters(source, starts[last_line], last),
    )


def _characters(source: str, start: int, units: int) -> int:
    """How many characters from `start` take this many UTF-16 code units; those beyond U+FFFF take two."""
    text = source[start : start + units]
    if text.isascii():
        return units
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le"))
