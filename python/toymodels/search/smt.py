"""Counterexamples from an SMT solver: at fixed sizes, hypotheses and negated conclusion as real arithmetic.

Needs z3 (the extra `smt`). The statement is unrolled at given sizes: sums and quantifiers over finite sorts become
finite, definitions are inlined, field elements are real unknowns. What z3 answers is a proposal, read back as
rationals, and is worth nothing until the exact evaluators agree; real solutions that are irrational are skipped.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast

from toymodels.errors import ToyModelsError
from toymodels.evaluate.batch import Instance, Value
from toymodels.search.unrolling import Symbolic, TooLarge, Unrolling
from toymodels.statements.language import (
    BoolSort,
    FinSort,
    NatSort,
    Sort,
    Statement,
)
from toymodels.statements.walk import entry_sort


def is_available() -> bool:
    """Whether z3 is installed."""
    return importlib.util.find_spec("z3") is not None


def smt_witness(
    statement: Statement, sizes: Mapping[str, int], *, milliseconds: int, nondegenerate: bool = False
) -> Instance | bool:
    """A rational candidate for a counterexample at `sizes`.

    Args:
        statement: without functions on the natural numbers.
        sizes: the values of all `Nat` variables.
        milliseconds: the solver's time.
        nondegenerate: whether all field elements must differ from zero.

    Returns:
        An instance, not yet checked; True if z3 says that there is none, even over the reals; False if it cannot say.

    Raises:
        ToyModelsError: z3 is not installed.
    """
    z3 = _z3()
    unrolling = Unrolling(z3, statement.definitions)
    env: dict[str, Symbolic] = dict(sizes)
    solver = z3.Solver()
    solver.set("timeout", milliseconds)
    try:
        for var in statement.variables:
            if not isinstance(var.sort, NatSort):
                env[var.name] = unrolling.unknown(var, env)
        for hypothesis in statement.hypotheses:
            solver.add(unrolling.truth(hypothesis.prop, env))
        solver.add(unrolling.negated(unrolling.truth(statement.conclusion, env)))
    except (TooLarge, RecursionError):
        return False
    solver.add(*unrolling.ranges)
    if nondegenerate:
        solver.add(*(unknown != 0 for unknown in unrolling.reals))
    answer = solver.check()
    if answer == z3.unsat:
        return not nondegenerate
    if answer != z3.sat:
        return False
    model = solver.model()
    values = {var.name: _read(z3, model, env[var.name], entry_sort(var.sort)) for var in statement.variables}
    if any(value is None for value in values.values()):
        return False
    return Instance(cast("dict[str, Value]", values))


def _z3() -> Any:
    try:
        return cast(Any, importlib.import_module("z3"))
    except ImportError as error:
        raise ToyModelsError("the search with an SMT solver needs z3: pip install 'toymodels[smt]'") from error


def _read(z3: Any, model: Any, unknown: Symbolic, sort: Sort) -> Value | None:
    """The value of an unknown in the model; None if it is irrational."""
    if isinstance(unknown, tuple):
        parts = [_read(z3, model, part, sort) for part in cast("tuple[Symbolic, ...]", unknown)]
        return None if any(part is None for part in parts) else tuple(part for part in parts if part is not None)
    if isinstance(unknown, int):
        return unknown
    value = model.eval(unknown, model_completion=True)
    if isinstance(sort, BoolSort):
        return bool(z3.is_true(value))
    if isinstance(sort, FinSort):
        return int(value.as_long())
    if not z3.is_rational_value(value):
        return None
    return Fraction(value.numerator_as_long(), value.denominator_as_long())
