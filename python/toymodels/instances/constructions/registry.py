"""The recognisers of constructions."""

from toymodels.instances.constructions.base import Recogniser
from toymodels.instances.constructions.between import recognise_bounds
from toymodels.instances.constructions.distinct import recognise_distinct
from toymodels.instances.constructions.equations import recognise_equations
from toymodels.instances.constructions.frames import recognise_frame
from toymodels.instances.constructions.free import recognise_free
from toymodels.instances.constructions.scaled import recognise_scaled
from toymodels.instances.constructions.simplex import recognise_simplex

RECOGNISERS: tuple[Recogniser, ...] = (
    recognise_free,
    recognise_bounds,
    recognise_simplex,
    recognise_frame,
    recognise_equations,
    recognise_distinct,
    recognise_scaled,
)
