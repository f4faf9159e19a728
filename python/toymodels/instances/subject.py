"""A statement under test, with all that is worked out about it once."""

from __future__ import annotations

from functools import cached_property

from toymodels.errors import GenerationError, StatementError
from toymodels.evaluate.batch import Batch, Instance, Value
from toymodels.evaluate.evaluator import Evaluator
from toymodels.instances.batches import take
from toymodels.instances.facts import Fact, facts_of
from toymodels.instances.plan import Plan, planned
from toymodels.instances.source import Mask
from toymodels.statements.language import FinSort, FunSort, Sort, Statement, Term
from toymodels.statements.walk import is_searched


class Subject:
    """A statement and its evaluator; facts and plan are made when they are first asked for.

    It is made once and handed on. What is claimed beside it (`altered`) shares the evaluator, so that nothing is
    compiled twice.
    """

    def __init__(self, statement: Statement, evaluator: Evaluator | None = None) -> None:
        self.statement = statement
        self.evaluator = evaluator or Evaluator(statement.definitions)

    @classmethod
    def of(cls, claim: Statement | Subject) -> Subject:
        """The subject that a statement is, which may be one already."""
        return claim if isinstance(claim, Subject) else cls(claim)

    @cached_property
    def props(self) -> tuple[Term, ...]:
        """What the hypotheses say."""
        return tuple(hypothesis.prop for hypothesis in self.statement.hypotheses)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """All facts of all hypotheses, in order."""
        return facts_of(self.statement)

    @cached_property
    def plan(self) -> Plan:
        """The plan that leaves the least of the hypotheses to rejection.

        Raises:
            GenerationError: a variable cannot be drawn.
        """
        return planned(self.statement, self.facts, self.evaluator)

    def plan_if_any(self) -> Plan | None:
        """The plan; None where a variable cannot be drawn."""
        try:
            return self.plan
        except GenerationError:
            return None

    def altered(self, statement: Statement) -> Subject:
        """Another statement; with the same evaluator, if it calls the same definitions."""
        if statement is self.statement:
            return self
        same = statement.definitions is self.statement.definitions
        return Subject(statement, self.evaluator if same else None)

    def satisfying(self, batch: Batch) -> Batch:
        """The instances of `batch` at which every hypothesis holds."""
        for prop in self.props:
            if batch.count:
                batch = take(batch, self.evaluator.prop(prop, batch).values)
        return batch

    def violations(self, batch: Batch) -> Mask:
        """Which instances of `batch` satisfy every hypothesis and not the conclusion."""
        if is_searched(self.statement.conclusion):
            found = self.evaluator.search(self.statement.conclusion, batch)
            bad = found.decided & ~found.values
        else:
            bad = ~self.evaluator.prop(self.statement.conclusion, batch).values
        for prop in self.props if bad.any() else ():
            bad &= self.evaluator.prop(prop, batch).values
        return bad

    def is_violated_by(self, instance: Instance) -> bool:
        """Whether `instance` gives every index a value in its range, satisfies all hypotheses, not the conclusion.

        The oracle says so.
        """
        try:
            if not all(self._is_in_range(instance.values[v.name], v.sort, instance) for v in self.statement.variables):
                return False
            holds = all(self.evaluator.oracle(prop, instance) for prop in self.props)
            return holds and not self.evaluator.oracle(self.statement.conclusion, instance)
        except StatementError:
            return False

    def _is_in_range(self, value: Value, sort: Sort, instance: Instance) -> bool:
        """Whether all values of `sort`'s entries that are indices are below their bound, and tables have its shape."""
        match sort:
            case FinSort(bound):
                return isinstance(value, int) and value < self._size(bound, instance)
            case FunSort(domain, codomain) if isinstance(value, tuple):
                if isinstance(domain, FinSort) and len(value) != self._size(domain.bound, instance):
                    return False
                return all(self._is_in_range(part, codomain, instance) for part in value)
            case _:
                return True

    def _size(self, bound: Term, instance: Instance) -> int:
        return int(str(self.evaluator.oracle(bound, instance)))
