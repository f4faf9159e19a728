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


def test_identifiers_are_links_or_say_their_full_name():
    code = ElementTree.fromstring(code_html(TRACE, Span(0, len(SOURCE)), PAGES.get))
    assert [(a.text, a.get("href")) for a in code.iter("a")] == [("helper", "helper.html#Lib.helper")]
    assert ("Nat.le_add_left", "Nat.le_add_left") in [(e.text, e.get("title")) for e in _classed(code, "lean-core")]


def test_keywords_and_comments_are_marked_and_markup_is_text():
    code = ElementTree.fromstring(code_html(TRACE, Span(0, len(SOURCE)), PAGES.get))
    assert "theorem" in [element.text for element in _classed(code, "lean-keyword")]
    comments = "".join(element.text or "" for element in _classed(code, "lean-comment"))
    assert "<signs>" in comments
    assert "-- done" in comments


def test_a_use_gives_way_to_one_inside_it():
    code = ElementTree.fromstring(code_html(TRACE, _span("n + n"), PAGES.get))
    assert [element.get("title") for element in _classed(code, "lean-core")] == ["Inner.n"]


def test_each_step_stands_beside_its_goal():
    rows = _classed(_proof(), "proof-row")
    seen = [(_text(row[0]), [_text(goal) for goal in _classed(row[1], "goal-conclusion")]) for row in rows]
    assert seen == [
        ("have key : n ≤ n + n := by", ["⊢ n ≤ n + n"]),
        ("exact Nat.le_add_left n n", []),
        ("after this block", ["⊢ n ≤ n + n"]),
        ("constructor", ["⊢ n ≤ n", "⊢ n ≤ n + n"]),
        ("· exact helper key", []),
    ]
    assert [_text(_classed(rows[place], "proof-goals")[0]) for place in (1, 4)] == ["✓ goals accomplished"] * 2


def test_new_and_changed_are_told_and_what_is_as_before_by_its_number():
    rows = _classed(_proof(), "proof-row")
    (new,) = _classed(rows[2], "new")
    assert (_text(new), new.get("data-h")) == ("key : n ≤ n + n", "0")
    first, second = _classed(rows[3], "hypotheses")
    assert (first.get("data-same"), len(first)) == ("0", 0)
    (changed,) = second
    assert (_text(changed), changed.get("class"), changed.get("data-h")) == ("key : n ≤ n", "changed", "1")
    assert [conclusion.get("class") for conclusion in _classed(rows[3], "goal-conclusion")] == [
        "goal-conclusion changed", "goal-conclusion",
    ]  # fmt: skip


def test_what_the_statement_gives_is_folded_under_its_names_once():
    (folded,) = _proof().iter("details")
    assert _text(folded[0]) == "given: n, h"
    assert [_text(item) for item in folded.iter("li")] == ["n : Nat", "h : 0 ≤ n"]


def test_blocks_are_nested_unless_they_close_the_goal_on_one_line():
    proof = _proof()
    (inner,) = _classed(proof, "proof-block")
    assert [item.get("id") for item in inner] == ["step-1"]
    ids = [item.get("id") for item in proof.iter("li") if item.get("id")]
    assert ids == [f"step-{place}" for place in range(4)]


def test_a_term_is_shown_as_code_with_a_note():
    proof = _proof(1)
    assert "proof term" in _text(_classed(proof, "proof-note")[0])
    assert _text(_classed(proof, "lean")[0]) == "rfl"


def test_only_long_proofs_have_a_table_of_contents():
    assert not list(_proof().iter("nav"))
    declaration = TRACE.declarations[0]
    exact = declaration.steps[-1]
    many = (*declaration.steps, *[exact] * CONTENTS_FROM)
    long = Declaration(
        declaration.name, declaration.span, declaration.name_span, declaration.statement, declaration.proof, many
    )
    (nav,) = _proof(trace=ModuleTrace("Lib", SOURCE, (long,), ())).iter("nav")
    assert [(_text(a), a.get("href")) for a in nav.iter("a")] == [("key : n ≤ n + n", "#step-0")]
