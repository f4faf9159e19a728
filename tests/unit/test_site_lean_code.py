"""Lean code and proofs as HTML: nothing of the source is lost, links go where Lean says, each step has its goal."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from toymodels.lean.proofs import Declaration, ModuleTrace, Span, Step, Use
from toymodels.site.lean_code import CONTENTS_FROM, code_html, proof_html

SOURCE = """/-- A claim, with "quotes" & <signs>. -/
theorem double_le (n : Nat) (h : 0 ≤ n) : n ≤ n + n := by
  have key : n ≤ n + n := by
    exact Nat.le_add_left n n
  constructor
  · exact helper key -- done

theorem short (n : Nat) : n = n :=
  rfl
"""

GIVEN = "n : Nat\nh : 0 ≤ n\n"
CLAIM = f"{GIVEN}⊢ n ≤ n + n"


def _span(text: str, after: str = "") -> Span:
    start = SOURCE.index(text, SOURCE.index(after) if after else 0)
    return Span(start, start + len(text))


def _trace() -> ModuleTrace:
    have, exact = "have key : n ≤ n + n := by\n    exact Nat.le_add_left n n", "exact Nat.le_add_left n n"
    known = f"{GIVEN}key : n ≤ n + n\n⊢ n ≤ n + n"
    cases = (f"case left\n{GIVEN}key : n ≤ n + n\n⊢ n ≤ n", f"case right\n{GIVEN}key : n ≤ n\n⊢ n ≤ n + n")
    steps = (
        Step(_span(have), "Lean.Parser.Tactic.tacticHave__", 0, (CLAIM,), (known,)),
        Step(_span(exact), "Lean.Parser.Tactic.exact", 1, (CLAIM,), ()),
        Step(_span("constructor"), "Lean.Parser.Tactic.constructor", 0, (known,), cases),
        Step(_span("· exact helper key"), "Lean.cdot", 0, cases, cases[1:]),
        Step(_span("exact helper key"), "Lean.Parser.Tactic.exact", 1, cases[:1], ()),
    )
    first, second = SOURCE.index("theorem double_le"), SOURCE.index("theorem short")
    proof = Span(SOURCE.index(" by\n"), SOURCE.index(" -- done"))
    uses = (
        Use(_span("Nat.le_add_left"), "Nat.le_add_left"),
        Use(_span("helper"), "Lib.helper"),
        Use(_span("n + n"), "HAdd.hAdd"),
        Use(_span("n", after="n + n"), "Inner.n"),
    )
    declarations = (
        Declaration("Lib.double_le", Span(0, proof.end), _span("double_le"), Span(first, proof.start), proof, steps),
        Declaration(
            "Lib.short", Span(second, len(SOURCE)), _span("short"), Span(second, _span("rfl").start), _span("rfl"), ()
        ),
    )
    return ModuleTrace("Lib", SOURCE, declarations, uses)


TRACE = _trace()
PAGES = {"Lib.helper": "helper.html#Lib.helper"}


def _proof(place: int = 0, trace: ModuleTrace = TRACE) -> Element:
    return ElementTree.fromstring(proof_html(trace, trace.declarations[place], PAGES.get))


def _text(element: Element) -> str:
    return "".join(element.itertext())


def _classed(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if name in str(element.get("class", "")).split()]


def test_code_shows_every_character_of_the_source():
    for span in (Span(0, len(SOURCE)), TRACE.declarations[0].statement, _span("le_add")):
        assert _text(ElementTree.fromstring(code_html(TRACE, span, PAGES.get))) == span.of(SOURCE)


def test_identifiers_that_have_a_page_are_links():
    code = ElementTree.fromstring(code_html(TRACE, Span(0, len(SOURCE)), PAGES.get))
    assert [(a.text, a.get("href")) for a in code.iter("a")] == [("helper", "helper.html#Lib.helper")]


def test_a_name_is_a_link_where_it_stands_first():
    declaration = TRACE.declarations[0]
    proof = _span("helper", after="exact helper")
    again = ModuleTrace(
        "Lib", SOURCE, (declaration,), (*TRACE.uses, Use(_span("key", after="helper key"), "Lib.helper"))
    )
    code = ElementTree.fromstring(code_html(again, Span(proof.start, proof.end + len(" key")), PAGES.get))
    assert ([a.text for a in code.iter("a")], _text(code)) == (["helper"], "helper key")


def test_keywords_and_comments_are_marked_and_markup_is_text():
    code = ElementTree.fromstring(code_html(TRACE, Span(0, len(SOURCE)), PAGES.get))
    assert "theorem" in [element.text for element in code.iter("b")]
    comments = "".join(element.text or "" for element in code.iter("i"))
    assert "<signs>" in comments
    assert "-- done" in comments


def test_a_use_gives_way_to_one_inside_it():
    known = {"HAdd.hAdd": "core.html", "Inner.n": "n.html"}
    code = ElementTree.fromstring(code_html(TRACE, _span("n + n"), known.get))
    assert [element.get("href") for element in code.iter("a")] == ["n.html"]


def _rows(proof: Element) -> list[tuple[Element, Element]]:
    """What stands on the left and on the right of each row, in the order of the page."""
    sides = [part for item in proof.iter("li") for part in item if part.tag in {"pre", "p", "div"}]
    ordered = [part for part in proof.iter() if part in sides]
    return list(zip(ordered[::2], ordered[1::2], strict=True))


def _goals(side: Element) -> list[str]:
    return [_text(line) for line in side.iter("p") if line.get("class") != "case"]


def test_each_step_stands_beside_its_goal():
    rows = _rows(_proof())
    assert [(_text(code), _goals(goals)) for code, goals in rows] == [
        ("have key : n ≤ n + n := by", ["⊢ n ≤ n + n"]),
        ("exact Nat.le_add_left n n", []),
        ("after this block", ["⊢ as above"]),
        ("constructor", ["⊢ n ≤ n", "⊢ n ≤ n + n"]),
        ("· exact helper key", []),
    ]
    assert [_text(rows[place][1]) for place in (1, 4)] == ["✓ done"] * 2


def test_new_and_changed_are_told_and_what_is_as_before_by_its_number():
    rows = _rows(_proof())
    (new,) = rows[2][1].iter("li")
    assert (_text(new), new.get("class")) == ("key : n ≤ n + n", None)
    first, second = rows[3][1].iter("ul")
    assert (first.get("data-same"), len(first)) == ("0", 0)
    (changed,) = second
    assert (_text(changed), changed.get("class")) == ("key : n ≤ n", "changed")
    assert [line.get("class") for line in rows[3][1].iter("p")] == ["case", "changed", "case", None]


def test_what_the_statement_gives_is_not_repeated():
    assert "h : 0 ≤ n" not in _text(_proof())


def test_blocks_are_nested_unless_they_close_the_goal_on_one_line():
    proof = _proof()
    (inner,) = [item for item in proof.iter("ol") if item.get("class") is None]
    assert [_text(item[0]) for item in inner] == ["exact Nat.le_add_left n n"]
    (outer,) = [item for item in proof.iter("ol") if item.get("class") == "steps"]
    assert len(outer) == 3


def test_a_term_is_shown_as_code_with_a_note():
    proof = _proof(1)
    assert "proof term" in _text(_classed(proof, "proof-note")[0])
    assert [_text(code) for code in proof.iter("pre")] == ["rfl"]


def test_only_long_proofs_have_a_table_of_contents():
    assert not list(_proof().iter("nav"))
    declaration = TRACE.declarations[0]
    exact = declaration.steps[-1]
    many = (*declaration.steps, *[exact] * CONTENTS_FROM)
    long = Declaration(
        declaration.name, declaration.span, declaration.name_span, declaration.statement, declaration.proof, many
    )
    proof = _proof(trace=ModuleTrace("Lib", SOURCE, (long,), ()))
    (nav,) = proof.iter("nav")
    assert [(_text(a), a.get("href")) for a in nav.iter("a")] == [("key : n ≤ n + n", "#step-0")]
    assert [item.get("id") for item in proof.iter("li") if item.get("id")] == ["step-0"]
