"""Training, validation and test sets that never have near copies of one theorem on two sides.

Near copies are theorems whose statements say almost the same in almost the same words, in pieces or in order, and
theorems whose whole proof is another theorem. They form groups, and a group goes to one side. Which side depends on the
names of its theorems only, so that the same library is always split in the same way.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

SIDES = ("train", "val", "test")
SHARE = 0.1
"""The share of theorems in the validation set, and in the test set."""

SIMILAR = 0.5
"""From this share of common three-word pieces on, two statements are near copies."""

SIMILAR_IN_ORDER = 0.75
"""From this share of common words in the same order on (hypotheses and conclusion), they are near copies as well."""

_WORD = re.compile(r"\w+|\S")
_PIECE = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A theorem to be put on one side.

    Attributes:
        name: its full name.
        sorts: the texts of its variables' sorts.
        parts: the texts of its hypotheses and, last, of its conclusion.
        variables: the names that the texts are generic in.
        restates: the theorem that is its whole proof, if one is.
        premises: the full names of all constants of the library that its proof uses.
    """

    name: str
    sorts: tuple[str, ...]
    parts: tuple[str, ...]
    variables: tuple[str, ...]
    restates: str | None
    premises: frozenset[str]


Split = Mapping[str, str]
"""The side of every theorem by full name."""

Group = tuple[Entry, ...]


def groups(entries: Sequence[Entry]) -> list[Group]:
    """The groups of near copies, each in the order of `entries`; most have one member."""
    leader = {entry.name: entry.name for entry in entries}

    def find(name: str) -> str:
        while leader[name] != name:
            leader[name] = name = leader[leader[name]]
        return name

    said = {entry.name: (pieces(entry), words(entry)) for entry in entries}
    for one, other in combinations(entries, 2):
        (pieces_of_one, words_of_one), (pieces_of_other, words_of_other) = said[one.name], said[other.name]
        if similarity(pieces_of_one, pieces_of_other) >= SIMILAR or alike_in_order(words_of_one, words_of_other):
            leader[find(other.name)] = find(one.name)
    for entry in entries:
        if entry.restates in leader:
            leader[find(entry.name)] = find(entry.restates)
    members: dict[str, list[Entry]] = {}
    for entry in entries:
        members.setdefault(find(entry.name), []).append(entry)
    return [tuple(group) for group in members.values()]


def random_split(grouped: Sequence[Group]) -> Split:
    """Groups in the order of a hash of their names: the first fill the test set, the next the validation set."""
    sizes = _sizes(grouped)
    sides = _distribute(_shuffled(grouped), {"test": sizes, "val": sizes})
    return {entry.name: sides.get(group, "train") for group in grouped for entry in group}


def novel_premises_split(grouped: Sequence[Group]) -> Split:
    """Every theorem outside the training set uses a constant of the library that no theorem in it uses."""
    sizes = _sizes(grouped)
    group_of = {entry.name: group for group in grouped for entry in group}
    users: dict[str, set[str]] = {}
    for group in grouped:
        for entry in group:
            for premise in entry.premises:
                users.setdefault(premise, set()).add(entry.name)
    held: dict[Group, None] = {}
    for group in _shuffled(grouped):
        budget = 2 * sizes - sum(map(len, held))
        if group not in held and (more := _with_their_premises(group, held, users, group_of, budget)) is not None:
            held.update(dict.fromkeys(more))
    sides = _distribute(_shuffled(held), {"test": sizes, "val": 2 * sizes})
    return {entry.name: sides.get(group, "train") for group in grouped for entry in group}


def similarity(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """The share of pieces that two statements have in common."""
    return len(one & other) / len(one | other) if one or other else 0.0


def alike_in_order(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two statements have at least `SIMILAR_IN_ORDER` of their words in common, in the same order."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)  # the cheap ones are never below the last
    return all(bound() >= SIMILAR_IN_ORDER for bound in bounds)


def _with_their_premises(
    group: Group,
    held: Mapping[Group, None],
    users: Mapping[str, set[str]],
    group_of: Mapping[str, Group],
    budget: int,
) -> list[Group] | None:
    """The groups that must leave the training set with `group`, so that each theorem in them has a premise to itself.

    `None` if they have more than `budget` theorems, or one of them has no premise.
    """
    leaving: dict[Group, None] = {group: None}
    waiting = [group]
    while waiting:
        for entry in waiting.pop():
            if sum(map(len, leaving)) > budget or not entry.premises:
                return None
            premise = min(sorted(entry.premises), key=lambda name: len(users[name]))
            for name in sorted(users[premise]):
                user = group_of[name]
                if user not in leaving and user not in held:
                    leaving[user] = None
                    waiting.append(user)
    return list(leaving) if sum(map(len, leaving)) <= budget else None


def _distribute(grouped: Iterable[Group], room: Mapping[str, int]) -> dict[Group, str]:
    """Each group on the first side that has room for all of it, if any has."""
    left = dict(room)
    sides: dict[Group, str] = {}
    for group in grouped:
        side = next((side for side, free in left.items() if len(group) <= free), None)
        if side is not None:
            left[side] -= len(group)
            sides[group] = side
    return sides


def _sizes(grouped: Sequence[Group]) -> int:
    return round(SHARE * sum(map(len, grouped)))


def _shuffled(grouped: Iterable[Group]) -> list[Group]:
    """In an order that has nothing to do with the names, but depends on nothing else."""
    return sorted(grouped, key=lambda group: hashlib.sha256("\n".join(sorted(e.name for e in group)).encode()).digest())


def pieces(entry: Entry) -> frozenset[tuple[str, ...]]:
    """The runs of three words in a statement and in the sorts of its variables."""
    found: set[tuple[str, ...]] = set()
    for part in _numbered((*entry.sorts, *entry.parts), entry.variables):
        padded = ["", *part, ""]
        found |= {tuple(padded[index : index + _PIECE]) for index in range(len(padded) - _PIECE + 1)}
    return frozenset(found)


def words(entry: Entry) -> tuple[str, ...]:
    """The words of hypotheses and conclusion, with a mark between these."""
    return tuple(word for part in _numbered(entry.parts, entry.variables) for word in ("", *part))


def _numbered(texts: Iterable[str], variables: Iterable[str]) -> Iterator[list[str]]:
    """The words of each text, variables numbered in the order in which they come up."""
    names = frozenset(variables)
    numbers: dict[str, str] = {}
    for text in texts:
        yield [numbers.setdefault(word, f"#{len(numbers)}") if word in names else word for word in _WORD.findall(text)]
