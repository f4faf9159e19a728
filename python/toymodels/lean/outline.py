"""The declarations of a module's source: names, statements and proofs, cut out along Lean's own syntax."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from toymodels.errors import LeanError
from toymodels.lean.adapt import Adapted
from toymodels.lean.constants import ConstantKind
from toymodels.lean.olean import Module, user_name
from toymodels.lean.proofs import Declaration, Span, Step
from toymodels.lean.syntax import Syntax, line_starts

_COMMAND = "Lean.Parser.Command."
_DECLARATION = f"{_COMMAND}declaration"
_EXAMPLE = f"{_COMMAND}example"
_DOCSTRING = f"{_COMMAND}docComment"
_AFTER_ASSIGNMENT = f"{_COMMAND}declValSimple"
_VALUES = (_AFTER_ASSIGNMENT, f"{_COMMAND}declValEqns", f"{_COMMAND}whereStructInst")


def declared_names(module: Module, source: str) -> Mapping[int, str]:
    """The constants that the compiled module declares in its source, by where their names start there."""
    names: dict[int, str] = {}
    for constant, start in _places(module, source):
        name = user_name(constant)
        names[start] = min(names.get(start, name), name, key=len)  # a structure, not its constructor
    return names


def require_theorems(path: Path, module: Module, source: str, declarations: Iterable[Declaration]) -> None:
    """Check that each theorem of the compiled module stands inside one of the declarations.

    Raises:
        LeanError: one does not, so that what Lean said about its syntax was not understood.
    """
    spans = [declaration.span for declaration in declarations]
    for constant, start in _places(module, source):
        if module.constant(constant).kind is ConstantKind.THEOREM and not any(s.start <= start < s.end for s in spans):
            raise LeanError(
                f"{path}:{source.count(chr(10), 0, start) + 1}: {user_name(constant)} is not among the declarations "
                f"that Lean reported; its way of reporting syntax may have changed (this reads that of Lean 4.28)"
            )


def _places(module: Module, source: str) -> Iterator[tuple[str, int]]:
    starts = line_starts(source)
    read = Adapted.of(source)
    for constant, place in module.ranges.items():
        line, column = place.selection.line, place.selection.column
        yield constant, starts[line - 1] + (read.authors_column(line, column) if module.is_module else column)


def declaration_nodes(commands: Iterable[Syntax]) -> list[Syntax]:
    """The declarations among the commands, in the order of the source. An `example` declares nothing.

    Lean reports `open .. in def ..` twice, as it stands and again as the `def` alone, which counts once.
    """
    nodes = {
        span.start: node
        for command in commands
        for node in command.find(_DECLARATION)
        if node.children[-1].kind != _EXAMPLE and (span := node.span()) is not None
    }
    return [nodes[start] for start in sorted(nodes)]


def read_declaration(
    path: Path, source: str, node: Syntax, names: Mapping[int, str], steps: tuple[Step, ...]
) -> Declaration:
    """One declaration.

    Args:
        path: the module's file, for error messages.
        source: its text.
        node: the syntax of the declaration.
        names: what is declared, as by `declared_names`.
        steps: those of its proof.

    Raises:
        LeanError: `names` has nothing that is declared here.
    """
    modifiers, body = node.children[0], node.children[-1]
    tokens = list(node.tokens())
    whole = Span(tokens[0].start, tokens[-1].end)
    docstring = next((doc.span() for doc in modifiers.find(_DOCSTRING)), None)
    value = next((child for child in body.children if child.kind in _VALUES), None)
    value_span = None if value is None else value.span()
    begins = whole.start if docstring is None else docstring.end
    ends = whole.end if value_span is None else value_span.start
    statement = [span for span in tokens if begins <= span.start < ends]
    proof = None
    if value is not None and value_span is not None:
        term = value.children[1].span() if value.kind == _AFTER_ASSIGNMENT else value_span
        proof = Span((term or value_span).start, whole.end)
    name_span = _name_span(path, source, statement, names)
    return Declaration(
        name=names[name_span.start],
        span=whole,
        name_span=name_span,
        statement=Span(statement[0].start, statement[-1].end),
        proof=proof,
        steps=steps,
    )


def _name_span(path: Path, source: str, statement: list[Span], names: Mapping[int, str]) -> Span:
    """The token at which a constant is declared."""
    for span in statement:
        if span.start in names:
            return span
    line = source.count("\n", 0, statement[0].start) + 1
    raise LeanError(f"{path}:{line}: the compiled module does not say what is declared here; run `toymodels build`")
