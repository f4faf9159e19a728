"""The official kernel's opinion in words, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from toymodels.kernel.native import Replay
from toymodels.kernel.outcome import Judged
from toymodels.kernel.wheel import KERNEL
from toymodels.lean.toolchain import Toolchain

_SHOWN = 20
_KINDS = {"inductive": "inductive type"}


def fault_lines(result: Judged) -> Iterator[str]:
    """A line for each declaration that was not accepted, and one if the kernel did not finish."""
    for outcome in result.faults:
        yield f"{click.style(outcome.verdict, fg='red')} {outcome.name}: {outcome.reason}"
    if result.ran and result.trouble:
        yield f"the official kernel did not finish: {result.trouble}"


def summary_line(result: Judged) -> str:
    """How much was accepted, or why nothing was asked."""
    if not result.ran:
        return f"The official kernel, a second opinion, was not asked: {result.trouble}"
    counts = result.counts
    line = (
        f"{KERNEL}: {_count(counts['accepted'], 'declaration')} accepted ({_kinds(result.accepted)}), "
        f"{counts['rejected']:,} rejected, no opinion of {counts['no_opinion']:,}"
    )
    helpers = f"; {_count(counts['left_out'], 'unsafe helper')}, which no proof may use, left out"
    note = f" ({result.note})" if result.note else ""
    return f"{line}{helpers if counts['left_out'] else ''}{note}"


def replay_line(replayed: Replay, toolchain: Toolchain) -> str:
    """What `leanchecker` says."""
    reason = f": {replayed.reason}" if replayed.reason else ""
    return f"leanchecker, which replays the modules through the kernel of {toolchain}: {replayed.verdict}{reason}"


def core_lines(result: Judged) -> Iterator[str]:
    """What was checked again of core, and what was admitted, if the kernel finished."""
    summary = result.summary
    if not summary:
        return
    yield f"core, checked again as far as it is used: {_kinds(summary['core_checked'])}"
    yield f"derived by the kernel as the files have them: {_kinds(summary['derived'])}"
    yield (
        f"axioms, with how many theorems rest on each: {_listed(summary['axioms']) or 'none'}; those that only "
        "the proofs of admitted theorems of core use are not seen"
    )
    for what, key in (
        ("theorem of core", "core_theorems_admitted"),
        ("hidden value of core", "core_bodies_admitted"),
    ):
        if admitted := summary[key]:
            yield (
                f"admitted, since the files do not have it: {_count(len(admitted), what)}, with how many theorems rest "
                f"on each: {_listed(admitted)}"
            )


def _kinds(counts: Mapping[str, int]) -> str:
    named = ((_KINDS.get(kind, kind), count) for kind, count in sorted(counts.items()))
    return ", ".join(_count(count, kind) for kind, count in named) or "none"


def _count(number: int, what: str) -> str:
    noun, of, rest = what.partition(" of ")
    return f"{number:,} {noun}{'s' if number != 1 else ''}{of}{rest}"


def _listed(users: Mapping[str, int]) -> str:
    """Names, the most used first, each with a number of theorems."""
    ordered = sorted(users.items(), key=lambda item: (-item[1], item[0]))
    more = f" and {len(ordered) - _SHOWN} more, see `toymodels recheck --json`" if len(ordered) > _SHOWN else ""
    return ", ".join(f"{name} ({count:,})" for name, count in ordered[:_SHOWN]) + more
