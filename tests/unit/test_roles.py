"""What a theorem is there for, and how many are said to be of each kind."""

import pytest
from tests.support.statements import eq, num, scalar

from toymodels.roles import Role, count_roles, role_of, roles_text
from toymodels.statements.language import Statement, Unsupported

X = scalar("x")
GENERAL, CLOSED = Statement("t", (X,), (), eq(X, X)), Statement("t", (), (), eq(num(1), num(1)))


@pytest.mark.parametrize(
    ("name", "source", "statement", "role"),
    [
        ("A.welch", "welch1974", GENERAL, Role.CLAIM),
        ("A.welch_tight", "welch1974", CLOSED, Role.CLAIM),
        ("A.welch_tight", None, GENERAL, Role.WITNESS),
        ("A.welch_needs_unit_norm", None, GENERAL, Role.WITNESS),
        ("A.welch_tightFrame", None, GENERAL, Role.GROUNDWORK),
        ("A.simplex", None, CLOSED, Role.WITNESS),
        ("A.dot_comm", None, GENERAL, Role.GROUNDWORK),
        ("A.unreadable", None, Unsupported("A.unreadable", "a class", "C"), Role.GROUNDWORK),
    ],
)
def test_source_numbers_and_name_say_what_a_theorem_is_for(
    name: str, source: str | None, statement: Statement | Unsupported, role: Role
):
    assert role_of(name, source, statement) is role


def test_claims_are_counted_first_and_apart():
    counts = count_roles([Role.GROUNDWORK, Role.CLAIM, Role.WITNESS, Role.CLAIM, *[Role.GROUNDWORK] * 1500])
    assert roles_text(counts) == "2 claims with a source, 1 witness, 1,501 groundwork theorems"


def test_a_library_that_names_no_sources_has_theorems():
    assert roles_text(count_roles([Role.WITNESS, Role.GROUNDWORK])) == "2 theorems"
    assert roles_text(count_roles([Role.GROUNDWORK])) == "1 theorem"
