"""The means of a search, in the order in which they are tried. A new one is a file beside this, and a name here."""

from toymodels.search.means.candidates import CHEAPEST, OTHERS
from toymodels.search.means.guided import GUIDED
from toymodels.search.means.points import POINTS
from toymodels.search.means.random import ALL, FIRST, SECOND
from toymodels.search.means.solver import SMT

MEANS = (FIRST, CHEAPEST, SECOND, *OTHERS, POINTS, SMT, GUIDED, ALL)
