"""What the declarations of a library use, and what uses them.

The graph is read from the elaborated terms, so that it says what Lean checked: a theorem uses what its statement or its
proof term mentions. Private lemmas and whatever Lean generates are contracted: who uses them uses what they use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Final

from toymodels.errors import UnknownName
from toymodels.lean.constants import ConstantKind
from toymodels.lean.names import components, parent
from toymodels.lean.terms import constants_used
from toymodels.site.svg import Ink

if TYPE_CHECKING:
    from toymodels.lean.environment import Environment
    from toymodels.library import Library

_DEFINING = (ConstantKind.DEFINITION, ConstantKind.INDUCTIVE)
_EVERYDAY_SHARE: Final = 0.25
_EVERYDAY_LEAST: Final = 8
"""A definition that more than this share of all declarations, and more than so many of them, use directly is left out
of the drawings."""


class Kind(Enum):
    """What a declaration is."""

    THEOREM = "theorem"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class Node:
    """A public declaration of the library; `short` is its name without the library's namespace."""

    name: str
    short: str
    kind: Kind
    module: str

    @property
    def folder(self) -> str:
        """The part of the library that its module belongs to."""
        return folder_of(self.module)


@dataclass(frozen=True)
class Graph:
    """What uses what, in the order of modules and of lines.

    Attributes:
        nodes: every public theorem and definition, by name.
        statement_uses: what a theorem's statement mentions, or a definition's type and body.
        proof_uses: what a theorem's proof term mentions; nothing for a definition.
        imports: the library's modules that declare or show something, each with those that it imports directly.
    """

    nodes: Mapping[str, Node]
    statement_uses: Mapping[str, tuple[str, ...]]
    proof_uses: Mapping[str, tuple[str, ...]]
    imports: Mapping[str, tuple[str, ...]]

    def uses(self, name: str) -> tuple[str, ...]:
        """What a declaration uses directly, in its statement or its proof.

        Raises:
            UnknownName: the graph has no such declaration.
        """
        self._check(name)
        return self._uses[name]

    def used_by(self, name: str) -> tuple[str, ...]:
        """What uses a declaration directly.

        Raises:
            UnknownName: the graph has no such declaration.
        """
        self._check(name)
        return self._used_by[name]

    def ancestors(self, name: str, depth: int | None = None) -> Mapping[str, int]:
        """All that a declaration rests on, nearest first, each with its distance; to a distance of `depth` if given."""
        return _reach(name, self.uses, depth)

    def descendants(self, name: str, depth: int | None = None) -> Mapping[str, int]:
        """All that rests on a declaration, nearest first, each with its distance; to a distance of `depth` if given."""
        return _reach(name, self.used_by, depth)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each declaration in the library."""
        return {name: index for index, name in enumerate(self.nodes)}

    @cached_property
    def everyday(self) -> tuple[str, ...]:
        """The definitions that so many declarations use that drawing them would say nothing."""
        most = max(_EVERYDAY_LEAST, _EVERYDAY_SHARE * len(self.nodes))
        return tuple(
            name
            for name, node in self.nodes.items()
            if node.kind is Kind.DEFINITION and len(self._used_by[name]) > most
        )

    @cached_property
    def module_tree(self) -> Mapping[str, tuple[str, ...]]:
        """The modules of each folder, a folder before those that build on it, a module after its imports."""
        tree: dict[str, list[str]] = {}
        for module in self.imports:
            tree.setdefault(folder_of(module), []).append(module)
        ordered: dict[str, tuple[str, ...]] = {}
        while tree:
            folder = min(tree, key=lambda folder: self._above(folder, tree))
            ordered[folder] = tuple(tree.pop(folder))
        return ordered

    def series(self, folder: str) -> int:
        """The number, from 1, of the colour that a folder has in the drawings."""
        return list(self.module_tree).index(folder) % len(Ink.SERIES) + 1

    def colour(self, folder: str) -> str:
        """The colour of a folder in the drawings."""
        return Ink.SERIES[self.series(folder) - 1]

    @cached_property
    def module_depth(self) -> Mapping[str, int]:
        """The length of the longest chain of imports below each module."""
        depth: dict[str, int] = {}
        for module, imports in self.imports.items():
            depth[module] = 1 + max((depth[each] for each in imports), default=-1)
        return depth

    @cached_property
    def reduced_imports(self) -> Mapping[str, tuple[str, ...]]:
        """The imports that no other import brings along."""
        below: dict[str, set[str]] = {}
        for module, imports in self.imports.items():
            below[module] = set(imports).union(*(below[each] for each in imports))
        return {
            module: tuple(each for each in imports if not any(each in below[other] for other in imports))
            for module, imports in self.imports.items()
        }

    @cached_property
    def _uses(self) -> Mapping[str, tuple[str, ...]]:
        return {
            name: tuple(sorted({*self.statement_uses[name], *self.proof_uses[name]}, key=self.order.__getitem__))
            for name in self.nodes
        }

    @cached_property
    def _used_by(self) -> Mapping[str, tuple[str, ...]]:
        users: dict[str, list[str]] = {name: [] for name in self.nodes}
        for name, used in self._uses.items():
            for each in used:
                users[each].append(name)
        return {name: tuple(found) for name, found in users.items()}

    def _above(self, folder: str, remaining: Mapping[str, Sequence[str]]) -> tuple[int, str]:
        """How many imports of a folder's modules lead to other folders that remain."""
        imported = (each for module in remaining[folder] for each in self.imports[module])
        return sum(folder_of(each) in remaining and folder_of(each) != folder for each in imported), folder

    def _check(self, name: str) -> None:
        if name not in self.nodes:
            raise UnknownName(
                f"{name!r} is not a public declaration of the library; give a full name from `toymodels list`"
            )


