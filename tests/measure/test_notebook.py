"""A measurement as Python, a notebook and drawings have it."""

import xml.etree.ElementTree as ET
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from toymodels.measure import Comparison, Finding, Group, Measurement, Place, Weights, WeightsError
from toymodels.measure.api import as_tensor
from toymodels.measure.files import tensor_of
from toymodels.measure.quantities import Overlap, quantities
from toymodels.measure.weights import weights_of
from toymodels.measure.words import answers


def weights(rows: object, bias: object = None) -> Weights:
    offsets = None if bias is None else tensor_of(np.array(bias, np.float64), "b")
    return weights_of(tensor_of(np.array(rows, np.float64), "w"), ("feature", "hidden"), bias=offsets)


def measurement(of: Weights) -> Measurement:
    found = quantities(of)
    finding = Finding("A.b<c", Group.APPLIES, "1 < 2 & 3", None, {}, says="1 < 2 & 3")
    return Measurement(of, found, answers(of, found, [finding]), (finding,))


TETRAHEDRON = [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]


def test_the_tetrahedron_in_numbers_and_words():
    of = weights(TETRAHEDRON)
    found = quantities(of)
    assert found.capacities == (Fraction(3, 4),) * 4
    assert (found.total_capacity, found.rank, found.worst) == (3, 3, Overlap(0, 1, Fraction(-1)))
    assert found.read_alone == (0, 1, 2, 3)
    text = "\n".join(answers(of, found, []))
    assert text.startswith("4 features in 3 hidden dimensions; their directions span 3.\nThis is superposition")
    assert "Capacity: 3 of the budget of 3 is used (100.0%)" in text
    assert "The worst interference is -1, between the features 0 and 1." in text


def test_blocks_are_found_exactly_at_the_limit():
    """A squared cosine of exactly 1/100 is not a link, one just above is."""
    at_limit = weights([[10, 0, 0], [1, np.sqrt(1), 0], [0, 0, 2]])
    assert quantities(at_limit).orthogonal_groups == 2
    rows = [[1.0, 0.0], [3.0, 29.849623113198596]]  # cosine 1/10 up to rounding
    linked = quantities(weights(rows)).blocks
    squared = Fraction(3) ** 2 / (9 + Fraction(29.849623113198596) ** 2)
    assert (len(linked) == 1) == (squared > Fraction(1, 100))
    exact = quantities(weights([[1, 0, 0, 0], [1, 7, 7, 1]])).blocks  # 1 / 100 exactly
    assert exact == ((0,), (1,))


def test_orthogonal_features_are_no_superposition_and_a_zero_row_is_told():
    text = "\n".join(answers(weights(np.eye(3)), quantities(weights(np.eye(3))), []))
    assert "This is not superposition" in text
    assert "3 features have a dimension alone: {0, 1, 2}." in text
    zero = weights([[1, 0], [0, 0]])
    assert quantities(zero).capacities == (1, 0)
    assert "1 more feature has the zero vector" in answers(zero, quantities(zero), [])[0]


def test_capacity_just_short_of_the_budget_does_not_read_as_all_of_it():
    of = weights([[1, 0], [2**-20, 1]])
    assert "all but" in "\n".join(answers(of, quantities(of), []))


def test_a_bias_can_spoil_what_is_read():
    assert quantities(weights([[1, 0], [0.5, 1]], bias=[0, 0])).read_alone == (0, 1)
    assert quantities(weights([[1, 0], [0.5, 1]], bias=[0, 2])).read_alone == (1,)


def test_drawings_are_svg_and_html_is_escaped():
    of = measurement(weights(TETRAHEDRON))
    figures = of.figures()
    for drawing in (figures.dimensionality, figures.interference, figures.capacity):
        assert ET.fromstring(drawing).tag.endswith("svg")
    assert figures.capacity.count("<rect") == 4
    page = of._repr_html_()  # pyright: ignore[reportPrivateUsage]
    assert "1 &lt; 2 &amp; 3" in page
    assert "b<c" not in page


def test_of_zero_at_most_x_at_most_one_the_second_is_told():
    """A score of 1/8 is nearer to 0 than to 1, and what is worth telling is how far it is below 1."""

    def comparison(left: Fraction, right: Fraction, *, is_sign: bool) -> Comparison:
        return Comparison("≤", left, right, right - left, Place({}), 1, True, is_sign)

    sign = comparison(Fraction(0), Fraction(1, 8), is_sign=True)
    bound = comparison(Fraction(1, 8), Fraction(1), is_sign=False)
    blank = Finding("A.b", Group.APPLIES, "", ("the score", "one"), {})
    assert replace(blank, comparisons=(sign, bound)).tightest == bound
    assert replace(blank, comparisons=(sign,)).tightest == sign


def test_that_the_weights_were_moved_is_said_first():
    of = weights_of(tensor_of(np.array([[1.0, 0.3125], [0.25, 1.0]]), "w"), ("feature", "hidden"), snap=Fraction(1, 8))
    first, second, *_ = answers(of, quantities(of), [])
    assert first.startswith("Every weight was moved to the nearest multiple of 1/8 first, by at most 1/16; the squares")
    assert "add up to 0.003906." in first
    assert second.startswith("2 features in 2 hidden dimensions")


def test_many_features_are_drawn_in_few_cells():
    rows = np.random.default_rng(0).normal(size=(300, 4))
    assert measurement(weights(rows)).figures().interference.count("<rect") <= 128 * 128


class Torch:
    """What a torch tensor of bfloat16 with a gradient does, as far as it is asked."""

    dtype = "torch.bfloat16"

    def detach(self) -> "Torch":
        return self

    cpu = detach

    def float(self) -> np.ndarray:
        return np.array([[1.5, -0.5]], np.float32)


def test_arrays_of_other_libraries_are_taken_without_importing_them():
    tensor = as_tensor(Torch(), "array")
    assert (tensor.entry.dtype, tensor.values.tolist()) == ("bfloat16", [[1.5, -0.5]])
    with pytest.raises(WeightsError, match="holds int64"):
        as_tensor(np.eye(2, dtype=np.int64), "array")
    with pytest.raises(WeightsError, match="weights are float16"):
        as_tensor("text", "array")


def test_an_array_that_only_speaks_dlpack_becomes_a_tensor():
    rows = np.array([[1.0, 0.5], [-0.25, 0.75]], np.float32)

    class Elsewhere:
        def __dlpack__(self, **options: Any) -> Any:
            return rows.__dlpack__(**options)

        def __dlpack_device__(self) -> Any:
            return rows.__dlpack_device__()

    tensor = as_tensor(Elsewhere(), "array")
    assert tensor.entry.dtype == "float32"
    assert (tensor.values == rows).all()

    class Unreadable(Elsewhere):
        def __dlpack__(self, **_: Any) -> Any:
            raise BufferError("it is on another device")

    with pytest.raises(WeightsError, match="does not become a NumPy array: it is on another device"):
        as_tensor(Unreadable(), "array")
