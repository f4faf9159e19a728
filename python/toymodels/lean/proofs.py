"""Proofs as people read them: a module's source, tactic steps with Lean's own goals, identifiers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of a module's source, in characters from its start."""

    start: int
    end: int

    def of(self, source: str) -> str:
        """The text that the span covers."""
        return source[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Step:
    """One tactic of a proof.

    `before` and `after` are the goals as Lean prints them (a `case` line if the goal has a tag, hypotheses, then
    `⊢ conclusion`, or `| term` inside `conv`), broken at 120 columns; no goal after the last step of a block. A tactic
    that runs several times, as under `<;>`, has the goals of all its runs. Where `known` is false, Lean never came to
    the step or could not be asked, and what it did not tell is empty. `depth` is 0 in a proof's main sequence, and one
    more inside each nested block. `kind` is Lean's name of the syntax, such as `Lean.Parser.Tactic.intro`.
    """

    span: Span
    kind: str
    depth: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    known: bool = True


@dataclass(frozen=True, slots=True)
class Use:
    """An identifier of the source and the constant that Lean resolved it to, named as its author did."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration in the source.

    `span` covers all of it with its docstring, `name_span` its name (the keyword `instance` where it has none),
    `statement` what follows the docstring up to `:=`, `proof` what follows `:=` (none for a structure, say). `steps`
    stand in the order of their starts, an outer one before those inside it.
    """

    name: str
    span: Span
    name_span: Span
    statement: Span
    proof: Span | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ModuleTrace:
    """All of a module that a reader may want to see beside its text."""

    module: str
    source: str
    declarations: tuple[Declaration, ...]
    uses: tuple[Use, ...]