def graph(library: Library) -> Graph:
    """What the library's declarations use, read from its compiled files; takes seconds for some hundred theorems.

    Raises:
        OleanError: a compiled file is corrupt.
    """
    env = library.environment
    nodes = _nodes(library)
    contraction = _Contraction(env, nodes)
    order = {name: index for index, name in enumerate(nodes)}

    def sort(names: Iterable[str], own: str) -> tuple[str, ...]:
        return tuple(sorted(set(names) - {own}, key=order.__getitem__))

    statements: dict[str, tuple[str, ...]] = {}
    proofs: dict[str, tuple[str, ...]] = {}
    for name, node in nodes.items():
        said, proved = contraction.mentions(name)
        if node.kind is Kind.DEFINITION:
            said, proved = said | proved, frozenset[str]()
        statements[name] = sort(contraction.public(said), name)
        proofs[name] = sort(contraction.public(proved), name)
    return Graph(nodes, statements, proofs, _imports(env, {node.module for node in nodes.values()}))


def folder_of(module: str) -> str:
    """The part of the library that a module belongs to: the second component of its name, else the first."""
    first, *rest = components(module)
    return rest[0] if len(rest) > 1 else first


def _nodes(library: Library) -> dict[str, Node]:
    env = library.environment
    theorems = set(library.theorem_names)
    nodes: dict[str, Node] = {}
    for module in env.library.values():
        for name in sorted(module.ranges, key=lambda name: module.ranges[name].full.line):
            if name in theorems:
                kind = Kind.THEOREM
            elif name in module.exported and _is_definition(env, name):
                kind = Kind.DEFINITION
            else:
                continue
            nodes[name] = Node(name, name.removeprefix(components(module.name)[0] + "."), kind, module.name)
    return nodes


def _is_definition(env: Environment, name: str) -> bool:
    """Whether a constant is a definition that somebody wrote, rather than a part of a structure."""
    constant = env.constant(name)
    owner = parent(name)
    return constant.kind in _DEFINING and (owner == constant.module or env.structure(owner) is None)


class _Contraction:
    """Replaces helpers by the public declarations that they use."""

    def __init__(self, env: Environment, nodes: Mapping[str, Node]) -> None:
        self._env = env
        self._nodes = nodes
        self._known: dict[str, frozenset[str]] = {}
        self._helpers: dict[str, frozenset[str]] = {}

    def mentions(self, name: str) -> tuple[frozenset[str], frozenset[str]]:
        """The constants in the type and in the value of one of the library's constants."""
        constant = self._env.constant(name)
        value = constant.value
        return constants_used(constant.type), frozenset[str]() if value is None else constants_used(value)

    def public(self, names: Iterable[str]) -> set[str]:
        """The public declarations among `names`, and those below the helpers among them."""
        return set[str]().union(*(self._below(name) for name in names if self._env.in_library(name)))

    def _below(self, start: str) -> frozenset[str]:
        """What stands for one constant: itself if it is public, else what its helpers lead to."""
        if start in self._nodes:
            return frozenset({start})
        if start not in self._known:
            found: set[str] = set()
            seen, pending = {start}, [start]
            while pending:
                for used in self._helped(pending.pop()):
                    if used in self._nodes:
                        found.add(used)
                    elif used not in seen and self._env.in_library(used):
                        seen.add(used)
                        pending.append(used)
            self._known[start] = frozenset(found)
        return self._known[start]

    def _helped(self, name: str) -> frozenset[str]:
        """What a helper mentions."""
        if name not in self._helpers:
            said, proved = self.mentions(name)
            self._helpers[name] = said | proved
        return self._helpers[name]


def _imports(env: Environment, declaring: set[str]) -> dict[str, tuple[str, ...]]:
    """Direct imports of every module that declares something, or imports others without being the library's root."""
    roots = {name for name in env.library if "." not in name and name not in declaring}
    return {
        name: tuple(entry.module for entry in module.imports if entry.module in env.library)
        for name, module in env.library.items()
        if name not in roots
    }


def _reach(start: str, step: Callable[[str], Sequence[str]], depth: int | None) -> dict[str, int]:
    """What `step` leads to from `start`, with the number of steps, in order of discovery."""
    found = {start: 0}
    frontier = [start]
    while frontier and (depth is None or found[frontier[0]] < depth):
        beyond: list[str] = []
        for name in frontier:
            for each in step(name):
                if each not in found:
                    found[each] = found[name] + 1
                    beyond.append(each)
        frontier = beyond
    del found[start]
    return found


@dataclass(frozen=True, slots=True)
class Lists:
    """The direct neighbours of a declaration in words.

    Attributes:
        statement: what the statement mentions.
        proof: what only the proof mentions.
        used_by: what uses the declaration.
    """

    statement: tuple[str, ...]
    proof: tuple[str, ...]
    used_by: tuple[str, ...]


def lists(graph: Graph, name: str) -> Lists:
    """The direct neighbours of a declaration, all of them.

    Raises:
        UnknownName: the graph has no such declaration.
    """
    used_by = graph.used_by(name)
    statement = graph.statement_uses[name]
    proof = tuple(each for each in graph.proof_uses[name] if each not in statement)
    return Lists(statement, proof, used_by)
