"""The SMT solver in a process of its own, which may crash without ending the search.

z3 5.4.1 was seen to die of a segmentation fault as it freed a solver whose time had run out.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from toymodels.evaluate.batch import Instance
from toymodels.records.store import leave_signals
from toymodels.search.smt import smt_witness
from toymodels.statements.language import Statement


class SolverProcess:
    """Starts when first asked, and anew after a crash."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def witness(self, statement: Statement, sizes: Mapping[str, int], *, milliseconds: int) -> Instance | bool:
        """As `smt_witness`; a solver that dies cannot say.

        Raises:
            ToyModelsError: z3 is not installed.
        """
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, initializer=leave_signals)
        try:
            return self._pool.submit(smt_witness, statement, dict(sizes), milliseconds=milliseconds).result()
        except BrokenProcessPool:
            self._pool.shutdown(wait=False)
            self._pool = None
            return False


SOLVER = SolverProcess()
"""The one that all searches of this process ask."""
