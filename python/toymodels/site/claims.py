"""What a source claims, and what of it the library proves: a folder `claims` with a TOML file for each source.

A file is called after the source's key in the bibliography and holds one table `[[claim]]` for each claim:

```toml
[[claim]]
says = "The capacities add up to at most the dimension."
standing = "proved"          # or "narrower", or "not formalised"
theorems = ["sum_capacity_le_dim"]
how = ""                     # "narrower": what the theorems leave out; "not formalised": why
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, cast

from toymodels.errors import ToyModelsError

_KEYS = {"says", "standing", "theorems", "how"}


class Standing(Enum):
    """What the library does with a claim."""

    PROVED = "proved"
    NARROWER = "narrower"
    ABSENT = "not formalised"

    @property
    def title(self) -> str:
        """The standing in the words of a page."""
        return {
            Standing.PROVED: "proved here",
            Standing.NARROWER: "proved in a narrower form",
            Standing.ABSENT: "not formalised",
        }[self]

    @property
    def tone(self) -> str:
        """The colour of its mark, as for the badges of a theorem."""
        return "good" if self is Standing.PROVED else "plain"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of a source.

    Attributes:
        says: the claim in a sentence, names of declarations between backticks.
        standing: whether it is proved.
        theorems: the names of the theorems that prove it, as in the library's prose; none if it is not formalised.
        how: what the theorems leave out, or why there are none; empty if it is proved.
        where: the file and the claim's number in it, for errors.
    """

    says: str
    standing: Standing
    theorems: tuple[str, ...]
    how: str
    where: str


def read_claims(folder: Path, papers: Collection[str]) -> dict[str, tuple[Claim, ...]]:
    """The claims of each source by its key, in the order of keys; none if there is no folder.

    Raises:
        ToyModelsError: a file cannot be read, is not called after one of `papers`, or a claim in it is not whole.
    """
    found: dict[str, tuple[Claim, ...]] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.stem not in papers:
            raise ToyModelsError(f"{path}: the bibliography has no key {path.stem}; call the file after a key of it")
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ToyModelsError(f"{path} cannot be read: {error}") from error
        found[path.stem] = parse_claims(text, str(path))
    return found


def parse_claims(text: str, where: str) -> tuple[Claim, ...]:
    """The claims of one TOML text, in its order.

    Raises:
        ToyModelsError: the text is not TOML, or a claim in it is not whole; the message names `where` and the claim.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ToyModelsError(f"{where}: {error}") from error
    claims: Any = tables.get("claim")
    if set(tables) != {"claim"} or not isinstance(claims, list) or not claims:
        raise ToyModelsError(
            f"{where}: expected tables [[claim]] and nothing else, found {', '.join(tables) or 'none'}"
        )
    return tuple(
        _claim(each, f"{where}, claim {number}") for number, each in enumerate(cast("list[Any]", claims), start=1)
    )


def check_theorems(claims: Mapping[str, tuple[Claim, ...]], theorems: Collection[str]) -> None:
    """Check that what claims rest on are `theorems`, by the names that the claims use.

    Raises:
        ToyModelsError: a theorem that a claim names does not exist.
    """
    for claim in (each for every in claims.values() for each in every):
        for name in claim.theorems:
            if name not in theorems:
                raise ToyModelsError(
                    f"{claim.where}: there is no theorem {name}; if it has a new name write that, else say what is "
                    "still proved"
                )


def _claim(table: Any, where: str) -> Claim:
    if not isinstance(table, dict):
        raise ToyModelsError(f"{where}: expected a table, found {table!r}")
    fields = cast("dict[str, Any]", table)
    if unknown := sorted(set(fields) - _KEYS):
        raise ToyModelsError(f"{where}: unknown key {unknown[0]}; there are {', '.join(sorted(_KEYS))}")
    says, how = _text(fields, "says", where), _text(fields, "how", where)
    names = fields.get("theorems", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in cast("list[Any]", names)):
        raise ToyModelsError(f"{where}: theorems must be a list of names, found {names!r}")
    theorems = tuple(cast("list[str]", names))
    try:
        standing = Standing(fields.get("standing"))
    except ValueError:
        known = ", ".join(f'"{each.value}"' for each in Standing)
        raise ToyModelsError(f"{where}: standing is {fields.get('standing')!r}; write one of {known}") from None
    if not says:
        raise ToyModelsError(f"{where}: says is missing; write the claim in a sentence")
    if bool(theorems) == (standing is Standing.ABSENT):
        needed = "names theorems" if theorems else "names no theorem"
        raise ToyModelsError(f'{where}: its standing is "{standing.value}" but it {needed}')
    if bool(how) == (standing is Standing.PROVED):
        needed = "how, what is left out," if how else "how (what is left out, or why)"
        verb = "has no place with" if how else "is missing with"
        raise ToyModelsError(f'{where}: {needed} {verb} the standing "{standing.value}"')
    return Claim(says, standing, theorems, how, where)


def _text(fields: Mapping[str, Any], key: str, where: str) -> str:
    value = fields.get(key, "")
    if not isinstance(value, str):
        raise ToyModelsError(f"{where}: {key} must be a text, found {value!r}")
    return " ".join(value.split())
