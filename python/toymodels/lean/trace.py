"""Traces a library: every declaration, each tactic of its proof with the goals before and after it, every identifier.

Lean is asked twice about each module: for the syntax of its commands, which says where tactics start and end, and for
the goals at these places, by an instrumented copy of the source. Names stand in the compiled files. None of this
depends on which Lean it is. A trace is kept as `build/proofs/MODULE.json` until the module's key changes.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from toymodels.errors import LeanError
from toymodels.lean.build import BuildResult, Listener, ModuleResult, write_atomically
from toymodels.lean.environment import find_module
from toymodels.lean.goals import trace_steps
from toymodels.lean.ilean import read_uses
from toymodels.lean.olean import read_module
from toymodels.lean.outline import declaration_nodes, declared_names, read_declaration, require_theorems
from toymodels.lean.project import Project
from toymodels.lean.proofs import ModuleTrace
from toymodels.lean.scratch import Scratch
from toymodels.lean.syntax import read_commands, with_syntax_shown
from toymodels.lean.trace_record import from_json, to_json


def trace_project(project: Project, build: BuildResult, *, listen: Listener | None = None) -> Mapping[str, ModuleTrace]:
    """The trace of every module, by name; those that `build/proofs` does not have up to date are made one by one.

    Args:
        project: where the sources are.
        build: a build of them in which every module succeeded.
        listen: called after each module, as by `build_project`.

    Raises:
        LeanError: a module has not been built, or Lean cannot be run. What was traced until then is kept.
    """
    failed = [module.name for module in build.modules if module.state not in {"built", "fresh"}]
    if failed:
        raise LeanError(f"{', '.join(failed)} cannot be traced: not built; run `toymodels build` and see its messages")
    traces: dict[str, ModuleTrace] = {}
    with ExitStack() as stack:
        scratch: Scratch | None = None
        for done, module in enumerate(build.modules, start=1):
            started = time.monotonic()
            state: Literal["fresh", "built"] = "fresh"
            trace = load_trace(project, build, module.name)
            if trace is None:
                scratch = scratch or stack.enter_context(Scratch(project, build))
                trace = _trace(scratch, project, build, module.name)
                write_atomically(_record(project, module.name), to_json(trace, build.keys[module.name]))
                state = "built"
            traces[module.name] = trace
            if listen is not None:
                seconds = time.monotonic() - started if state == "built" else 0.0
                listen(ModuleResult(module.name, module.path, state, seconds, ()), done, len(build.modules))
    return traces


def load_traces(project: Project, build: BuildResult) -> Mapping[str, ModuleTrace]:
    """The traces that `build/proofs` has up to date, by module; starts nothing."""
    found = ((module.name, load_trace(project, build, module.name)) for module in build.modules)
    return {name: trace for name, trace in found if trace is not None}


def load_trace(project: Project, build: BuildResult, module: str) -> ModuleTrace | None:
    """The trace of one module if `build/proofs` has it, whole and up to date; starts nothing."""
    try:
        text = _record(project, module).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return from_json(text, build.keys[module])


def _record(project: Project, module: str) -> Path:
    return project.build_folder / "proofs" / f"{module}.json"


def _trace(scratch: Scratch, project: Project, build: BuildResult, module: str) -> ModuleTrace:
    path = project.source_of(module)
    source = path.read_text(encoding="utf-8")
    compiled = find_module(module, build.search_path)
    if compiled is None:
        raise LeanError(f"{module}.olean is not where it was built; run `toymodels build`")
    constants = read_module(module, compiled)
    names = declared_names(constants, source)
    uses = read_uses(compiled.with_suffix(".ilean"), source)
    copy = f"trace_{module.replace('.', '_')}"
    shown = scratch.elaborate(copy, with_syntax_shown(source))
    nodes = declaration_nodes(read_commands(source, shown.messages))
    steps = trace_steps(scratch, copy, source, nodes)
    scratch.path(copy).unlink(missing_ok=True)
    declarations = tuple(
        read_declaration(path, source, node, names, found) for node, found in zip(nodes, steps, strict=True)
    )
    require_theorems(path, constants, source, declarations)
    return ModuleTrace(module, source, declarations, uses)
