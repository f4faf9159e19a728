"""A package of a few marked theorems: what the command prints, certificates, and what becomes of edited ones."""

import json
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file
from tests.support.packages import Packages
from tests.support.stand_ins import always

import toymodels
from toymodels.errors import EvaluatorDisagreement
from toymodels.library import Library
from toymodels.measure import CertificateError, Group, Measurement, certificates
from toymodels.measure.certificates import certify, verify
from toymodels.measure.claims import measured_sides
from toymodels.measure.kernel import ACCEPTED, UNCHECKED, Kernel, Opinion
from toymodels.measure.lean_proof import together

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("weights")]

HERE = Path(__file__).parent
ROWS = np.array([[1.0, 0.5], [-0.25, 0.75], [1.0, 1.5]], np.float32)


@pytest.fixture(scope="module")
def small(packages: Packages) -> Library:
    return packages(Path(__file__).parent / "package")


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_file({"w": ROWS}, str(path))
    return path


@pytest.fixture
def measured(small: Library, weights: Path) -> Measurement:
    from toymodels.measure import load_weights, measure_weights

    return measure_weights(load_weights(weights, "w", ("feature", "hidden")), small)


def test_marked_theorems_are_measured_and_named_in_words(measured: Measurement):
    finding = measured.finding("le_largest")
    assert finding.group is Group.COMPUTED
    assert finding.sides == ("a weight", "the largest weight")
    assert [(bound.name, bound.value, dict(bound.place.indices)) for bound in finding.bounds] == [
        ("c", Fraction(3, 2), {"i": 2, "a": 1})
    ]
    assert finding.tightest is not None
    assert (finding.tightest.slack, dict(finding.tightest.place.indices)) == (0, {"i": 2, "a": 1})
    assert "a weight: 1.5; the largest weight: 1.5; attained, with c = 1.5" in str(measured)


def test_what_does_not_apply_says_why(measured: Measurement):
    assert measured.finding("square_self").reason == "A is a square matrix, and the weights are 3 x 2"
    failure = measured.finding("sq_of_one").failure
    assert failure is not None
    assert (failure.gap, dict(failure.place.indices)) == (Fraction(5, 4), {"i": 1, "a": 0})
    assert measured.finding("wide_self").group is Group.APPLIES
    with pytest.raises(KeyError, match="no finding of 'nothing'"):
        measured.finding("nothing")


def test_a_marker_may_go_over_lines_and_stands_among_other_fields():
    text = "A bound.\nSource: x, y.\nMeasure: the sum of the\ncapacities against the dimension.\nTight: never."
    assert measured_sides(text) == ("the sum of the capacities", "the dimension")
    assert measured_sides("A bound.\nSource: measured against x.") is None


def test_a_certificate_is_checked_by_lean_and_again(measured: Measurement, small: Library, tmp_path: Path):
    paths = {path.stem: path for path in certify(measured, small, tmp_path)}
    assert set(paths) == {"le_largest", "wide_self"}
    data = json.loads(paths["le_largest"].read_text(encoding="utf-8"))
    assert data["kernel"] == ACCEPTED
    assert data["finding"]["bounds"][0]["value"] == "3/2"
    assert "decide +kernel" in paths["le_largest"].with_suffix(".lean").read_text(encoding="utf-8")
    checked = verify(paths["le_largest"], small)
    assert checked.kernel == ACCEPTED
    assert str(checked).startswith("Small.le_largest: the certificate is right: a weight: 1.5")


