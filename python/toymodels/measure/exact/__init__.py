"""Exact values of elaborated terms on big matrices."""

from toymodels.measure.exact.blocks import Block, of_exact
from toymodels.measure.exact.evaluator import Evaluator
from toymodels.measure.exact.store import Store

__all__ = ["Block", "Evaluator", "Store", "of_exact"]
