"""Candidates for counterexamples that come from somewhere else than chance: one registry of means."""

from toymodels.crosscheck.candidates.boundary import BOUNDARY
from toymodels.crosscheck.candidates.closed import CLOSED
from toymodels.crosscheck.candidates.curves import CURVES
from toymodels.crosscheck.candidates.decide import Decided, confirmed, decide, impossible, weight
from toymodels.crosscheck.candidates.large import LARGE
from toymodels.crosscheck.candidates.means import CHECK, Candidates, Context, Means
from toymodels.crosscheck.candidates.small import SMALL
from toymodels.crosscheck.candidates.values import SUGGESTED

MEANS = (SMALL, BOUNDARY, CLOSED, LARGE, SUGGESTED, CURVES)
"""In the order in which they are tried."""

__all__ = ["CHECK", "MEANS", "Candidates", "Context", "Decided", "Means", "confirmed", "decide", "impossible", "weight"]
