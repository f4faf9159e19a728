"""The instrumented copy: the author's text keeps its columns, and every report can be told from its place."""

import re

import pytest

from toymodels.lean.proofs import Span
from toymodels.lean.tactics import Block, Point, Tactic, instrument


def block(source: str, depth: int, *texts: str) -> Block:
    starts = [source.index(text) for text in texts]
    return Block(tuple(Tactic(Span(at, at + len(text)), "k") for at, text in zip(starts, texts, strict=True)), depth)


NESTED = """\
theorem a : p ∧ q := by
  constructor -- both
  · exact hp -- left
  · have e : q := f (by omega) (by simp; grind)
    exact e
"""
OUTER = ("constructor", "· exact hp", NESTED[NESTED.index("· have") : -1])
BLOCKS = [
    block(NESTED, 0, *OUTER),
    block(NESTED, 1, "exact hp"),
    block(NESTED, 1, "have e : q := f (by omega) (by simp; grind)", "exact e"),
    block(NESTED, 2, "omega"),
    block(NESTED, 2, "simp", "grind"),
]

COPY = """\
theorem a : p ∧ q := by
  trace_state;
  constructor -- both
  trace_state;
  · trace_state;
    exact hp
    trace_state -- left
  trace_state;
  · trace_state;
    have e : q := f (by trace_state;
                        omega
                        trace_state
                             ) (by trace_state;
                                   simp; trace_state;
                                         grind
                                   trace_state
                                              )
    trace_state;
    exact e
    trace_state
  trace_state
"""


def test_the_copy_reports_before_each_tactic_and_at_the_end_of_each_block():
    assert instrument(NESTED, BLOCKS, range(5))[0] == COPY


def columns(text: str) -> list[tuple[int, str]]:
    code = re.sub("--.*", "", text)
    return [(column, char) for line in code.splitlines() for column, char in enumerate(line) if char != " "]


def test_what_the_author_wrote_keeps_its_columns():
    copy, _ = instrument(NESTED, BLOCKS, range(5))
    assert columns(re.sub("trace_state;?", lambda mark: " " * len(mark[0]), copy)) == columns(NESTED)


def test_every_report_is_told_from_its_place():
    copy, places = instrument(NESTED, BLOCKS, range(5))
    lines = copy.splitlines()
    assert len(places) == copy.count("trace_state") == 14
    assert all(lines[line - 1].startswith("trace_state", column) for line, column in places)
    assert [point for _, point in sorted(places.items())] == [
        Point(0, 0),
        Point(0, 1),
        Point(1, 0),
        Point(1, 1),
        Point(0, 2),
        Point(2, 0),
        Point(3, 0),
        Point(3, 1),
        Point(4, 0),
        Point(4, 1),
        Point(4, 2),
        Point(2, 1),
        Point(2, 2),
        Point(0, 3),
    ]


@pytest.mark.parametrize("chosen", [[], [1], [0, 4]])
def test_only_the_chosen_blocks_are_asked_about(chosen: list[int]):
    copy, places = instrument(NESTED, BLOCKS, chosen)
    assert {point.block for point in places.values()} == set(chosen)
    assert (copy == NESTED) == (not chosen)
