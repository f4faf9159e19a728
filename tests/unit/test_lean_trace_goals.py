"""How Lean's reports become steps, against a stand-in for Lean that reports a goal at each place it is asked about."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from toymodels.lean.elaboration import Elaboration
from toymodels.lean.goals import trace_steps
from toymodels.lean.messages import Message
from toymodels.lean.proofs import Span, Step
from toymodels.lean.syntax import Syntax

SOURCE = """\
theorem a : p := by
  t1
  have x : q := by t2
  t3
theorem b : q := by
  t4
"""


def token(text: str) -> Syntax:
    at = SOURCE.index(text)
    return Syntax("atom", text, Span(at, at + len(text)))


def sequence(*tactics: Syntax) -> Syntax:
    return Syntax("Lean.Parser.Tactic.tacticSeq1Indented", children=[Syntax("null", children=list(tactics))])


def tactic(*children: Syntax) -> Syntax:
    return Syntax("Lean.Parser.Tactic.t", children=list(children))


NEVER = r"(?!)"
NOTHING = Syntax("null")
DECLARATIONS = (
    sequence(
        tactic(token("t1")),
        NOTHING,
        tactic(token("have"), sequence(tactic(token("t2")))),
        NOTHING,
        tactic(token("t3")),
    ),
    sequence(tactic(token("t4"))),
)


class StandIn:
    """Reports the line that a place is in; rejects lines that match, and is silent at others."""

    def __init__(self, *, rejects: str = NEVER, silent: str = NEVER, says: Mapping[str, str] | None = None) -> None:
        self.rejects, self.silent, self.says = re.compile(rejects), re.compile(silent), says or {}
        self.texts: list[str] = []

    def elaborate(self, name: str, text: str) -> Elaboration:
        del name
        self.texts.append(text)
        messages: list[Message] = []
        for number, line in enumerate(text.splitlines(), start=1):
            if self.rejects.search(line):
                messages.append(Message(Path("A"), number, 0, "error", "unexpected token", ""))
            for mark in re.finditer("trace_state", line):
                if not self.silent.search(line):
                    said = self.says.get(line.strip(), f"⊢ line {number}")
                    messages.append(Message(Path("A"), number, mark.start(), "information", said, "trace"))
        return Elaboration(not self.rejects.search(text), tuple(messages))


def steps(lean: StandIn) -> list[tuple[str, Step]]:
    found = trace_steps(lean, "a", SOURCE, DECLARATIONS)  # pyright: ignore[reportArgumentType]
    return [(step.span.of(SOURCE)[:2], step) for one in found for step in one]


def test_the_goals_after_a_step_are_those_before_the_next():
    found = steps(StandIn())
    assert [(text, step.depth, step.before, step.after) for text, step in found] == [
        ("t1", 0, ("⊢ line 2",), ("⊢ line 4",)),
        ("ha", 0, ("⊢ line 4",), ("⊢ line 8",)),
        ("t2", 1, ("⊢ line 5",), ("⊢ line 7",)),
        ("t3", 0, ("⊢ line 8",), ("⊢ line 10",)),
        ("t4", 0, ("⊢ line 12",), ("⊢ line 14",)),
    ]
    assert all(step.known for _, step in found)


def test_goals_are_told_apart_and_no_goal_is_an_empty_tuple():
    found = dict(steps(StandIn(says={"trace_state": "", "trace_state;": "case a\nx : α\n⊢ p\n\n⊢ q"})))
    assert found["t4"].before == ("case a\nx : α\n⊢ p", "⊢ q")
    assert found["t4"].after == ()
    assert found["t4"].known


def test_a_step_that_lean_did_not_come_to_says_so():
    found = dict(steps(StandIn(silent=r"by trace_state")))
    assert not found["t2"].known
    assert found["t2"].before == ()
    assert all(step.known for text, step in found.items() if text != "t2")


def test_where_lean_rejects_the_copy_blocks_inside_lines_are_left_alone_first():
    lean = StandIn(rejects=r"by trace_state")
    found = dict(steps(lean))
    assert len(lean.texts) == 2
    assert [text for text, step in found.items() if not step.known] == ["t2"]


class RejectsTheFirstProof(StandIn):
    """Accepts the first declaration only as its author wrote it."""

    def elaborate(self, name: str, text: str) -> Elaboration:
        self.rejects = re.compile("have x" if "trace_state;\n  have" in text else NEVER)
        return super().elaborate(name, text)


def test_then_only_the_declaration_that_breaks_goes_without_goals():
    lean = RejectsTheFirstProof()
    found = dict(steps(lean))
    assert len(lean.texts) == 3
    assert [text for text, step in found.items() if step.known] == ["t4"]
    assert found["t4"].before == ("⊢ line 6",)


def test_a_module_without_tactics_needs_no_lean():
    lean = StandIn()
    assert trace_steps(lean, "a", SOURCE, [tactic(token("t1"))]) == ((),)  # pyright: ignore[reportArgumentType]
    assert lean.texts == []


def test_a_tactic_that_runs_several_times_has_the_goals_of_all_its_runs(monkeypatch: pytest.MonkeyPatch):
    lean = StandIn()
    once = lean.elaborate

    def twice(name: str, text: str) -> Elaboration:
        said = once(name, text)
        again = [Message(m.file, m.line, m.column, m.severity, f"{m.text}'", m.kind) for m in said.messages]
        return Elaboration(said.ok, (*said.messages, *said.messages, *again))

    monkeypatch.setattr(lean, "elaborate", twice)
    assert dict(steps(lean))["t4"].before == ("⊢ line 12", "⊢ line 12'")
