"""Code that Lean runs while it reads a module, and what could make it write into Lean's memory, found in sources."""

import pytest

from toymodels.lean.comments import certain_code
from toymodels.lean.execution import Sources

FIELDS = frozenset({"maxSteps", "config"})


def found(text: str) -> tuple[list[str], list[str]]:
    sources = Sources({"M": text})
    return [each.what for each in sources.runs("M", FIELDS.__contains__)], [each.what for each in sources.forges("M")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("#eval 1", "#eval"),
        ("#guard 1 = 1", "#guard"),
        ("theorem t : p := by native_decide", "native_decide"),
        ("theorem t : p := by decide +native", "native"),
        ("example := Lean.ofReduceBool b true rfl", "ofReduceBool"),
        ("example : Lean.reduceBool b = true := rfl", "reduceBool"),
        ("theorem t : p := by simp (maxSteps := n)", "a tactic's configuration"),
        ("theorem t : p := by simp ( /- -/\n «maxSteps»  -- x\n := n)", "a tactic's configuration"),
        ("theorem t : p := by simp (maxSteps /- -/ := n)", "a tactic's configuration"),
        ("theorem t : p := by simp (toConfig.maxSteps := n)", "a tactic's configuration"),
        ("macro_rules | `(go $f $x) => `(tactic| simp ($f:ident := $x))", "a tactic's configuration"),
    ],
)
def test_what_lean_runs(text: str, what: str):
    assert found(text)[0] == [what]
    assert found(f'def s := "/-"\n{text}')[0] == [what]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("private axiom bad : Nat = String", "axiom"),
        ("unsafe def f := 1", "unsafe"),
        ('@[extern "f"] opaque f : Nat', "extern"),
        ("attribute [«implemented_by» g] f", "implemented_by"),
        ("theorem t : p := by\n  stop\n  simp", "stop"),
        ("theorem t : p := by admit", "admit"),
        ("#guard_msgs (drop error) in\ntheorem t : p := q", "#guard_msgs"),
        ("#guard_msgs in #guard_msgs in set_option a true in theorem t : p := q", "#guard_msgs"),
        ("def f := @_root_.sorryAx Nat false", "sorryAx"),
    ],
)
def test_what_lets_values_pass_for_others(text: str, what: str):
    assert found(text) == ([], [what])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("initialize x : Nat ← pure 1", "initialize"),
        ("@[simp, init f] opaque x : Nat", "init"),
        ("attribute [«builtin_init» f] x", "builtin_init"),
        ("#eval! f", "#eval!"),
    ],
)
def test_what_lean_runs_as_something_else(text: str, what: str):
    assert found(text) == ([what], [what])


@pytest.mark.parametrize(
    "text",
    [
        "/-! #eval by the axiom of choice, unsafe -/ -- sorry\n/-- #eval /- axiom -/ sorry -/ theorem t : p := q",
        "def x := f (n := 1) (stop := 2) (init := 3) s.stop axiomatic sorry' [init, x]",
        'syntax (name := go) "go" : term\n#guard_msgs (error) in\n#check 1',
        "def x' := 'a' -- '' #eval",
        "List.foldl f init xs",
    ],
)
def test_what_is_neither(text: str):
    assert found(text) == ([], [])


@pytest.mark.parametrize(
    "literal",
    [
        'notation "a/" => 1',
        'notation "\\x2d" => 1',
        "def «/-» := 1",
        's!"{1}"',
        "λ'\"' => 1",
        "λ'\\\"' => 1",
        'λr#"a" => 1',
        "@[term_parser] def p := x",
        "macro_rules | `(a) => `(b)",
    ],
)
def test_no_text_is_a_comment_where_a_notation_may_say_otherwise(literal: str):
    text = f"{literal}\n/- axiom -/ 1"
    assert certain_code(text) is None
    assert found(text)[1] == ["axiom"]


@pytest.mark.parametrize("odd", ["«", '"', 'r#"', "(/-", "('", "/- ", "(x ", "'\\"])
def test_large_sources_of_odd_marks_are_searched_at_once(odd: str):
    assert "#eval" in found(f'def s := "/-"\n{odd * (600_000 // len(odd))}\n#eval 1')[0]


def test_one_doubtful_module_makes_all_doubtful():
    sources = Sources({"A": 'notation "+/" => 1', "B": "#eval +/- axiom -/"})
    assert [str(each) for each in sources.forges("B")] == ["B:1 (axiom)"]


def test_places_have_the_lines_of_the_source():
    sources = Sources({"M": "/- a\n b -/\n-- c\n#eval 1"})
    assert [str(each) for each in sources.runs("M", FIELDS.__contains__)] == ["M:4 (#eval)"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("namespace Lean.Elab", 1),
        ("namespace «Lean»", 1),
        ("meta def Lean.Elab.Term.TermElab := Nat", 1),
        ("structure _root_.Lean.Expr where", 1),
        ("open Lean in\nmacro x : term => `(1)\ntheorem Leaning : Lean.Name = Lean.Name := rfl", 0),
    ],
)
def test_names_of_leans_own(text: str, count: int):
    assert len(list(Sources({"M": text}).squats("M"))) == count
