"""Sources that try to have something unproved, or something else than they say, pass the audit or the cross-check.

One project holds them all, so that one Lean reads them; each is then looked at as a library of its own.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from toymodels.lean.audit import audit
from toymodels.lean.build import BuildResult, build_project
from toymodels.lean.project import Project
from toymodels.lean.toolchain import EmbeddedLean, find_toolchain
from toymodels.library import Library

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("attacks")]

GLUE = """open Lean in
macro "off" : command => do
  let option := mkIdent (.mkStr (.mkSimple ("deb" ++ "ug")) ("skipKernel" ++ "T" ++ "C"))
  `(set_option $option true)
off
theorem glued : (1 : Nat) = 2 := by
  have wrong : (1 : Nat) = 2 := by decide +kernel
  exact wrong
"""
LAKEFILE = """import Lake
open Lake DSL
package attacks
lean_lib Attacks where
  roots := #[`Glued, `Escapes]
"""
PUBLIC = "module\n@[expose] public noncomputable section\n"
FORGED = '(cast forged.symm "text" : Nat)'
IMPORTS = "module\npublic import Forged\n@[expose] public noncomputable section\n"
SOURCES = {
    "Glued": PUBLIC + GLUE + "theorem beside (x : Nat) : x + 0 = x := rfl\n",
    "GluedInAPlainFile": GLUE,
    "Silenced": PUBLIC + "#guard_msgs (drop error) in\ntheorem silenced : (1 : Nat) = 2 := by decide\n",
    "Quiet": PUBLIC + "set_option warn.sorry false\ntheorem quiet : (1 : Nat) = 2 := sorry\n",
    "PrivateAxiom": PUBLIC + "private axiom hidden : False\ntheorem hides : (1 : Nat) = 2 := hidden.elim\n",
    "Oracle": PUBLIC + "axiom «E.good» : False\ntheorem E.good : True := trivial\n"
    "theorem odd_name : (1 : Nat) = 2 := «E.good».elim\n",
    "Escapes": PUBLIC + '#eval "\x1b[2J"\n/-- Clears \x1b[2J the screen. -/\n'
    "theorem «\x1b[31mred» (x : Nat) : x + 0 = x := rfl\n",
    "Path": PUBLIC + "theorem «../../../../x» : True := trivial\n",
    "Names": PUBLIC + "def «Nat.mul» (_ _ : Nat) : Nat := 0\ndef gcd (_ _ : Nat) : Nat := 0\n"
    "theorem product (a b : Nat) : «Nat.mul» a b = 0 := rfl\ntheorem divisor (a b : Nat) : gcd a b = 0 := rfl\n",
    "Instances": PUBLIC
    + "namespace Order\nscoped instance (priority := 9999) : LE Rat := ⟨fun _ _ => True⟩\nend Order\n"
    "open Order in\ntheorem ordered (a b : Rat) : a ≤ b := trivial\n"
    "def other (a b : Rat) : Rat := a + b\ninstance (priority := 9999) : Mul Rat := ⟨other⟩\n"
    "theorem times (a b : Rat) : a * b = a + b := rfl\n"
    "instance (priority := 9999) : HSub Rat Rat Rat := ⟨fun a _ => a⟩\ntheorem minus (a b : Rat) : a - b = a := rfl\n"
    "instance (priority := 9999) (n : Nat) : OfNat Rat n := ⟨Rat.ofInt 1⟩\ntheorem five : (5 : Rat) = 7 := rfl\n",
    "Forged": PUBLIC + "axiom forged : Nat = String\ntheorem unfinished : Nat = String := sorry\n",
    "RunsAnAxiom": IMPORTS + f"#eval {FORGED}\ntheorem beside_axiom : True := trivial\n",
    "RunsUnfinished": IMPORTS
    + f"#eval {FORGED.replace('forged', 'unfinished')}\ntheorem beside_sorry : True := trivial\n",
    "RunsUnsafe": PUBLIC + "unsafe def odd : Nat := 1\n#eval odd\ntheorem beside_unsafe : True := trivial\n",
    "RunsReplaced": PUBLIC
    + "theorem shape : Nat = String := sorry\ndef length (n : Nat) : Nat := (cast shape n).length\n"
    "@[csimp] theorem replaced : @Nat.succ = @length := sorry\n"
    "theorem beside_replaced : True := trivial\n#eval 1 + 1\n",
    "RunsAnyway": PUBLIC + '#eval! (cast (sorry : String = Nat) "")\ntheorem beside_bang : True := trivial\n',
    "Configures": IMPORTS + f"theorem configured (x : Nat) : x + 0 = x := by simp (maxSteps := {FORGED})\n",
    "Initializes": PUBLIC
    + 'axiom secret : Nat = String\ninitialize IO.println ""\ntheorem started : True := trivial\n',
    "Squats": PUBLIC + "def Lean.Elab.Term.TermElab : Type := Nat\n"
    'syntax (name := odd) "odd!" : term\n'
    "@[term_elab odd] public meta def elaborator : Lean.Elab.Term.TermElab := (3 : Nat)\n"
    "theorem beside_elaborator : True := trivial\n",
    "RunsHonestly": PUBLIC + "/-! By no axiom, and nothing is unsafe. -/\n#eval 1 + 1\n#guard 1 + 1 = 2\n"
    "theorem honest (x : Nat) : x + 0 = x := by simp (maxSteps := 100)\n",
    "Brackets": PUBLIC + 'notation "⟪" a ", " b "⟫" => Nat.mul a b\nmacro "twice" t:term : term => `($t + $t)\n'
    "theorem bracket (a b : Nat) : ⟪a, b⟫ = a * b := rfl\n",
    "Notation": PUBLIC + "local macro_rules | `($a * $b) => `($a + $b)\n"
    "theorem starred (a b : Nat) : a * b = a + b := rfl\n",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("attacks")
    for name, text in SOURCES.items():
        (root / f"{name}.lean").write_text(text, encoding="utf-8")
    return Project(root=root, sources=root, roots=tuple(SOURCES), options=(), toolchain="")


