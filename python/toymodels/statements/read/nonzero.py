"""Numbers that are known not to be 0 where a term is read: what divides one of them is no larger."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager

from toymodels.statements.language import Arith, Compare, Connective, Logic, Numeral, Operation, Relation, Term
from toymodels.statements.simplified import fold, nat


class Nonzero:
    """The natural numbers that a proposition which is known to hold says not to be 0.

    What other hypotheses say is known as well. Whoever reads a proposition with that knowledge says so in it, as these
    hypotheses may be dropped later: `used` are the numbers in question.
    """

    def __init__(self) -> None:
        self.used: list[Term] = []
        self._known: list[Term] = []
        self._assumed: list[Term] = []

    def is_known(self, number: Term) -> bool:
        """Whether a number is not 0."""
        match fold(number):
            case Numeral(value):
                return value > 0
            case Arith(Operation.ADD, left, right):
                return self.is_known(left) or self.is_known(right)
            case other if other in self._known:
                return True
            case other if other in self._assumed:
                self.used.append(other)
                return True
            case _:
                return False

    def assume(self, prop: Term) -> None:
        """Know a hypothesis from now on."""
        self._assumed += map(fold, _nonzero(prop))

    def guards(self) -> list[Term]:
        """That the numbers that were used are not 0; after that none is."""
        used, self.used = list(dict.fromkeys(self.used)), []
        return [Compare(Relation.NE, number, nat(0)) for number in used]

    @contextmanager
    def known_from(self, prop: Term) -> Generator[None]:
        """While it lasts, a proposition is known to hold."""
        before = len(self._known)
        self._known += map(fold, _nonzero(prop))
        try:
            yield
        finally:
            del self._known[before:]


def _nonzero(prop: Term) -> Iterator[Term]:
    match prop:
        case Connective(Logic.AND, left, right):
            yield from _nonzero(left)
            yield from _nonzero(right)
        case Compare(Relation.LT, _, number) | Compare(Relation.NE, number, Numeral(0)):
            yield number
        case Compare(Relation.NE, Numeral(0), number):
            yield number
        case Compare(Relation.LE, Numeral(value), number) if value > 0:
            yield number
        case _:
            return
