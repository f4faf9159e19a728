"""The text that asks Lean's kernel for a second opinion."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.support.statements import DEFINITIONS, DOT, GRAM, IDENTITY, eq, fin, forall, nat, vec

from toymodels.certify.lean_file import file_of, head
from toymodels.certify.lean_values import Sample, kernel_checks, literal, propositions
from toymodels.errors import StatementError
from toymodels.evaluate.batch import Instance, Value
from toymodels.evaluate.oracle import oracle_value
from toymodels.statements.language import BOOL, FIELD, NAT, PROP, Call, Definition, FinSort, FunSort, Sort, Var

HALF = Fraction(1, 2)
N = nat("n")


@pytest.mark.parametrize(
    ("value", "sort", "text"),
    [
        (Fraction(3), FIELD, "(3 : Rat)"),
        (Fraction(-3, 4), FIELD, "((-3/4) : Rat)"),
        (2, NAT, "(2 : Nat)"),
        (1, FinSort(N), "(1 : Fin 2)"),
        (True, BOOL, "(true : Bool)"),
        (False, PROP, "(False : Prop)"),
        (
            (HALF, Fraction(0)),
            FunSort(FinSort(N), FIELD),
            "(fun i0 => (([(1/2), 0] : List (Rat)).getD i0.val 0) : Fin 2 → Rat)",
        ),
        (
            (True, False),
            FunSort(BOOL, PROP),
            "(fun i0 => (([true, false] : List (Bool)).getD i0.toNat false) = true : Bool → Prop)",
        ),
        ((), FunSort(FinSort(nat("zero")), FIELD), "(fun i => i.elim0 : Fin 0 → Rat)"),
        (
            ((), ()),
            FunSort(FinSort(N), FunSort(FinSort(nat("zero")), FIELD)),
            "(fun _ i => i.elim0 : Fin 2 → Fin 0 → Rat)",
        ),
    ],
)
def test_literals(value: Value, sort: Sort, text: str) -> None:
    assert literal(value, sort, {"n": 2, "zero": 0}) == text


def test_a_scalar_is_compared_with_its_value() -> None:
    arguments = Instance({"n": 1, "x": (HALF,), "y": (Fraction(3),)})
    dot = replace(DOT, lean_form="@ToyModels.dot {type} _ {0} {1} {2}")
    checks = kernel_checks([Sample(dot, arguments, Fraction(3, 2))], DEFINITIONS, ["ToyModels.Foundations.Vector"])
    x = "(fun i0 => (([(1/2)] : List (Rat)).getD i0.val 0) : Fin 1 → Rat)"
    y = "(fun i0 => (([3] : List (Rat)).getD i0.val 0) : Fin 1 → Rat)"
    assert checks.source.splitlines() == [
        "module",
        "import ToyModels.Foundations.Vector",
        "set_option maxRecDepth 10000",
        "",
        "-- ToyModels.dot, sample 0",
        f"example : (@ToyModels.dot Rat _ (1 : Nat) {x} {y} : Rat) = (3/2) := by decide +kernel",
    ]
    assert checks.starts == {5: "ToyModels.dot, sample 0"}


def test_a_function_is_compared_point_by_point() -> None:
    arguments = Instance({"n": 2})
    value = oracle_value(Call(IDENTITY.name, (N,), IDENTITY.sort), DEFINITIONS, arguments)
    source = kernel_checks([Sample(IDENTITY, arguments, value)], DEFINITIONS, []).source
    table = "((([[1, 0], [0, 1]] : List (List (Rat))).getD i0.val []).getD i1.val 0)"
    call = "ToyModels.Mat.identity (2 : Nat) i0 i1"
    assert f"example : ∀ (i0 : Fin 2), ∀ (i1 : Fin 2), ({call} : Rat) = {table} := by decide +kernel" in source


def test_a_defined_proposition_is_unfolded() -> None:
    i = fin("i", N)
    zero = Definition("test.IsZero", (N, vec("x", N)), forall(i, eq(vec("x", N), vec("x", N))), PROP)
    outer = Definition("test.Outer", (N, vec("x", N)), Call("test.IsZero", (N, vec("x", N)), PROP), PROP)
    definitions = {definition.name: definition for definition in (zero, outer)}
    sample = Sample(outer, Instance({"n": 1, "x": (HALF,)}), False)
    source = kernel_checks([sample], definitions, []).source
    assert source.endswith("↔ (False) := by unfold test.Outer test.IsZero; decide +kernel\n")
    inner, whole = (Call(each.name, (N, vec("x", N)), PROP) for each in (zero, outer))
    for terms in ([inner, whole], [whole, inner]):
        assert propositions(terms, definitions) == ["test.Outer", "test.IsZero"]


def test_each_check_begins_at_its_line_whatever_its_length() -> None:
    file = file_of(head(["ToyModels"]), [("first", "example : 1 = 1 :=\n  rfl"), ("second", "example : 2 = 2 := rfl")])
    lines = file.source.split("\n")
    assert {lines[line - 1]: check for line, check in file.starts.items()} == {
        "example : 1 = 1 :=": "first",
        "example : 2 = 2 := rfl": "second",
    }
    assert lines[:4] == ["module", "import ToyModels", "set_option maxRecDepth 10000", ""]


def test_a_missing_argument_is_named() -> None:
    with pytest.raises(StatementError, match=r"V: the instance gives no value; it gives \['m', 'n'\]"):
        kernel_checks([Sample(GRAM, Instance({"n": 1, "m": 1}), ())], DEFINITIONS, [])


def test_a_function_of_natural_numbers_has_no_literal() -> None:
    with pytest.raises(StatementError, match="no table"):
        literal((), FunSort(NAT, FIELD), {})


def test_names_of_sizes_are_found_in_the_values() -> None:
    assert literal((HALF,), FunSort(FinSort(Var("k", NAT)), FIELD), {"k": 1}).endswith(": Fin 1 → Rat)")
