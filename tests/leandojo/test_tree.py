"""Syntax trees of hand-made modules, as lean-dojo reads them, and their leaves."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from toymodels.lean.proofs import Declaration, ModuleTrace, Span, Step, Use
from toymodels.leandojo.premises import Definition, premises
from toymodels.leandojo.syntax import walk
from toymodels.leandojo.tree import Tree

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")

SOURCE = """\
/- A licence -/
module

public import Some.Module
import Other

/-! # Title
theorem in_a_comment : True -/

@[expose] public noncomputable section

namespace Outer

universe u

variable {α : Type u} (n : Nat)

/-- What it says, with -- dashes. -/
@[simp] theorem first (h : α → n = n) : n + 0 = n := by
  have same : n = n := by rfl -- why
  -- and a second line
  · simp [h.trans]; exact same

omit n in
/-- A term. -/
private theorem Inner.second.{v} (β : Type v) (s := "theorem x :=") : True := Outer.first.elim

def third : Nat → Nat
  | 0 => 1
  | k + 1 => k

theorem fourth : ∀ k, third k = third k
  | 0 => rfl
  | _ + 1 => by
    rfl

structure Pair where
  /-- One. -/
  one : Nat

instance (priority := low) named : Inhabited Pair := ⟨⟨0⟩⟩

instance : Inhabited Nat where
  default := '"'.toNat

end Outer

example : True := by trivial

theorem Elsewhere.fifth : True :=
  -- by hand
  trivial

some_command of_a_library x

/-- A lemma. -/
lemma sixth : True := by
  conv => rhs; skip

mutual
inductive Tree | leaf
inductive Forest | none
end

end
another_command
"""


def span(text: str, within: str = SOURCE) -> Span:
    assert within.count(text) == 1, text
    return Span(within.index(text), within.index(text) + len(text))


def inside(outer: str, text: str) -> Span:
    base, found = span(outer), span(text, outer)
    return Span(base.start + found.start, base.start + found.end)


def declaration(name: str, text: str, named: str, steps: Sequence[Step] = ()) -> Declaration:
    whole = span(text)
    return Declaration(name, whole, inside(text, named), whole, None, tuple(steps))


def step(outer: str, text: str, before: str, after: str) -> Step:
    return Step(inside(outer, text), "Lean.Parser.Tactic.some", 0, (before,), (after,) if after else ())


FIRST = SOURCE[SOURCE.index("/-- What") : SOURCE.index("\n\nomit")]
FOURTH = SOURCE[SOURCE.index("theorem fourth") : SOURCE.index("\n\nstructure")]
FIFTH = SOURCE[SOURCE.index("theorem Elsewhere") : SOURCE.index("\n\nsome_command")]
SIXTH = SOURCE[SOURCE.index("/-- A lemma") : SOURCE.index("\n\nmutual")]


@pytest.fixture(scope="module")
def trace() -> ModuleTrace:
    steps = (
        step(FIRST, "have same : n = n := by rfl", "⊢ n = n", "same\n⊢ n = n"),
        step(FIRST, "· simp [h.trans]; exact same", "same\n⊢ n = n", ""),
        Step(inside(FIRST, "rfl"), "Lean.Parser.Tactic.tacticRfl", 1, ("⊢ n = n",), ()),
        step(FIRST, "simp [h.trans]", "a\n⊢ b", "c\n⊢ d"),
        step(FIRST, "exact same", "c\n⊢ d", ""),
    )
    uses = (
        Use(inside(FIRST, "trans"), "Eq.trans"),
        Use(span("Outer.first"), "Outer.first"),
        Use(inside(FIFTH, "trivial"), "trivial"),
        Use(inside(FIRST, "first"), "Outer.first"),
    )
    declarations = (
        declaration("Outer.first", FIRST, "first", steps),
        declaration("Outer.fourth", FOURTH, "fourth"),
        declaration("Wholly.other", FIFTH, "Elsewhere.fifth"),
        declaration(
            "sixth",
            SIXTH,
            "sixth",
            [
                step(SIXTH, "conv => rhs; skip", "⊢ a", ""),
                step(SIXTH, "rhs", "| a", "| b"),
                step(SIXTH, "skip", "| b", ""),
            ],
        ),
    )
    return ModuleTrace("Some", SOURCE, declarations, uses)


@pytest.fixture(scope="module")
def tree(trace: ModuleTrace) -> Tree:
    return Tree(trace)


class Places:
    """Where the constants of the hand-made module are."""

    def find(self, name: str, module: str) -> Definition | None:
        del module
        if name == "Eq.trans":
            return Definition(name, "Init", "core.lean", False, True, None, None)
        if name == "Outer.first":
            return Definition(name, "Some", "lean/Some.lean", True, True, (18, 16), (18, 21))
        return None


@pytest.fixture(scope="module")
def file(tree: Tree, leandojo: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The module as LeanDojo's `TracedFile`."""
    root = tmp_path_factory.mktemp("trace")
    compiled = root / ".lake/build/ir/lean"
    compiled.mkdir(parents=True)
    (root / "lean").mkdir()
    (root / "lean/Some.lean").write_text(SOURCE, encoding="utf-8")
    (compiled / "Some.dep_paths").write_text("lean/Other.lean\n", encoding="ascii")
    data = {
        "commandASTs": list(tree.commands),
        "tactics": tree.tactics(),
        "premises": premises(tree, Places()),  # pyright: ignore[reportArgumentType]
    }
    path = compiled / "Some.ast.json"
    path.write_text(json.dumps(data), encoding="ascii")
    traced = leandojo.TracedFile.from_traced_file(root, path, None)
    traced.traced_repo = SimpleNamespace(repo=None, dependencies={})
    return traced


