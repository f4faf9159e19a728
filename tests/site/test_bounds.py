"""The calculator of bounds: its scripts say what Python says of bounds and of files, and what a project may write."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tests.site.conftest import REPOSITORY, Small
from tests.support.statements import add, mul, nat, num, scalar, sub

import toymodels
from toymodels.errors import ToyModelsError
from toymodels.lean.install import node_executable
from toymodels.measure.dyadic import exact_array
from toymodels.measure.files import list_tensors, read_tensor
from toymodels.site.bounds import FILE, read_bounds
from toymodels.site.build import STATIC
from toymodels.site.data import Records, SiteData
from toymodels.site.extremes import Bound, Kind, bound, reach
from toymodels.site.front import in_digits
from toymodels.site.pages.bounds import calculation, theorem_json
from toymodels.site.sandbox.encode import sort_json, term_json
from toymodels.statements.language import FIELD, Arith, Cast, Compare, Hypothesis, Operation, Relation, Statement
from toymodels.statements.print.text import to_text
from toymodels.statements.walk import free_names

DRIVER = Path(__file__).parent / "bounds_driver.js"


class Node:
    """The calculator's scripts in Node."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, **request: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def bound(
        self, theorem: object, definitions: object, given: Mapping[str, object], unknown: str, power: int
    ) -> object:
        texts = {name: str(value) for name, value in given.items()}
        found = self.ask(theorem=theorem, definitions=definitions, given=texts, unknown=unknown, exponent=power)
        if "kind" not in found:
            return found
        value = Fraction(found["value"])
        rest = (found.get(each, False) for each in ("exact", "strict", "conditional"))
        return Bound(Kind(found["kind"]), value, *rest)


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    command = [str(node_executable()), str(DRIVER), str(STATIC)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Node(process)
        assert process.stdin is not None
        process.stdin.close()


N, M, X, Y = nat("n"), nat("m"), scalar("x"), scalar("y")
FEWER, LARGER = Cast(N), mul(Cast(M), add(num(1), mul(sub(Cast(N), num(1)), X)))
QUOTIENT = Arith(Operation.DIV, FEWER, add(num(1), mul(sub(FEWER, num(1)), X)), FIELD)
STATEMENTS = {
    "product": Compare(Relation.LE, FEWER, LARGER),
    "quotient": Compare(Relation.LE, QUOTIENT, Cast(M)),
    "strict": Compare(Relation.LT, mul(FEWER, X), mul(Cast(M), Y)),
    "parabola": Compare(Relation.LE, mul(num(5), X), add(mul(X, X), mul(num(4), Y))),
}
HYPOTHESES = (Hypothesis("h", Compare(Relation.LE, num(1), FEWER)), Hypothesis("k", Compare(Relation.LT, X, num(3))))
VALUES = {"n": (0, 1, 5, 10_000), "m": (0, 2, 768), "x": (0, Fraction(1, 9), 2), "y": (1, Fraction(22, 7))}


def asked(statement: Statement) -> dict[str, object]:
    """A statement about numbers for the script, none of its variables being a power."""
    return {
        "variables": [[var.name, sort_json(var.sort)] for var in statement.variables],
        "hypotheses": [[each.name, term_json(each.prop), sorted(free_names(each.prop))] for each in HYPOTHESES],
        "conclusion": term_json(statement.conclusion),
        "reach": {var.name: reach(statement, var.name) for var in statement.variables},
    }


@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.parametrize("power", [1, 2])
def test_a_bound_is_that_of_python(node: Node, name: str, power: int):
    conclusion = STATEMENTS[name]
    variables = tuple(var for var in (N, M, X, Y) if var.name in free_names(conclusion))
    statement = Statement(name, variables, HYPOTHESES, conclusion)
    kinds: set[Kind] = set()
    for unknown in (var.name for var in variables):
        others = [var.name for var in variables if var.name != unknown]
        for values in product(*(VALUES[each] for each in others)):
            given = dict(zip(others, values, strict=True))
            expected = bound(statement, given, unknown, power)
            assert node.bound(asked(statement), {}, given, unknown, power) == expected, (given, unknown)
            kinds.add(expected.kind)
    assert len(kinds) > 1


@pytest.mark.parametrize(
    "number", [Fraction(2, 3), Fraction(12_345, 10**7), Fraction(1536), Fraction(123_456, 7), Fraction(9_999, 10_000)]
)
def test_a_number_is_rounded_as_python_rounds_it(node: Node, number: Fraction):
    for up, rounding in ((False, ROUND_FLOOR), (True, ROUND_CEILING)):
        text = node.ask(decimal=str(number), digits=3, up=up)["text"].replace(",", "")
        written = Fraction(in_digits(number, rounding).replace(",", ""))
        assert Fraction(text) == (written if number < 1000 else math.ceil(number) if up else math.floor(number))


def family(seed: int, shape: tuple[int, int]) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(size=shape) * 10.0 ** np.random.default_rng(seed).integers(-9, 9)


def save_bfloat16(path: Path, values: NDArray[np.float64]) -> None:
    words = (values.astype("<f4").view("<u4") >> 16).astype("<u2")
    header = {"W": {"dtype": "BF16", "shape": list(values.shape), "data_offsets": [0, words.nbytes]}}
    head = json.dumps(header).encode()
    path.write_bytes(len(head).to_bytes(8, "little") + head + words.tobytes())


def saved(folder: Path) -> Iterator[Path]:
    values = family(1, (7, 3))
    for kind in ("<f2", "<f4", "<f8", ">f8"):
        small = values / np.abs(values).max()
        np.savez(folder / f"plain{kind[1:]}{ord(kind[0])}.npz", W=small.astype(kind))
    np.savez_compressed(folder / "packed.npz", W=np.asfortranarray(values))
    save_file({"W": values.astype("<f4")}, folder / "floats.safetensors")
    save_bfloat16(folder / "brain.safetensors", values)
    np.savez(folder / "zero.npz", W=np.array([[0.0, 0.0], [3.0, 4.0], [1e-300, 0.0], [0.0, -5e-324]]))
    yield from sorted(folder.iterdir())


def in_python(path: Path, across: bool) -> dict[str, Any]:
    rows = exact_array(read_tensor(path, "W").values, "W").fractions()
    vectors = [(i, v) for i, v in enumerate(zip(*rows, strict=True) if across else rows) if any(v)]
    squares = [_dot(v, v) for _, v in vectors]
    cosines = {(i, j): _dot(v, w) ** 2 / (_dot(v, v) * _dot(w, w)) for (i, v), (j, w) in combinations(vectors, 2)}
    return {
        "listed": [[each.name, str(np.dtype(each.dtype)) if each.dtype != "bfloat16" else each.dtype, list(each.shape)]
                   for each in list_tensors(path).values()],
        "vectors": len(vectors),
        "dimensions": len(vectors[0][1]),
        "shortest": min(squares),
        "longest": max(squares),
        "square": max(cosines.values()),
        "pairs": [list(pair) for pair, cosine in cosines.items() if cosine == max(cosines.values())],
    }  # fmt: skip


def _dot(v: Sequence[Fraction], w: Sequence[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(v, w, strict=True)), Fraction(0))


@pytest.mark.parametrize("across", [False, True])
def test_a_file_measures_what_its_exact_fractions_measure(node: Node, tmp_path: Path, across: bool):
    for path in saved(tmp_path):
        found = node.ask(file=str(path), tensor="W", across=across)
        expected = in_python(path, across)
        assert [each[0] for each in found["listed"]] == ["W"], path
        assert (found["vectors"], found["dimensions"]) == (expected["vectors"], expected["dimensions"])
        assert (Fraction(found["shortest"]), Fraction(found["longest"])) == (expected["shortest"], expected["longest"])
        assert Fraction(found["closest"]["square"]) == expected["square"], path
        assert found["closest"]["pair"] in expected["pairs"]
        root, step = Fraction(found["closest"]["root"]), Fraction(1, 10**6)
        assert root**2 >= expected["square"]
        assert root == 0 or (root - step) ** 2 < expected["square"]


def test_several_tensors_are_listed(node: Node, tmp_path: Path):
    path = tmp_path / "two.safetensors"
    save_file({"W": np.ones((2, 3), "<f4"), "b": np.ones(2, "<f2")}, path)
    found = node.ask(file=str(path), tensor=None, across=False)["listed"]
    assert sorted(found) == [["W", "float32", [2, 3]], ["b", "float16", [2]]]


def test_what_cannot_be_measured_is_refused_with_the_reason(node: Node, tmp_path: Path):
    broken = np.ones((2, 3))
    broken[1, 2] = np.nan
    np.savez(tmp_path / "nan.npz", W=broken)
    np.savez(tmp_path / "axes.npz", W=np.ones((2, 3, 4)))
    np.savez(tmp_path / "whole.npz", W=np.ones((2, 3), dtype=np.int64))
    np.savez(tmp_path / "objects.npz", W=np.array([[{}]], dtype=object))
    np.savez(tmp_path / "null.npz", W=np.zeros((2, 3)))
    (tmp_path / "pickle.pt").write_bytes(b"\x80\x04more than nine bytes")
    (tmp_path / "text.npz").write_bytes(b"not a file of weights")
    full = (tmp_path / "axes.npz").read_bytes()
    (tmp_path / "short.npz").write_bytes(full[: len(full) // 2])
    reasons = {
        "nan.npz": "W[1, 2] is NaN, the only entry that is not finite",
        "axes.npz": "W has 3 axes; two are needed",
        "whole.npz": "W holds <i8; weights are float16",
        "objects.npz": "W holds pickled objects",
        "null.npz": "W has no vector that is not zero",
        "pickle.pt": "it is a pickle",
        "text.npz": "neither a safetensors file nor an npz",
        "short.npz": "it is a damaged npz",
    }
    for name, reason in reasons.items():
        assert reason in node.ask(file=str(tmp_path / name), tensor="W", across=False).get("unread", ""), name


@pytest.mark.lean
@pytest.mark.xdist_group("library")
class TestSmall:
    def test_the_small_library_s_bound_is_found(self, small: Small):
        found = read_bounds(small.data)
        assert found is not None
        (each,) = found.theorems
        assert [(meaning.variable, meaning.power) for meaning in each.meanings] == [("m", 1), ("n", 1)]
        assert [hypothesis.name for hypothesis in each.assumed] == ["hl", "hr"]
        assert [entry.name for entry in found.others] == ["Small.double_le"]
        assert all(quantity.is_whole for quantity in found.quantities)

    def test_a_variable_has_the_least_value_that_is_wanted(self, small: Small):
        place = small.project.root / FILE
        text = place.read_text(encoding="utf-8")
        place.write_text(text.replace('m = "m" }', 'm = "m", x = "least" }'), encoding="utf-8")
        try:
            found = read_bounds(small.data)
        finally:
            place.write_text(text, encoding="utf-8")
        assert found is not None
        (each,) = found.theorems
        assert {name: to_text(term) for name, term in each.least.items()} == {"x": "double n"}
        assert [var.name for var in each.statement.variables] == ["m", "n"]
        assert [(hypothesis.name, to_text(hypothesis.prop)) for hypothesis in each.about] == [("hr", "double n ≤ m")]

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("double_le_of_between", "double_le_of_nothing", "'double_le_of_nothing' is not a public theorem"),
            ("double_le_of_between", "same", "same does not end in an inequality between numbers"),
            ('m = "m" }', 'k = "m" }', "has no number 'k'"),
            (', m = "m" }', " }", "compares m too"),
            ('n = "n"', 'n = "least"', "has no hypothesis that says how small 'n' may be"),
            ('m = "m" }', 'm = "q" }', "neither a quantity, a power of one nor a number"),
            ('"vectors"', '"weight"', "'weight' is not measured"),
            ("words", "says", "lacks the key 'words'"),
            ("[[bounds]]", "[[bounds]", "cannot be read"),
        ],
    )
    def test_a_fault_in_the_file_is_told(self, small: Small, old: str, new: str, message: str):
        place = small.project.root / FILE
        text = place.read_text(encoding="utf-8")
        place.write_text(text.replace(old, new), encoding="utf-8")
        try:
            with pytest.raises(ToyModelsError, match=message):
                read_bounds(small.data)
        finally:
            place.write_text(text, encoding="utf-8")


GIVEN = {
    "n": (1, 3, 28, 10_000),
    "m": (1, 7, 768),
    "k": (1, 10),
    "ε": (0, Fraction(1, 4), Fraction(1, 3), Fraction(7, 8)),
    "μ": (0, Fraction(1, 3), Fraction(1, 50), 1),
}


@pytest.mark.lean
@pytest.mark.whole
@pytest.mark.xdist_group("library")
def test_the_calculator_says_of_this_library_s_bounds_what_python_says(node: Node):
    found = read_bounds(SiteData(toymodels.load(REPOSITORY), Records(None, {}, {})))
    assert found is not None
    told = calculation(found)
    assert isinstance(told, dict)
    bounding = 0
    for each in found.theorems:
        symbols = {meaning.variable: meaning for meaning in each.meanings}
        for meaning in each.meanings:
            others = [name for name in symbols if name != meaning.variable]
            for values in product(*(GIVEN[symbols[name].quantity] for name in others)):
                powers = {name: value ** symbols[name].power for name, value in zip(others, values, strict=True)}
                given = {**{name: _fixed(value) for name, value in each.fixed.items()}, **powers}
                expected = bound(each.statement, given, meaning.variable, meaning.power)
                answer = node.bound(theorem_json(each), told["definitions"], given, meaning.variable, meaning.power)
                assert answer == expected, (each.entry.name, given, meaning.variable)
                bounding += expected.kind in (Kind.LEAST, Kind.MOST)
    assert bounding > 100


def _fixed(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value
