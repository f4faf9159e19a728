"""What is said between this process and the kernel's own: one request, then a line of JSON for each thing known."""

from __future__ import annotations

from collections.abc import Mapping

from toymodels.kernel.outcome import Summary
from toymodels.records.forms import Result


class Asked(Result, frozen=True):
    """What the kernel's process is to do.

    Attributes:
        library: the main compiled file of each module, by name.
        core: folders of core's compiled modules.
        names: the declarations that are wanted; without them, all.
        assumed: by wanted declaration, the theorems of the library that it may rest on without their proofs.
        basis: what every judgement depends on, whatever the files.
        contents: by module of the library, a hash of its compiled files; none where nothing is to be kept.
        known: the keys of proofs that were accepted before.
        seconds: of processor time that the process may take.
        bytes: of address space that it may take.
    """

    library: Mapping[str, str]
    core: tuple[str, ...]
    names: tuple[str, ...] | None
    assumed: Mapping[str, tuple[str, ...]]
    basis: str
    contents: Mapping[str, str]
    known: tuple[str, ...]
    seconds: int
    bytes: int


class _Line(Result, frozen=True, tag_field="about"):
    """A line of the answer."""


class Missing(_Line, frozen=True, tag="missing"):
    """The kernel cannot be loaded."""

    why: str


class Failed(_Line, frozen=True, tag="failed"):
    """A compiled file cannot be read."""

    why: str


class Target(Result, frozen=True):
    """A declaration that will be judged."""

    name: str
    module: str
    kind: str


class Planned(_Line, frozen=True, tag="planned"):
    """All that will be judged."""

    targets: tuple[Target, ...]


class Verdict(_Line, frozen=True, tag="verdict"):
    """What is said of one declaration; an accepted proof has a `key` if it can be kept."""

    name: str
    verdict: str
    reason: str
    key: str


class Done(_Line, frozen=True, tag="done"):
    """The end, with what is said of all together and how many proofs were known."""

    summary: Summary
    recognized: int


Line = Missing | Failed | Planned | Verdict | Done
