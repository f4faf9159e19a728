"""Counterexamples put to Lean's kernel, many in one file, so that one that fails costs the others nothing.

Each becomes `example : ¬ (the statement at Rat)`, proved by `decide +kernel` at the instance. Lean goes on after an
example that it rejects; where its process dies or does not come back, the file is halved until the example is found.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, cast

from toymodels.errors import LeanError
from toymodels.evaluate.batch import Instance, Value
from toymodels.evaluate.lean_kernel import literal
from toymodels.evaluate.terms import entry_sort
from toymodels.lean.scratch import Scratch
from toymodels.statements.language import FieldSort, Sort, Statement
from toymodels.statements.lean import to_lean

EXAMPLES_A_FILE = 40
SECONDS_AN_EXAMPLE = 3.0
_SECONDS_TO_START = 60.0
"""How long Lean may take to start and import, beside the time for each example."""
_LONGEST_MESSAGE = 300


class _RejectedImports(LeanError):
    """No example can be checked, whatever it says."""


def example_text(statement: Statement, witness: Instance) -> str:
    """`example : ¬ …` in Lean, because the statement fails at `witness`.

    Every hypothesis is decided by itself: Lean does not find the decision procedure of a long chain of them.

    Raises:
        StatementError: a value has no Lean literal.
    """
    values = witness.values
    arguments = [literal(values[var.name], var.sort, values) for var in statement.variables]
    proof = "(by decide +kernel)"
    applied = " ".join(["holds", *arguments, *[proof] * len(statement.hypotheses)])
    return f"example : ¬ ({to_lean(statement)}) :=\n  fun holds => absurd ({applied}) {proof}"


def verify_examples(
    session: Scratch, imports: Sequence[str], examples: Sequence[str], *, size: int = EXAMPLES_A_FILE
) -> Iterator[list[str]]:
    """Puts `example`s to Lean, up to `size` of them in one file; a list a file of why it rejects each, empty if not.

    imports: the modules that declare what the examples call.

    Raises:
        LeanError: Lean rejects the imports.
    """
    for start in range(0, len(examples), size):
        yield _problems(session, imports, examples[start : start + size])


def read_instance(statement: Statement, record: Mapping[str, Any]) -> Instance:
    """The instance of the statement's variables whose JSON is `record`."""
    return Instance({var.name: _read(record[var.name], entry_sort(var.sort)) for var in statement.variables})


def _read(value: Any, sort: Sort) -> Value:
    if isinstance(value, list):
        return tuple(_read(part, sort) for part in cast("list[Any]", value))
    return Fraction(value) if isinstance(sort, FieldSort) else value


def _problems(session: Scratch, imports: Sequence[str], examples: Sequence[str]) -> list[str]:
    """Why Lean rejects each example, empty where it does not."""
    try:
        return _elaborated(session, imports, examples)
    except _RejectedImports:
        raise
    except LeanError as error:
        if len(examples) > 1:
            half = len(examples) // 2
            return [*_problems(session, imports, examples[:half]), *_problems(session, imports, examples[half:])]
        return [_shortened(f"Lean gave no answer: {error}")]


def _elaborated(session: Scratch, imports: Sequence[str], examples: Sequence[str]) -> list[str]:
    lines = ["module", *(f"import {name}" for name in imports), "set_option maxRecDepth 10000"]
    starts: list[int] = []
    for example in examples:
        starts.append(len(lines) + 2)
        lines += ["", *example.split("\n")]
    with _ending(session, _SECONDS_TO_START + SECONDS_AN_EXAMPLE * len(examples)):
        elaboration = session.elaborate("Counterexamples", "\n".join(lines) + "\n")
    problems = [""] * len(examples)
    errors = [message for message in elaboration.messages if message.severity == "error"]
    for message in errors:
        place = bisect_right(starts, message.line) - 1
        if place < 0:
            raise _RejectedImports(f"Lean rejects the imports of a file of counterexamples: {message.text}")
        problems[place] = problems[place] or _shortened(message.text)
    if not elaboration.ok and not errors:
        raise LeanError("Lean rejects the file of counterexamples without saying why")
    return problems


@contextmanager
def _ending(session: Scratch, seconds: float) -> Generator[None]:
    """Ends the session's Lean process after `seconds`, which its caller sees as an error; the next use starts anew."""
    timer = threading.Timer(seconds, session.__exit__, (None, None, None))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _shortened(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_MESSAGE]
