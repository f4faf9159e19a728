"""What is noted while Lean elaborates becomes syntax and steps; notes that cannot be read are refused."""

from typing import Any

import pytest

from toymodels.errors import LeanError
from toymodels.lean.adapt import Adapted
from toymodels.lean.elaboration import Elaboration
from toymodels.lean.notes import noted_steps, read_notes
from toymodels.lean.proofs import Span, Step

PROOF = """\
theorem μ_and : p ∧ q := by
  constructor
  · t2
"""
SOURCE = f"module\n\n{PROOF}"
SEQUENCE = "Lean.Parser.Tactic.tacticSeq1Indented"


def at(text: str, source: str = SOURCE) -> list[int]:
    """Where a text stands, in bytes."""
    start = len(source[: source.index(text)].encode())
    return [start, start + len(text.encode())]


def command(source: str = SOURCE) -> list[Any]:
    inner = [SEQUENCE, ["null", ["t", at("t2", source)]]]
    both = ["null", ["c", at("constructor", source)], 0, ["cdot", at("·", source), inner]]
    return ["theorem", at("theorem", source), ["id", at("μ_and", source)], ["by", at("by", source), [SEQUENCE, both]]]


def step(text: str, kind: str, before: list[int], after: list[int], source: str = SOURCE) -> list[Any]:
    return [*at(text, source), kind, before, after]


STEPS = [
    step("constructor", "c", [0], [1, 2]),
    step("· t2", "cdot", [1, 2], [2]),
    step("t2", "t", [1], []),
]
GOALS = ["⊢ p ∧ q", "case left\n⊢ p", "case right\n⊢ q"]
NOTE = {"syntax": command(), "steps": STEPS, "goals": GOALS}


def elaboration(*notes: Any, source: str = SOURCE) -> Elaboration:
    return Elaboration(True, (), read=Adapted.of(source), source=source, notes=notes)


def steps(*notes: Any) -> dict[str, Step]:
    read = read_notes(elaboration({"syntax": command(), "steps": [], "goals": []} | NOTE, *notes))
    return {step.span.of(SOURCE): step for step in noted_steps(read.commands[0], read.states)}


def test_tokens_stand_where_their_bytes_are():
    (theorem,) = read_notes(elaboration(NOTE)).commands
    assert [span.of(SOURCE) for span in theorem.tokens()] == ["theorem", "μ_and", "by", "constructor", "·", "t2"]
    assert theorem.span() == Span(len("module\n\n"), len(SOURCE) - 1)


def test_each_tactic_has_the_goals_before_and_after_it():
    found = steps()
    assert list(found) == ["constructor", "· t2", "t2"]
    assert (found["constructor"].before, found["constructor"].after) == ((GOALS[0],), (GOALS[1], GOALS[2]))
    assert (found["t2"].depth, found["t2"].kind) == (1, "t")
    assert (found["t2"].before, found["t2"].after, found["t2"].known) == ((GOALS[1],), (), True)


def test_a_tactic_that_ran_several_times_has_the_goals_of_all_its_runs_once():
    again = {"syntax": 0, "steps": [step("t2", "t", [0, 1], [1])], "goals": [GOALS[1], "⊢ r"]}
    assert steps(again)["t2"].before == (GOALS[1], "⊢ r")
    assert steps(again)["t2"].after == ("⊢ r",)


def test_another_tactic_at_the_same_place_is_none_of_the_step():
    macro = {"syntax": 0, "steps": [step("t2", "what t2 stands for", [0], [])], "goals": ["⊢ r"]}
    assert steps(macro) == steps()


def test_a_step_that_lean_did_not_come_to_says_so():
    read = read_notes(elaboration(NOTE | {"steps": STEPS[:2]}))
    last = noted_steps(read.commands[0], read.states)[-1]
    assert last == Step(Span(*(SOURCE.index("t2") + end for end in (0, 2))), "t", 1, (), (), known=False)


def test_places_are_those_in_the_authors_file():
    source = f"import A\n{PROOF}"
    read = Adapted.of(source)
    assert read.text != source
    noted = {
        "syntax": command(read.text),
        "steps": [step("constructor", "c", [0], [], read.text)],
        "goals": GOALS,
    }
    notes = read_notes(elaboration(noted, source=source))
    first = noted_steps(notes.commands[0], notes.states)[0]
    assert first.span.of(source) == "constructor"
    assert first.before == (GOALS[0],)


def test_what_could_not_be_noted_is_an_error():
    with pytest.raises(LeanError, match="could not be read: RangeError: too deep"):
        read_notes(elaboration(NOTE, {"failed": "RangeError: too deep"}))


@pytest.mark.parametrize(
    "broken",
    [
        {"syntax": ["a", [1, 2, 3]]},
        {"syntax": ["a", [0, len(SOURCE) * 4]]},
        {"syntax": None},
        {"steps": [[0, 1, "t", [0]]]},
        {"steps": [step("t2", "t", [3], [])]},
        {"goals": None},
    ],
)
def test_notes_of_another_form_are_an_error(broken: dict[str, Any]):
    with pytest.raises(LeanError, match="a note on a command is not of the form"):
        read_notes(elaboration(NOTE | broken))
