"""The modules of a project and their imports, read from the sources."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toymodels.errors import LeanError
from toymodels.lean.header import imports, is_module
from toymodels.lean.names import module_path
from toymodels.lean.project import Project
from toymodels.lean.vetting import refuse_source


@dataclass(frozen=True, slots=True)
class SourceModule:
    """One source file; `imports` names the modules of the same project that it imports.

    `sees_all` where Lean may read more of these than what they export: `import all`, `meta import`, no `module`.
    """

    name: str
    path: Path
    imports: tuple[str, ...]
    sees_all: bool = True


_CORE = frozenset({"Init", "Lake", "LakeMain", "Lean", "Leanc", "Std"})
"""What Lean's own modules begin with: it looks for such a module nowhere else."""


def project_modules(project: Project) -> tuple[SourceModule, ...]:
    """All modules that the project's roots reach, dependencies first.

    Raises:
        LeanError: a root without a file, an unreadable or refused file, one named as if it were Lean's own, or a cycle
            of imports.
    """
    ordered: dict[str, SourceModule] = {}
    open_modules: list[str] = []

    def visit(name: str) -> None:
        if name in ordered:
            return
        if name in open_modules:
            raise LeanError("the imports form a cycle: " + " -> ".join([*open_modules, name]))
        open_modules.append(name)
        module = read_source_module(project, name)
        for imported in module.imports:
            visit(imported)
        open_modules.pop()
        ordered[name] = module

    for root in project.roots:
        if not project.source_of(root).is_file():
            raise LeanError(f"the root module {root} has no file {project.source_of(root)}")
        visit(root)
    return tuple(ordered.values())


def read_source_module(project: Project, name: str) -> SourceModule:
    """Read the header of one module's source."""
    path = project.source_of(name)
    if module_path(name).parts[0] in _CORE:
        raise LeanError(f"{path}: {name} would be a module of Lean's own; give it another name")
    text = read_source(path)
    found_imports = list(imports(text))
    local = [found["name"] for found in found_imports if project.source_of(found["name"]).is_file()]
    sees_all = not is_module(text) or any(found["meta"] or found["all"] for found in found_imports)
    return SourceModule(name=name, path=path, imports=tuple(local), sees_all=sees_all)


def read_source(path: Path) -> str:
    """The text of a Lean file, vetted.

    Raises:
        LeanError: it cannot be read, or has what is refused in any source.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LeanError(f"{path} cannot be read: {error}") from error
    refuse_source(path, text)
    return text


def imported_modules(text: str) -> list[str]:
    """The module names in the header of a Lean source text."""
    return [found["name"] for found in imports(text)]