@pytest.fixture(scope="module")
def built(project: Project) -> BuildResult:
    toolchain = find_toolchain(project, print)
    if not isinstance(toolchain, EmbeddedLean):
        pytest.skip("an official Lean reads a file without `module` otherwise")
    result = build_project(project, toolchain, jobs=1)
    assert result.ok, [str(message) for module in result.modules for message in module.messages]
    return result


def library(project: Project, built: BuildResult, module: str) -> Library:
    return Library(Project(project.root, project.sources, (module,), (), ""), built)


def run(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the command line says of a project whose roots are two of the modules."""
    (project.root / "lakefile.lean").write_text(LAKEFILE, encoding="utf-8")
    (project.root / "lean-toolchain").write_text("leanprover/lean4:v4.28.0\n", encoding="utf-8")
    command = [sys.executable, "-m", "toymodels", *arguments]
    return subprocess.run(command, cwd=project.root, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("module", "theorem", "reason"),
    [
        ("Glued", "glued", "a program that Lean ran, which may switch the kernel off"),
        ("GluedInAPlainFile", "glued", "a program that Lean ran, which may switch the kernel off"),
        ("Silenced", "silenced", "a proof is missing (`sorry`)"),
        ("Quiet", "quiet", "a proof is missing (`sorry`)"),
        ("PrivateAxiom", "hides", "it is an axiom of the library"),
        ("Oracle", "odd_name", "odd_name -> «E.good»: it is an axiom of the library"),
        ("RunsAnAxiom", "beside_axiom", "Lean ran code at RunsAnAxiom:4 (#eval), which by Forged:3 (axiom) may have"),
        ("RunsUnfinished", "beside_sorry", "ran code at RunsUnfinished:4 (#eval), which by Forged:3 (axiom) may have"),
        ("RunsUnsafe", "beside_unsafe", "ran code at RunsUnsafe:4 (#eval), which by RunsUnsafe:3 (unsafe) may have"),
        ("RunsReplaced", "beside_replaced", "at RunsReplaced:7 (#eval), which by RunsReplaced:3 (sorry) may have"),
        ("RunsAnyway", "beside_bang", "ran code at RunsAnyway:3 (#eval!), which by RunsAnyway:3 (#eval!) may have"),
        ("Configures", "configured", "at Configures:4 (a tactic's configuration), which by Forged:3 (axiom) may have"),
        ("Squats", "beside_elaborator", "Squats:3 (def Lean) declares in Lean's own namespace, where Lean may run it"),
        ("Initializes", "started", "at Initializes:4 (initialize), which by Initializes:3 (axiom) may have"),
    ],
)
def test_what_is_not_proved_fails_the_audit(
    project: Project, built: BuildResult, module: str, theorem: str, reason: str
):
    (entry,) = audit(library(project, built, module).environment, [theorem])
    assert not entry.ok
    assert any(reason in each for each in entry.reasons)


@pytest.mark.parametrize(("module", "theorem"), [("RunsHonestly", "honest"), ("Brackets", "bracket")])
def test_honest_programs_pass(project: Project, built: BuildResult, module: str, theorem: str):
    (entry,) = audit(library(project, built, module).environment, [theorem])
    assert entry.reasons == ()


@pytest.mark.parametrize(
    ("module", "theorem", "text"),
    [
        ("Names", "product", "For all a, b ∈ ℕ: «Nat.mul» a b = 0."),
        ("Names", "divisor", "For all a, b ∈ ℕ: _root_.gcd a b = 0."),
        ("Instances", "ordered", "For all a, b ∈ 𝔽: true."),
        ("Instances", "times", "For all a, b ∈ 𝔽: other a b = a + b."),
        ("Instances", "minus", "For all a, b ∈ 𝔽: a = a."),
        ("Instances", "five", "1 = 1."),
        ("Notation", "starred", "For all a, b ∈ ℕ: a + b = a + b."),
    ],
)
def test_an_operation_is_cores_own_or_read_as_what_it_is(
    project: Project, built: BuildResult, module: str, theorem: str, text: str
):
    assert library(project, built, module).theorem(theorem).text == text


def test_a_name_like_a_path_stays_a_name(project: Project, built: BuildResult):
    assert library(project, built, "Path").theorem_names == ("«../../../../x»",)
    assert not list(Path(project.root).parent.glob("*.json"))


@pytest.mark.parametrize("command", [["audit"], ["verify", "--instances", "50"]])
@pytest.mark.usefixtures("built")
def test_the_commands_fail_what_a_module_proves_whose_kernel_may_be_off(project: Project, command: list[str]):
    result = run(project, *command)
    assert result.returncode == 1, result.stderr
    assert "beside: Glued has the macro" in result.stdout


@pytest.mark.parametrize("command", [["build"], ["list"], ["show", "«\\x1b[31mred»"], ["audit", "«\\x1b[31mred»"]])
@pytest.mark.usefixtures("built")
def test_no_text_of_a_source_commands_the_terminal(project: Project, command: list[str]):
    result = run(project, *command)
    assert result.returncode == 0, result.stderr
    assert "\x1b" not in result.stdout + result.stderr
    assert "\\x1b[" in result.stdout + result.stderr
