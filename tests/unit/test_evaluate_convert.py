"""Batches are taken apart and put together without loss, and what does not fit its variables is refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from tests.support.random_terms import CHOICE, MASK, VARIABLES
from tests.support.statements import mat, nat, scalar, vec

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray, Instance, Value
from toymodels.evaluate.convert import batch_of, check_batch, instance_of, shape_of
from toymodels.statements.language import BOOL, FIELD, NAT, FinSort, FunSort, Var

N, M = nat("n"), nat("m")
HALF = Fraction(1, 2)


def ints(values: object) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_one_instance_of_a_batch() -> None:
    batch = Batch({"n": 2}, {"x": FieldArray(ints([[1, 2], [3, 6]]), ints([2, 4])), "k": ints([0, 1])}, 2)
    assert instance_of(batch, 1) == Instance({"n": 2, "x": (Fraction(3, 4), Fraction(3, 2)), "k": 1})


def test_a_batch_of_instances_has_the_least_denominators() -> None:
    instances = [Instance({"n": 2, "x": (HALF, Fraction(1, 3))}), Instance({"n": 2, "x": (Fraction(4), Fraction(0))})]
    batch = batch_of(instances, [N, vec("x", N)])
    array = batch.arrays["x"]
    assert isinstance(array, FieldArray)
    assert array.numerators.tolist() == [[3, 2], [4, 0]]
    assert array.denominators.tolist() == [6, 1]


def test_empty_tables_take_their_shape_from_the_sizes() -> None:
    batch = batch_of([Instance({"n": 0, "m": 3, "V": ()})], [N, M, mat("V", N, M)])
    array = batch.arrays["V"]
    assert isinstance(array, FieldArray)
    assert array.numerators.shape == (1, 0, 3)


def test_shapes() -> None:
    assert shape_of(FIELD, {}) == ()
    assert shape_of(FunSort(BOOL, FunSort(FinSort(N), FIELD)), {"n": 4}) == (2, 4)
    with pytest.raises(StatementError, match="NatSort has no table"):
        shape_of(FunSort(NAT, FIELD), {})
    with pytest.raises(StatementError, match="'n' has no value"):
        shape_of(FunSort(FinSort(N), FIELD), {"m": 4})


@pytest.mark.parametrize(
    ("instances", "message"),
    [
        ([], "no instances"),
        ([{"n": 1, "x": (HALF,)}, {"n": 2, "x": (HALF, HALF)}], r"n: .* must agree in it, found \[1, 2\]"),
        ([{"n": 1}], r"x: the instance gives no value; it gives \['n'\]"),
        ([{"n": 2, "x": (HALF,)}], "x: expected a table of 2 values, found 1 values"),
        ([{"n": 2, "x": HALF}], "x: expected a table of 2 values, found the scalar 1/2"),
        ([{"n": 1, "x": ((HALF,),)}], "x: expected a scalar, found a table of 1 values"),
        ([{"n": 1, "x": (Fraction(2**63),)}], "x: a value does not fit into 64 bits"),
        ([{"n": 2, "x": (Fraction(1, 2**40), Fraction(1, 3**20))}], "x: a value does not fit into 64 bits"),
    ],
)
def test_instances_that_make_no_batch(instances: list[dict[str, Value]], message: str) -> None:
    with pytest.raises(StatementError, match=message):
        batch_of([Instance(values) for values in instances], [N, vec("x", N)])


GOOD: dict[str, FieldArray | DiscreteArray] = {
    "x": FieldArray(ints([[1, 2], [3, 4]]), ints([1, 2])),
    "g": ints([[0, 2], [1, 1]]),
    "s": np.array([[True, False], [True, True]]),
    "c": FieldArray(ints([1, 2]), ints([1, 1])),
}


def test_a_good_batch_passes() -> None:
    check_batch(Batch({"n": 2}, GOOD, 2), [N, vec("x", N), CHOICE, MASK, scalar("c")])


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        ("x", ints([[1, 2], [3, 4]]), "x: expected a FieldArray, found ndarray"),
        ("g", FieldArray(ints([[1, 2], [3, 4]]), ints([1, 2])), "g: expected a plain array, found FieldArray"),
        ("x", FieldArray(ints([[1], [3]]), ints([1, 2])), r"x.numerators: expected shape \(2, 2\), found \(2, 1\)"),
        ("x", FieldArray(ints([[1, 2], [3, 4]]), ints([1])), r"x.denominators: expected shape \(2,\), found \(1,\)"),
        ("x", FieldArray(ints([[1, 2], [3, 4]]), ints([1, 0])), "x: denominators must be positive, found 0"),
        ("x", FieldArray(ints([[1, 2], [3, 4]]), ints([-3, 1])), "x: denominators must be positive, found -3"),
        (
            "x",
            FieldArray(np.array([[np.nan, 2], [3, 4]]), ints([1, 2])),  # type: ignore[arg-type]
            "x.numerators: expected int64, found float64; only exact values",
        ),
        ("g", ints([[0, 3], [1, 1]]), "g: expected elements of Fin 3, found 3"),
        ("g", ints([[0, -1], [1, 1]]), "g: expected elements of Fin 3, found -1"),
        ("s", ints([[1, 0], [1, 1]]), "s: expected bool, found int64"),
        ("c", FieldArray([1, 2], ints([1, 1])), "c.numerators: expected an array, found list"),  # type: ignore[arg-type]
    ],
)
def test_values_that_do_not_have_their_sort(name: str, array: FieldArray | DiscreteArray, message: str) -> None:
    batch = Batch({"n": 2}, {**GOOD, name: array}, 2)
    with pytest.raises(StatementError, match=message):
        check_batch(batch, [var for var in VARIABLES if var.name in ("n", *GOOD)])


@pytest.mark.parametrize(
    ("sizes", "var", "message"),
    [
        ({}, N, "n: the batch gives no size"),
        ({"n": -1}, N, "n: expected a natural number, found -1"),
        ({}, vec("x", N), "x: its shape is unknown, because variable 'n' has no value"),
        ({"n": 2}, Var("y", FIELD), r"y: the batch gives no values; it gives \['c', 'g', 's', 'x'\]"),
    ],
)
def test_missing_values(sizes: dict[str, int], var: Var, message: str) -> None:
    with pytest.raises(StatementError, match=message):
        check_batch(Batch(sizes, GOOD, 2), [var])
