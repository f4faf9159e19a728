"""What the checks of a library's theorems would have caught, measured in several processes and kept in `build/power`.

Each theorem has a record `{"key": .., "code": .., "power": ..}`. The key says what was measured: the statement, its
`Tight:` claim, the settings and the version of this package. `code` is a hash of the code that measured, so that
`measure` does again what other code has done, while `measured` reads whatever is there for the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from toymodels import __version__
from toymodels.crosscheck.kernel_examples import Checked, example_text, read_instance, verify_examples
from toymodels.crosscheck.necessity import weakenings
from toymodels.crosscheck.power import INSTANCES, power, summary
from toymodels.crosscheck.tightness import cited
from toymodels.errors import GenerationError, StatementError, crash_reason
from toymodels.kernel import KERNEL, missing_kernel
from toymodels.lean import Project
from toymodels.lean.names import ends_with, file_name
from toymodels.lean.scratch import Scratch
from toymodels.library import Library, Theorem
from toymodels.progress import Progress, untold
from toymodels.records import Doubts, Form, Work, code_digest, kept_results, read_record, write_record
from toymodels.statements import Statement, Unsupported

SCHEMA = 2

_CODE = (
    "statements",
    "evaluate",
    "instances",
    *(
        f"crosscheck/{name}.py"
        for name in (
            "evidence",
            "explain",
            "mutants",
            "mutation",
            "necessity",
            "normal_form",
            "power",
            "search/climb",
            "margin",
            "surd",
            "tightness",
        )
    ),
)


_POWER: Form = (
    {"name": str, "unknown": str},
    {"name": str, "necessity": [{"hypothesis": str, "weakening": str}], "mutation": dict, "tightness": dict},
)


_ANSWER: Form = {"certified": bool, "uncertified": str, "official_kernel": (str, type(None))}


@dataclass(frozen=True, slots=True)
class Settings:
    """How much is measured: instances drawn for each search, and the seed."""

    instances: int = INSTANCES
    seed: int = 0


def measure(
    library: Library,
    names: Sequence[str] | None = None,
    *,
    settings: Settings | None = None,
    jobs: int = 2,
    progress: Progress | None = None,
) -> dict[str, dict[str, Any]]:
    """Measures the checks of all public theorems (or of those named), in up to `jobs` processes.

    The result has, by full name, the JSON of `Power`; for a theorem that cannot be measured, `unknown` says why.

    Raises:
        UnknownName: a name in `names` is not that of a public theorem.
        NoTheorems: the library has none.
    """
    settings = settings or Settings()
    chosen = library.chosen(names or ())
    unreadable: dict[str, dict[str, Any]] = {}
    work: list[Work] = []
    for name in chosen:
        theorem = library.theorem(name)
        if isinstance(theorem.statement, Unsupported):
            unreadable[name] = {"name": name, "unknown": theorem.statement.reason}
            continue
        arguments = _arguments(library, theorem, settings)
        keys = {"key": _key(*arguments), "code": _code()}
        work.append(Work(name, _path(library.project, settings, name), keys, _measure, arguments, _POWER))
    results = kept_results(work, "power", crashed=_crashed, jobs=jobs, progress=progress) | unreadable
    return {name: results[name] for name in chosen}


def certify(
    library: Library,
    results: Mapping[str, dict[str, Any]],
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> dict[str, dict[str, Any]]:
    """The same results, each witness of necessity with what Lean's kernel says of it; kept in their records too.

    What was once put to Lean is not put to it again: its answers are kept in `build/power/certificates.json`.

    Raises:
        LeanError: Lean cannot be run.
    """
    settings = settings or Settings()
    examples: dict[str, list[_Example | None]] = {
        name: _examples(library.theorem(name).testable(), result)
        for name, result in results.items()
        if "unknown" not in result
    }
    answers = _answers(library, [each for group in examples.values() for each in group if each], progress)
    certified = dict(results)
    for name, group in examples.items():
        needs: list[dict[str, Any]] = results[name]["necessity"]
        told = [need | answers[each.key] if each else need for need, each in zip(needs, group, strict=True)]
        if told != needs:
            certified[name] = {**results[name], "necessity": told}
            path = _path(library.project, settings, name)
            record = read_record(path, {})
            if record is not None:
                write_record(path, {**record, "power": certified[name]})
    return certified


@dataclass(frozen=True, slots=True)
class _Example:
    """A witness in Lean: the text of the example or, where there is none, the problem; `key` is its name in a file."""

    key: str
    text: str
    problem: str = ""


def _examples(statement: Statement, result: Mapping[str, Any]) -> list[_Example | None]:
    """For each weakening of a theorem, the example that certifies its witness, if it has one."""
    weaker = {(each.hypothesis, each.how): each.statement for each in weakenings(statement)}
    return [
        None if need["witness"] is None else _example(weaker[need["hypothesis"], need["weakening"]], need["witness"])
        for need in result["necessity"]
    ]


def _example(statement: Statement, witness: Mapping[str, Any]) -> _Example:
    text, problem = "", ""
    try:
        text = example_text(statement, read_instance(statement, witness))
    except StatementError as error:
        problem = f"it has no Lean text: {error}"
    content = repr((text, problem, sorted(statement.definitions.items())))
    return _Example(hashlib.sha256(content.encode()).hexdigest(), text, problem)


def _answers(library: Library, examples: Sequence[_Example], progress: Progress | None) -> dict[str, dict[str, Any]]:
    """What Lean's kernel says of each example by key, from what was kept where it was asked before."""
    path = library.project.build_folder / "power" / "certificates.json"
    kept = read_record(path, {"kernels": str, "answers": {str: _ANSWER}})
    kernels = f"{library.build.toolchain.identity}, {'no other' if missing_kernel() else KERNEL}"
    answers: dict[str, dict[str, Any]] = kept["answers"] if kept is not None and kept["kernels"] == kernels else {}
    answers |= {each.key: _answer(Checked(each.problem)) for each in examples if each.problem}
    waiting = list({each.key: each for each in examples if each.key not in answers}.values())
    if waiting:
        with Scratch(library.project, library.build) as session:
            done = 0
            texts = [each.text for each in waiting]
            tell = progress or untold
            tell("counterexamples", 0, len(waiting))
            for found in verify_examples(session, library.project.roots, texts, thorough=True):
                answers |= {each.key: _answer(checked) for each, checked in zip(waiting[done:], found, strict=False)}
                done += len(found)
                write_record(path, {"kernels": kernels, "answers": answers})
                tell("counterexamples", done, len(waiting))
    return {each.key: answers[each.key] for each in examples}


