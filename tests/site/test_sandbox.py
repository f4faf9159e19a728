"""The sandbox's JavaScript computes what the oracle computes in Python: on random terms, and on the whole library."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from tests.site.conftest import Small
from tests.support.elaborating import elaborate_text
from tests.support.random_terms import ALL_DEFINITIONS, VARIABLES, Case, cases

from toymodels.check.one_instance import evaluate_instance
from toymodels.errors import StatementError
from toymodels.evaluate.convert import instance_of
from toymodels.lean.install import node_executable
from toymodels.library import Library, Theorem
from toymodels.site.build import STATIC
from toymodels.site.data import TheoremEntry
from toymodels.site.sandbox.encode import definition_json, statement_json
from toymodels.site.sandbox.sandbox import sandbox
from toymodels.statements.language import (
    FIELD,
    INT,
    NAT,
    Arith,
    BoolSort,
    Compare,
    Definition,
    FieldSort,
    IntSort,
    NatSort,
    Numeral,
    Operation,
    PropSort,
    Relation,
    Sort,
    Statement,
    Var,
)
from toymodels.statements.walk import entry_sort

DRIVER = Path(__file__).parent / "sandbox_driver.js"
DRAWS = 1
STEPS = 10_000
"""Instances that take more are left to JavaScript: the oracle takes many times as long."""


@dataclass
class Node:
    """The sandbox's scripts in Node."""

    process: subprocess.Popen[str]

    def define(self, definitions: Mapping[str, Definition]) -> None:
        self._write({"definitions": {name: definition_json(each) for name, each in definitions.items()}})

    def ask(
        self, statement: Statement, given: Sequence[Mapping[str, Any]] = (), draws: int = 0
    ) -> list[dict[str, Any]]:
        asked = {
            "name": statement.name,
            "binders": [var.name for var in statement.variables],
            **statement_json(statement),
        }
        self._write({"statement": asked, "given": [*given], "draws": draws})
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def _write(self, request: Mapping[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    command = [str(node_executable()), str(DRIVER), str(STATIC)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Node(process)
        assert process.stdin is not None
        process.stdin.close()


def expected(statement: Statement, instance: Mapping[str, Any]) -> tuple[object, ...]:
    """What the oracle says, in the words of the driver."""
    values = {var.name: _exact(instance[var.name], entry_sort(var.sort)) for var in statement.variables}
    found = evaluate_instance(statement, values)
    sides = [[_word(each.left), each.relation, _word(each.right), each.holds] for each in found.comparisons]
    return [[name, holds] for name, holds in found.hypotheses.items()], found.conclusion, sides


def said(answer: Mapping[str, Any]) -> tuple[object, ...]:
    return answer["hypotheses"], answer["conclusion"], answer["sides"]


def _exact(value: Any, sort: Sort) -> object:
    if isinstance(value, list):
        return [_exact(part, sort) for part in cast("list[Any]", value)]
    if isinstance(sort, BoolSort | PropSort):
        return value
    return Fraction(value) if isinstance(sort, FieldSort) else int(value)


def _word(value: object) -> object:
    return value if isinstance(value, bool) else str(value)


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(case=cases("prop"))
def test_random_propositions_are_decided_as_the_oracle_decides_them(node: Node, case: Case):
    node.define(ALL_DEFINITIONS)
    statement = Statement("random", VARIABLES, (), case.term, ALL_DEFINITIONS)
    for index in range(case.batch.count):
        instance = instance_of(case.batch, index).to_json()
        (answer,) = node.ask(statement, [instance])
        if "costly" in answer:
            continue
        try:
            judged = expected(statement, instance)
        except StatementError:
            assert "faulty" in answer
            continue
        assert said(answer) == judged


OPERANDS: dict[Sort, list[Any]] = {
    NAT: [0, 1, 2, 3, 7],
    INT: [-7, -2, -1, 0, 1, 3],
    FIELD: ["-7/2", "-1", "0", "1/3", "2"],
}
FOR_NATURALS = {Operation.POW, Operation.GCD, Operation.LAND, Operation.LOR, Operation.XOR}
OPERATIONS = [
    (sort, op)
    for sort in OPERANDS
    for op in Operation
    if sort == NAT or (op not in FOR_NATURALS and (sort, op) != (FIELD, Operation.MOD))
]


@pytest.mark.parametrize(("sort", "op"), OPERATIONS, ids=lambda part: str(getattr(part, "value", part)))
def test_each_operation_is_that_of_lean_where_it_is_unusual_too(
    node: Node, sort: NatSort | IntSort | FieldSort, op: Operation
):
    left, right = Var("x", sort), Var("y", sort)
    statement = Statement("op", (left, right), (), Compare(Relation.LE, left, Arith(op, left, right, sort)))
    node.define({})
    given = [{"x": x, "y": y} for x in OPERANDS[sort] for y in OPERANDS[sort]]
    for instance, answer in zip(given, node.ask(statement, given), strict=True):
        assert said(answer) == expected(statement, instance), instance


def test_what_would_never_end_is_not_begun(node: Node):
    number = Var("n", NAT)
    tower = Arith(Operation.POW, Numeral(2, NAT), Arith(Operation.POW, number, number, NAT), NAT)
    node.define({})
    (answer,) = node.ask(Statement("tower", (number,), (), Compare(Relation.LE, number, tower)), [{"n": 90}])
    assert "too many digits" in answer["costly"]


@pytest.mark.lean
@pytest.mark.xdist_group("library")
def test_on_a_small_library_it_says_what_the_oracle_says_and_its_python_does_too(small: Small, node: Node):
    answers = compared([entry.theorem for entry in small.data.theorems.values()], node)
    (answer, *_) = answers["Small.double_le"]
    code = (
        answer["python"]
        .replace("toymodels.load()", "library")
        .replace("import toymodels\n", "")
        .replace("print(", "found = (")
    )
    scope: dict[str, Any] = {"library": small.data.library}
    exec(code, scope)
    assert [scope["found"].hypotheses["h"], scope["found"].conclusion] == [
        answer["hypotheses"][0][1],
        answer["conclusion"],
    ]
    assert answer["lean"].startswith("#check Small.double_le\n  (m := (")


@pytest.mark.lean
@pytest.mark.xdist_group("library")
def test_lean_accepts_what_is_copied_for_it(small: Small, node: Node):
    theorems = [entry.theorem for entry in small.data.theorems.values()]
    texts = [answer["lean"] for found in compared(theorems, node).values() for answer in found]
    assert texts
    project, roots = small.project, small.project.roots
    source = "\n".join(["module", *(f"import {root}" for root in roots), *texts])
    told = elaborate_text(project, small.built, "copied", source).messages
    assert [str(message) for message in told if message.severity == "error"] == []
    assert sum(message.severity == "information" for message in told) == len(texts)


@pytest.mark.lean
@pytest.mark.whole
@pytest.mark.xdist_group("library")
def test_a_function_on_the_natural_numbers_is_left_to_lean(library: Library):
    theorem = library.theorem("sum_val_add")
    data = json.loads(str(sandbox(TheoremEntry(theorem, None, None, None)).data))
    assert [name for name, _ in data["variables"] if name not in data["binders"]] == ["f"]


@pytest.mark.lean
@pytest.mark.whole
@pytest.mark.xdist_group("library")
def test_on_the_whole_library_it_says_what_the_oracle_says(library: Library, node: Node):
    answers = compared(library.theorems, node)
    every = [answer for found in answers.values() for answer in found]
    satisfied = [name for name, found in answers.items() if any(applies(each) for each in found)]
    assert len(answers) > 700
    assert sum(not is_quick(answer) for answer in every) < 0.02 * len(every)
    assert len(satisfied) > 0.85 * len(answers)


def is_quick(answer: Mapping[str, Any]) -> bool:
    return "costly" not in answer and answer["steps"] <= STEPS


def applies(answer: Mapping[str, Any]) -> bool:
    return all(holds for _, holds in answer.get("hypotheses", [["costly", False]]))


def compared(theorems: Sequence[Theorem], node: Node) -> dict[str, list[dict[str, Any]]]:
    """What the sandbox says of some instances of each theorem that has one, after it was compared with the oracle."""
    shown = [each for each in theorems if sandbox(TheoremEntry(each, None, None, None)).data]
    node.define({name: definition for each in shown for name, definition in each.testable().definitions.items()})
    answers = {each.name: node.ask(each.testable(), draws=DRAWS) for each in shown}
    for theorem in shown:
        for answer in answers[theorem.name]:
            if is_quick(answer):
                assert said(answer) == expected(theorem.testable(), answer["instance"]), theorem.name
    return answers
