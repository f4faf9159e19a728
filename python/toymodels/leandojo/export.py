"""The export: a built library as LeanDojo's trace, as its benchmark, and as records of what LeanDojo lacks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from toymodels import __version__
from toymodels.lean.lakefile import LAKEFILES
from toymodels.lean.olean import user_name
from toymodels.lean.project import TOOLCHAIN_FILE
from toymodels.lean.proofs import ModuleTrace
from toymodels.leandojo.benchmark import Records
from toymodels.leandojo.declarations import Declared
from toymodels.leandojo.errors import ExportError
from toymodels.leandojo.folder import check_target, write_export
from toymodels.leandojo.guide import guide
from toymodels.leandojo.layout import (
    BENCHMARK,
    IMPORTS_SUFFIX,
    LEANDOJO_VERSION,
    SYNTAX_SUFFIX,
    compiled_path,
    record_path,
    source_path,
)
from toymodels.leandojo.manifest import About, Manifest
from toymodels.leandojo.near_copies import entry
from toymodels.leandojo.origin import origin
from toymodels.leandojo.premises import CORE, Definitions, premises
from toymodels.leandojo.records import Near, Results, record
from toymodels.leandojo.splits import SIDES, Group, Split, groups, novel_premises_split, random_split
from toymodels.leandojo.syntax import Json
from toymodels.leandojo.tree import Tree
from toymodels.library import Library, Theorem
from toymodels.progress import Activity, Stages, silent, told

_LICENCE = "LICENSE"


def export_leandojo(
    library: Library, traces: Mapping[str, ModuleTrace], out: Path, *, stages: Stages = silent
) -> Manifest:
    """Export a library for LeanDojo's users to the folder `out`: all of it, or nothing.

    Args:
        library: the library.
        traces: what Lean says of each of its modules (`toymodels.lean.trace.trace_project`).
        out: a folder that is new, empty, or an earlier export, which is replaced.
        stages: told what is being written.

    Raises:
        ExportError: `out` is something else or cannot be written, or a source cannot be exported.
    """
    check_target(out)
    export = _Export(library, traces, stages)
    return write_export(out, export.files(), export.about().to_json())


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a public theorem is: in which tree, and what LeanDojo sees of it."""

    tree: Tree
    declared: Declared