def _answer(checked: Checked) -> dict[str, Any]:
    """What a record says of a witness that was put to the kernels."""
    return {
        "certified": not checked.problem,
        "uncertified": checked.problem,
        "official_kernel": checked.official or None,
    }


def measured(library: Library, settings: Settings | None = None) -> Mapping[str, dict[str, Any]]:
    """The JSON of `Power` by full name, for every theorem that was measured as it stands now; starts nothing."""
    settings = settings or Settings()
    found: dict[str, dict[str, Any]] = {}
    doubts = Doubts()
    for theorem in library.theorems:
        record = read_record(_path(library.project, settings, theorem.name), {"key": str, "power": _POWER}, doubts)
        if record is None or isinstance(theorem.statement, Unsupported) or "unknown" in record["power"]:
            continue
        if record["key"] == _key(*_arguments(library, theorem, settings)):
            found[theorem.name] = record["power"]
    doubts.tell()
    return found


def write_report(library: Library, results: Mapping[str, dict[str, Any]], settings: Settings) -> Path:
    """Write `build/power.json`, the library in numbers, and return its path.

    Its `theorems` have by name the score and the counts; the records in `build/power` have the rest.
    """
    path = library.project.build_folder / "power.json"
    known = {name: result for name, result in results.items() if "unknown" not in result}
    report = {
        "schema": SCHEMA,
        "versions": {"toymodels": __version__, "code": _code()},
        "settings": {"instances": settings.instances, "seed": settings.seed},
        "summary": summary(list(known.values())),
        "unknown": {name: result["unknown"] for name, result in results.items() if name not in known},
        "theorems": {name: summary([result]) for name, result in known.items()},
    }
    write_record(path, report)
    return path


def _measure(statement: Statement, settings: Settings, claim: str | None, known: frozenset[str]) -> dict[str, Any]:
    """One theorem's power as JSON data; `known` are the names cited in `claim` that the library knows."""
    try:
        return power(
            statement,
            instances=settings.instances,
            seed=settings.seed,
            claim=claim,
            is_theorem=known.__contains__,
        ).to_json()
    except (GenerationError, StatementError) as error:
        return {"name": statement.name, "unknown": str(error)}


def _crashed(name: str, error: BaseException) -> dict[str, Any]:
    return {"name": name, "unknown": crash_reason(error)}


def is_known(library: Library, name: str) -> bool:
    """Whether a constant is called `name`, or a theorem is, without its leading components."""
    if library.environment.get(name) is not None:
        return True
    return any(ends_with(full, name) for full in library.theorem_names)


def _arguments(
    library: Library, theorem: Theorem, settings: Settings
) -> tuple[Statement, Settings, str | None, frozenset[str]]:
    """What the power of a theorem that can be read depends on: the arguments of `_measure`."""
    claim = theorem.docstring.tight
    return theorem.testable(), settings, claim, frozenset(n for n in cited(claim or "") if is_known(library, n))


def _key(statement: Statement, settings: Settings, claim: str | None, known: frozenset[str]) -> str:
    content = repr((__version__, statement, settings, claim, sorted(known)))
    return hashlib.sha256(content.encode()).hexdigest()


@cache
def _code() -> str:
    return code_digest(_CODE)


def _path(project: Project, settings: Settings, name: str) -> Path:
    """Where a theorem's record is; results for other settings than the default ones do not replace those."""
    folder = project.build_folder / "power"
    if settings != Settings():
        folder /= f"instances-{settings.instances}-seed-{settings.seed}"
    return folder / f"{file_name(name)}.json"
