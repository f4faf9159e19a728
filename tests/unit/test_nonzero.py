"""What is known not to be 0 where a term is read."""

import pytest

from toymodels.statements.language import (
    NAT,
    Arith,
    Compare,
    Connective,
    Logic,
    Numeral,
    Operation,
    Relation,
    Term,
    Var,
)
from toymodels.statements.read.nonzero import Nonzero

N, M = Var("n", NAT), Var("m", NAT)
ZERO, TWO = Numeral(0, NAT), Numeral(2, NAT)


@pytest.mark.parametrize(
    ("prop", "is_told"),
    [
        (Compare(Relation.LE, TWO, N), True),
        (Compare(Relation.LT, M, N), True),
        (Compare(Relation.NE, N, ZERO), True),
        (Compare(Relation.NE, ZERO, N), True),
        (Connective(Logic.AND, Compare(Relation.LT, N, M), Compare(Relation.LT, ZERO, N)), True),
        (Compare(Relation.LE, ZERO, N), False),
        (Compare(Relation.LT, N, M), False),
        (Compare(Relation.NE, N, TWO), False),
        (Connective(Logic.OR, Compare(Relation.LT, ZERO, N), Compare(Relation.LT, ZERO, M)), False),
    ],
)
def test_which_propositions_tell_it(prop: Term, is_told: bool):
    nonzero = Nonzero()
    with nonzero.known_from(prop):
        assert nonzero.is_known(N) is is_told
    assert not nonzero.is_known(N)


def test_a_sum_with_such_a_number_is_not_zero():
    nonzero = Nonzero()
    assert nonzero.is_known(Arith(Operation.ADD, N, TWO, NAT))
    assert not nonzero.is_known(Arith(Operation.ADD, N, M, NAT))
    nonzero.assume(Compare(Relation.LT, ZERO, M))
    assert nonzero.is_known(Arith(Operation.ADD, N, M, NAT))


def test_what_a_hypothesis_says_is_to_be_said_again():
    nonzero = Nonzero()
    nonzero.assume(Compare(Relation.LT, ZERO, M))
    with nonzero.known_from(Compare(Relation.LT, ZERO, N)):
        assert nonzero.is_known(N)
        assert nonzero.guards() == []
    assert nonzero.is_known(M)
    assert nonzero.guards() == [Compare(Relation.NE, M, ZERO)]
    assert nonzero.guards() == []
