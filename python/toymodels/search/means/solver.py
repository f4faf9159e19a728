"""An SMT solver at small sizes, where it is installed."""

from __future__ import annotations

from collections.abc import Mapping

from toymodels.check.candidates.decide import decide
from toymodels.evaluate.batch import Instance
from toymodels.search import smt
from toymodels.search.clock import Clock
from toymodels.search.run import Means, Run
from toymodels.search.solver_process import SOLVER
from toymodels.sizes import sizes_text
from toymodels.statements.language import Statement

_NAME = "SMT solver"
_LEAST_MILLISECONDS, _MOST_MILLISECONDS = 10, 1_000


def _look(run: Run) -> None:
    if not smt.is_available():
        run.findings.notes.append("the SMT solver is not installed: pip install 'toymodels[smt]'")
        return
    excluded: list[Mapping[str, int]] = []
    for sizes in run.context.by_cells():
        if run.clock.is_over():
            break
        found = solved(run.clock, run.statement, sizes)
        if isinstance(found, Instance):
            run.count(_NAME, decide(run.subject, found))
        elif found:
            excluded.append(sizes)
    if excluded:
        where = f", at {found}" if (found := sizes_text(excluded)) else ""
        reach = "of the kind that is tried exists" if run.statement.left_out else "exists, even in the real numbers"
        run.findings.notes.append(f"z3 finds that no counterexample {reach}{where}")


def solved(clock: Clock, statement: Statement, sizes: Mapping[str, int]) -> Instance | bool:
    """What the solver says in the time that is left; its process computes for this one."""
    milliseconds = max(_LEAST_MILLISECONDS, min(_MOST_MILLISECONDS, int(1000 * clock.left())))
    with clock.elsewhere():
        return SOLVER.witness(statement, sizes, milliseconds=milliseconds)


def _applies(run: Run) -> bool:
    return not run.is_about_existence


SMT = Means(_NAME, 0.25, _look, _applies)
