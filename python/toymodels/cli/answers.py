"""How `toymodels refute` answers: what was found of each conjecture, and what was not."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from toymodels.certify.counterexample import Certificate
from toymodels.check.explain import show
from toymodels.check.verdict import Held, Refuted, Unknown, Vacuous
from toymodels.cli.progress_line import ProgressLine
from toymodels.errors import BuildError
from toymodels.evaluate.batch import Instance, Value
from toymodels.kernel.outcome import Opinion
from toymodels.kernel.verdicts import REJECTED
from toymodels.kernel.wheel import KERNEL
from toymodels.search.refute import Answer, Refuter, Settings, exit_status
from toymodels.sizes import sizes_text
from toymodels.status import Status

_PAUSE = 0.2
_SIZES_SHOWN = 6
_COLOURS = {"REFUTED": "red", "survived": "green", "vacuous": "yellow", "unknown": "yellow"}


def answer(file: Path, settings: Settings, *, watch: bool, as_json: bool) -> int:
    """Answer for each conjecture in a file, with `watch` again and again, and return the exit status.

    Raises:
        ToyModelsError: the file is no Lean that can be read, or Lean cannot be run.
    """
    answers: list[Answer] = []
    try:
        with (
            tempfile.TemporaryDirectory() as scratch,
            ProgressLine(sys.stderr) as line,
            Refuter(file, scratch=Path(scratch), listen=line.show) as refuter,
        ):
            if watch:
                return _watch(refuter, file, settings, line, as_json=as_json)

            def found(answer: Answer) -> None:
                answers.append(answer)
                if not as_json:
                    line.clear()
                    _print(answer, file)

            answers[:] = refuter.answers(settings, found=found)
    except KeyboardInterrupt:
        _conclude(answers, file, as_json=as_json)
        click.echo("interrupted; what was found before is above, and may not be certified", err=True)
        return Status.INTERRUPTED
    _conclude(answers, file, as_json=as_json)
    return exit_status(answers)


def _conclude(answers: list[Answer], file: Path, *, as_json: bool) -> None:
    """What remains to be said once each answer was printed as it was found."""
    if as_json:
        _show(answers, file, as_json=True, indent=1)
        return
    for answer in answers:
        _print_certificate(answer, file)
    _summarise(answers)


def _watch(refuter: Refuter, file: Path, settings: Settings, line: ProgressLine, *, as_json: bool) -> int:
    """Answers until Ctrl-C; the exit status of the last answer, or of a file that Lean rejects."""
    status, seen = Status.UNKNOWN, -1
    try:
        while True:
            now = file.stat().st_mtime_ns if file.exists() else seen
            if now == seen:
                time.sleep(_PAUSE)
                continue
            seen = now
            try:
                answers = refuter.answers(settings)
            except BuildError as error:
                status = Status.REFUTED
                line.clear()
                click.echo(str(error), err=True)
            else:
                status = exit_status(answers)
                line.clear()
                _show(answers, file, as_json=as_json, indent=None)
            click.echo(f"watching {file}; Ctrl-C ends", err=True)
    except KeyboardInterrupt:
        return status


def _show(answers: list[Answer], file: Path, *, as_json: bool, indent: int | None) -> None:
    if as_json:
        click.echo(json.dumps([answer.to_json() for answer in answers], ensure_ascii=False, indent=indent))
        return
    for answer in answers:
        _print(answer, file)
        _print_certificate(answer, file)
    _summarise(answers)


def _print_certificate(answer: Answer, file: Path) -> None:
    if answer.certificate is None:
        return
    conjecture = answer.conjecture
    click.echo(f"{file}:{conjecture.line}: {conjecture.name}:")
    for line in _certificate_lines(answer.certificate, conjecture.name):
        click.echo(f"  {line}".rstrip())
    click.echo()


def _print(answer: Answer, file: Path) -> None:
    verdict, conjecture, result = answer.result.verdict, answer.conjecture, answer.result
    word = {Refuted: "REFUTED", Held: "survived", Vacuous: "vacuous", Unknown: "unknown"}[type(verdict)]
    heading = f"{file}:{conjecture.line}: {conjecture.name}: {click.style(word, fg=_COLOURS[word], bold=True)}"
    click.echo(f"{heading} ({result.seconds:.1f} s)")
    for line in _details(answer):
        click.echo(f"  {line}".rstrip())
    click.echo()


def _details(answer: Answer) -> Iterator[str]:
    match answer.result.verdict:
        case Refuted(witness, _, reason, shown):
            if answer.lesson is not None:
                yield answer.lesson.reason
                yield from _counterexample(answer.lesson.instance, answer.lesson.shown)
                yield "decided exactly by two evaluators; the smallest counterexample is for Lean's kernel:"
            yield f"{reason}; found by {answer.result.means}"
            yield from _counterexample(witness, shown)
            if answer.terms:
                yield "in Lean:"
                yield from (f"  {name} := {term}" for name, term in answer.terms.items())
        case Held():
            yield from _survival(answer)
        case Vacuous(why):
            yield f"nothing was tested: {why}"
            yield from answer.result.notes
        case Unknown() as unknown:
            yield f"cannot be tested: {unknown}"
            yield from answer.result.notes


def _survival(answer: Answer) -> Iterator[str]:
    result, evidence = answer.result, answer.result.evidence
    yield f"no counterexample among {result.instances} exact instances"
    yield from (f"  {count} {means}" for means, count in result.tried.items())
    yield from result.notes
    if evidence is None:
        return
    drawn = [each for each in evidence.sizes if each.sizes]
    if drawn:
        few = "; ".join(
            f"{sizes_text([each.sizes])} ({each.accepted} of {each.proposals})" for each in drawn[:_SIZES_SHOWN]
        )
        more = f"; and {len(drawn) - _SIZES_SHOWN} sizes more" if len(drawn) > _SIZES_SHOWN else ""
        yield f"random instances accepted, by size: {few}{more}"
    for hypothesis in evidence.hypotheses:
        how = "by construction" if hypothesis.by_construction else "by rejection"
        yield f"{hypothesis.name}: {hypothesis.acceptance:.0%} of random instances, {how}"


def _certificate_lines(certificate: Certificate, name: str) -> Iterator[str]:
    if not certificate.accepted:
        yield f"NOT certified by Lean's kernel (exact rational arithmetic in Python refutes it): {certificate.problem}"
        return
    yield f"certified: {_accepted_by(certificate.official)}"
    yield from (f"  {line}" for line in certificate.example.splitlines())
    if certificate.faithful:
        yield f"and Lean derives that statement from {name} as you wrote it, so it is yours that is false"
    elif certificate.official is not None and certificate.official.verdict == REJECTED:
        yield (
            f"NOTE: this is about the statement as printed here; the official kernel rejects how Lean derives it from "
            f"{name}: {certificate.official.reason}"
        )
    else:
        yield f"NOTE: this is about the statement as printed here; Lean could not derive it from {name} on its own"


def _accepted_by(official: Opinion | None) -> str:
    match official:
        case Opinion(verdict="accepted"):
            return f"Lean's kernel and the official one, {KERNEL}, accept"
        case Opinion(verdict="no opinion", reason=reason):
            return f"Lean's kernel accepts (the official one, {KERNEL}, has no opinion: {reason})"
        case _:
            return "Lean's kernel accepts"


def _counterexample(instance: Instance, shown: Mapping[str, str]) -> Iterator[str]:
    """The values of an instance, a line or more each; as Lean has them where that is given."""
    if shown:
        yield from (f"{name} = {text}" for name, text in shown.items())
        return
    for name, value in instance.values.items():
        yield from _shown(name, value)


def _shown(name: str, value: Value) -> Iterator[str]:
    """A number or vector on a line, a matrix with a line a row."""
    if not (isinstance(value, tuple) and any(isinstance(row, tuple) for row in value)):
        yield f"{name} = {show(value)}"
        return
    if any(isinstance(entry, tuple) for row in value if isinstance(row, tuple) for entry in row):
        for index, part in enumerate(value):
            yield from _shown(f"{name} {index}", part)
        return
    rows = [[show(entry) for entry in row] for row in value if isinstance(row, tuple)]
    width = max((len(entry) for row in rows for entry in row), default=0)
    for index, row in enumerate(rows):
        label = f"{name} = " if index == 0 else " " * (len(name) + 3)
        yield f"{label}[{'  '.join(entry.rjust(width) for entry in row)}]"


def _summarise(answers: list[Answer]) -> None:
    if not answers:
        click.echo("no conjecture: the file has no theorem that uses `sorry` and no `def C : Prop := …`")
        return
    kinds = [type(answer.result.verdict) for answer in answers]
    words: list[tuple[Any, str]] = [
        (Refuted, "refuted"),
        (Held, "survived"),
        (Vacuous, "vacuous"),
        (Unknown, "unknown"),
    ]
    counts = ", ".join(f"{kinds.count(kind)} {word}" for kind, word in words if kinds.count(kind))
    click.echo(f"{len(answers)} conjecture{'s' if len(answers) > 1 else ''}: {counts}")
