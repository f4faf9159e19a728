"""Instances that satisfy a statement's hypotheses, by construction wherever possible."""

from toymodels.instances.aim import aimed_plans, effective_plans
from toymodels.instances.naturals import LARGEST_SIZE, with_drawn_numbers
from toymodels.instances.plan import Plan, Sizes
from toymodels.instances.subject import Subject

__all__ = ["LARGEST_SIZE", "Plan", "Sizes", "Subject", "aimed_plans", "effective_plans", "with_drawn_numbers"]