class _Export:
    def __init__(self, library: Library, traces: Mapping[str, ModuleTrace], stages: Stages) -> None:
        self._library = library
        self._stages = stages
        self._definitions = Definitions(library)
        self._modules = tuple(library.environment.library)
        if missing := [module for module in self._modules if module not in traces]:
            raise ExportError(f"the proofs of {', '.join(missing)} were not traced; trace the whole project")
        self._origin = origin(library.project, [library.project.source_of(module) for module in self._modules])
        self._trees: dict[str, Tree] = {}
        for module in told(stages(Activity.READING_SYNTAX), self._modules):
            self._trees[module] = Tree(traces[module])

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file by its path in the export."""
        yield "README.md", guide(self.about().to_json()).encode()
        yield from self._project_files()
        for module in told(self._stages(Activity.WRITING), self._trees):
            yield from self._module_files(module, self._trees[module])
        yield from self._benchmark_files()
        yield from self._record_files()

    @cached_property
    def _records(self) -> dict[str, Records]:
        return {module: Records(tree, self._definitions, self._origin) for module, tree in self._trees.items()}

    @cached_property
    def _named(self) -> dict[str, Theorem]:
        return {theorem.name: theorem for theorem in self._library.theorems}

    @cached_property
    def _theorems(self) -> dict[str, _Place]:
        """The public theorems that the sources declare, in the order of `toymodels list`."""
        found = {
            (module, *tree.source.line_and_column(declared.name_start)): _Place(tree, declared)
            for module, tree in self._trees.items()
            for declared in tree.declarations
            if declared.is_theorem and declared.name_start is not None
        }
        environment = self._library.environment
        places: dict[str, _Place] = {}
        for name in self._library.theorem_names:
            at = environment.range(name)
            place = at and found.get((environment.module_of(name), at.selection.line, at.selection.column))
            if place:
                places[name] = place
        return places

    @cached_property
    def _groups(self) -> list[Group]:
        entries = [
            entry(self._named[name], place.tree, place.declared, self._definitions)
            for name, place in self._theorems.items()
        ]
        return groups(entries)

    @cached_property
    def _results(self) -> Results:
        return Results(self._library)

    @cached_property
    def _splits(self) -> dict[str, Split]:
        return {"random": random_split(self._groups), "novel_premises": novel_premises_split(self._groups)}

    @cached_property
    def _counts(self) -> dict[str, int]:
        """What lean-dojo counts in the export, and how many theorems were verified and measured."""
        listed = {(place.tree.trace.module, place.declared.start) for place in self._theorems.values()}
        theorems, tactics = Counter[bool](), Counter[bool]()
        for module, tree in self._trees.items():
            for declared in tree.declarations:
                if declared.is_theorem:
                    is_public = (module, declared.start) in listed
                    theorems[is_public] += 1
                    tactics[is_public] += sum(1 for _ in self._records[module].traced(declared))
        missing = [self._results.missing(self._named[name]) for name in self._theorems]
        return {
            "modules": len(self._trees),
            "theorems": theorems[True],
            "tactics": tactics[True],
            "private_theorems": theorems[False],
            "private_tactics": tactics[False],
            "premises": sum(len(records.premises()) for records in self._records.values()),
            "verified": sum("verify" not in each for each in missing),
            "measured": sum("power" not in each for each in missing),
        }

    def about(self) -> About:
        """Versions, origin and counts."""
        paths = map(self._definitions.path, self._modules)
        return About(
            toymodels=__version__,
            lean=str(self._library.build.toolchain),
            toolchain=self._library.project.toolchain,
            leandojo=LEANDOJO_VERSION,
            library=self._library.project.roots[0],
            url=self._origin.url,
            commit=self._origin.commit,
            commit_is=self._origin.commit_is,
            counts=self._counts,
            traced=tuple(compiled_path(path, SYNTAX_SUFFIX) for path in paths),
            not_in_sources=tuple(name for name in self._library.theorem_names if name not in self._theorems),
        )

    def _project_files(self) -> Iterator[tuple[str, bytes]]:
        root = self._library.project.root
        for name in (*LAKEFILES, TOOLCHAIN_FILE, _LICENCE):
            if (root / name).is_file():
                yield source_path(name), (root / name).read_bytes()

    def _module_files(self, module: str, tree: Tree) -> Iterator[tuple[str, bytes]]:
        path = self._definitions.path(module)
        if "\r\n" in tree.trace.source:
            raise ExportError(f"{path} has Windows line endings, which LeanDojo refuses; convert it and build again")
        yield source_path(path), tree.trace.source.encode()
        syntax = {
            "commandASTs": tree.commands,
            "tactics": tree.tactics(),
            "premises": premises(tree, self._definitions),
        }
        # ASCII, because LeanDojo reads this file in whatever encoding the machine prefers.
        yield compiled_path(path, SYNTAX_SUFFIX), json.dumps(syntax, separators=(",", ":")).encode()
        imports = [(CORE / "Init.lean").as_posix(), *self._imports(module)]
        yield compiled_path(path, IMPORTS_SUFFIX), "".join(f"{each}\n" for each in imports).encode()

    def _imports(self, module: str) -> list[str]:
        """The sources of the library's modules that a module imports."""
        library = self._library.environment.library
        return [self._definitions.path(each.module) for each in library[module].imports if each.module in library]

    def _benchmark_files(self) -> Iterator[tuple[str, bytes]]:
        metadata = {
            "from_repo": {"url": self._origin.url, "commit": self._origin.commit},
            "leandojo_version": LEANDOJO_VERSION,
            "toymodels_version": __version__,
        }
        yield f"{BENCHMARK}/metadata.json", _json(metadata)
        theorems = {
            name: self._records[place.tree.trace.module].theorem(place.declared)
            for name, place in self._theorems.items()
        }
        yield f"{BENCHMARK}/corpus.jsonl", b"".join(_line(each) for each in self._corpus(theorems))
        for strategy, split in self._splits.items():
            for side in SIDES:
                chosen = [theorem for name, theorem in theorems.items() if split[name] == side]
                yield f"{BENCHMARK}/{strategy}/{side}.json", _json(chosen)

    def _corpus(self, theorems: Mapping[str, Json]) -> Iterator[Json]:
        """The declarations of every source after those that it imports; Lean's own sources, which are not here, first.

        Of Lean's own sources only those are named that an annotated tactic refers to.
        """
        ours = {self._definitions.path(module) for module in self._modules}
        cited = {
            premise["def_path"]
            for theorem in theorems.values()
            for tactic in theorem["traced_tactics"]
            for premise in tactic["annotated_tactic"][1]
        }
        for path in sorted(cited - ours):
            yield {"path": path, "imports": [], "premises": []}
        for module, records in self._records.items():
            yield {"path": records.path, "imports": self._imports(module), "premises": records.premises()}

    def _record_files(self) -> Iterator[tuple[str, bytes]]:
        entries = {each.name: (each, group) for group in self._groups for each in group}
        for name in told(self._stages(Activity.DESCRIBING), self._theorems):
            place = self._theorems[name]
            one, group = entries[name]
            near = Near(
                premises=tuple(sorted(map(user_name, one.premises))),
                near_copies=tuple(other.name for other in group if other is not one),
                splits={strategy: split[name] for strategy, split in self._splits.items()},
            )
            path = self._records[place.tree.trace.module].path
            about = record(self._named[name], place.tree, place.declared, path, self._results, near)
            yield record_path(name), _line_a_key(about.to_json())


def _json(data: Any) -> bytes:
    return (json.dumps(data, indent=1) + "\n").encode()


def _line(data: Any) -> bytes:
    return (json.dumps(data) + "\n").encode()


def _line_a_key(data: Mapping[str, Any]) -> bytes:
    """A JSON object with a line for each of its keys, for people who look into it."""
    lines = (f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items())
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()
