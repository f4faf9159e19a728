"""Traces a library: every declaration, each tactic of its proof with the goals before and after it, every identifier.

The embedded Lean notes syntax and goals while it builds a module, so its trace is there when the module is. A native
Lean is asked twice about each module: for the syntax of its commands, which says where tactics start and end, and for
the goals at these places, by an instrumented copy of the source. Names stand in the compiled files. A trace is kept as
`build/proofs/MODULE.json` until the module's key changes.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Literal

from toymodels.errors import LeanError
from toymodels.lean.build import BuildResult, Listener, ModuleResult, default_jobs
from toymodels.lean.environment import find_module
from toymodels.lean.goals import trace_steps
from toymodels.lean.module_trace import noted_trace, put_together
from toymodels.lean.outline import declaration_nodes
from toymodels.lean.project import Project
from toymodels.lean.proofs import ModuleTrace
from toymodels.lean.scratch import Scratch
from toymodels.lean.syntax import read_commands, with_syntax_shown
from toymodels.lean.toolchain import NativeLean
from toymodels.lean.trace_record import TraceRecord, from_json, keep_trace, trace_file
from toymodels.records.store import Doubts, read_record


def trace_project(
    project: Project, build: BuildResult, *, jobs: int | None = None, listen: Listener | None = None
) -> Mapping[str, ModuleTrace]:
    """The trace of every module, by name; those that `build/proofs` does not have up to date are made.

    Args:
        project: where the sources are.
        build: a build of them in which every module succeeded.
        jobs: how many Lean processes at a time, by default as many as a build takes.
        listen: called after each module, as by `build_project`.

    Raises:
        LeanError: a module has not been built, or Lean cannot be run. What was traced until then is kept.
    """
    failed = [module.name for module in build.modules if module.state not in {"built", "fresh"}]
    if failed:
        raise LeanError(f"{', '.join(failed)} cannot be traced: not built; run `toymodels build` and see its messages")
    traces: dict[str, ModuleTrace] = {}

    def tell(module: ModuleResult, state: Literal["begun", "fresh", "built"], seconds: float = 0.0) -> None:
        if listen is not None:
            result = ModuleResult(module.name, module.path, state, seconds, ())
            listen(result, len(traces), len(build.modules))

    waiting: list[ModuleResult] = []
    kept = load_traces(project, build)
    for module in build.modules:
        if module.name in kept:
            traces[module.name] = kept[module.name]
            tell(module, "fresh")
        else:
            waiting.append(module)
    for module in waiting[:1]:
        tell(module, "begun")
    with closing(_traced(project, build, waiting, jobs or default_jobs())) as traced:
        for module, trace, seconds in traced:
            keep_trace(project, trace, build.keys[module.name])
            traces[module.name] = trace
            tell(module, "built", seconds)
    return {module.name: traces[module.name] for module in build.modules}


def _traced(
    project: Project, build: BuildResult, waiting: Sequence[ModuleResult], jobs: int
) -> Generator[tuple[ModuleResult, ModuleTrace, float]]:
    """The traces of modules as they come, with the seconds that each took; what is not taken is given up."""
    idle: queue.LifoQueue[Scratch] = queue.LifoQueue()

    def work(module: ModuleResult) -> tuple[ModuleResult, ModuleTrace, float]:
        scratch = idle.get()
        started = time.monotonic()
        try:
            return module, _trace(scratch, project, build, module.name), time.monotonic() - started
        finally:
            idle.put(scratch)

    with ExitStack() as stack, ThreadPoolExecutor(jobs) as pool:
        scratches = [stack.enter_context(Scratch(project, build)) for _ in range(min(jobs, len(waiting)))]
        for scratch in scratches:
            idle.put(scratch)
        try:
            for future in as_completed([pool.submit(work, module) for module in waiting]):
                yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for scratch in scratches:
                scratch.close()


def load_traces(project: Project, build: BuildResult) -> Mapping[str, ModuleTrace]:
    """The traces that `build/proofs` has up to date, by module; starts nothing."""
    doubts = Doubts()
    found = {module.name: load_trace(project, build, module.name, doubts) for module in build.modules}
    doubts.tell()
    return {name: trace for name, trace in found.items() if trace is not None}


def load_trace(project: Project, build: BuildResult, module: str, doubts: Doubts | None = None) -> ModuleTrace | None:
    """The trace of one module if `build/proofs` has it, whole and up to date; starts nothing."""
    record = read_record(trace_file(project, module), TraceRecord, doubts)
    return None if record is None else from_json(record, build.keys.get(module, ""))


def _trace(scratch: Scratch, project: Project, build: BuildResult, module: str) -> ModuleTrace:
    compiled = find_module(module, build.search_path)
    if compiled is None:
        raise LeanError(f"{module}.olean is not where it was built; run `toymodels build`")
    if isinstance(build.toolchain, NativeLean):
        return asked_trace(scratch, project.source_of(module), module, compiled)
    return noted_trace(project.source_of(module), module, compiled, scratch.elaborate_again(module))


def asked_trace(scratch: Scratch, path: Path, module: str, compiled: Path) -> ModuleTrace:
    """The trace of a module that any Lean is asked for, which elaborates two copies of it for that."""
    source = path.read_text(encoding="utf-8")
    copy = f"trace_{module.replace('.', '_')}"
    shown = scratch.elaborate(copy, with_syntax_shown(source))
    nodes = declaration_nodes(read_commands(source, shown.messages, shown.read))
    steps = trace_steps(scratch, copy, source, nodes)
    scratch.path(copy).unlink(missing_ok=True)
    return put_together(path, source, module, compiled, nodes, steps)
