"""`forms/lean/Forms/Statements.lean` says each thing in each way that is read; `forms.txt` is what comes out.

Set `UPDATE_GOLDEN=1` to write `forms.txt` anew, and read the difference before you commit it.
"""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from toymodels.lean.build import build_project
from toymodels.lean.environment import Environment
from toymodels.lean.project import Project, read_project
from toymodels.lean.toolchain import Toolchain, find_toolchain
from toymodels.statements.language import Compare, Relation, Statement, Unsupported
from toymodels.statements.print.lean import to_lean
from toymodels.statements.print.text import to_text
from toymodels.statements.read.declarations import read_theorem

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("library")]

HERE = Path(__file__).parent
GOLDEN = HERE / "forms.txt"
SOURCE = HERE / "forms" / "lean" / "Forms" / "Statements.lean"

NAMES = [
    f"Forms.{line.split()[1]}"
    for line in SOURCE.read_text(encoding="utf-8").splitlines()
    if line.startswith("theorem ")
]

# How a theorem proves its own statement as it is read, where Lean needs to be told more than the theorem's name.
PROOFS = {
    "structures": "fun _ _ W b x i => Forms.structures ⟨W, b⟩ x i",
    "dependent": "fun _ x i h => Forms.dependent x i fun k hk => h ⟨k, hk⟩",
    "divides": "fun a b h hb => Forms.divides a b (Nat.dvd_of_mod_eq_zero h) hb",
    "unfolded_forall": "fun f c x y h hxy => Forms.unfolded_forall f c h x y hxy",
    "own_operations": "fun _ _ A x y i => congrFun (Forms.own_operations A x y) i",
    "pairs": "fun a b h => Forms.pairs (a, b) (by rw [h.1, h.2])",
    "over_pairs": "fun _ x => Forms.over_pairs fun pair => x pair.1 pair.2",
    "lists": "fun _ _ _ _ => rfl",
    "bounded": "fun _ x => let ⟨k, hk, h⟩ := Forms.bounded x; ⟨⟨k, by omega⟩, fun j => h j.val j.isLt⟩",
    "booleans": "fun _ p q => by simpa using Forms.booleans p q",
    "function_equality": (
        "fun _ _ A B h i j => congrFun (congrFun (Forms.function_equality A B (funext fun i => funext (h i))) i) j"
    ),
    "decided": "fun _ x => Forms.decided x",
    "nonzero_size": "fun n x h => @Forms.nonzero_size Rat _ n ⟨h⟩ x",
    "hypothesis_exists": "fun a x h => Forms.hypothesis_exists a ⟨x, h⟩",
    "decimal": "fun x => by have := Forms.decimal x; grind",
    "negated_exists": "fun a b c h => Forms.negated_exists ⟨a, b, c, h⟩",
    "fin_cast": "fun n m x h => by subst h; exact Forms.fin_cast rfl x",
    "integer_divisors": "fun a b h => Forms.integer_divisors a b (Int.dvd_of_emod_eq_zero h)",
    "digits": (
        "fun a b k => by have h := Forms.digits a b k; rw [Nat.shiftRight_eq_div_pow, Nat.shiftLeft_eq] at h; exact h"
    ),
    "one_digit": "fun a k => Iff.rfl",
    "two_types_of_things": "fun A B => @Forms.two_types_of_things (Fin A) (Fin B) _",
    "separate_classes": "@Forms.separate_classes Rat _ _ _ _ _ _",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("forms") / "project"
    shutil.copytree(HERE / "forms", root)
    return read_project(root)


@pytest.fixture(scope="module")
def toolchain(project: Project) -> Toolchain:
    return find_toolchain(project, print)


@pytest.fixture(scope="module")
def statements(project: Project, toolchain: Toolchain) -> dict[str, Statement | Unsupported]:
    result = build_project(project, toolchain)
    assert result.ok, [str(message) for module in result.modules for message in module.messages]
    compiled, core = result.search_path
    environment = Environment.load(["Forms"], [compiled], [core])
    return {name: read_theorem(environment, name) for name in NAMES}


def described(name: str, item: Statement | Unsupported) -> str:
    if isinstance(item, Unsupported):
        return f"{name}\n  unsupported: {item.reason} | {item.term}\n"
    definitions = "".join(
        f"  where {to_text(definition, item.definitions)}\n" for definition in item.definitions.values()
    )
    return f"{name}\n  {to_text(item)}\n{definitions}"


def check_file(statements: dict[str, Statement | Unsupported]) -> str:
    """A module in which each theorem proves what was read."""
    lines = ["module", "public import Forms.Statements"]
    for name, item in statements.items():
        if isinstance(item, Statement):
            usual = f"by first | exact @{name} | exact @{name} Rat _ | exact @{name} Rat _ _"
            lines.append(f"example : {to_lean(item)} := {PROOFS.get(name.removeprefix('Forms.'), usual)}")
    return "\n".join(lines) + "\n"


def test_statements_read_as_they_did(statements: dict[str, Statement | Unsupported]):
    text = "\n".join(described(name, item) for name, item in statements.items())
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_each_theorem_proves_the_statement_that_was_read(
    project: Project, toolchain: Toolchain, statements: dict[str, Statement | Unsupported]
):
    were_read = {name.removeprefix("Forms.") for name, item in statements.items() if isinstance(item, Statement)}
    assert were_read >= set(PROOFS)
    folder = project.root / "lean"
    (folder / "Forms" / "Check.lean").write_text(check_file(statements), encoding="utf-8")
    (folder / "Forms.lean").write_text("module\npublic import Forms.Check\n", encoding="utf-8")
    result = build_project(project, toolchain)
    assert result.ok, [str(message) for module in result.modules for message in module.messages]


def test_a_statement_read_wrongly_is_rejected_by_lean(
    project: Project, toolchain: Toolchain, statements: dict[str, Statement | Unsupported]
):
    strict = statements["Forms.strict"]
    assert isinstance(strict, Statement)
    assert isinstance(strict.conclusion, Compare)
    wrong = replace(strict, conclusion=replace(strict.conclusion, op=Relation.EQ))
    folder = project.root / "lean"
    (folder / "Forms" / "Check.lean").write_text(check_file({"Forms.strict": wrong}), encoding="utf-8")
    (folder / "Forms.lean").write_text("module\npublic import Forms.Check\n", encoding="utf-8")
    assert not build_project(project, toolchain).ok
