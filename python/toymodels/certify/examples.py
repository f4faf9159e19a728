"""Counterexamples put to Lean's kernel, many in one file, so that one that fails costs the others nothing.

Each becomes `example : ¬ (the statement at Rat)`, proved by `decide +kernel` at the instance. Lean goes on after an
example that it rejects; where its process dies or does not come back, the file is halved until the example is found.
What Lean accepts is audited and, where the official kernel is installed, put to that as well.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toymodels.certify.counterexample import audit_fault
from toymodels.certify.lean_file import SILENT, file_of, head, judged
from toymodels.certify.lean_values import literal
from toymodels.errors import LeanError
from toymodels.evaluate.batch import Instance
from toymodels.kernel.proofs import judge_proofs, rejection
from toymodels.lean.names import last
from toymodels.lean.scratch import Scratch, limited
from toymodels.statements.language import Statement
from toymodels.statements.print.lean import to_lean

EXAMPLES_A_FILE = 40
SECONDS_AN_EXAMPLE = 3.0
_SECONDS_TO_START = 60.0
"""How long Lean may take to start and import, beside the time for each example."""
_LONGEST_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class Checked:
    """What is said of an example.

    Attributes:
        problem: why it is not accepted; empty if it is.
        official: what the official kernel says of it, accepted, rejected or no opinion; empty if it was not asked.
    """

    problem: str = ""
    official: str = ""


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
    session: Scratch,
    imports: Sequence[str],
    examples: Sequence[str],
    *,
    thorough: bool = False,
    size: int = EXAMPLES_A_FILE,
) -> Iterator[list[Checked]]:
    """Put `example`s to Lean, up to `size` of them in one file, and say file by file what became of each.

    Args:
        session: where Lean runs.
        imports: the modules that declare what the examples call.
        examples: their texts.
        thorough: audit those that Lean accepts, and ask the official kernel about them where there is one.
        size: how many stand in one file.

    Raises:
        LeanError: Lean rejects the imports.
    """
    try:
        for start in range(0, len(examples), size):
            yield _checked(session, imports, examples[start : start + size], thorough=thorough)
    finally:
        session.remove(_module())


def _checked(session: Scratch, imports: Sequence[str], examples: Sequence[str], *, thorough: bool) -> list[Checked]:
    """What is said of the examples of one file."""
    try:
        problems = _problems(session, imports, examples, keep=thorough)
        return _second_opinions(session, problems) if thorough else list(map(Checked, problems))
    except _RejectedImports:
        raise
    except LeanError as error:
        if len(examples) > 1:
            half = len(examples) // 2
            parts = (examples[:half], examples[half:])
            return [each for part in parts for each in _checked(session, imports, part, thorough=thorough)]
        return [Checked(_shortened(f"Lean gave no answer: {error}"))]


def _problems(session: Scratch, imports: Sequence[str], examples: Sequence[str], *, keep: bool) -> list[str]:
    """Why Lean rejects each example, empty where it does not; with `keep`, the others become a module."""
    problems = _elaborated(session, imports, examples, keep=keep)
    accepted = [place for place, problem in enumerate(problems) if not problem]
    if keep and 0 < len(accepted) < len(examples):  # Lean keeps no module with an error in it
        again = _problems(session, imports, [examples[place] for place in accepted], keep=True)
        for place, problem in zip(accepted, again, strict=True):
            problems[place] = problem
    return problems


def _elaborated(session: Scratch, imports: Sequence[str], examples: Sequence[str], *, keep: bool) -> list[str]:
    named = (each.replace("example", f"private theorem {_name(number)}", 1) for number, each in enumerate(examples))
    file = file_of(head(imports), enumerate(named))
    with limited(session, _SECONDS_TO_START + SECONDS_AN_EXAMPLE * len(examples)):
        said = judged(session, _module(), file, keep=keep)
    problems = [""] * len(examples)
    for place, message in said.errors:
        if place is None:
            raise _RejectedImports(f"Lean rejects the imports of a file of counterexamples: {message.text}")
        problems[place] = problems[place] or _shortened(message.text)
    if said.is_silent:
        raise LeanError(f"a file of counterexamples: {SILENT}")
    return problems


def _second_opinions(session: Scratch, problems: Sequence[str]) -> list[Checked]:
    """What the audit and the official kernel say of those that Lean accepted, which are a module."""
    checked = list(map(Checked, problems))
    accepted = [place for place, problem in enumerate(problems) if not problem]
    if not accepted:
        return checked
    environment = session.environment(_module())
    names = {last(name): name for name in environment.library[_module()].names}
    proofs = {place: names.get(_name(number)) for number, place in enumerate(accepted)}
    said = judge_proofs(environment, dict.fromkeys(filter(None, proofs.values()), ()))
    for place, name in proofs.items():
        if name is None:
            checked[place] = Checked("the library makes Lean read it as something else: no such theorem was compiled")
            continue
        official = said.get(name)
        fault = audit_fault(environment, name) or (rejection(official) if official else "")
        checked[place] = Checked(_shortened(fault), official.verdict if official else "")
    return checked


def _module() -> str:
    """The module that the examples become, which no other process uses."""
    return f"Counterexamples_{os.getpid()}"


def _name(number: int) -> str:
    return f"toymodels_example_{number}"


def _shortened(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_MESSAGE]