def theorems(file: Any) -> dict[str, Any]:
    return {each.theorem.full_name: each for each in file.get_traced_theorems()}


def leaves(tree: Tree) -> Iterator[dict[str, Any]]:
    for command in tree.commands:
        for item in walk(command):
            if "node" not in item:
                yield item.get("atom") or item["ident"]


def test_leaves_are_the_source(tree: Tree) -> None:
    text = ""
    for leaf in leaves(tree):
        info = leaf["info"]["original"]
        written = leaf["rawVal"] if "rawVal" in leaf else leaf["val"]
        assert len((text + info["leading"]).encode()) == info["pos"]
        assert info["endPos"] - info["pos"] == len(written.encode())
        text += info["leading"] + written + info["trailing"]
    assert text == SOURCE


def test_theorems_have_the_names_that_lean_gave_them(file: Any) -> None:
    assert list(theorems(file)) == ["Outer.first", "Outer.Inner.second", "Outer.fourth", "Wholly.other", "sixth"]
    assert [name for name, each in theorems(file).items() if each.is_private] == ["Outer.Inner.second"]


def test_definitions_are_premises_and_examples_are_not(file: Any) -> None:
    listed = {premise["full_name"]: premise for premise in file.get_premise_definitions()}
    assert set(listed) - set(theorems(file)) == {"Outer.third", "Outer.Pair", "Outer.named", "Tree", "Forest"}
    assert listed["Outer.first"]["code"] == "@[simp] theorem first (h : α → n = n) : n + 0 = n"
    assert listed["Outer.Pair"]["code"].split() == ["structure", "Pair", "where", "one", ":", "Nat"]
    assert listed["Outer.Inner.second"]["code"].endswith('(β : Type v) (s := "theorem x :=") : True')


def test_tactics_have_their_states_and_keep_their_lines(file: Any) -> None:
    tactics = {each.tactic: each for each in theorems(file)["Outer.first"].get_traced_tactics()}
    assert list(tactics) == [
        "have same : n = n := by rfl",
        "· simp [h.trans]; exact same",
        "rfl",
        "simp [h.trans]",
        "exact same",
    ]
    assert tactics["simp [h.trans]"].state_before == "a\n⊢ b"
    assert tactics["simp [h.trans]"].state_after == "c\n⊢ d"
    assert tactics["exact same"].state_after == "no goals"
    proof = theorems(file)["Outer.first"].get_tactic_proof()
    assert proof.splitlines() == ["by", "  have same : n = n := by rfl ", "  · simp [h.trans]; exact same"]


def test_steps_that_follow_each_other_are_one_sequence(file: Any) -> None:
    found: list[int] = []

    def count(node: Any, parents: object) -> None:
        if type(node).__name__ == "TacticTacticseq1IndentedNode":
            found.append(len(list(node.get_tactic_nodes())))

    theorems(file)["Outer.first"].ast.traverse_preorder(count, None)
    assert found == [2, 1, 2]


def test_proofs_by_terms_have_no_tactics(file: Any) -> None:
    second, other = theorems(file)["Outer.Inner.second"], theorems(file)["Wholly.other"]
    assert not second.has_tactic_proof()
    assert second.get_theorem_statement().endswith("True :=")
    assert other.get_theorem_statement().startswith("theorem Elsewhere.fifth : True :=")
    assert other.end.line_nb == SOURCE[: span(FIFTH).end].count("\n") + 1


def test_part_of_a_dotted_name_can_be_a_premise(file: Any) -> None:
    simp = next(each for each in theorems(file)["Outer.first"].get_traced_tactics() if each.tactic == "simp [h.trans]")
    assert simp.get_annotated_tactic() == ("simp [h.trans]", [])
    names = theorems(file)["Outer.first"].get_premise_full_names()
    assert "Eq.trans" in names
    assert "Outer.first" not in names, "a definition is not a premise of itself"
    assert theorems(file)["Outer.Inner.second"].get_premise_full_names() == ["Outer.first"]


def test_lemmas_are_theorems(file: Any) -> None:
    sixth = theorems(file)["sixth"]
    assert type(sixth.ast).__name__ == "LemmaNode"
    assert sixth.has_tactic_proof()
    assert [tactic.tactic for tactic in sixth.get_traced_tactics()] == ["conv => rhs; skip"], "one step to LeanDojo"


def test_commands_of_others_belong_to_no_declaration(file: Any) -> None:
    other = theorems(file)["Wholly.other"]
    assert file.lean_file[other.start : other.end].endswith("trivial")


def test_sections_and_imports(file: Any, tree: Tree) -> None:
    kinds = [command["node"]["kind"].removeprefix("Lean.Parser.Command.") for command in tree.commands]
    assert kinds[:5] == ["Lean.Parser.Module.header", "moduleDoc", "toymodels.source", "section", "namespace"]
    section = tree.commands[3]["node"]["args"]
    assert [section[0]["atom"]["val"], section[1]["node"]["args"]] == ["section", []]
    assert ("Other", Path("lean/Other.lean")) in file.get_direct_dependencies(None)
    assert not file.has_prelude


def test_equations_are_found_in_a_theorem(file: Any) -> None:
    fourth = theorems(file)["Outer.fourth"]
    assert fourth.get_theorem_statement().strip() == "theorem fourth : ∀ k, third k = third k"
    assert not fourth.has_tactic_proof()
