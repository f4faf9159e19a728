"""The index by measured quantity: for each number that the library defines, what bounds it and from which side.

A quantity is a definition with a number as its value. Its theorems are those whose conclusion compares it: the sides
of the comparisons are read from the statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from toymodels.site.data import DefinitionEntry, SiteData, TheoremEntry, statement_of
from toymodels.site.render import Anchor, Page, Renderer
from toymodels.statements.language import Call, Compare, Definition, FieldSort, NatSort, Relation, Term
from toymodels.statements.walk import subterms

PATH = "quantities.html"
_TOLD = 5
"""Of how many theorems of one kind it is said what they say."""


class Claim(Enum):
    """What a conclusion says of a quantity."""

    ABOVE = "bounded above"
    BELOW = "bounded below"
    EQUAL = "computed or characterised"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A definition with a number as its value, the theorems whose conclusion compares it, and those first met here."""

    entry: DefinitionEntry
    claims: Sequence[tuple[Claim, Sequence[TheoremEntry]]]
    told: Sequence[TheoremEntry] = ()


def pages(renderer: Renderer) -> Iterator[Page]:
    """The index by measured quantity."""
    data = renderer.data
    found = quantities(data)
    yield renderer.page(
        PATH,
        "quantities.html",
        "Measured quantities",
        quantities=list(_told_once(found)),
        contents=[
            Anchor(data.addresses.anchor(each.entry.name), data.addresses.short(each.entry.name), is_code=True)
            for each in found
        ],
    )


def quantities(data: SiteData) -> list[Quantity]:
    """Every quantity that some conclusion compares, most theorems first; what nearly all mention is left out."""
    claims: dict[str, dict[Claim, dict[str, TheoremEntry]]] = {}
    for theorem in data.theorems.values():
        statement = statement_of(theorem)
        if statement is None:
            continue
        for name, claim in compared(statement.conclusion):
            claims.setdefault(name, {}).setdefault(claim, {})[theorem.name] = theorem
    found: list[Quantity] = []
    for name, entry in data.definitions.items():
        if name in claims and name not in data.graph.everyday and _is_number(entry.definition):
            sides = [(claim, list(claims[name][claim].values())) for claim in Claim if claim in claims[name]]
            found.append(Quantity(entry, sides))
    return sorted(found, key=lambda quantity: -sum(len(theorems) for _, theorems in quantity.claims))


def _told_once(found: Sequence[Quantity]) -> Iterator[Quantity]:
    """The quantities, each with the first of its theorems that no earlier one has."""
    known: set[str] = set()
    for quantity in found:
        named = {entry.name: entry for _, entries in quantity.claims for entry in entries[:_TOLD]}
        yield replace(quantity, told=[entry for name, entry in named.items() if name not in known])
        known |= named.keys()


def compared(conclusion: Term) -> Iterator[tuple[str, Claim]]:
    """The definitions called on either side of the comparisons in a conclusion, with what that says of them."""
    for part in subterms(conclusion):
        if isinstance(part, Compare):
            is_bound = part.op in (Relation.LE, Relation.LT)
            for side, claim in ((part.left, Claim.ABOVE), (part.right, Claim.BELOW)):
                for call in subterms(side):
                    if isinstance(call, Call):
                        yield call.name, claim if is_bound else Claim.EQUAL


def _is_number(definition: object) -> bool:
    return isinstance(definition, Definition) and isinstance(definition.sort, FieldSort | NatSort)
