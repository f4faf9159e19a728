"""What a term of the statement language is worth on given values, exactly.

An `Evaluator` knows the definitions that terms call. It takes a whole batch (`prop`, `props`, `value`) or one instance
(`exact`); `evaluate_fraction` takes one instance and is the oracle.
"""

from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray, Instance, Value
from toymodels.evaluate.convert import batch_of, check_batch, instance_of, shape_of
from toymodels.evaluate.evaluator import Evaluator, PropResult
from toymodels.evaluate.oracle import evaluate_fraction

__all__ = [
    "Batch",
    "DiscreteArray",
    "Evaluator",
    "FieldArray",
    "Instance",
    "PropResult",
    "Value",
    "batch_of",
    "check_batch",
    "evaluate_fraction",
    "instance_of",
    "shape_of",
]
