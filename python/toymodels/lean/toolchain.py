"""Which Lean is used: a native one of the pinned version where there is one, else the embedded one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from toymodels.errors import LeanError
from toymodels.lean import install
from toymodels.lean.carried import CORE_FOLDER, Carried
from toymodels.lean.project import Project

CHOICE_VARIABLE = "TOYMODELS_LEAN"
_PROBE_SECONDS = 120
_VERSION = re.compile(r"version (\d+\.\d+\.\d+[^\s,]*)")


@dataclass(frozen=True, slots=True)
class EmbeddedLean:
    """Lean as WebAssembly in the user's cache."""

    node: Path
    loader: Path
    library: Path
    version: str

    @property
    def identity(self) -> str:
        """What compiled files depend on."""
        return f"embedded lean-{self.version}-{install.EDITION}"

    @property
    def is_official(self) -> bool:
        """Whether Lean's own makers built it."""
        return False

    def __str__(self) -> str:
        return f"Lean {self.version} (embedded: {install.PACKAGE} {install.PACKAGE_VERSION}, an unofficial build)"


@dataclass(frozen=True, slots=True)
class NativeLean:
    """An official `lake` with its `lean`."""

    lake: Path
    library: Path
    version: str

    @property
    def identity(self) -> str:
        """What compiled files depend on."""
        return f"native {self.version}"

    @property
    def is_official(self) -> bool:
        """Whether Lean's own makers built it."""
        return True

    def __str__(self) -> str:
        return f"Lean {self.version} (native: {self.lake})"


@dataclass(frozen=True, slots=True)
class CarriedLean:
    """The Lean that built a library which came compiled: it is not here, only the part of its core that is needed."""

    library: Path
    version: str
    identity: str
    """What compiled files depend on, as the Lean that was there told it."""
    text: str
    is_official: bool

    def __str__(self) -> str:
        return self.text


Toolchain = EmbeddedLean | NativeLean | CarriedLean


def find_toolchain(project: Project, report: install.Report, *, thorough: bool = False) -> Toolchain:
    """Return the Lean to use for `project`, installing the embedded one if need be.

    With `thorough`, every file of an embedded Lean, or of the core that a carried library brings along, is compared
    with what was installed.

    `$TOYMODELS_LEAN` set to `native` or `embedded` overrides the choice.

    Raises:
        LeanError: the Lean asked for is not there or cannot be installed.
    """
    if project.carried is not None:
        return _carried(project.carried, thorough=thorough)
    choice = os.environ.get(CHOICE_VARIABLE, "auto")
    if choice not in {"auto", "native", "embedded"}:
        raise LeanError(f"{CHOICE_VARIABLE} is {choice!r}; it can be auto, native or embedded")
    if choice != "embedded":
        native = _native(project, report)
        if native is not None:
            return native
        if choice == "native":
            raise LeanError(f"{CHOICE_VARIABLE} is native, but no lake for {project.toolchain} was found on PATH")
    if project.downloads:
        raise LeanError(
            f"{project.root} requires {', '.join(project.downloads)}, which Lake downloads and the embedded Lean does "
            'not have; install a native Lean (elan), or require only packages on this machine: from "../NAME"'
        )
    return embedded(report, thorough=thorough)


def embedded(report: install.Report, *, thorough: bool = False) -> EmbeddedLean:
    """The embedded Lean, installed if need be."""
    folder = install.install(report, thorough=thorough)
    return EmbeddedLean(
        node=install.node_executable(),
        loader=folder / "lean.js",
        library=folder / "lib",
        version=install.LEAN_VERSION,
    )


def _carried(library: Carried, *, thorough: bool) -> CarriedLean:
    library.check_files(thorough=thorough)
    built_by = library.built_by
    return CarriedLean(
        library=library.folder / CORE_FOLDER,
        version=built_by.version,
        identity=built_by.identity,
        text=built_by.text,
        is_official=built_by.official,
    )


def _native(project: Project, report: install.Report) -> NativeLean | None:
    lake = shutil.which("lake")
    if lake is None:
        return None
    pinned = project.toolchain.rpartition(":v")[2]
    found = _VERSION.search(_ask(lake, project, "env", "lean", "--version"))
    if found is None or found[1] != pinned:
        report(f"{lake} has Lean {found[1] if found else 'of unknown version'}, not {pinned}; using the embedded Lean")
        return None
    library = Path(_ask(lake, project, "env", "lean", "--print-libdir").strip())
    return NativeLean(lake=Path(lake), library=library, version=found[1])


def _ask(lake: str, project: Project, *arguments: str) -> str:
    """What `lake` prints, or nothing when it fails: a broken native Lean must not stop the embedded one."""
    try:
        result = subprocess.run(  # noqa: S603
            [lake, *arguments], cwd=project.root, capture_output=True, text=True, timeout=_PROBE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return result.stdout if result.returncode == 0 else ""
