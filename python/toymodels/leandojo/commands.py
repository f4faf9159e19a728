"""The commands of a Lean source, found by their keywords at the beginning of lines and by where declarations start."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from toymodels.lean.proofs import Span
from toymodels.leandojo.syntax import Leaf, Source
from toymodels.leandojo.tokens import words

DECLARATIONS = words("theorem lemma def abbrev opaque axiom example instance structure class inductive")
MODIFIERS = words("private protected public noncomputable unsafe partial nonrec meta local scoped")
_OTHERS = words(
    "namespace section end open universe variable set_option attribute export omit include mutual macro macro_rules "
    "syntax notation infix infixl infixr prefix postfix elab elab_rules initialize builtin_initialize alias run_cmd "
    "unif_hint declare_syntax_cat register_option simproc grind_pattern add_decl_doc unseal seal compile_inductive "
    "deriving"
)
_OPENING = words("( [ { ⟨ ⦃ ⟦ @[ #[ %[ $(")
_CLOSING = words(") ] } ⟩ ⦄ ⟧")


@dataclass(frozen=True, slots=True)
class Command:
    """A range of leaves: modifiers from `first`, the command's keyword at `keyword`, up to `last` (exclusive)."""

    first: int
    keyword: int
    last: int


def header_end(leaves: Sequence[Leaf]) -> int:
    """The index of the first leaf after `module`, `prelude` and the imports."""
    index = 0
    while index < len(leaves) and leaves[index].text in {"module", "prelude"}:
        index += 1
    while (end := import_end(leaves, index)) > index:
        index = end
    return index


def import_end(leaves: Sequence[Leaf], index: int) -> int:
    """The index after the import that starts at `index`; `index` itself if none does."""
    position = index
    while position < len(leaves) and leaves[position].text in {"public", "private", "meta"}:
        position += 1
    if position == len(leaves) or leaves[position].text != "import":
        return index
    position += 1
    if position < len(leaves) and leaves[position].text == "all":
        position += 1
    return min(position + 1, len(leaves))


def commands(source: Source, declared: Collection[Span]) -> Iterator[Command]:
    """The commands after the header, in order and without gaps.

    Args:
        source: the source.
        declared: where declarations are known to be, wherever they stand in their lines.
    """
    leaves = source.leaves
    first = header_end(leaves)
    known, ends = {span.start for span in declared}, {span.end for span in declared}
    starts = [
        index
        for index in range(first, len(leaves))
        if index == first
        or leaves[index].start in known
        or leaves[index - 1].end in ends
        or _starts_command(source, index)
    ]
    while starts:
        first = starts.pop(0)
        while starts and modifiers_end(leaves, first, starts[0]) == starts[0]:
            starts.pop(0)
        last = starts[0] if starts else len(leaves)
        yield Command(first, min(modifiers_end(leaves, first, last), last - 1), last)


def modifiers_end(leaves: Sequence[Leaf], first: int, last: int) -> int:
    """The index after the docstring, attributes and modifiers that start at `first`, at most `last`."""
    index = first
    while index < last:
        if leaves[index].is_doc and leaves[index].text != "/-!":
            index += 1
        elif leaves[index].text == "@[":
            index = after_bracket(leaves, index, last)
        elif leaves[index].text in MODIFIERS:
            index += 1
        else:
            break
    return index


def after_bracket(leaves: Sequence[Leaf], first: int, last: int) -> int:
    """The index after the bracket that closes the one at `first`, at most `last`."""
    depth = 0
    for index in range(first, last):
        depth += leaves[index].text in _OPENING
        depth -= leaves[index].text in _CLOSING
        if depth == 0:
            return index + 1
    return last


def outside_brackets(leaves: Sequence[Leaf], first: int, last: int) -> Iterator[int]:
    """The indices of leaves that no bracket opened since `first` encloses."""
    index = first
    while index < last:
        yield index
        index = after_bracket(leaves, index, last) if leaves[index].text in _OPENING else index + 1


def _starts_command(source: Source, index: int) -> bool:
    leaf = source.leaves[index]
    if leaf.start and source.text[leaf.start - 1] != "\n":
        return False
    if leaf.is_doc:
        return leaf.text in {"/--", "/-!"}
    if leaf.text == "deriving":
        return index + 1 < len(source.leaves) and source.leaves[index + 1].text == "instance"
    return (
        leaf.text in DECLARATIONS
        or leaf.text in MODIFIERS
        or leaf.text in _OTHERS
        or leaf.text == "@["
        or (leaf.text.startswith("#") and not leaf.text.startswith("#["))
    )
