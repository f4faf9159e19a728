"""Draws that aim at instances which could have failed, for statements at whose instances that is rare.

Whether it is rare, and in which ways an instance can be effective at all, is found out by trying the statement's usual
sizes. It depends on nothing else, so that the same is drawn at one size whether or not others are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from toymodels.errors import GenerationError
from toymodels.instances.aim import effective_plans
from toymodels.instances.plan import Plan
from toymodels.instances.subject import Subject
from toymodels.statements.language import Term, Truth

_SELDOM = 0.2
_PILOT, _PILOT_SIZES = 32, 8


class Aiming:
    """What aims at the effective instances of one statement, if they are rare when its own plan draws.

    Attributes:
        used: the plans that have been chosen so far.
    """

    def __init__(self, subject: Subject, effectiveness: Term) -> None:
        self._subject = subject
        self._effectiveness = effectiveness
        self._known: tuple[Plan, ...] | None = None
        self.used: tuple[Plan, ...] = ()

    def is_wanted(self, accepted: int, effective: int) -> bool:
        """Whether so few of the instances at some sizes were effective that it is worth aiming at them there."""
        return effective < _SELDOM * accepted and bool(self._ways())

    def at(self, sizes: Mapping[str, int]) -> Plan | None:
        """The plan whose proposals are effective most often at `sizes`; None if none ever is."""
        ways = self._ways()
        rates = [way.rate(sizes) if way.admits(sizes) else 0.0 for way in ways]
        best = max(rates, default=0.0)
        if not best:
            return None
        chosen = ways[rates.index(best)]
        if chosen not in self.used:
            self.used = (*self.used, chosen)
        return chosen

    def _ways(self) -> tuple[Plan, ...]:
        if self._known is None:
            claim = self._effectiveness
            wanted = not isinstance(claim, Truth) and _is_rare(self._subject, claim)
            self._known = tuple(filter(_can_be_met, effective_plans(self._subject, claim))) if wanted else ()
        return self._known


def _is_rare(subject: Subject, effectiveness: Term) -> bool:
    """Whether few of the instances at the heaviest sizes could have failed."""
    accepted = effective = 0
    for sizes in subject.plan.heaviest(_PILOT_SIZES):
        try:
            batch = subject.plan.generate(sizes, np.random.default_rng(0), _PILOT)
        except GenerationError:
            continue
        results = subject.evaluator.props([*subject.props, effectiveness], batch)
        *masks, outcome = (result.values for result in results)
        kept = np.logical_and.reduce([np.ones(batch.count, dtype=np.bool_), *masks])
        accepted += int(kept.sum())
        effective += int((kept & outcome).sum())
    return effective < _SELDOM * accepted


def _can_be_met(way: Plan) -> bool:
    """Whether the plan's own draws, nothing mixed in, satisfy all that it assumes now and then."""
    return any(way.rate(sizes, mixed=False) > 0 for sizes in way.heaviest(_PILOT_SIZES))
