"""Systems solved together: exactly, or not at all."""

from __future__ import annotations

import numpy as np
import pytest
from tests.support.ranks import ranks

from toymodels.instances.constructions.elimination import Solved, solve
from toymodels.instances.source import Ints

COUNT = 600


def drawn(equations: int, unknowns: int, bound: int) -> Ints:
    """Systems, a share of them with zero rows, proportional rows or zero right-hand sides."""
    rng = np.random.default_rng(0)
    systems = rng.integers(-bound, bound, (COUNT, equations, unknowns + 1), endpoint=True)
    systems[rng.random((COUNT, equations)) < 0.2] = 0
    systems[::3, -1] = 2 * systems[::3, 0]
    systems[rng.random((COUNT, equations)) < 0.3, -1] = 0
    return systems


def solved(systems: Ints) -> tuple[Solved, Ints, Ints]:
    """The solutions near drawn values, and these."""
    rng = np.random.default_rng(1)
    numerators = rng.integers(-9, 10, (COUNT, systems.shape[2] - 1))
    denominators = rng.integers(1, 5, COUNT)
    return solve(systems, numerators, denominators), numerators, denominators


def is_met(system: Ints, numerators: Ints, denominator: int) -> bool:
    """In Python's integers."""
    rows = system.astype(object)
    return bool((rows[:, :-1] @ numerators.astype(object) == rows[:, -1] * int(denominator)).all())


def has_solution(system: Ints) -> bool:
    coefficients, whole = (int(ranks(part[None])[0]) for part in (system[:, :-1], system))
    return coefficients == whole


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (2, 5), (3, 3), (4, 3), (6, 3), (5, 5)], ids=str)
@pytest.mark.parametrize("bound", [2, 9])
def test_small_systems_are_solved_where_they_have_a_solution(shape: tuple[int, int], bound: int):
    systems = drawn(*shape, bound)
    found, numerators, denominators = solved(systems)
    assert found.known.all()
    assert (found.denominators > 0).all()
    solvable = [has_solution(system) for system in systems]
    met = [is_met(*each) for each in zip(systems, found.numerators, found.denominators, strict=True)]
    assert met == solvable
    assert any(solvable)
    unsolvable = ~np.array(solvable)
    np.testing.assert_array_equal(found.numerators[unsolvable], numerators[unsolvable])
    np.testing.assert_array_equal(found.denominators[unsolvable], denominators[unsolvable])


@pytest.mark.parametrize("bound", [10**2, 10**3, 10**5, 10**9, 10**15])
def test_what_is_known_of_long_numbers_is_right(bound: int):
    systems = drawn(3, 4, bound)
    found, _, _ = solved(systems)
    assert (~found.known).any() == (bound > 10**2)
    for place in np.flatnonzero(found.known):
        if is_met(systems[place], found.numerators[place], found.denominators[place]) is not has_solution(
            systems[place]
        ):
            pytest.fail(f"{systems[place].tolist()} is solved wrongly")


def test_free_unknowns_keep_their_values():
    system = np.array([[[1, 0, 2, 6], [0, 3, 3, 9]]])
    found = solve(system, np.array([[5, 5, 1]]), np.array([2]))
    assert found.known.all()
    assert (found.numerators.tolist(), found.denominators.tolist()) == ([[10, 5, 1]], [2])


def test_without_equations_nothing_moves():
    found = solve(np.zeros((2, 0, 4), dtype=np.int64), np.array([[2, 4, 6], [1, 2, 3]]), np.array([2, 5]))
    assert found.known.all()
    assert found.numerators.tolist() == [[1, 2, 3], [1, 2, 3]]
    assert found.denominators.tolist() == [1, 5]
