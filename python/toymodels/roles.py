"""What a theorem is there for: what a source claims, an example of it, or groundwork for its proof."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toymodels.statements.language import Statement, Unsupported

_NAMED_AS_WITNESS = re.compile(r"_(?:needs|tight|example)(?:_|$)")


class Role(StrEnum):
    """What a theorem is there for, which its docstring, its name and its statement say.

    A claim names its `Source:`. A witness is about given numbers (it has no variables), or is named as one: `…_tight`
    where a bound is attained, `…_needs_…` where it fails without a hypothesis, `…_example`. All else is groundwork.
    """

    CLAIM = "claim"
    WITNESS = "witness"
    GROUNDWORK = "groundwork"


def role_of(name: str, source: str | None, statement: Statement | Unsupported) -> Role:
    """The role of the theorem called `name`, whose docstring names `source`."""
    if source is not None:
        return Role.CLAIM
    from toymodels.statements.language import Statement

    is_closed = isinstance(statement, Statement) and not statement.variables
    return Role.WITNESS if is_closed or _NAMED_AS_WITNESS.search(name) else Role.GROUNDWORK


def count_roles(roles: Iterable[Role]) -> dict[str, int]:
    """How many there are of each, under the plural of its name."""
    found = list(roles)
    return {
        "claims": found.count(Role.CLAIM),
        "witnesses": found.count(Role.WITNESS),
        "groundwork": found.count(Role.GROUNDWORK),
    }


def roles_text(counts: Mapping[str, int]) -> str:
    """The counts in words, the claims first; of a library that names no sources, the number of its theorems."""
    if not counts["claims"]:
        return _number(counts["witnesses"] + counts["groundwork"], "theorem")
    claims, witnesses = _number(counts["claims"], "claim"), _number(counts["witnesses"], "witness", "witnesses")
    return f"{claims} with a source, {witnesses}, {_number(counts['groundwork'], 'groundwork theorem')}"


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
