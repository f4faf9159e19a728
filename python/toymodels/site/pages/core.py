"""What the library's sources mention of Lean's core: a line for each constant, with the declarations that do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toymodels.site.addresses import CORE
from toymodels.site.render import Page, Renderer

_SHOWN_USERS = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A constant of core, how it was declared, and who mentions it: some declarations, and how many `more`."""

    name: str
    kind: str
    users: tuple[str, ...]
    more: int


def pages(renderer: Renderer) -> Iterator[Page]:
    """The index of names in Lean's core."""
    names = sorted(renderer.data.core_names.items(), key=lambda item: -len(item[1]))
    rows = [_row(renderer, name, users) for name, users in names]
    yield renderer.page(CORE, "core.html", "Names from Lean’s core", rows=rows)


def _row(renderer: Renderer, name: str, users: tuple[str, ...]) -> Row:
    constant = renderer.data.library.environment.get(name)
    kind = "notation" if constant is None else constant.kind.name.lower()
    return Row(name, kind, users[:_SHOWN_USERS], max(0, len(users) - _SHOWN_USERS))
