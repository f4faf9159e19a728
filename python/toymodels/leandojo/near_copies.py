"""What the splits have to know of a theorem: what it says, what it restates, what its proof uses."""

from __future__ import annotations

from collections.abc import Mapping

from toymodels.lean.proofs import Span
from toymodels.leandojo.declarations import Declared
from toymodels.leandojo.premises import Definition, Definitions, used
from toymodels.leandojo.splits import Entry
from toymodels.leandojo.tree import Tree
from toymodels.library import Theorem
from toymodels.statements.language import Unsupported
from toymodels.statements.print.text import sort_to_text, to_text

_BEFORE_HEAD = frozenset({"by", "exact", "@", "("})
_FUNCTION = frozenset({"fun", "λ"})
_GLUE = frozenset(
    f"{head}.{field}" for head in ("And", "Iff", "Eq") for field in ("left", "right", "mp", "mpr", "symm", "trans")
)
"""Theorems of logic that turn a theorem around or take a part of it."""


def entry(theorem: Theorem, tree: Tree, declared: Declared, definitions: Definitions) -> Entry:
    """A theorem for the splits, from the syntax of its module and what LeanDojo sees of it."""
    proof = declared.proof or Span(declared.span.end, declared.span.end)
    cited = {
        use.span.start: definition
        for use in used(tree)
        if proof.start <= use.span.start
        and use.span.end <= proof.end
        and (definition := definitions.find(use.name, tree.trace.module)) is not None
    }
    restates = _restated(tree, proof, cited)
    premises = frozenset(definition.constant for definition in cited.values() if definition.in_library)
    statement = theorem.statement
    if isinstance(statement, Unsupported):
        return Entry(theorem.name, (), (tree.statement(declared),), (), restates, premises)
    propositions = (*(each.prop for each in statement.hypotheses), statement.conclusion)
    return Entry(
        theorem.name,
        tuple(sort_to_text(variable.sort) for variable in statement.variables),
        tuple(to_text(proposition, statement.definitions) for proposition in propositions),
        tuple(variable.name for variable in statement.variables),
        restates,
        premises,
    )


def _restated(tree: Tree, proof: Span, cited: Mapping[int, Definition]) -> str | None:
    """The one theorem that is a theorem's whole proof, applied to variables and hypotheses; `None` if none is.

    Args:
        tree: the syntax of its module.
        proof: where the proof is.
        cited: the constants in the proof by the positions of their names.
    """
    theorems = {each.constant for each in cited.values() if each.is_theorem} - _GLUE
    if len(theorems) != 1 or len(tree.steps_in(proof)) > 1:
        return None
    head = cited.get(_head(tree, proof))
    return head.constant if head is not None and head.constant in theorems else None


def _head(tree: Tree, proof: Span) -> int:
    """Where the function begins that a proof applies; -1 if there is none."""
    leaves = iter([leaf for leaf in tree.source.leaves if proof.start <= leaf.start < proof.end])
    for leaf in leaves:
        if leaf.text in _FUNCTION:
            any(each.text == "=>" for each in leaves)  # go on behind the arrow
        elif leaf.text not in _BEFORE_HEAD:
            return leaf.start
    return -1
