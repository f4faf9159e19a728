"""Exact values of elaborated terms on big matrices."""

from toymodels.measure.exact.blocks import Block, of_exact
from toymodels.measure.exact.contraction import Store
from toymodels.measure.exact.evaluator import Evaluator

__all__ = ["Block", "Evaluator", "Store", "of_exact"]