def test_what_takes_lean_too_long_is_told_and_not_called_rejected(
    measured: Measurement, small: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(certificates, "SECONDS", 0.0001)
    path = next(each for each in certify(measured, small, tmp_path) if each.stem == "le_largest")
    told = "exact, not kernel-checked: Lean takes more than 0 s"
    assert json.loads(path.read_text(encoding="utf-8"))["kernel"] == told
    assert path.with_suffix(".lean").is_file()
    assert verify(path, small).kernel == ACCEPTED
    monkeypatch.setattr(certificates, "_SECONDS_ALONE", 0.4)
    assert verify(path, small).kernel == told
    monkeypatch.setattr(certificates, "SECONDS_TOGETHER", 0.0)
    kernels = {json.loads(each.read_text(encoding="utf-8"))["kernel"] for each in certify(measured, small, tmp_path)}
    assert kernels == {"exact, not kernel-checked: Lean has used the 0 s that all theorems have together"}


def test_one_lean_answers_for_several_and_each_alone_where_it_does_not(
    measured: Measurement, small: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []
    accepts = True

    def opinion(_: Kernel, text: str, name: str) -> Opinion:
        asked.append(name)
        assert text.count("module\n") == 1
        return Opinion(accepts or name == "wide_self", "so it is")

    monkeypatch.setattr(Kernel, "_asked", opinion)
    paths = certify(measured, small, tmp_path)
    assert asked == ["of_several"]
    accepts = False
    paths = certify(measured, small, tmp_path)
    assert sorted(asked[1:]) == ["le_largest", "of_several", "wide_self"]
    kernels = {path.stem: json.loads(path.read_text(encoding="utf-8"))["kernel"] for path in paths}
    assert kernels == {"le_largest": f"{UNCHECKED}: so it is", "wide_self": ACCEPTED}


def test_what_lean_finds_false_is_no_certificate_and_what_it_cannot_compute_says_so(small: Library):
    head = "module\nimport Small\n\n"
    false = "example : (1 : Rat) = 2 := by decide +kernel\n"
    stuck = "opaque hidden : Nat\nexample : hidden = 0 := by decide +kernel\n"
    with Kernel(small, 60.0, 600.0) as kernel:
        assert kernel.opinion(f"{head}example : (1 : Rat) < 2 := by decide +kernel\n", "true").accepts
        assert str(kernel.opinion(head + stuck, "stuck")) == f"{UNCHECKED}: Lean's kernel does not reach an answer"
        with pytest.raises(EvaluatorDisagreement, match="wrong: Lean's kernel finds false what was computed"):
            kernel.opinion(head + false, "wrong")
        with pytest.raises(EvaluatorDisagreement, match="wrong: "):
            kernel.opinions({"stuck": head + stuck, "wrong": head + false})


def test_lean_files_together_have_each_import_once():
    one, other = ("module\nimport A\nimport B\n\nexample : 1\n", "module\nimport B\n\nexample : 2\n\nexample : 3\n")
    text = together([one, other])
    assert [line for line in text.split("\n") if line.startswith("import")] == ["import A", "import B"]
    assert [line for line in text.split("\n") if line.startswith("example")] == [f"example : {at}" for at in (1, 2, 3)]


def edited(path: Path, change: Callable[[dict[str, Any]], None], *, sealed: bool) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    if sealed:
        data["seal"] = certificates._seal(data)  # pyright: ignore[reportPrivateUsage]
    path.write_text(json.dumps(data), encoding="utf-8")


def set_slack(data: dict[str, Any]) -> None:
    data["finding"]["comparisons"][0]["slack"] = "1"


def set_hash(data: dict[str, Any]) -> None:
    data["weights"]["features"]["sha256"] = "0" * 64


def set_statement(data: dict[str, Any]) -> None:
    data["finding"]["statement_sha256"] = "0" * 64


def set_theorem(data: dict[str, Any]) -> None:
    data["finding"]["theorem"] = "Small.elsewhere"


def drop_weights(data: dict[str, Any]) -> None:
    del data["weights"]


def drop_index(data: dict[str, Any]) -> None:
    del data["weights"]["features"]["index"]


@pytest.mark.parametrize(
    ("change", "sealed", "message"),
    [
        (set_slack, False, "its seal does not fit"),
        (set_slack, True, "comparisons is not what the weights give"),
        (set_hash, True, "holds features that differ from those the certificate is about"),
        (set_statement, True, "statement_sha256 is not what the weights give"),
        (set_theorem, True, "no public theorem is called 'Small.elsewhere'"),
        (drop_weights, True, "lacks a part of a certificate"),
        (drop_index, True, "lacks a part of a certificate"),
    ],
)
def test_an_edited_certificate_is_refused(
    measured: Measurement,
    small: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[dict[str, Any]], None],
    sealed: bool,
    message: str,
):
    monkeypatch.setattr(Kernel, "opinion", always(Opinion(True)))
    path = certify(measured, small, tmp_path)[0]
    edited(path, change, sealed=sealed)
    with pytest.raises(CertificateError, match=message):
        verify(path, small)


def test_damage_to_any_of_the_files_is_found(measured: Measurement, small: Library, weights: Path, tmp_path: Path):
    path = next(each for each in certify(measured, small, tmp_path) if each.stem == "le_largest")
    lean = path.with_suffix(".lean")
    source = lean.read_text(encoding="utf-8")
    lean.write_text(source.replace("3/2", "2"), encoding="utf-8")
    with pytest.raises(CertificateError, match="was edited or is damaged"):
        verify(path, small)
    lean.write_text(source, encoding="utf-8")
    save_file({"w": ROWS * 2}, str(weights))
    with pytest.raises(CertificateError, match="holds features that differ from those"):
        verify(path, small)
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    with pytest.raises(CertificateError, match="is damaged: it is not JSON"):
        verify(path, small)


def test_many_weights_are_not_put_to_the_kernel(small: Library, tmp_path: Path):
    rows = np.linspace(-1, 1, 33 * 4, dtype=np.float32).reshape(33, 4)
    found = toymodels.measure(rows, axes=("feature", "hidden"), library=small)
    path = next(each for each in certify(found, small, tmp_path) if each.stem == "le_largest")
    assert json.loads(path.read_text(encoding="utf-8"))["kernel"] == UNCHECKED
    with pytest.raises(CertificateError, match="weights that were in memory; give their FILE"):
        verify(path, small)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "toymodels", "measure", *arguments], capture_output=True, text=True)


