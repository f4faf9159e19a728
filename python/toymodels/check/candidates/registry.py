"""The means by which candidates for counterexamples are found, in the order in which they are tried."""

from toymodels.check.candidates.algebra import ALGEBRA
from toymodels.check.candidates.boundary import BOUNDARY
from toymodels.check.candidates.closed import CLOSED
from toymodels.check.candidates.curves import CURVES
from toymodels.check.candidates.large import LARGE
from toymodels.check.candidates.small import SMALL
from toymodels.check.candidates.values import SUGGESTED

MEANS = (SMALL, ALGEBRA, BOUNDARY, CLOSED, LARGE, SUGGESTED, CURVES)
