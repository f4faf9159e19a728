"""What a plan promises, in which order it draws, and what it says about itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from tests.support import constructs as c
from tests.support.statements import (
    bessel_inequality,
    eq,
    fin,
    forall,
    le,
    mul,
    nat,
    num,
    rankin_simplex,
    scalar,
    sq,
    vec,
    welch_coherence,
)

from toymodels.errors import GenerationError, StatementError
from toymodels.evaluate.batch import Batch, FieldArray
from toymodels.evaluate.cost import cost
from toymodels.instances.aim import aimed_plans
from toymodels.instances.naturals import LARGEST_SIZE
from toymodels.instances.plan import Plan
from toymodels.instances.subject import Subject
from toymodels.statements.language import (
    FIELD,
    NAT,
    Apply,
    Arith,
    Connective,
    FinSort,
    FunSort,
    Hypothesis,
    Logic,
    NatSort,
    Operation,
    Statement,
    Truth,
    Var,
)


def fields(batch: Batch) -> dict[str, FieldArray]:
    return {name: array for name, array in batch.arrays.items() if isinstance(array, FieldArray)}


@pytest.mark.parametrize("make", c.RECOGNISED, ids=lambda make: make.__name__)
def test_every_construct_is_recognised(make: Callable[[], Statement]):
    built = Subject(make()).plan
    assert built.by_rejection() == (("hu",) if make is c.tight_frame else ())


def test_what_no_recogniser_knows_is_left_to_rejection():
    x = scalar("x")
    square = Statement("square", (x,), (Hypothesis("h", eq(sq(x), x)),), Truth(True))
    assert Subject(square).plan.by_rejection() == ("h",)
    assert Subject(square).plan.describe()[-1] == "left to rejection: h"


def test_a_bound_is_drawn_after_what_it_bounds():
    n, v = nat("n"), vec("x", nat("n"))
    i, top = fin("i", nat("n")), scalar("c")
    bounded = Statement("bounded", (n, top, v), (Hypothesis("h", forall(i, le(sq(Apply(v, i)), top))),), Truth(True))
    assert [var.name for var, _ in Subject(bounded).plan.steps] == ["x", "c"]


def test_recognition_does_not_depend_on_definitions_or_their_names():
    """The same hypothesis, once through `normSq` and once as a bare sum."""
    n, m, v, i, a = c.n, c.m, c.V, c.i, c.a
    bare = forall(i, eq(c.Sum(a, mul(c.app(v, i, a), c.app(v, i, a))), num(1)))
    direct = Subject(Statement("bare", (n, m, v), (Hypothesis("h", bare),), Truth(True))).plan
    assert direct.describe()[1] == Subject(c.unit_rows()).plan.describe()[1]


def test_describe_names_each_step_and_the_hypotheses_it_satisfies():
    assert Subject(welch_coherence()).plan.describe() == [
        "n, m: sizes from 0 to 5 (satisfies hn)",
        "V: vectors of the given norm, from integer points on spheres (satisfies hu)",
        "μ: bounded by hμ (satisfies hμ)",
    ]


def test_sizes_obey_the_hypotheses_about_them_and_include_the_boundary():
    sizes = Subject(welch_coherence()).plan.sizes()
    assert min(s.values["n"] for s in sizes) == 1
    assert min(s.values["m"] for s in sizes) == 0
    assert max(s.values["m"] for s in sizes) == LARGEST_SIZE
    assert len(sizes) == LARGEST_SIZE * (LARGEST_SIZE + 1)


def test_boundary_sizes_weigh_less():
    weights = {tuple(s.values.values()): s.weight for s in Subject(rankin_simplex()).plan.sizes()}
    assert weights[1, 0] < weights[2, 1] < weights[2, 2]


def test_pinned_sizes_may_exceed_the_largest():
    (only,) = Subject(welch_coherence()).plan.sizes({"n": 9, "m": 7})
    assert only.values == {"n": 9, "m": 7}
    assert {s.values["m"] for s in Subject(welch_coherence()).plan.sizes({"n": 2})} == set(range(LARGEST_SIZE + 1))


def test_pinning_an_unknown_variable_says_which_there_are():
    with pytest.raises(GenerationError, match=r"has no Nat variable k; it has n, m"):
        Subject(welch_coherence()).plan.sizes({"k": 1})


def test_a_missing_size_is_named():
    with pytest.raises(GenerationError, match=r"no size for m; give one"):
        Subject(welch_coherence()).plan.generate({"n": 2}, np.random.default_rng(0), 1)


def test_shapes_and_types_are_those_of_the_sorts():
    batch = Subject(bessel_inequality()).plan.generate({"n": 2, "m": 3}, np.random.default_rng(0), 7)
    assert batch.count == 7
    u, x = fields(batch)["u"], fields(batch)["x"]
    assert u.numerators.shape == (7, 2, 3)
    assert x.numerators.shape == (7, 3)
    assert {u.numerators.dtype, u.denominators.dtype} == {np.dtype(np.int64)}
    assert (u.denominators > 0).all()


def test_the_same_generator_state_gives_the_same_batch():
    built = Subject(welch_coherence()).plan
    first, second = (built.generate({"n": 3, "m": 3}, np.random.default_rng(5), 50) for _ in range(2))
    for name, array in fields(first).items():
        np.testing.assert_array_equal(array.numerators, fields(second)[name].numerators)
        np.testing.assert_array_equal(array.denominators, fields(second)[name].denominators)


def test_discrete_variables_are_enumerated_with_their_hypotheses():
    injections = Subject(c.injection()).plan
    assert injections.is_finite
    table = injections.enumerate({"n": 2, "m": 3})
    assert table is not None
    assert table.count == 6
    assert injections.sizes({"n": 3, "m": 2}) == ()


def test_sizes_at_which_an_index_has_no_value_are_left_out():
    assert all(s.values["n"] >= 2 for s in Subject(c.distinct_indices()).plan.sizes())


def test_too_many_discrete_cases_are_sampled():
    f = Var("f", FunSort(FinSort(nat("n")), FinSort(nat("n"))))
    built = Subject(Statement("functions", (nat("n"), f), (), Truth(True))).plan
    assert built.enumerate({"n": 9}) is None
    tables = built.generate({"n": 9}, np.random.default_rng(0), 20).arrays["f"]
    assert isinstance(tables, np.ndarray)
    assert tables.shape == (20, 9)


def test_functions_on_infinite_sorts_are_refused_by_name():
    sequence = Var("s", FunSort(NatSort(), FIELD))
    with pytest.raises(StatementError, match=r"NatSort"):
        Subject(Statement("sequence", (sequence,), (), Truth(True))).plan.generate({}, np.random.default_rng(0), 1)


def test_both_sides_of_an_equivalence_are_aimed_at():
    x, y = scalar("x"), scalar("y")
    sides = (eq(x, y), eq(Arith(Operation.SUB, x, y, FIELD), num(0)))
    both = Statement("iff", (x, y), (), Connective(Logic.IFF, *sides))
    aimed = aimed_plans(Subject(both))
    assert len(aimed) == 2
    for built in aimed:
        arrays = fields(built.generate({}, np.random.default_rng(0), 100))
        left, right = arrays["x"], arrays["y"]
        assert (left.numerators * right.denominators == right.numerators * left.denominators).all()


def test_a_conclusion_without_conditions_is_not_aimed_at():
    assert aimed_plans(Subject(welch_coherence())) == ()


def test_plans_of_many_sizes_stay_within_bounds():
    many = tuple(nat(f"n{k}") for k in range(6))
    built: Plan = Subject(Statement("many", many, (Hypothesis("h", le(num(1, NAT), many[0])),), Truth(True))).plan
    assert 0 < len(built.sizes()) <= 8_000


def test_sizes_at_which_an_instance_costs_much_come_after_the_others():
    built = Subject(welch_coherence()).plan
    every = sorted(built.sizes(), key=lambda choice: -cost(built.statement, choice.values))
    steps = [cost(built.statement, choice.values) for choice in every]
    limit = steps[2]
    cheap = [one for one, its in zip(every, steps, strict=True) if its <= limit]
    assert cheap[:3] != every[:3]
    assert built.affordable(every, 3, limit) == cheap[:3]
    assert built.affordable(every, 3, 0) == every[:3]
    assert built.affordable(every, len(every), max(steps)) == every


def test_nothing_is_tried_out_where_an_instance_costs_much(monkeypatch: pytest.MonkeyPatch):
    built = Subject(welch_coherence()).plan
    heaviest, second = built.heaviest(2)

    def cost_of(_: Statement, sizes: Mapping[str, int]) -> int:
        return 10**9 if sizes == heaviest else 1

    monkeypatch.setattr("toymodels.instances.plan.cost", cost_of)
    assert built.heaviest(1) == [second]
