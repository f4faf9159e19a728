"""What a change rebuilds, with Lean: a module is elaborated again only if it sees the change."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from toymodels.lean.build import build_project
from toymodels.lean.project import read_project
from toymodels.lean.toolchain import Toolchain

pytestmark = pytest.mark.lean

LAKEFILE = """import Lake
open Lake DSL

package changes where
  leanOptions := #[⟨`compiler.extract_closed, false⟩]

@[default_target]
lean_lib Users where
  roots := #[ROOTS]
"""
HEAD = "module\n\n@[expose] public section\n\nnamespace {}\n\n"
DOUBLE = """/-- Twice a number. -/
def double (n : Nat) : Nat := n + n

private theorem aside (n : Nat) : n + 0 = n := rfl

structure Pair where
  first : Nat
  second : Nat := 3

/-- A number is at most its double. -/
theorem le_double (n : Nat) : n ≤ double n := by
  unfold double
  omega
"""
UNSEEN = (
    DOUBLE.replace("/-- Twice a number.", "-- a line more\n\n/-- A number and itself:\ntwice the number.")
    .replace("aside (n : Nat) : n + 0 = n", "beside (n : Nat) : n * 1 * 0 + n * 0 = 0")
    .replace("  omega", "  have := beside n\n  exact Nat.le_add_left n n")
)
"""The same to all who import it: a comment, a docstring, what is private and a proof are others."""

CHANGES = {
    "Unseen": (DOUBLE, UNSEEN),
    "Hidden": (DOUBLE, DOUBLE.replace("def double", "@[no_expose] def other : Nat := 1\n\ndef double")),
    "Statement": (DOUBLE, DOUBLE.replace("n ≤ double n", "n ≤ double n + 0")),
    "Body": (DOUBLE, DOUBLE.replace(":= n + n", ":= n + (n + 0)")),
    "Default": (DOUBLE, DOUBLE.replace("Nat := 3", "Nat := 4")),
    "Attribute": (DOUBLE, DOUBLE.replace("theorem le_double", "@[simp] theorem le_double")),
    "Macro": (DOUBLE + 'macro "three" : term => `(3)\n', DOUBLE + 'macro "three" : term => `(4)\n'),
}
"""Modules by name, before and after. `DOUBLE` has a proof, an exposed body, docstrings, and something private."""


def write(root: Path, version: int, users: Mapping[str, str]) -> None:
    for name, texts in CHANGES.items():
        (root / f"{name}.lean").write_text(HEAD.format(name) + texts[version], encoding="utf-8")
        (root / f"{name}User.lean").write_text(
            f"module\n\npublic import {name}\n\n{users.get(name, '')}", encoding="utf-8"
        )


def test_only_what_sees_a_change_is_elaborated_again(tmp_path: Path, toolchain: Toolchain):
    roots = ", ".join(f"`{name}User" for name in CHANGES)
    (tmp_path / "lakefile.lean").write_text(LAKEFILE.replace("ROOTS", roots), encoding="utf-8")
    (tmp_path / "lean-toolchain").write_text("leanprover/lean4:v4.28.0\n", encoding="utf-8")
    users = {"Macro": "theorem macro_means : three = three := rfl\n"}
    write(tmp_path, 0, users)
    project = read_project(tmp_path)
    first = build_project(project, toolchain, jobs=1)
    assert first.ok, [str(message) for module in first.modules for message in module.messages]
    write(tmp_path, 1, users)
    second = build_project(project, toolchain, jobs=1)
    assert second.ok, [str(message) for module in second.modules for message in module.messages]
    built = {module.name for module in second.modules if module.state == "built"}
    assert built == {*CHANGES, *(f"{name}User" for name in CHANGES.keys() - {"Unseen"})}
    assert second.keys["UnseenUser"] == first.keys["UnseenUser"]
