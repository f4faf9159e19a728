"""Core Lean's functions and theorems: the oracle computes what Lean's kernel does, and no theorem is refuted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest

from toymodels.certify.examples import verify_examples
from toymodels.certify.lean_values import truth_example
from toymodels.check.runner import check
from toymodels.check.verdict import Held, Refuted
from toymodels.evaluate.batch import Instance
from toymodels.evaluate.oracle import oracle_value
from toymodels.lean.constants import ConstantKind
from toymodels.lean.names import is_private
from toymodels.lean.scratch import Scratch
from toymodels.library import Library
from toymodels.statements.language import (
    FIELD,
    INT,
    NAT,
    Arith,
    Call,
    Compare,
    Denominator,
    Neg,
    Numeral,
    Numerator,
    Operation,
    Relation,
    Sort,
    Statement,
    Term,
    ToNat,
    Unsupported,
    Var,
)
from toymodels.statements.read.core_definitions import CORE_DEFINITIONS
from toymodels.statements.read.declarations import read_theorem
from toymodels.statements.read.tables import tabulated

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("library")]

INTEGERS = (-7, -4, -1, 0, 3, 6)
LEAST_SHARE = {
    "Init.Data.Int.Order": 0.9,
    "Init.Data.Int.DivMod.Lemmas": 0.95,
    "Init.Data.Int.Lemmas": 0.9,
    "Init.Data.Nat.Gcd": 0.9,
    "Init.Data.Nat.Bitwise.Lemmas": 0.6,
    "Init.Data.Rat.Lemmas": 0.5,
    "Init.PropLemmas": 0.7,
    "Init.Data.Bool": 0.95,
    "Init.Data.Option.Lemmas": 0.6,
    "Init.Data.List.Lemmas": 0.75,
}
"""How much of each module is read at least; of the last, whose theorems take long, how much of what is tested."""
EVERY_NTH, INSTANCES = 9, 40
SLOW, EVERY_NTH_OF_SLOW = "Init.Data.List.Lemmas", 29


def _facts() -> Iterator[tuple[Term, Instance]]:
    """Equations between an operation at the arguments of an instance and what the oracle says that it is there."""
    a, b, m, n = Var("a", INT), Var("b", INT), Var("m", NAT), Var("n", NAT)
    of_integers = (Operation.ADD, Operation.SUB, Operation.MUL, Operation.DIV, Operation.MOD, Operation.MIN)
    pairs = [Arith(op, a, b, INT) for op in of_integers]
    terms: list[tuple[Term, Sort]] = [
        *((term, INT) for term in pairs),
        (ToNat(a), NAT),
        (Arith(Operation.POW, a, m, INT), INT),
    ]
    terms += [(Arith(op, m, n, NAT), NAT) for op in Operation if op is not Operation.POW]
    names = {"a": a, "b": b, "m": m, "n": n}
    for definition in CORE_DEFINITIONS.values():
        terms.append(
            (
                Call(definition.name, tuple(names[param.name] for param in definition.params), definition.sort),
                definition.sort,
            )
        )
    for term, sort in terms:
        for x, y in product(INTEGERS, INTEGERS):
            values = {"a": x, "b": y, "m": abs(x), "n": abs(y)}
            worth = oracle_value(term, CORE_DEFINITIONS, Instance(values))
            assert isinstance(worth, int)
            size = Numeral(abs(worth), sort)
            yield Compare(Relation.EQ, term, Neg(size) if worth < 0 else size), Instance(values)


def _fractions() -> Iterator[tuple[Term, Instance]]:
    """Equations between a numerator or denominator and what the oracle says that it is."""
    q = Var("q", FIELD)
    for value in (Fraction(0), Fraction(-4), Fraction(7, 3), Fraction(-6, 8), Fraction(1, 12)):
        instance = Instance({"q": value})
        top, bottom = (oracle_value(term, {}, instance) for term in (Numerator(q), Denominator(q)))
        assert isinstance(top, int)
        assert isinstance(bottom, int)
        size = Numeral(abs(top), INT)
        yield Compare(Relation.EQ, Numerator(q), Neg(size) if top < 0 else size), instance
        yield Compare(Relation.EQ, Denominator(q), Numeral(bottom, NAT)), instance


def test_lean_computes_what_the_oracle_computes(scratch: Scratch) -> None:
    facts = [*_facts(), *_fractions()]
    examples = [truth_example(prop, CORE_DEFINITIONS, instance, True) for prop, instance in facts]
    wrong = truth_example(facts[0][0], CORE_DEFINITIONS, facts[0][1], False)
    files = verify_examples(scratch, [], [*examples, wrong], size=400)
    reasons = [checked.problem for file in files for checked in file]
    assert reasons.pop()
    assert len(reasons) == len(examples)
    disagreements = [example for example, reason in zip(examples, reasons, strict=True) if reason]
    assert not disagreements, disagreements[:5]


@pytest.mark.parametrize("module", LEAST_SHARE)
def test_theorems_of_core_are_read_and_hold(library: Library, module: str) -> None:
    environment = library.environment
    names = [
        name
        for name in environment.core[module].names
        if not is_private(name) and environment.constant(name).kind is ConstantKind.THEOREM and "._" not in name
    ]
    step, taken = (1, names[::EVERY_NTH_OF_SLOW]) if module == SLOW else (EVERY_NTH, names)
    statements = [read_theorem(environment, name) for name in taken]
    read = [each for each in statements if isinstance(each, Statement)]
    assert len(read) >= LEAST_SHARE[module] * len(statements), [
        f"{each.name}: {each.reason}" for each in statements if isinstance(each, Unsupported)
    ][:20]
    verdicts = {each.name: check(tabulated(each), instances=INSTANCES).verdict for each in read[::step]}
    assert [name for name, verdict in verdicts.items() if isinstance(verdict, Refuted)] == []
    assert sum(isinstance(verdict, Held) for verdict in verdicts.values()) >= 0.9 * len(verdicts)


def test_what_cannot_be_read_of_a_list_is_shown_as_it_was_written(library: Library) -> None:
    unread = read_theorem(library.environment, "List.getLast_replicate")
    assert isinstance(unread, Unsupported)
    assert unread.reason.startswith("core's List.getLast has no counterpart in the statement language")
    assert unread.term.startswith("List.getLast α (List.replicate α n a) ")
