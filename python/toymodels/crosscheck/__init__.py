"""Checking statements on instances, and what that says."""

from toymodels.crosscheck.evidence import Attempt, Evidence, HypothesisEvidence, SizeEvidence
from toymodels.crosscheck.kernel import KernelOpinion, kernel_opinion
from toymodels.crosscheck.runner import Progress, check
from toymodels.crosscheck.verdict import Held, Refuted, Unknown, Vacuous, Verdict

__all__ = [
    "Attempt",
    "Evidence",
    "Held",
    "HypothesisEvidence",
    "KernelOpinion",
    "Progress",
    "Refuted",
    "SizeEvidence",
    "Unknown",
    "Vacuous",
    "Verdict",
    "check",
    "kernel_opinion",
]
