"""What a term of the statement language is worth on given values, exactly.

`evaluate_prop`, `evaluate_props` and `evaluate_value` take a whole batch; `evaluate_fraction` and `evaluate_reference`
take one instance and serve as oracle and as fallback.
"""

from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray, Instance, Value
from toymodels.evaluate.convert import batch_of, check_batch, instance_of, shape_of
from toymodels.evaluate.evaluation import PropResult, evaluate_prop, evaluate_props, evaluate_value
from toymodels.evaluate.fraction import evaluate_fraction
from toymodels.evaluate.reference import evaluate_reference

__all__ = [
    "Batch",
    "DiscreteArray",
    "FieldArray",
    "Instance",
    "PropResult",
    "Value",
    "batch_of",
    "check_batch",
    "evaluate_fraction",
    "evaluate_prop",
    "evaluate_props",
    "evaluate_reference",
    "evaluate_value",
    "instance_of",
    "shape_of",
]
