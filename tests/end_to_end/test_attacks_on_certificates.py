"""Files of conjectures that would have a counterexample certified by something else than Lean's kernel."""

from pathlib import Path

import pytest

from toymodels.crosscheck.certificate import Certificate
from toymodels.crosscheck.refute import Refuter, Settings
from toymodels.errors import LeanError

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("lean")]

CONJECTURE = "theorem squares (x : Rat) : x * x ≤ x := by sorry\n"
GLUED = """open Lean in
macro "off" : command => do
  let option := mkIdent (.mkStr (.mkSimple ("deb" ++ "ug")) ("skipKernel" ++ "T" ++ "C"))
  `(set_option $option true)
off
"""
BY_AXIOM = """axiom oops : False
macro_rules | `(tactic| decide +kernel) => `(tactic| exact oops.elim)
"""
BY_SORRY = "macro_rules | `(tactic| decide +kernel) => `(tactic| sorry)\n"
CALLED_LIKE_IT = "theorem toymodels_check_0 : True := trivial\n"


def certificate(folder: Path, text: str) -> Certificate:
    path = folder / "One.lean"
    path.write_text(text, encoding="utf-8")
    with Refuter(path, scratch=folder / "scratch") as refuter:
        (answer,) = refuter.answers(Settings(instances=100, seconds=0.2))
    assert answer.certificate is not None
    return answer.certificate


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GLUED + CONJECTURE, "a program that Lean ran, which may switch the kernel off"),
        (BY_AXIOM + CONJECTURE, "oops: it is an axiom of the library"),
        (BY_SORRY + CONJECTURE, "sorryAx: a proof is missing"),
        (CONJECTURE + "#exit\n", "the file ends, or has toymodels_check_0 itself, before Lean comes to this check"),
        (f"namespace A\n{CALLED_LIKE_IT}end A\n{CONJECTURE}", "or has toymodels_check_0 itself"),
    ],
    ids=["a macro that switches the kernel off", "an axiom", "sorry", "an early end", "a name"],
)
def test_nothing_is_certified_but_by_the_kernel(tmp_path: Path, text: str, problem: str):
    found = certificate(tmp_path, text)
    assert not found.accepted
    assert not found.faithful
    assert problem in found.problem


@pytest.mark.parametrize("text", ["set_option debug.skipKernelTC true\n", "prelude\n"])
def test_a_file_that_has_less_checked_is_refused(tmp_path: Path, text: str):
    with pytest.raises(LeanError, match="is refused"):
        certificate(tmp_path, text + CONJECTURE)
