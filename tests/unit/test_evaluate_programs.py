"""The batched evaluator: which arithmetic it chooses, where that must change, and that it says so."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from tests.support.random_terms import ALL_DEFINITIONS, COUNTS, ENDS, RECURSIVE_POWER
from tests.support.statements import (
    GRAM,
    IDENTITY,
    add,
    app,
    call,
    div,
    eq,
    every_statement,
    fin,
    forall,
    fun,
    le,
    mat,
    mul,
    nat,
    num,
    scalar,
    sum_capacity_le_dim,
    vec,
    welch_frame_potential,
)

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Batch, FieldArray, Instance, Value
from toymodels.evaluate.compiler import compile_terms
from toymodels.evaluate.convert import instance_of, shape_of
from toymodels.evaluate.evaluator import Evaluator, PropResult
from toymodels.evaluate.nodes import Op, topological
from toymodels.evaluate.oracle import oracle_value
from toymodels.evaluate.rational import Rational
from toymodels.statements.language import (
    NAT,
    Arith,
    Cast,
    Compare,
    Connective,
    FinMk,
    FinVal,
    If,
    Lambda,
    Logic,
    Operation,
    Relation,
    Statement,
    Sum,
    Term,
)

N = nat("n")
ONES = np.ones(1, dtype=np.int64)


def field_array(numerators: object, denominators: object = None) -> FieldArray:
    top = np.array(numerators, dtype=np.int64)
    bottom = np.ones(len(top), dtype=np.int64) if denominators is None else np.array(denominators, dtype=np.int64)
    return FieldArray(top, bottom)


def scalars(**values: list[int]) -> Batch:
    """A batch of integers, one list for each variable."""
    arrays = {name: field_array(entries) for name, entries in values.items()}
    return Batch({}, arrays, len(next(iter(values.values()))))


def random_batch(statement: Statement, sizes: dict[str, int], count: int, largest: int) -> Batch:
    generator = np.random.default_rng(20240229)
    arrays = {
        var.name: field_array(
            generator.integers(-largest, largest + 1, (count, *shape_of(var.sort, sizes))),
            generator.integers(1, 4, count),
        )
        for var in statement.variables
        if var.sort != NAT
    }
    return Batch({var.name: sizes[var.name] for var in statement.variables if var.sort == NAT}, arrays, count)


def decided(term: Term, batch: Batch) -> PropResult:
    """The result, once the oracle has agreed with it."""
    result = Evaluator(ALL_DEFINITIONS).prop(term, batch)
    oracle = [oracle_value(term, ALL_DEFINITIONS, instance_of(batch, b)) for b in range(batch.count)]
    assert result.values.tolist() == oracle
    return result


@pytest.mark.parametrize("statement", every_statement(), ids=lambda statement: statement.name)
@pytest.mark.parametrize("sizes", [{"n": 0, "m": 2}, {"n": 2, "m": 0}, {"n": 1, "m": 1}, {"n": 3, "m": 2}], ids=str)
@pytest.mark.parametrize("largest", [2, 10**9])
def test_hand_built_statements(statement: Statement, sizes: dict[str, int], largest: int) -> None:
    batch = random_batch(statement, sizes, 6, largest)
    for prop in (*(hypothesis.prop for hypothesis in statement.hypotheses), statement.conclusion):
        decided(prop, batch)


@pytest.mark.parametrize(
    ("largest", "arithmetic"), [(2**20, "int64"), (2**31 - 1, "int64"), (2**32, "bigint"), (2**62, "bigint")]
)
def test_the_bound_chooses_the_arithmetic(largest: int, arithmetic: str) -> None:
    a, b = scalar("a"), scalar("b")
    result = decided(eq(mul(a, b), num(largest**2)), scalars(a=[largest, largest], b=[largest, largest - 1]))
    assert getattr(result, arithmetic) == 2
    assert result.values.tolist() == [True, False]


@pytest.mark.parametrize("exponent", [26, 27, 30, 31])
def test_neighbours_that_floats_confuse_are_told_apart(exponent: int) -> None:
    a, b = scalar("a"), scalar("b")
    top = 2**exponent + 1
    square = add(mul(a, a), num(1))
    values = scalars(a=[top, top], b=[top**2 // 2, top**2 // 2 + 1])
    result = decided(le(square, add(b, b)), values)
    assert result.values.tolist() == [False, True]


def test_only_what_is_too_large_leaves_64_bits() -> None:
    square = mul(scalar("a"), scalar("a"))
    result = decided(le(square, scalar("b")), scalars(a=[3, 2**40, 3, 2**62], b=[9, 0, 8, 2**63 - 1]))
    assert (result.int64, result.bigint, result.flint) == (2, 2, 0)


def test_the_least_int64_is_not_its_own_negative() -> None:
    result = decided(le(num(0), mul(scalar("a"), num(-1 + 2))), scalars(a=[-(2**63), 2**63 - 1]))
    assert result.values.tolist() == [False, True]


def test_a_sum_of_fractions_needs_no_common_size() -> None:
    statement = sum_capacity_le_dim()
    result = Evaluator(statement.definitions).prop(
        statement.conclusion, random_batch(statement, {"n": 5, "m": 3}, 40, 9)
    )
    assert result.values.all()
    assert result.bigint == 40


def test_a_function_on_all_natural_numbers_goes_to_the_reference_evaluator_when_steered_by_data() -> None:
    h = Arith(Operation.POW, num(2, NAT), Arith(Operation.MUL, num(30, NAT), FinVal(fin("k", num(3, NAT))), NAT), NAT)
    k = nat("t")
    claim = eq(call(ENDS, h, Lambda(k, Cast(k))), num(2**60))
    batch = Batch({}, {"k": np.array([0, 2])}, 2)
    assert decided(claim, batch).values.tolist() == [False, True]


def test_a_tall_recursion_on_data_is_left_to_the_reference_evaluator() -> None:
    i = fin("i", N)
    claim = forall(i, eq(call(RECURSIVE_POWER, app(COUNTS, i), num(1)), num(1)))
    batch = Batch({"n": 2}, {"h": np.array([[1, 90], [3, 4]])}, 2)
    assert decided(claim, batch).flint == 2


def test_a_constant_is_evaluated_once_for_all_instances(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Instance] = []
    exact = Evaluator.exact

    def counted(evaluator: Evaluator, term: Term, instance: Instance) -> Value:
        calls.append(instance)
        return exact(evaluator, term, instance)

    monkeypatch.setattr(Evaluator, "exact", counted)
    value = Evaluator({}).value(div(num(2), num(3)), Batch({}, {}, 4))
    assert isinstance(value, FieldArray)
    assert (value.numerators.tolist(), value.denominators.tolist()) == ([2] * 4, [3] * 4)
    assert Evaluator({}).prop(eq(num(1), num(2)), Batch({}, {}, 4)).values.tolist() == [False] * 4
    assert len(calls) == 2


def test_a_recursion_deeper_than_pythons_usual_stack_is_evaluated() -> None:
    claim = eq(call(RECURSIVE_POWER, N, scalar("c")), num(1))
    batch = Batch({"n": 2000}, {"c": field_array([1, 2])}, 2)
    limit = sys.getrecursionlimit()
    assert decided(claim, batch).values.tolist() == [True, False]
    assert oracle_value(claim, ALL_DEFINITIONS, instance_of(batch, 0))
    assert sys.getrecursionlimit() == limit


def test_a_recursion_beyond_a_large_stack_is_an_error_with_advice() -> None:
    claim = eq(call(RECURSIVE_POWER, N, scalar("c")), num(0))
    batch = Batch({"n": 10**6}, {"c": field_array([1])}, 1)
    with pytest.raises(StatementError, match=r"nests too deeply for Python.*smaller sizes"):
        Evaluator(ALL_DEFINITIONS).prop(claim, batch)
    with pytest.raises(StatementError, match=r"nests too deeply for Python.*smaller sizes"):
        oracle_value(claim, ALL_DEFINITIONS, instance_of(batch, 0))


def test_sums_nest_deeper_than_einsum_has_labels() -> None:
    a, n = mat("A", N, N), 60
    power: Term = app(vec("v", N), fin(f"i{n}", N))
    for depth in range(n - 1, -1, -1):
        power = Sum(fin(f"i{depth + 1}", N), mul(app(a, fin(f"i{depth}", N), fin(f"i{depth + 1}", N)), power))
    values = Batch({"n": 2}, {"A": field_array([[[0, 1], [1, 0]]] * 2), "v": field_array([[1, 2], [3, 3]])}, 2)
    term = forall(fin("i0", N), eq(power, num(3)))
    assert Evaluator(ALL_DEFINITIONS).prop(term, values).values.tolist() == [False, True]


def test_a_guard_keeps_an_index_inside() -> None:
    x, i = vec("x", N), fin("i", N)
    following = Arith(Operation.ADD, FinVal(i), num(1, NAT), NAT)
    rising = forall(
        i,
        Connective(Logic.IMPLIES, Compare(Relation.LT, following, N), le(app(x, i), app(x, FinMk(following, N)))),
    )
    batch = Batch({"n": 3}, {"x": field_array([[1, 2, 2], [1, 0, 5]])}, 2)
    result = decided(rising, batch)
    assert result.values.tolist() == [True, False]
    assert result.int64 == 2


def test_an_index_outside_its_fin_is_an_error_and_not_a_guess() -> None:
    x, i = vec("x", N), fin("i", N)
    beyond = FinMk(Arith(Operation.ADD, FinVal(i), num(1, NAT), NAT), N)
    batch = Batch({"n": 3}, {"x": field_array([[1, 2, 2]])}, 1)
    with pytest.raises(StatementError, match="3 is not an element of Fin 3"):
        Evaluator({}).prop(forall(i, le(app(x, i), app(x, beyond))), batch)


def test_sums_below_an_index() -> None:
    x, i = vec("x", N), fin("i", N)
    j = fin("j", FinVal(i))
    before = fun(i, Sum(j, app(x, FinMk(FinVal(j), N))))
    value = Evaluator({}).value(before, Batch({"n": 4}, {"x": field_array([[1, 2, 4, 8]])}, 1))
    assert isinstance(value, FieldArray)
    assert value.numerators.tolist() == [[0, 1, 3, 7]]


def test_values_share_one_least_denominator() -> None:
    x, i = vec("x", N), fin("i", N)
    inverses = fun(i, div(num(1), app(x, i)))
    batch = Batch({"n": 3}, {"x": field_array([[2, -3, 0], [4, 4, 4]], [1, 6])}, 2)
    value = Evaluator({}).value(inverses, batch)
    assert isinstance(value, FieldArray)
    assert value.numerators.tolist() == [[3, -2, 0], [3, 3, 3]]
    assert value.denominators.tolist() == [6, 2]


@pytest.mark.parametrize("sizes", [{"n": 0, "m": 2}, {"n": 2, "m": 0}])
def test_empty_tables_keep_their_shape(sizes: dict[str, int]) -> None:
    term = mat("V", N, nat("m"))
    batch = Batch(sizes, {"V": FieldArray(np.zeros((1, *sizes.values()), dtype=np.int64), ONES)}, 1)
    value = Evaluator({}).value(term, batch)
    assert isinstance(value, FieldArray)
    assert value.numerators.shape == (1, *sizes.values())


def test_a_table_of_propositions_is_boolean() -> None:
    i, j = fin("i", N), fin("j", N)
    value = Evaluator({}).value(fun(i, j, eq(i, j)), Batch({"n": 2}, {}, 3))
    assert isinstance(value, np.ndarray)
    assert value.dtype == np.bool_
    assert value.tolist() == [[[True, False], [False, True]]] * 3


def test_a_value_beyond_64_bits_is_refused() -> None:
    with pytest.raises(StatementError, match="does not fit into 64 bits"):
        Evaluator({}).value(mul(scalar("a"), scalar("a")), scalars(a=[1, 2**40]))


def test_no_instances_have_no_values() -> None:
    statement = welch_frame_potential()
    batch = random_batch(statement, {"n": 3, "m": 2}, 0, 1)
    result = Evaluator(statement.definitions).prop(statement.conclusion, batch)
    assert (result.values.shape, result.int64 + result.bigint + result.flint) == ((0,), 0)


def compiled_operations(term: Term, sizes: dict[str, int], *names: str) -> list[Op]:
    result = compile_terms((term,), ALL_DEFINITIONS, sizes, dict.fromkeys(names))[0].result
    roots = (result.numerator, result.divisor) if isinstance(result, Rational) else (result,)
    return [node.op for node in topological(roots)]


def test_the_frame_potential_needs_one_gram_matrix() -> None:
    operations = compiled_operations(welch_frame_potential().conclusion, {"n": 6, "m": 3}, "V")
    assert operations.count(Op.DOT) == 3, "the norms, the Gram matrix and the sum of its squares"
    assert Op.SUM not in operations


def test_equal_calls_below_different_binders_are_one_node() -> None:
    v, i, j = mat("V", N, N), fin("i", N), fin("j", N)
    gram = call(GRAM, N, N, v)

    def total(left: Term, right: Term) -> Term:
        return Sum(i, Sum(j, mul(app(gram, left, right), num(1))))

    twice = compiled_operations(add(total(i, j), total(i, j)), {"n": 3}, "V")
    once = compiled_operations(total(i, j), {"n": 3}, "V")
    assert twice.count(Op.DOT) == once.count(Op.DOT)


def test_a_product_with_the_identity_keeps_its_entries_apart() -> None:
    v, i, j = mat("V", N, N), fin("i", N), fin("j", N)
    trace = Sum(i, Sum(j, mul(app(call(IDENTITY, N), i, j), app(v, i, j))))
    batch = Batch({"n": 2}, {"V": field_array([[[1, 10], [100, 1000]]])}, 1)
    assert decided(eq(trace, num(1001)), batch).values.tolist() == [True]


def test_known_numbers_are_folded() -> None:
    i = fin("i", N)
    gauss = eq(mul(num(2), Sum(i, Cast(FinVal(i)))), mul(Cast(N), Cast(Arith(Operation.SUB, N, num(1, NAT), NAT))))
    assert compiled_operations(gauss, {"n": 7}) == [Op.CONST]


def test_equal_denominators_are_not_multiplied_together() -> None:
    a, b = scalar("a"), scalar("b")
    large = 2**31
    sum_of_both = le(add(a, b), num(0))
    shared = Batch({}, {"a": field_array([1], [large]), "b": field_array([1], [large])}, 1)
    apart = Batch({}, {"a": field_array([2**40], [large]), "b": field_array([2**40], [large - 1])}, 1)
    assert decided(sum_of_both, shared).int64 == 1
    assert decided(sum_of_both, apart).bigint == 1


def test_large_batches_are_evaluated_in_chunks() -> None:
    statement = welch_frame_potential()
    batch = random_batch(statement, {"n": 12, "m": 2}, 5000, 3)
    result = Evaluator(statement.definitions).prop(statement.conclusion, batch)
    assert result.values.all()
    assert result.int64 == 5000


def test_a_choice_between_functions_chooses_at_each_argument() -> None:
    x, y, i = vec("x", N), vec("y", N), fin("i", N)
    chosen = If(le(num(0), scalar("c")), x, y)
    arrays = {"x": field_array([[1, 2], [1, 2]]), "y": field_array([[3, 4], [3, 4]]), "c": field_array([0, -1])}
    value = Evaluator({}).value(fun(i, app(chosen, i)), Batch({"n": 2}, arrays, 2))
    assert isinstance(value, FieldArray)
    assert value.numerators.tolist() == [[1, 2], [3, 4]]
