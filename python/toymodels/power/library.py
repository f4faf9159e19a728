"""What the checks of a library's theorems would have caught, measured in several processes and kept in `build/power`.

Each theorem has a record `{"key": .., "code": .., "result": ..}`. The key says what was measured: the statement, its
`Tight:` claim, the settings and the version of this package. `code` is a hash of the code that measured, so that
`measure` does again what other code has done, while `measured` reads whatever is there for the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from msgspec import Struct
from msgspec.structs import replace

from toymodels import __version__
from toymodels.certify.examples import Checked, example_text, verify_examples
from toymodels.check.verdict import Unknown
from toymodels.errors import GenerationError, StatementError
from toymodels.evaluate.batch import Instance
from toymodels.kernel.wheel import KERNEL, missing_kernel
from toymodels.lean.names import ends_with, file_name
from toymodels.lean.project import Project
from toymodels.lean.scratch import Scratch
from toymodels.library import Library, Theorem
from toymodels.power.necessity import NecessityResult, weakenings
from toymodels.power.theorem import INSTANCES, Power, power, summary
from toymodels.power.tightness import cited
from toymodels.progress import Progress, untold
from toymodels.records.freshness import code_digest, key
from toymodels.records.store import Doubts, Kept, Work, kept_results, read_kept, read_record, write_record
from toymodels.statements.language import Statement, Unsupported

SCHEMA = 2

Measured = Power | Unknown
"""What was measured of a theorem, or why it could not be."""

_MEASURED = cast("type[Measured]", Measured)


class Settings(Struct, frozen=True):
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
) -> dict[str, Measured]:
    """Measures the checks of all public theorems (or of those named), in up to `jobs` processes; by full name.

    Raises:
        UnknownName: a name in `names` is not that of a public theorem.
        NoTheorems: the library has none.
    """
    settings = settings or Settings()
    chosen = library.chosen(names or ())
    unreadable: dict[str, Measured] = {}
    work: list[Work[Measured]] = []
    for name in chosen:
        theorem = library.theorem(name)
        if isinstance(theorem.statement, Unsupported):
            unreadable[name] = Unknown.unread(theorem.statement)
            continue
        arguments = _arguments(library, theorem, settings)
        path = _path(library.project, settings, name)
        work.append(Work(name, path, _key(*arguments), _MEASURED, _measure, arguments, _code()))
    results = kept_results(work, crashed=_crashed, jobs=jobs, progress=progress)
    return {name: (results | unreadable)[name] for name in chosen}


def certify(
    library: Library,
    results: Mapping[str, Measured],
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> dict[str, Measured]:
    """The same results, each witness of necessity with what Lean's kernel says of it; kept in their records too.

    What was once put to Lean is not put to it again: its answers are kept in `build/power/certificates.json`.

    Raises:
        LeanError: Lean cannot be run.
    """
    settings = settings or Settings()
    powers = known(results)
    examples = {name: _examples(library.theorem(name).testable(), power) for name, power in powers.items()}
    answers = _answers(library, [each for group in examples.values() for each in group if each], progress)
    certified = dict(results)
    for name, group in examples.items():
        needs = powers[name].necessity
        told = tuple(_told(need, answers[each.key]) if each else need for need, each in zip(needs, group, strict=True))
        if told != needs:
            certified[name] = replace(powers[name], necessity=told)
            path = _path(library.project, settings, name)
            record = read_record(path, Kept[Any])
            if record is not None:
                write_record(path, replace(record, result=certified[name]))
    return certified


def known(results: Mapping[str, Measured]) -> dict[str, Power]:
    """Those of the results that were measured."""
    return {name: result for name, result in results.items() if isinstance(result, Power)}


@dataclass(frozen=True, slots=True)
class _Example:
    """A witness in Lean: the text of the example or, where there is none, the problem; `key` is its name in a file."""

    key: str
    text: str
    problem: str = ""


def _examples(statement: Statement, result: Power) -> list[_Example | None]:
    """For each weakening of a theorem, the example that certifies its witness, if it has one."""
    weaker = {(each.hypothesis, each.how): each.statement for each in weakenings(statement)}
    return [
        None if need.witness is None else _example(weaker[need.hypothesis, need.how], need.witness)
        for need in result.necessity
    ]


def _example(statement: Statement, witness: Instance) -> _Example:
    text, problem = "", ""
    try:
        text = example_text(statement, witness)
    except StatementError as error:
        problem = f"it has no Lean text: {error}"
    return _Example(key(text, problem, sorted(statement.definitions.items())), text, problem)


def _told(need: NecessityResult, answer: Checked) -> NecessityResult:
    """The same, with what was said of the witness when it was put to the kernels."""
    return replace(
        need, certified=not answer.problem, uncertified=answer.problem, official_kernel=answer.official or None
    )


def _answers(library: Library, examples: Sequence[_Example], progress: Progress | None) -> dict[str, Checked]:
    """What Lean's kernel says of each example by key, from what was kept where it was asked before."""
    path = library.project.build_folder / "power" / "certificates.json"
    kernels = f"{library.build.toolchain.identity}, {'no other' if missing_kernel() else KERNEL}"
    answers = read_kept(path, dict[str, Checked], kernels) or {}
    answers |= {each.key: Checked(each.problem) for each in examples if each.problem}
    waiting = list({each.key: each for each in examples if each.key not in answers}.values())
    if waiting:
        with Scratch(library.project, library.build) as session:
            done = 0
            texts = [each.text for each in waiting]
            tell = progress or untold
            tell("counterexamples", 0, len(waiting))
            for found in verify_examples(session, library.project.roots, texts, thorough=True):
                answers |= {each.key: checked for each, checked in zip(waiting[done:], found, strict=False)}
                done += len(found)
                write_record(path, Kept(kernels, answers))
                tell("counterexamples", done, len(waiting))
    return {each.key: answers[each.key] for each in examples}


