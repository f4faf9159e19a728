"""A package of another author: no library of ours, other names, separate classes, structures, sums over ranges."""

import doctest
from fractions import Fraction
from pathlib import Path

import pytest
from tests.support.packages import Packages

from toymodels import Library, api
from toymodels.check.verdict import Held, Refuted, Unknown
from toymodels.evaluate.polynomials import ProvedAtSizes
from toymodels.lean.audit import audit

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("planted")]

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def library(packages: Packages) -> Library:
    return packages(HERE / "foreign")


@pytest.fixture(scope="module")
def folder(library: Library) -> Path:
    return library.project.root


def test_all_public_theorems_are_found_those_beside_structures_included(library: Library):
    assert [name.removeprefix("Ranges.") for name in library.theorem_names] == [
        "sumBelow_add",
        "sumBelow_mono",
        "two_mul_sumBelow_id",
        "sumBelow_succ_sub",
        "sumBelow_sq",
        "log2_le",
        "Point.parallelogram",
        "Point.inner_sq_le",
        "Vector.inner_comm",
        "Weights.single",
        "Weights.first_larger",
        "mark_eq",
    ]


HOLD = [
    "sumBelow_add",
    "sumBelow_mono",
    "sumBelow_succ_sub",
    "two_mul_sumBelow_id",
    "parallelogram",
    "inner_sq_le",
    "inner_comm",
    "Weights.single",
]


@pytest.mark.parametrize("name", HOLD)
def test_true_theorems_hold_and_pass_the_audit(library: Library, name: str):
    theorem = library.theorem(name)
    assert isinstance(theorem.check(instances=300).verdict, Held)
    (entry,) = audit(library.environment, [theorem.name])
    assert entry.ok


def test_a_false_theorem_is_refuted_at_its_least_size(library: Library):
    verdict = library.theorem("sumBelow_sq").check(instances=100).verdict
    assert isinstance(verdict, Refuted)
    assert verdict.witness.values == {"n": 3}


def test_a_constant_that_cannot_be_read_is_named(library: Library):
    verdict = library.theorem("log2_le").check().verdict
    assert isinstance(verdict, Unknown)
    assert "Nat.log2" in str(verdict)


def test_a_structure_that_carries_proofs_gives_hypotheses(library: Library):
    answer = library.theorem("first_larger").refute(seconds=5, certify=True)
    assert isinstance(answer.verdict, Refuted)
    assert answer.verdict.witness.values == {"w_at'": (0, 1)}
    assert answer.certificate is not None
    assert "Weights.first_larger" in answer.certificate.link


def test_a_class_that_cannot_be_read_is_named(library: Library):
    verdict = library.theorem("mark_eq").check().verdict
    assert isinstance(verdict, Unknown)
    assert "Marked" in str(verdict)


def test_functions_on_the_natural_numbers_are_tables_that_end(library: Library):
    theorem = library.theorem("sumBelow_succ_sub")
    found = theorem.evaluate({"n": 2, "f": [1, 2, 5, 0, 0, 0, 0, 0]})
    assert [(c.left, c.right) for c in found.comparisons] == [(4, 4)]
    assert theorem.prove_at({"n": 12}) == ProvedAtSizes({"n": 12}, 1)


def test_fields_of_structures_are_variables(library: Library):
    found = library.theorem("inner_comm").evaluate({"n": 2, "v_entry": [1, 2], "w_entry": ["1/2", 3]})
    assert [(c.left, c.right) for c in found.comparisons] == [(Fraction(13, 2), Fraction(13, 2))]


def test_the_examples_of_the_documentation_run(folder: Path):
    assert api.__doc__ is not None
    file = folder / "Guesses.lean"
    file.write_text(
        "theorem square_grows (x : Rat) : x ≤ x * x := sorry\ndef Symmetric : Prop := ∀ x y : Rat, x * y = y * x\n",
        encoding="utf-8",
    )
    names = {"folder": folder, "file": file}
    examples = doctest.DocTestParser().get_doctest(api.__doc__, names, "toymodels.api", api.__file__, 0)
    output: list[str] = []
    result = doctest.DocTestRunner().run(examples, out=output.append)
    assert result.attempted > 10
    assert result.failed == 0, "".join(output)
