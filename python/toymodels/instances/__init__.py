"""Instances that satisfy a statement's hypotheses, by construction wherever possible."""

from toymodels.instances.aim import aimed_plans
from toymodels.instances.plan import LARGEST_SIZE, Plan, Sizes, plan

__all__ = ["LARGEST_SIZE", "Plan", "Sizes", "aimed_plans", "plan"]
