"""Terse pages: what is left out is only what nobody sees, and formulas keep their operators' forms."""

from __future__ import annotations

import pytest

from toymodels.site.terse import terse
from toymodels.site.terse_mathml import terse_formulas


def test_indentation_goes_and_code_stays_as_it_was_written():
    page = "<ul>\n  \n  <li>one</li>\n    <li>two three</li>\n</ul>\n<pre>\n  have\n    it</pre>\n  <p>x</p>"
    assert terse(page) == "<ul>\n<li>one</li>\n<li>two three</li>\n</ul>\n<pre>\n  have\n    it</pre>\n<p>x</p>"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<mrow><mrow><mi>x</mi></mrow></mrow>", "<mi>x</mi>"),
        ("<mrow><mi>x</mi><mo form='infix'>+</mo><mi>y</mi></mrow>", "<mi>x</mi><mo>+</mo><mi>y</mi>"),
        ("<mrow><mo form='infix'>=</mo><mi>y</mi></mrow>", "<mo>=</mo><mi>y</mi>"),
        ("<mrow><mo form='prefix'>−</mo><mi>y</mi></mrow>", "<mo>−</mo><mi>y</mi>"),
        (
            "<mrow><mi>x</mi><mrow><mo form='prefix'>−</mo><mi>y</mi></mrow></mrow>",
            "<mi>x</mi><mo form='prefix'>−</mo><mi>y</mi>",
        ),
        ("<mrow><mi>x</mi><mrow><mo form='infix'>−</mo><mi>y</mi></mrow></mrow>", "<mi>x</mi><mo>−</mo><mi>y</mi>"),
        (
            "<msup><mrow><mo form='prefix' fence='true' stretchy='true'>(</mo><mi>x</mi>"
            "<mo form='postfix' fence='true' stretchy='true'>)</mo></mrow><mrow><mn>2</mn></mrow></msup>",
            "<msup><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow><mn>2</mn></msup>",
        ),
        (
            "<mrow><mi>f</mi><mrow><mo form='prefix' fence='true' stretchy='true'>(</mo><mi>x</mi>"
            "<mo form='postfix' fence='true' stretchy='true'>)</mo></mrow></mrow>",
            "<mi>f</mi><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow>",
        ),
        ("<mo form='prefix' stretchy='false'>(</mo>", "<mo form='prefix' stretchy='false'>(</mo>"),
        ("<mi mathvariant='normal'>ℕ</mi>", "<mi>ℕ</mi>"),
        ("<mi mathvariant='normal'>f</mi>", "<mi mathvariant='normal'>f</mi>"),
        ("<msub><mo form='prefix'>∑</mo><mi>i</mi></msub>", "<msub><mo form='prefix'>∑</mo><mi>i</mi></msub>"),
        ("<mrow><mi>x</mi><mo form='infix'>&lt;</mo><mi>y</mi></mrow>", "<mi>x</mi><mo>&lt;</mo><mi>y</mi>"),
    ],
)
def test_a_formula_says_nothing_that_is_so_anyway(written: str, shown: str):
    given = f"<math alttext='x'>{written}</math>".replace("'", '"')
    assert terse_formulas(given) == f"<math>{shown}</math>".replace("'", '"')


def test_the_parts_of_a_block_between_which_a_line_may_break_stay_apart():
    given = (
        '<math display="block" alttext="x = y"><mrow><mi>x</mi></mrow>'
        '<mrow><mo form="infix">=</mo><mi>y</mi></mrow></math>'
    )
    assert terse_formulas(given) == ('<math display="block"><mi>x</mi><mrow><mo>=</mo><mi>y</mi></mrow></math>')
