"""Evidence and reports of theorems, as a run would leave them."""

from __future__ import annotations

from toymodels.certify.definitions import KernelOpinion
from toymodels.check.evidence import Evidence
from toymodels.check.verdict import Held, Verdict
from toymodels.kernel.outcome import Recheck
from toymodels.records.forms import Timing
from toymodels.verify import SCHEMA, Report, Settings, TheoremReport, Trust


def evidence(name: str, verdict: Verdict | None = None, *, seed: int = 0) -> Evidence:
    """Evidence of ten instances, all of which could have failed."""
    return Evidence(
        name=name,
        verdict=verdict or Held(10, exact=True, effective=10),
        asked=10,
        instances=10,
        distinct=10,
        proposals=10,
        hypotheses=(),
        sizes=(),
        arithmetic={},
        degenerate={},
        plan=(),
        seed=seed,
        pinned={},
        timing=Timing(0.1),
        effective=10,
    )


def report_of(*theorems: TheoremReport, official: Recheck | None = None) -> Report:
    """The report of a run on some theorems."""
    return Report(
        schema=SCHEMA,
        versions={"lean": "Lean"},
        settings=Settings(),
        summary={
            "claims": 0,
            "witnesses": 1,
            "groundwork": 0,
            "theorems": 1,
            "held": 1,
            "refuted": 0,
            "vacuous": 0,
            "unknown": 0,
            "audited": 1,
        },
        trust=Trust((), 0, core_proofs_followed=False, official_build=False),
        kernel=KernelOpinion(1, 1, (), {}),
        official_kernel=(official or Recheck({}, ran=False)).judged(),
        theorems=theorems,
    )
