"""What is trusted: what the kernel proved, what was only tested, what is taken for granted, what is not claimed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toymodels.site.render import Anchor, Page, Renderer

PATH = "trust.html"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of some version of Lean that bears on trust: what it takes, and where it is told."""

    version: str
    what: str
    issues: Sequence[tuple[str, str]]


FAULTS = (
    Fault(
        "4.28",
        "crafted nested inductive types, reached through metaprograms and not through theorem files such as these",
        (
            ("issue 14576", "https://github.com/leanprover/lean4/issues/14576"),
            ("issue 14577", "https://github.com/leanprover/lean4/issues/14577"),
        ),
    ),
)
"""What is known of the versions of Lean that libraries here were built with."""


def pages(renderer: Renderer) -> Iterator[Page]:
    """The page about trust."""
    data = renderer.data
    report = data.records.verify
    entries = list(data.theorems.values())
    checked = [entry.evidence for entry in entries if entry.evidence is not None]
    arithmetic: Counter[str] = Counter()
    for evidence in checked:
        arithmetic.update(evidence.arithmetic)
    official = report and report.official_kernel
    admitted: Mapping[str, int] = official.summary.get("core_theorems_admitted", {}) if official else {}
    axioms = Counter(axiom for evidence in checked for axiom in evidence.axioms)
    toolchain, pinned = data.library.build.toolchain, data.library.project.toolchain
    yield renderer.page(
        PATH,
        "trust.html",
        "What is trusted",
        report=report,
        proved=[entry for entry in entries if entry.audited],
        unproved=[entry for entry in entries if entry.audited is False],
        unaudited=[entry for entry in entries if entry.audited is None],
        accepted=[entry for entry in entries if entry.official == "accepted"],
        not_accepted=[entry for entry in entries if entry.official not in ("accepted", None)],
        official=official,
        admitted=sorted(admitted.items(), key=lambda item: (-item[1], item[0])),
        held=[entry for entry in entries if entry.verdict == "held"],
        exhaustive=[evidence for evidence in checked if evidence.exhaustive],
        not_held=[entry for entry in entries if entry.verdict not in ("held", "unchecked")],
        axioms=sorted(axioms.items()),
        without_axioms=sum(not evidence.axioms for evidence in checked),
        arithmetic=[(kind, count) for kind, count in sorted(arithmetic.items()) if count],
        is_native=toolchain.is_official,
        lean=str(toolchain),
        pinned=pinned,
        faults=[fault for fault in FAULTS if pinned.rpartition(":v")[2].startswith(f"{fault.version}.")],
        not_claimed=data.not_claimed(),
        contents=[
            Anchor("proved", "Proved by the kernel"),
            Anchor("official", "Accepted by an official kernel"),
            Anchor("axioms", "Axioms"),
            Anchor("tested", "Tested, not proved"),
            Anchor("granted", "Taken for granted"),
            Anchor("toolchain", "The toolchain and its faults"),
            Anchor("recheck", "Check it yourself"),
            Anchor("not-claimed", "Not claimed"),
        ],
    )
