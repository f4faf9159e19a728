"""Files of conjectures that would have a counterexample certified by something else than Lean's kernel."""

from dataclasses import replace
from fractions import Fraction

import pytest
from msgspec import structs
from tests.support.refuting import Sheet
from tests.support.stand_ins import always

from toymodels.certify import counterexample as certificate_module
from toymodels.certify.counterexample import Certificate
from toymodels.check.verdict import Refuted
from toymodels.errors import LeanError
from toymodels.evaluate.batch import Instance
from toymodels.kernel.wheel import KERNEL, missing_kernel
from toymodels.search.refute import Settings

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("conjectures")]

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


def certificate(conjectures: Sheet, text: str, witness: Fraction | None = None) -> Certificate:
    """What is said of the counterexample that is found, or of another."""
    refuter = conjectures.with_text(text)
    (answer,) = refuter.answers(Settings(instances=100, seconds=0.2), certify=witness is None)
    if witness is not None:
        verdict = answer.result.verdict
        assert isinstance(verdict, Refuted)
        planted = structs.replace(verdict, witness=Instance({"x": witness}))
        (answer,) = refuter.certified([replace(answer, result=replace(answer.result, verdict=planted))])
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
def test_nothing_is_certified_but_by_the_kernel(conjectures: Sheet, text: str, problem: str):
    found = certificate(conjectures, text)
    assert not found.accepted
    assert not found.faithful
    assert problem in found.problem


@pytest.mark.skipif(missing_kernel() is not None, reason=str(missing_kernel()))
@pytest.mark.parametrize(
    ("text", "witness", "reason"),
    [
        (GLUED, Fraction(1), "it rests on "),
        (BY_AXIOM, None, "it rests on oops: it is an axiom of the library"),
        (BY_SORRY, None, "it rests on sorryAx: "),
    ],
    ids=["a macro that switches the kernel off", "an axiom", "sorry"],
)
def test_what_the_official_kernel_rejects_is_not_certified_whatever_the_audit_says(
    conjectures: Sheet, monkeypatch: pytest.MonkeyPatch, text: str, witness: Fraction | None, reason: str
):
    monkeypatch.setattr(certificate_module, "audit_fault", always(""))
    found = certificate(conjectures, text + CONJECTURE, witness)
    assert not found.accepted
    assert not found.faithful
    assert found.official is not None
    assert found.official.verdict == "rejected"
    assert found.official.reason.startswith(reason)
    assert found.problem == f"the official kernel, {KERNEL}, rejects it: {found.official.reason}"


@pytest.mark.skipif(missing_kernel() is not None, reason=str(missing_kernel()))
@pytest.mark.parametrize("text", [CONJECTURE, "def C : Prop := ∀ x : Rat, x * x ≤ x\n"])
def test_what_is_right_is_accepted_by_both_kernels(conjectures: Sheet, text: str):
    found = certificate(conjectures, text)
    assert found.accepted
    assert found.faithful
    assert found.official is not None
    assert (found.official.verdict, found.official.reason) == ("accepted", "")


@pytest.mark.parametrize("text", ["set_option debug.skipKernelTC true\n", "prelude\n"])
def test_a_file_that_has_less_checked_is_refused(conjectures: Sheet, text: str):
    with pytest.raises(LeanError, match="is refused"):
        certificate(conjectures, text + CONJECTURE)
