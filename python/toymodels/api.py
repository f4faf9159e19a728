"""The library as Python sees it: load a Lean package, take a theorem, test it, draw its instances, evaluate one.

`load` builds what changed in the package that `folder` lies in and reads its public theorems. A theorem is found by the
end of its name; checking it is exact and repeatable:

    >>> import toymodels
    >>> library = toymodels.load(folder)
    >>> theorem = library.theorem("inner_sq_le")
    >>> print(theorem.text)
    For all p_x, p_y, q_x, q_y ∈ 𝔽: (inner p_x p_y q_x q_y)^2 ≤ inner p_x p_y p_x p_y * inner q_x q_y q_x q_y.
    >>> evidence = theorem.check(instances=200, seed=7)
    >>> type(evidence.verdict).__name__, evidence.instances >= 200
    ('Held', True)

A false statement is refuted by the smallest instance that could be found; `sizes` fixes natural numbers:

    >>> library.theorem("sumBelow_sq").check().verdict
    Refuted(witness=Instance(values={'n': 3}), found=Instance(values={'n': 3}), reason='5 = 9 fails')
    >>> type(library.theorem("sumBelow_sq").check(sizes={"n": 2}).verdict).__name__
    'Held'

A check draws instances; a search goes after a counterexample by every means, and Lean's kernel can be asked to certify
what it finds:

    >>> answer = library.theorem("sumBelow_sq").refute()
    >>> answer.verdict.witness.values, answer.terms
    ({'n': 3}, {'n': '(3 : Nat)'})
    >>> answer.verdict.reason, answer.certificate
    ('5 = 9 fails', None)
    >>> type(library.theorem("parallelogram").refute(seconds=0.5).verdict).__name__
    'Held'

`refute` answers for each conjecture of a file: each theorem that uses `sorry`, each `def C : Prop := …`:

    >>> [(each.conjecture.name, type(each.verdict).__name__) for each in toymodels.refute(file, seconds=1)]
    [('square_grows', 'Refuted'), ('Symmetric', 'Held')]

One instance is evaluated exactly: whether hypotheses and conclusion hold, and what both sides are worth.

    >>> found = theorem.evaluate({"p_x": 1, "p_y": "1/2", "q_x": 0, "q_y": 2})
    >>> found.hypotheses, found.conclusion, found.refutes
    ({}, True, False)
    >>> [(str(c.left), c.relation, str(c.right)) for c in found.comparisons]
    [('1', '≤', '5')]

Inside Hypothesis a theorem is a strategy of exact instances that satisfy its hypotheses, and that shrink:

    >>> from hypothesis import given
    >>> @given(instance=theorem.strategy())
    ... def test_my_own_code(instance):
    ...     assert theorem.evaluate(instance).conclusion
    >>> test_my_own_code()

Where the conclusion consists of polynomial equations, SymPy (the extra `sympy`) proves them for all values at once:

    >>> library.theorem("parallelogram").prove_at()
    ProvedAtSizes(sizes={}, equations=1)
    >>> library.theorem("inner_comm").prove_at({"n": 3})
    ProvedAtSizes(sizes={'n': 3}, equations=1)

What cannot be read or tested is never silent: `check` answers `Unknown` with the reason, everything else raises a
`ToyModelsError`.

    >>> verdict = library.theorem("log2_le").check().verdict
    >>> type(verdict).__name__, verdict.reason.split(",")[0]
    ('Unknown', "core's Nat.log2 has no counterpart in the statement language")
"""

from __future__ import annotations

import tempfile
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from toymodels.library import Library
from toymodels.session import Report, built, demand, project_at, silent

if TYPE_CHECKING:
    from toymodels.search.refute import Answer


def load(
    path: str | PathLike[str] | None = None,
    *,
    library: str | None = None,
    jobs: int | None = None,
    report: Report | None = None,
) -> Library:
    """The public theorems of the Lean project that `path` (default: the current folder) lies in, built if need be.

    Where the current folder lies in no project, they are those of the library that this installation brings along.

    Args:
        path: a folder of the project, or any folder or file inside it.
        library: which of the package's libraries, if it has several; by default the one that `lake build` builds.
        jobs: Lean processes at a time; as many as cores and memory allow if not given.
        report: told what takes time, such as the download of a Lean; silent if not given.

    Raises:
        LeanError: there is no project there, or no Lean.
        BuildError: Lean rejects a source; the message lists its errors.
    """
    project = project_at(None if path is None else Path(path), library)
    build = built(project, report=report or silent, jobs=jobs)
    demand(build, f"{project.root} does not build:")
    return Library(project, build)


def refute(
    file: str | PathLike[str],
    *,
    instances: int = 10_000,
    seed: int = 0,
    seconds: float = 10.0,
    certify: bool = False,
    report: Report | None = None,
) -> list[Answer]:
    """Search counterexamples to the conjectures in a Lean file, in the order of lines; like `toymodels refute`.

    Args:
        file: it may import the modules of the project that it lies in; outside any project, core only.
        instances: random instances that a conjecture must survive at least, time permitting.
        seed: for what is drawn.
        seconds: how long to search a counterexample to each.
        certify: whether to put counterexamples to Lean's kernel, which takes some seconds more.
        report: told what is being done; silent if not given.

    Raises:
        BuildError: Lean rejects the file; the message quotes it.
        LeanError: there is no Lean, or the file cannot be read.
    """
    from toymodels.search.refute import Refuter, Settings

    with (
        tempfile.TemporaryDirectory() as scratch,
        Refuter(Path(file), scratch=Path(scratch), listen=report or silent) as refuter,
    ):
        return refuter.answers(Settings(instances, seed, seconds), certify=certify)
