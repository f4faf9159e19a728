"""The compiled `tests/data/olean/Sample.lean`, in both layouts, and a stand-in for the core that it imports.

The files beside it were compiled by the embedded Lean 4.28.0-pre with `-DautoImplicit=false`. The 64-bit ones are
re-encoded from them, because no native Lean was at hand.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.support.olean_recode import recode_module
from tests.support.olean_writer import ModuleData, Object, axiom, definition, write_module

from toymodels.lean.environment import Environment
from toymodels.lean.expr import Const, Level, Sort
from toymodels.lean.olean import Module, read_module
from toymodels.lean.terms import constants_used

SAMPLE = Path(__file__).parents[1] / "data" / "olean" / "Sample.olean"
LAYOUTS = ("32-bit", "64-bit", "64-bit GMP")

CORE_AXIOMS = ("propext", "Classical.choice", "Quot.sound", "sorryAx", "Lean.ofReduceBool")

TYPE = Sort(Level("1"), False)


def write_sample(folder: Path, layout: str, without: Sequence[str] = ()) -> Path:
    """Put the sample into `folder` in one of `LAYOUTS`, leaving out the parts with the given suffixes."""
    path = folder / "Sample.olean"
    folder.mkdir(parents=True, exist_ok=True)
    if layout == "32-bit":
        for suffix in ("", ".server", ".private"):
            shutil.copyfile(f"{SAMPLE}{suffix}", f"{path}{suffix}")
    else:
        recode_module(SAMPLE, path, gmp=layout.endswith("GMP"))
    for suffix in without:
        Path(f"{path}{suffix}").unlink()
    return path


def sample_environment(folder: Path, layout: str = "32-bit", without: Sequence[str] = ()) -> Environment:
    """The sample over a module `Init` that declares the core constants it uses, under `folder`."""
    path = write_sample(folder / "library", layout, without)
    write_module(folder / "core", "Init", {"": ModuleData(constants=_core_of(read_module("Sample", path)))})
    return Environment.load(["Sample"], [folder / "library"], [folder / "core"])


def _core_of(module: Module) -> list[tuple[str, Object]]:
    used: set[str] = set()
    for constant in map(module.constant, module.names):
        used |= constants_used(constant.type)
        if constant.value is not None:
            used |= constants_used(constant.value)
    used |= set(CORE_AXIOMS)
    return [
        axiom(name, TYPE) if name in CORE_AXIOMS else definition(name, TYPE, Const("Nat", ()))
        for name in sorted(used - set(module.names))
    ]