def test_the_command_prints_answers_and_groups(small: Library, weights: Path, tmp_path: Path):
    project = str(small.project.root)
    result = run(str(weights), "--axes", "feature,hidden", "--project", project, "--figures", str(tmp_path / "drawn"))
    assert result.returncode == 0, result.stderr
    start = "3 features in 2 hidden dimensions; their directions span 2.\nThis is superposition"
    assert result.stdout.startswith(start)
    for part in ("Applies (1)", "Applies with a computed bound (1)", "Does not apply (2)"):
        assert part in result.stdout
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == [
        "capacity.svg",
        "dimensionality.svg",
        "interference.svg",
    ]
    as_json = run(str(weights), "--axes", "feature,hidden", "--project", project, "--json", "--snap", "1/4")
    data = json.loads(as_json.stdout)
    assert data["snap"] == {"step": "1/4", "largest distance": "0", "sum of squared distances": "0"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give a FILE of weights and the names of the tensor's axes"),
        (["FILE"], "--verify CERT\nFILE has\n  w [3, 2] float32"),
        (["FILE", "--axes", "feature,dim"], "hidden missing"),
        (["FILE", "--axes", "feature,hidden", "--tensor", "v"], "has no tensor 'v'"),
        (["FILE", "--axes", "feature,hidden", "--snap", "0"], "--snap 0 is not positive"),
        (["FILE.pt", "--axes", "feature,hidden"], "cannot be read"),
    ],
)
def test_the_command_tells_what_is_wrong(weights: Path, arguments: list[str], message: str):
    result = run(*(argument.replace("FILE", str(weights)) for argument in arguments))
    assert result.returncode == 2
    assert result.stderr.startswith("error: ")
    assert message.replace("FILE has", f"{weights} has") in result.stderr
