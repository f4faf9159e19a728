"""Why a proposition is false at one instance: the innermost part that fails, with the values of both its sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Instance, Value
from toymodels.evaluate.evaluator import Evaluator
from toymodels.evaluate.oracle import decide
from toymodels.evaluate.unbounded import Witness
from toymodels.instances.subject import Subject
from toymodels.statements.language import (
    Call,
    Compare,
    Connective,
    If,
    Logic,
    Not,
    PropSort,
    Quantifier,
    Quantity,
    Term,
    Truth,
)
from toymodels.statements.walk import is_finite

_MOST_CASES = 4
"""How many cases of an existential statement are told one by one."""


def explain(subject: Subject, instance: Instance) -> str:
    """Why the conclusion, which is false at `instance`, fails there, with values: `1 ≤ 1/2 fails at i = 0`."""
    return _Explanation(subject.evaluator).failure(subject.statement.conclusion, instance, ())


def show(value: Value) -> str:
    """A value as people write it."""
    return f"({', '.join(map(show, value))})" if isinstance(value, tuple) else str(value)


class _Explanation:
    """Why propositions fail or hold."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def failure(self, prop: Term, instance: Instance, places: tuple[str, ...]) -> str:
        """Why `prop`, which is false, fails; `places` are the values of bound variables so far."""
        match prop:
            case Quantifier(_, var) if not is_finite(var.sort):
                return self._unbounded_failure(prop, instance, places)
            case Quantifier(Quantity.FORALL, var, body):
                for value in self._evaluator.elements(var, instance):
                    inner = Instance({**instance.values, var.name: value})
                    if not self._holds(body, inner):
                        return self.failure(body, inner, (*places, f"{var.name} = {value}"))
            case Quantifier(Quantity.EXISTS):
                return self._no_case(prop, instance, places)
            case Connective(Logic.AND, left, right):
                return self.failure(right if self._holds(left, instance) else left, instance, places)
            case Connective(Logic.IMPLIES, _, right):
                return self.failure(right, instance, places)
            case Connective(Logic.OR, left, right):
                sides = [self.failure(side, instance, ()) for side in (left, right)]
                return _at(" and ".join(dict.fromkeys(sides)), places, verb="")
            case Connective(Logic.IFF, left, right):
                held, failed = (left, right) if self._holds(left, instance) else (right, left)
                which = "left" if held is left else "right"
                why, why_not = self.success(held, instance), self.failure(failed, instance, ())
                return _at(f"only the {which} side holds: {why}, but {why_not}", places, verb="")
            case Not(arg):
                return _at(f"{self.success(arg, instance)}, which is denied", places, verb="")
            case If(condition, yes, no):
                return self.failure(yes if self._holds(condition, instance) else no, instance, places)
            case Compare():
                return _at(self._comparison(prop, instance), places)
            case Call() if isinstance(prop.sort, PropSort):
                inner = self._inside(prop, instance)
                if inner is not None:
                    return self.failure(inner[0], inner[1], places)
            case _:
                pass
        return _at("the conclusion", places)

    def success(self, prop: Term, instance: Instance) -> str:
        """What makes `prop`, which is true, hold."""
        match prop:
            case Quantifier(_, var) if not is_finite(var.sort):
                return self._unbounded_success(prop, instance)
            case Quantifier(Quantity.EXISTS, var, body):
                for value in self._evaluator.elements(var, instance):
                    inner = Instance({**instance.values, var.name: value})
                    if self._holds(body, inner):
                        return f"{self.success(body, inner)} at {var.name} = {value}"
            case Quantifier(Quantity.FORALL, var, body):
                every = self._evaluator.elements(var, instance)
                if not every:
                    return f"there is no {var.name}"
                inner = Instance({**instance.values, var.name: every[0]})
                others = f", and so on for every {var.name}" if len(every) > 1 else ""
                return f"{self.success(body, inner)} at {var.name} = {every[0]}{others}"
            case Connective(Logic.AND, left, right):
                return f"{self.success(left, instance)} and {self.success(right, instance)}"
            case Connective(Logic.OR, left, right):
                return self.success(left if self._holds(left, instance) else right, instance)
            case Compare():
                return f"{self._comparison(prop, instance)} holds"
            case Not(arg):
                return self.failure(arg, instance, ())
            case Truth():
                return str(prop.value)
            case Call() if isinstance(prop.sort, PropSort):
                inner = self._inside(prop, instance)
                if inner is not None:
                    return self.success(*inner)
            case _:
                pass
        return "it holds"

    def _no_case(self, prop: Quantifier, instance: Instance, places: tuple[str, ...]) -> str:
        """Why no value of an existential statement's variable will do."""
        cases_to_try = self._evaluator.elements(prop.var, instance)
        if not cases_to_try:
            return _at(f"there is no {prop.var.name} at all", places, verb="")
        cases: list[str] = []
        for value in cases_to_try[:_MOST_CASES]:
            inner = Instance({**instance.values, prop.var.name: value})
            cases.append(f"{self.failure(prop.body, inner, (f'{prop.var.name} = {value}',))}")
        more = f"; and so on for all {len(cases_to_try)}" if len(cases_to_try) > _MOST_CASES else ""
        return _at(f"no {prop.var.name} will do: {'; '.join(cases)}{more}", places, verb="")

    def _unbounded_failure(self, prop: Quantifier, instance: Instance, places: tuple[str, ...]) -> str:
        """Why a quantifier over infinitely many values fails: a value that denies it, or a contradiction."""
        found = decide(prop, self._evaluator.definitions, instance.values)
        if isinstance(found, Witness):
            inner, where = _at_witness(prop, instance, found)
            return self.failure(inner[0], inner[1], (*places, where))
        reasons = dict.fromkeys(each.text(found.names) for each in found.contradictions)
        names = ", ".join(found.names)
        few = [f"{reason} contradict each other" for reason in list(reasons)[:_MOST_CASES]]
        more = f"; and so on in all {len(reasons)} cases" if len(reasons) > _MOST_CASES else ""
        why = f": {'; '.join(few)}{more}"
        if not few:
            inner, _ = _at_witness(prop, instance, found.somewhere)
            why = f": {self.failure(*inner, ())} whatever {names} is"
        return _at(f"no {names} will do{why}", places, verb="")

    def _unbounded_success(self, prop: Quantifier, instance: Instance) -> str:
        found = decide(prop, self._evaluator.definitions, instance.values)
        if isinstance(found, Witness):
            inner, where = _at_witness(prop, instance, found)
            return f"{self.success(*inner)} at {where}"
        return f"it holds for every {', '.join(found.names)}"

    def _comparison(self, prop: Compare, instance: Instance) -> str:
        left, right = (show(self._evaluator.oracle(side, instance)) for side in (prop.left, prop.right))
        return f"{left} {prop.op.value} {right}"

    def _inside(self, call: Call, instance: Instance) -> tuple[Term, Instance] | None:
        """The body of a definition and the values of its parameters; None where one is not a table."""
        definition = self._evaluator.definitions[call.name]
        try:
            values = [self._evaluator.oracle(arg, instance) for arg in call.args]
        except StatementError:
            return None
        return definition.body, Instance(
            {param.name: value for param, value in zip(definition.params, values, strict=True)}
        )

    def _holds(self, prop: Term, instance: Instance) -> bool:
        return bool(self._evaluator.oracle(prop, instance))


def _at_witness(prop: Quantifier, instance: Instance, found: Witness) -> tuple[tuple[Term, Instance], str]:
    """What is quantified with the instance that the witness makes, and the witness's values."""
    body: Term = prop
    while isinstance(body, Quantifier) and body.var.name in found.values:
        body = body.body
    values = cast("Mapping[str, Value]", found.values)
    where = ", ".join(f"{name} = {show(value)}" for name, value in values.items())
    return (body, Instance({**instance.values, **values})), where


def _at(text: str, places: Sequence[str], *, verb: str = " fails") -> str:
    where = f" at {', '.join(places)}" if places else ""
    return f"{text}{verb}{where}"