def measured(library: Library, settings: Settings | None = None) -> Mapping[str, Power]:
    """What was measured, by full name, of every theorem that was measured as it stands now; starts nothing."""
    settings = settings or Settings()
    found: dict[str, Measured] = {}
    doubts = Doubts()
    for theorem in library.theorems:
        path = _path(library.project, settings, theorem.name)
        if not isinstance(theorem.statement, Unsupported) and path.exists():
            result = read_kept(path, _MEASURED, _key(*_arguments(library, theorem, settings)), doubts)
            if result is not None:
                found[theorem.name] = result
    doubts.tell()
    return known(found)


def exposing(project: Project, library_key: str, library: Callable[[], Library]) -> Mapping[str, float]:
    """By theorem, the share of the instances drawn that make some mutant of the conclusion false, where it is known.

    It is kept in `build/exposing.json` while the library, by its key, and all that was measured are the same, so that
    the library need not be read.
    """
    measurements = sorted((project.build_folder / "power").glob("*.json"))
    if not measurements:
        return {}
    contents = [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in measurements]
    path, made_of = project.build_folder / "exposing.json", key(library_key, contents)
    kept = read_kept(path, dict[str, float], made_of)
    if kept is not None:
        return kept
    mutations = {name: power.mutation for name, power in measured(library()).items()}
    shares = {name: each.exposing / each.instances for name, each in mutations.items() if each.instances}
    write_record(path, Kept(made_of, shares))
    return shares


def write_report(library: Library, results: Mapping[str, Measured], settings: Settings) -> Path:
    """Write `build/power.json`, the library in numbers, and return its path.

    Its `theorems` have by name the score and the counts; the records in `build/power` have the rest.
    """
    path = library.project.build_folder / "power.json"
    powers = known(results)
    report = {
        "schema": SCHEMA,
        "versions": {"toymodels": __version__, "code": _code()},
        "settings": settings,
        "summary": summary(list(powers.values())),
        "unknown": reasons(results),
        "theorems": {name: summary([power]) for name, power in powers.items()},
    }
    write_record(path, report)
    return path


def reasons(results: Mapping[str, Measured]) -> dict[str, str]:
    """Why theorems could not be measured, by name."""
    return {name: result.reason for name, result in results.items() if isinstance(result, Unknown)}


def _measure(statement: Statement, settings: Settings, claim: str | None, known: frozenset[str]) -> Measured:
    """One theorem's power; `known` are the names cited in `claim` that the library knows."""
    try:
        return power(
            statement,
            instances=settings.instances,
            seed=settings.seed,
            claim=claim,
            is_theorem=known.__contains__,
        )
    except (GenerationError, StatementError) as error:
        return Unknown(str(error))


def _crashed(name: str, error: BaseException) -> Measured:
    del name
    return Unknown.crashed(error)


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
    return key(__version__, statement, settings, claim, sorted(known))


def _code() -> str:
    return code_digest("power.theorem")


def _path(project: Project, settings: Settings, name: str) -> Path:
    """Where a theorem's record is; results for other settings than the default ones do not replace those."""
    folder = project.build_folder / "power"
    if settings != Settings():
        folder /= f"instances-{settings.instances}-seed-{settings.seed}"
    return folder / f"{file_name(name)}.json"
