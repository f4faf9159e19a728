"""Tables of products among a statement's variables, with what is neutral and inverse in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toymodels.instances.facts import Fact
from toymodels.instances.source import Ints
from toymodels.statements.language import Apply, Compare, FinSort, Relation, Var
from toymodels.statements.walk import argument_sorts, spine


@dataclass(frozen=True, slots=True)
class ProductTable:
    """A variable that is a table of products, the sort of its elements, and the variables that go with it, if any.

    Attributes:
        product: two elements to one.
        elements: their sort.
        neutral: the variable that is the identity.
        inverse: the one that has the inverse of each element.
    """

    product: Var
    elements: FinSort
    neutral: Var | None
    inverse: Var | None

    @property
    def variables(self) -> tuple[Var, ...]:
        """All variables that make it up."""
        return (self.product, *(var for var in (self.neutral, self.inverse) if var is not None))

    def values(self, products: Ints, neutrals: Ints, inverses: Ints) -> dict[str, Ints]:
        """What the variables are in some tables, shape (b, n, n), with these identities, (b,), and inverses, (b, n)."""
        values = ((self.product, products), (self.neutral, neutrals), (self.inverse, inverses))
        return {var.name: value for var, value in values if var is not None}


def product_tables(variables: Sequence[Var], facts: Sequence[Fact]) -> Iterator[ProductTable]:
    """The tables of products among these variables; the facts tell what is neutral and inverse in each."""
    for table in variables:
        elements = _elements_of(table)
        if elements is not None:
            neutral = next((var for var in variables if any(_is_neutral(var, table, fact) for fact in facts)), None)
            inverse = next((v for v in variables if any(_is_inverse(v, table, neutral, fact) for fact in facts)), None)
            yield ProductTable(table, elements, neutral, inverse)


def _elements_of(var: Var) -> FinSort | None:
    """The sort of the elements of which `var` is a table of products."""
    domains, elements = argument_sorts(var.sort)
    return elements if isinstance(elements, FinSort) and domains == (elements, elements) else None


def _is_neutral(var: Var, table: Var, fact: Fact) -> bool:
    """Whether `fact` says that `var` times each element is the element, on one of the two sides."""
    match fact.atom, fact.binders, fact.guards:
        case Compare(Relation.EQ, left, right), (x,), ():
            return any(
                one == x and spine(two) in ((table, (var, x)), (table, (x, var)))
                for one, two in ((left, right), (right, left))
            )
        case _:
            return False


def _is_inverse(var: Var, table: Var, neutral: Var | None, fact: Fact) -> bool:
    """Whether `fact` says that each element times its value under `var` is neutral, on one of the two sides."""
    match fact.atom, fact.binders, fact.guards:
        case Compare(Relation.EQ, left, right), (x,), ():
            inverse = Apply(var, x)
            return any(
                one == neutral and spine(two) in ((table, (inverse, x)), (table, (x, inverse)))
                for one, two in ((left, right), (right, left))
            )
        case _:
            return False
