"""The Python interface without Lean: theorems made by hand, values of all kinds, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.statements import bessel_inequality, relu_antipodal_exact, two_layer_path_expansion, welch_coherence

import toymodels
from toymodels import api, session
from toymodels.check.one_instance import Comparison
from toymodels.check.verdict import Held, Refuted, Unknown
from toymodels.errors import BuildError, LeanError, StatementError
from toymodels.evaluate.batch import Instance
from toymodels.evaluate.polynomials import ProvedAtSizes
from toymodels.lean.build import BuildResult, ModuleResult
from toymodels.lean.messages import Message
from toymodels.lean.project import Project
from toymodels.library import Docstring, Theorem
from toymodels.statements.language import Statement, Unsupported

HERE = Path(__file__)
BELOW_WELCH = {"n": 2, "m": 1, "V": [[1], [-1]], "μ": "1/2"}
BESSEL = {"n": 1, "m": 2, "u": [[3, 4]], "x": [1, Fraction(1, 2)]}


def theorem(statement: Statement | Unsupported) -> Theorem:
    return Theorem(statement.name, "Module", HERE, 1, Docstring("says something."), statement)


UNREADABLE = theorem(Unsupported("Made.up", "core's Nat.gcd has no counterpart", "Nat.gcd a b"))


def test_a_check_takes_number_seed_and_sizes():
    evidence = theorem(welch_coherence()).check(instances=50, seed=3, sizes={"n": 3, "m": 2})
    assert isinstance(evidence.verdict, Held)
    assert (evidence.asked, evidence.seed, evidence.pinned) == (50, 3, {"n": 3, "m": 2})
    assert evidence.instances >= 50
    assert [entry.sizes for entry in evidence.sizes] == [{"n": 3, "m": 2}]


def test_what_cannot_be_read_is_unknown_and_names_the_constant():
    evidence = UNREADABLE.check(instances=5, seed=1)
    assert evidence.verdict == Unknown("core's Nat.gcd has no counterpart", "Nat.gcd a b")
    assert evidence.instances == 0
    uses: list[Callable[[], object]] = [UNREADABLE.strategy, UNREADABLE.prove_at, lambda: UNREADABLE.evaluate({})]
    for use in uses:
        with pytest.raises(StatementError, match=r"Made\.up cannot be read: .*, in Nat\.gcd a b"):
            use()


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_theorem_is_a_strategy(data: st.DataObject):
    bessel = theorem(bessel_inequality())
    instance = data.draw(bessel.strategy({"n": 1, "m": 2}))
    found = bessel.evaluate(instance)
    assert found.instance == instance
    assert found.applies
    assert found.conclusion


def test_an_instance_shows_hypotheses_conclusion_and_both_sides():
    found = theorem(bessel_inequality()).evaluate(BESSEL)
    assert found.hypotheses == {"ho": True, "hn": True}
    assert found.conclusion
    assert found.comparisons == (Comparison({}, Fraction(1), "≤", Fraction(5, 4), True),)
    assert not found.refutes


def test_a_violated_hypothesis_is_no_refutation():
    found = theorem(welch_coherence()).evaluate(BELOW_WELCH)
    assert found.hypotheses == {"hu": True, "hμ": False, "hn": True}
    assert not found.conclusion
    assert not found.applies
    assert not found.refutes


def test_a_quantified_conclusion_shows_each_comparison_with_its_place():
    found = theorem(relu_antipodal_exact()).evaluate({"n": 2, "p": [1, 0], "q": [0, 1]})
    assert [comparison.place for comparison in found.comparisons] == [{"i₃": 0}, {"i₃": 1}, {"i₄": 0}, {"i₄": 1}]
    wrong = theorem(relu_antipodal_exact()).evaluate({"n": 1, "p": [1], "q": [1]})
    assert [(c.left, c.right, c.holds) for c in wrong.comparisons] == [(0, 1, False), (0, 1, False)]


@pytest.mark.parametrize("row", [(3, 4), [3, 4], np.array([3, 4]), ("3", "8/2"), (Fraction(3), np.int64(4))])
def test_values_may_be_written_in_several_ways(row: Any):
    found = theorem(bessel_inequality()).evaluate({**BESSEL, "u": [row]})
    assert found.instance.values["u"] == ((Fraction(3), Fraction(4)),)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"x": [0.1, 1]},
            r"x: expected an integer, a Fraction or a string such as '1/2', found 0\.1; write Fraction\(0\.1",
        ),
        ({"x": [True, 1]}, r"x: expected an integer.* found True"),
        ({"x": ["a", 1]}, "x: 'a' is not a rational number"),
        ({"x": ["1/0", 1]}, "x: '1/0' is not a rational number"),
        ({"x": [1]}, r"x: expected 2 values, found 1: \[1\]"),
        ({"x": "12"}, "x: expected 2 values, found '12'"),
        ({"x": 1}, "x: expected 2 values, found 1"),
        ({"n": -1}, "n: expected a natural number, found -1"),
        ({"n": Fraction(1)}, r"n: expected a natural number, found Fraction\(1, 1\)"),
        ({"y": 1}, r"bessel_inequality has no variable 'y'; it has n, m, u, x"),
    ],
)
def test_values_that_do_not_fit_are_refused(change: dict[str, object], message: str):
    with pytest.raises(StatementError, match=message):
        theorem(bessel_inequality()).evaluate({**BESSEL, **change})


def test_a_missing_value_is_named():
    with pytest.raises(StatementError, match="no value for x; it needs n, m, u, x"):
        theorem(bessel_inequality()).evaluate({"n": 1, "m": 2, "u": [[1, 1]]})
    with pytest.raises(StatementError, match="no value for m"):
        theorem(bessel_inequality()).evaluate(Instance({"n": 1}))


def test_identities_are_proved_at_sizes():
    assert theorem(two_layer_path_expansion()).prove_at({"n": 2}) == ProvedAtSizes({"n": 2}, 4)


def test_the_package_says_what_it_has():
    assert toymodels.load is api.load
    assert toymodels.Theorem is Theorem
    assert set(dir(toymodels)) >= {"load", "Library", "Theorem"}
    with pytest.raises(AttributeError, match="no attribute 'lode'; it has Library, Theorem"):
        _ = getattr(toymodels, "lode")  # noqa: B009


def test_a_folder_outside_any_project_is_refused(tmp_path: Path):
    with pytest.raises(LeanError, match=r"no lakefile\.lean or lakefile\.toml in"):
        toymodels.load(tmp_path)


def test_a_project_that_does_not_build_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "lakefile.lean").write_text("package p\nlean_lib P\n", encoding="utf-8")
    (tmp_path / "lean-toolchain").write_text("leanprover/lean4:v4.28.0\n", encoding="utf-8")
    source = tmp_path / "P.lean"
    messages = (
        Message(source, 3, 7, "error", "unexpected end of input", ""),
        Message(source, 1, 0, "warning", "unused variable", ""),
    )

    def broken(project: Project, toolchain: object, **how: object) -> BuildResult:
        del project, how
        modules = (ModuleResult("P", source, "failed", 1.0, messages),)
        return BuildResult(toolchain, modules, (), {})  # pyright: ignore[reportArgumentType]

    def some_lean(*asked: object, thorough: bool) -> object:
        del asked, thorough
        return object()

    monkeypatch.setattr(session, "find_toolchain", some_lean)
    monkeypatch.setattr(session, "build_project", broken)
    with pytest.raises(BuildError) as caught:
        toymodels.load(source)
    text = str(caught.value)
    assert f"{source}:3:7: error: unexpected end of input" in text
    assert text.endswith("not built: P")
    assert "unused" not in text


def test_a_theorem_is_refuted_or_survives_without_lean():
    survived = theorem(welch_coherence()).refute(instances=100, seconds=0.3)
    assert isinstance(survived.verdict, Held)
    assert survived.terms == {}
    without = replace(welch_coherence(), hypotheses=())
    answer = theorem(without).refute(instances=100, seed=1)
    assert isinstance(answer.verdict, Refuted)
    assert answer.certificate is None
    assert set(answer.terms) == {var.name for var in without.variables}
    assert answer.to_json()["lean"] == answer.terms


def test_refuting_what_cannot_be_read_names_the_constant():
    assert UNREADABLE.refute().verdict == Unknown("core's Nat.gcd has no counterpart", "Nat.gcd a b")
