"""The library's statements and definitions as MathML: all valid, some of them as mathematicians write them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from toymodels.library import Library
from toymodels.statements.language import Definition
from toymodels.statements.print.mathml import definition_mathml, to_mathml

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("library")]

HTML = {"div", "p", "i", "span", "code"}
MATHML_CORE = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msub", "msup", "msubsup", "munder", "mfrac"),
    *("mtable", "mtr", "mtd"),
}
ARITY = {"msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mfrac": 2}


@pytest.fixture(scope="module")
def definitions(library: Library) -> dict[str, Definition]:
    return {name: each for theorem in library.theorems for name, each in theorem.readable().definitions.items()}


def test_every_statement_and_definition_is_valid_mathml(library: Library, definitions: dict[str, Definition]) -> None:
    pages = [to_mathml(theorem.readable()) for theorem in library.theorems]
    pages += [definition_mathml(each, definitions) for each in definitions.values()]
    assert len(pages) > len(library.theorems) > 400
    for page in pages:
        root = ElementTree.fromstring(page)
        for element in root.iter():
            assert element.tag in HTML | MATHML_CORE, page
            assert len(element) == ARITY.get(element.tag, len(element)), page
            if element.tag in {"mi", "mn", "mo"}:
                assert element.text
                assert not len(element)
        assert all(math.get("alttext") for math in root.iter("math"))
        assert not any(leak in page for leak in ("Var(", "Sort", "object at", "Operation.", "None")), page


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("welch_frame_potential", ["(∑_i<n‖V_i‖^2)^2≤m⋅framePotential(V)"]),
        (
            "welch_coherence",
            ["∀i<n:‖V_i‖^2=1", "∀i,j<n:i≠j⟹⟨V_i,V_j⟩^2≤μ_2", "1≤n", "n−m≤m⋅(n−1)⋅μ_2"],
        ),
        ("orthogonal_trace_le_dim", ["∀i,j<d:(Q^TQ)_ij=(I_d)_ij", "tr(Q)≤d", "tr(Q)=d⟺(∀i,j<d:Q_ij=(I_d)_ij)"]),
        ("sum_capacity_le_dim", ["∑_i<ncapacity(W)_i≤m"]),
        ("frobInner_sq_le", ["⟨A,B⟩_F^2≤‖A‖_F^2‖B‖_F^2"]),
        ("indicator_of_false", ["i∉S", "indicator(S)_i=0"]),
        ("relu_commutes_of_nonneg_monomial", [
            "∀j<k:∀l<m:0≤Q_jl",
            "∀j<k:∀l,p<m:l≠p⟹Q_jl=0∨Q_jp=0",
            "reluVec(Qx)_i=(Q⋅reluVec(x))_i",
        ]),
    ],
)  # fmt: skip
def test_statements_read_as_mathematicians_write_them(library: Library, name: str, lines: list[str]) -> None:
    page = ElementTree.fromstring(to_mathml(library.theorem(name).readable()))
    assert [_line(math) for math in page.iter("math") if math.get("display") == "block"] == lines


def _line(element: Element) -> str:
    parts = list(_parts(element))
    match element.tag:
        case "msub" | "munder":
            return "_".join(parts)
        case "msup":
            return "^".join(parts)
        case "msubsup":
            return f"{parts[0]}_{parts[1]}^{parts[2]}"
        case "mfrac":
            return "/".join(parts)
        case _:
            return (element.text or "").strip("\u2061\u2062") + "".join(parts)


def _parts(element: Element) -> Iterator[str]:
    return (_line(part) for part in element)
