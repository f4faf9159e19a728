"""Statements as MathML: valid, complete, and saying to a reader what the statement says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from typing import Any, cast
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.support.mathml_reading import Worth, read
from tests.support.random_terms import ALL_DEFINITIONS, VARIABLES, Case, cases
from tests.support.statements import (
    DEFINITIONS,
    DOT,
    GRAM,
    MAT_MUL,
    NORM_SQ,
    RELU,
    SUM,
    TRANSPOSE,
    add,
    app,
    both,
    call,
    div,
    eq,
    every_statement,
    fin,
    forall,
    le,
    mat,
    mul,
    nat,
    num,
    scalar,
    sq,
    sub,
    vec,
)

from toymodels.evaluate.batch import Instance
from toymodels.evaluate.convert import instance_of
from toymodels.evaluate.oracle import oracle_value
from toymodels.statements.language import (
    BOOL,
    NAT,
    Arith,
    Call,
    Cast,
    Definition,
    FinMk,
    FinSort,
    FunSort,
    Hypothesis,
    If,
    Lambda,
    Neg,
    Operation,
    Statement,
    Sum,
    Term,
    Truth,
    Var,
)
from toymodels.statements.print.formula import Writer
from toymodels.statements.print.mathml import definition_mathml, definition_sign, hypothesis_mathml, to_mathml
from toymodels.statements.print.mathml_elements import visible
from toymodels.statements.print.readable import shown_arguments
from toymodels.statements.print.text import to_text
from toymodels.statements.walk import bounds


def _worth(definition: Definition) -> Worth:
    """What a definition is worth at the arguments that are printed; sizes are read off tables."""
    shown = shown_arguments(definition, definition.params)

    def worth(args: Sequence[Any], indices: Sequence[int]) -> Any:
        if definition.name == "test.ends":
            return args[1](args[0]) + args[1](0)
        given = [*args, *indices]
        values = dict(zip([param.name for param in shown], given, strict=False))
        sizes = {name: size for param in shown for name, size in _sizes(param, values.get(param.name))}
        body = Call(definition.name, tuple(definition.params), definition.sort)
        instance = Instance({**{param.name: 0 for param in definition.params}, **sizes, **values})
        value: Any = oracle_value(body, ALL_DEFINITIONS, instance)
        return reduce(lambda family, index: family[index], given[len(shown) :], value)

    return worth


def _sizes(param: Var, value: Any) -> Iterator[tuple[str, int]]:
    for bound in bounds(param.sort):
        if isinstance(value, tuple):
            table = cast("tuple[Any, ...]", value)
            if isinstance(bound, Var):
                yield bound.name, len(table)
            value = table[0] if table else None


WORTH = {
    ("test.sum" if name == "test.sum" else name.rpartition(".")[2]): _worth(definition)
    for name, definition in ALL_DEFINITIONS.items()
}


def _markup(term: Term, definitions: Mapping[str, Definition] = ALL_DEFINITIONS) -> str:
    return "".join(Writer(definitions, (var.name for var in VARIABLES)).parts(term))


reading = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@reading
@given(case=st.sampled_from(["prop", "number", "natural", "matrix", "mask"]).flatmap(cases))
def test_a_reader_of_the_formula_finds_the_value_of_the_term(case: Case) -> None:
    assume(case.batch.sizes["n"] and case.batch.sizes["m"])
    meaning = read(_markup(case.term), WORTH)
    for place in range(case.batch.count):
        instance = instance_of(case.batch, place)
        assert meaning(instance.values) == oracle_value(case.term, ALL_DEFINITIONS, instance)


X, Y, C = scalar("x"), scalar("y"), scalar("c")
N, M = nat("n"), nat("m")
V, W = mat("V", N, M), vec("w", N)
I, J = fin("i", N), fin("j", N)  # noqa: E741


@pytest.mark.parametrize(
    ("formula", "seen"),
    [
        (sub(sub(X, Y), C), "x−y−c"),
        (sub(X, sub(Y, C)), "x−(y−c)"),
        (mul(add(X, Y), C), "(x+y)⋅c"),
        (mul(num(2), X), "2\u2062x"),
        (mul(num(2), num(3)), "2⋅3"),
        (mul(num(2), div(X, Y)), "2⋅x/y"),
        (Neg(mul(X, Y)), "−x\u2062y"),
        (mul(Neg(X), Y), "(−x)⋅y"),
        (sq(app(W, I)), "w_i^2"),
        (sq(div(X, Y)), "(x/y)^2"),
        (Sum(I, add(app(W, I), X)), "∑_i<n(w_i+x)"),
        (add(Sum(I, app(W, I)), X), "(∑_i<nw_i)+x"),
        (add(X, Sum(I, app(W, I))), "x+∑_i<nw_i"),
        (sub(N, M, NAT), "n∸m"),
        (div(N, M, NAT), "⌊n/m⌋"),
        (eq(Cast(N), Cast(M)), "(n:𝔽)=m"),
        (eq(N, M), "n=m"),
        (app(V, I, J), "V_ij"),
        (app(V, I, FinMk(num(0, NAT), M)), "V_i,0"),
    ],
)
def test_parentheses_and_signs(formula: Term, seen: str) -> None:
    assert _seen(_markup(formula)) == seen


def _long_families() -> tuple[Term, Term]:
    """Terms with a family that is printed in parts: in other brackets, and in brackets that have a script too."""
    i1, i2, i3, i4 = (fin(f"i{place}", N) for place in range(1, 5))
    row = fin("i5", M)
    first = FinMk(Arith(Operation.MOD, M, M, NAT), M)
    inner = Sum(i4, mul(C, app(V, i2, first)))
    product = call(DOT, N, Lambda(i1, num(2)), Lambda(i2, Sum(i3, mul(inner, num(3)))))
    family = Lambda(i1, Lambda(row, reduce(add, [mul(num(3), app(V, i1, row))] * 5)))
    return product, app(call(TRANSPOSE, N, M, family), FinMk(num(0, NAT), M), FinMk(num(0, NAT), N))


@pytest.mark.parametrize(
    ("place", "end", "value"), [(0, "⋅3)_i2<n⟩", 2 * 3 * 5 * 7), (1, ")_i1<n,i5<m)^T)_0,0", 15 * 5)]
)
def test_a_script_that_closes_brackets_of_other_parts_is_read(place: int, end: str, value: int) -> None:
    markup = _markup(_long_families()[place])
    assert _seen(markup).endswith(end)
    assert read(markup, WORTH)({"n": 1, "m": 1, "V": ((Fraction(5),),), "c": Fraction(7)}) == value


def test_sets_of_indices_have_elements() -> None:
    chosen = Var("S", FunSort(FinSort(N), BOOL))
    assert _seen(_markup(eq(app(chosen, I), Truth(True)))) == "i∈S"
    assert _seen(_markup(eq(app(chosen, I), Truth(False)))) == "i∉S"


def test_definitions_have_their_usual_signs_whatever_they_are_called() -> None:
    usual = (DOT, NORM_SQ, MAT_MUL, TRANSPOSE)
    renamed = {each.name: replace(each, name=f"Other.f{place}") for place, each in enumerate(usual)}
    definitions = {"ToyModels.sum": SUM, "ToyModels.dot": DOT, **{each.name: each for each in renamed.values()}}

    def other(definition: Definition, *args: Term) -> Call:
        return call(renamed[definition.name], *args)

    assert _seen(_markup(other(DOT, N, W, W), definitions)) == "⟨w,w⟩"
    assert _seen(_markup(sq(other(NORM_SQ, N, W)), definitions)) == "‖w‖^4"
    gram = other(MAT_MUL, N, M, N, V, other(TRANSPOSE, N, M, V))
    assert _seen(_markup(app(gram, I, J), definitions)) == "(V\u2062V^T)_ij"


def test_variables_in_scope_never_look_the_same() -> None:
    """TermReader numbers bound variables; without their numbers these three would all be `i`."""
    i, j, k = fin("i_1", N), fin("i_2", N), fin("i_3", N)
    claim = forall(i, j, k, eq(app(V, i, j), app(V, j, k)))
    assert _seen(_markup(claim)) == "∀i,j,l<n:V_ij=V_jl"


def test_a_sentence_names_its_hypotheses_and_sets_its_conclusion_off() -> None:
    statement = every_statement()[1]
    page = ElementTree.fromstring(to_mathml(statement))
    assert [code.text for code in page.iter("code")] == ["hu", "hμ", "hn"]
    assert [line[0].text for line in page if line.tag == "div"] == ["if", "and", "and", "then"]
    displayed = [math for math in page.iter("math") if math.get("display") == "block"]
    assert displayed[-1].get("alttext") == to_text(statement.conclusion, statement.definitions)
    assert "".join(page[0].itertext()) == "For all n,m∈ℕ, V∈𝔽n×m and μ∈𝔽"


def test_conjuncts_of_a_conclusion_have_lines_of_their_own() -> None:
    statement = Statement("s", (X,), (), both(le(X, X), both(eq(X, X), le(X, X))))
    page = ElementTree.fromstring(to_mathml(statement))
    assert len([math for math in page.iter("math") if math.get("display") == "block"]) == 3


def test_a_definition_is_an_equation_with_its_usual_sign() -> None:
    assert _seen(definition_mathml(DOT, DEFINITIONS)) == "dot\u2061(x,y)=⟨x,y⟩=∑_i<nx_i\u2062y_i"
    assert _seen(definition_mathml(GRAM, DEFINITIONS)) == "gram\u2061(V)_ij=⟨V_i,V_j⟩"
    assert _seen(definition_mathml(RELU, DEFINITIONS)) == "relu\u2061(c)={c[if\u00a00≤c];0[otherwise\u00a0]"


def test_a_definition_has_a_sign_that_says_whether_it_is_its_own_name() -> None:
    inner, gram = definition_sign(DOT, DEFINITIONS), definition_sign(GRAM, DEFINITIONS)
    assert (_seen(inner.markup), inner.is_usual) == ("⟨x,y⟩", True)
    assert (_seen(gram.markup), gram.is_usual) == ("gram\u2061(V)", False)


LONG = reduce(add, [mul(app(W, I), app(W, J)) for _ in range(6)])
"""More than a narrow page has room for on one line."""


@pytest.mark.parametrize(
    ("formula", "lines"),
    [
        (LONG, 6),
        (sq(LONG), 6),
        (div(LONG, X), 7),
        (div(X, LONG), 7),
        (div(LONG, M, NAT), 7),
        (call(DOT, N, Lambda(I, LONG), W), 7),
    ],
)
def test_the_lines_of_what_is_long_may_break(formula: Term, lines: int) -> None:
    parts = Writer(ALL_DEFINITIONS, (var.name for var in VARIABLES)).parts(formula)
    assert len(parts) == lines
    assert max(len(visible(part)) for part in parts) <= 14


def test_what_is_long_says_the_same() -> None:
    seen = _seen(_markup(div(LONG, X)))
    assert seen.startswith("(w_i\u2062w_j+")
    assert seen.endswith("w_i\u2062w_j)/x")
    assert _seen(_markup(div(add(X, Y), C))) == "x+y/c"


def test_a_wide_case_has_its_condition_below_it() -> None:
    wide = ElementTree.fromstring(f"<math>{_markup(If(le(LONG, X), X, Y))}</math>")
    assert [len(row) for row in wide.iter("mtr")] == [1, 1, 2]
    narrow = ElementTree.fromstring(f"<math>{_markup(If(le(X, Y), X, Y))}</math>")
    assert [len(row) for row in narrow.iter("mtr")] == [2, 2]


def test_cases_of_which_one_is_long_are_in_lines_that_may_break() -> None:
    listed = If(le(X, Y), LONG, If(eq(X, Y), X, Y))
    parts = Writer(ALL_DEFINITIONS, (var.name for var in VARIABLES)).parts(listed)
    assert len(parts) == 11
    assert _seen(_markup(listed)).endswith("if\u00a0x≤y;xif\u00a0x=y;yotherwise\u00a0}")


def test_a_hypothesis_by_itself_has_the_names_of_the_sentence() -> None:
    taken = Hypothesis("h", forall(I, le(app(W, I), X)))
    statement = Statement("s", (N, W, X, fin("i", N)), (taken,), le(X, X))
    assert _seen(hypothesis_mathml(statement, taken)) == "∀j<n:w_j≤x"


def test_names_are_text() -> None:
    assert "<b>" not in to_mathml(Statement("s", (scalar("<b>"),), (), le(scalar("<b>"), scalar("<b>"))))


def _seen(markup: str) -> str:
    """The formula in a line, rows dissolved; scripts after `_` and `^`, fractions with `/`."""

    def line(element: ElementTree.Element) -> str:
        parts = [line(part) for part in element]
        match element.tag:
            case "msub" | "munder":
                return f"{parts[0]}_{parts[1]}"
            case "msup":
                return f"{parts[0]}^{parts[1]}"
            case "mfrac":
                return f"{parts[0]}/{parts[1]}"
            case "mtable":
                return ";".join(parts)
            case "mtr":
                return f"{parts[0]}[{parts[1]}]"
            case _:
                return (element.text or "") + "".join(parts)

    return line(ElementTree.fromstring(f"<math>{markup}</math>"))
