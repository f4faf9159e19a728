"""Puts together all of a module that a reader may want to see beside its text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toymodels.lean.elaboration import Elaboration
from toymodels.lean.ilean import read_uses
from toymodels.lean.notes import noted_steps, read_notes
from toymodels.lean.olean import read_module
from toymodels.lean.outline import declaration_nodes, declared_names, read_declaration, require_theorems
from toymodels.lean.proofs import ModuleTrace, Step
from toymodels.lean.syntax import Syntax


def noted_trace(path: Path, module: str, compiled: Path, elaboration: Elaboration) -> ModuleTrace:
    """The trace of a module from what was noted while it was elaborated.

    Args:
        path: the module's source.
        module: its name.
        compiled: its `.olean` file.
        elaboration: one with notes.

    Raises:
        ToyModelsError: the notes or the compiled files cannot be read, or do not fit the source.
    """
    notes = read_notes(elaboration)
    nodes = declaration_nodes(notes.commands)
    return put_together(
        path, elaboration.source, module, compiled, nodes, [noted_steps(node, notes.states) for node in nodes]
    )


def put_together(
    path: Path, source: str, module: str, compiled: Path, nodes: Sequence[Syntax], steps: Sequence[tuple[Step, ...]]
) -> ModuleTrace:
    """The trace of a module.

    Args:
        path: its source.
        source: the text of that.
        module: its name.
        compiled: its `.olean` file.
        nodes: the syntax of its declarations.
        steps: those of each declaration's proof.

    Raises:
        ToyModelsError: the compiled files cannot be read, or do not fit the source.
    """
    constants = read_module(module, compiled)
    names = declared_names(constants, source)
    uses = read_uses(compiled.with_suffix(".ilean"), source, as_module=constants.is_module)
    declarations = tuple(
        read_declaration(path, source, node, names, found) for node, found in zip(nodes, steps, strict=True)
    )
    require_theorems(path, constants, source, declarations)
    return ModuleTrace(module, source, declarations, uses)
