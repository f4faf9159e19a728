"""Families of vectors with prescribed inner products: unit vectors, orthogonal families, orthogonal matrices.

All of them are hypotheses on a Gram matrix, `Σₖ V i k * V j k`, on its diagonal or off it. A sum over the first index
instead of the last is the same thing for columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toymodels.evaluate.batch import FieldArray
from toymodels.evaluate.factors import lowest_terms
from toymodels.instances import rational
from toymodels.instances.affine import factors
from toymodels.instances.constructions.base import Construction, Indifferent, Wishes
from toymodels.instances.constructions.free import line_axis, nonzero_axis
from toymodels.instances.constructions.spheres import orthogonal, sphere_rows, towards_short_directions
from toymodels.instances.draw import denominators
from toymodels.instances.facts import Fact
from toymodels.instances.scene import Scene
from toymodels.instances.source import Ints, Mask, Source, chance, choose, permutations, pick
from toymodels.statements.language import FIELD, Compare, Numeral, Relation, Sum, Term, Var
from toymodels.statements.walk import argument_sorts, free_names, spine

_SPHERE_WEIGHTS = (66, 8, 8, 8, 10)


@dataclass(frozen=True, slots=True)
class GramFact:
    """A fact about inner products of lines of a variable along `axis`.

    `norm_sq` is the squared norm that every line has, or None for a fact that says that different lines are orthogonal.
    """

    fact: Fact
    axis: int
    norm_sq: Term | None


def gram_fact(var: Var, fact: Fact) -> GramFact | None:
    """Reads `fact` as a statement on a Gram matrix of `var`, if it is one."""
    match fact.atom:
        case Compare(Relation.EQ, Sum(index, body), value) | Compare(Relation.EQ, value, Sum(index, body)):
            pass
        case _:
            return None
    parts = factors(body)
    if len(parts) != 2 or free_names(value) & (fact.binder_names() | {var.name}):
        return None
    axis, other_axis = (line_axis(var, fact, index, part) for part in parts)
    if axis is None or axis != other_axis:
        return None
    (left,), (right,) = (_line(part, axis) for part in parts)
    if left == right:
        return GramFact(fact, axis, value) if not fact.guards else None
    return GramFact(fact, axis, None) if value == Numeral(0, FIELD) and _are_different(fact, left, right) else None


def _line(entry: Term, axis: int) -> tuple[tuple[Term, ...]]:
    """The indices of `entry` other than the one at `axis`."""
    _, arguments = spine(entry)
    return (arguments[:axis] + arguments[axis + 1 :],)


def _are_different(fact: Fact, left: tuple[Term, ...], right: tuple[Term, ...]) -> bool:
    """Whether `fact` speaks of all pairs of different lines, and of them only."""
    if len(left) != 1 or len(fact.guards) != 1:
        return False
    pair = {left[0], right[0]}
    match fact.guards[0]:
        case Compare(Relation.NE | Relation.LT, a, b):
            return {a, b} == pair and all(isinstance(i, Var) and i.name in fact.binder_names() for i in pair)
        case _:
            return False


@dataclass(frozen=True, slots=True)
class UnitRows(Indifferent):
    """Lines along `axis` of one squared norm, from integer points on spheres."""

    var: Var
    facts: tuple[Fact, ...]
    axis: int
    norm_sq: Term
    hoped: tuple[Fact, ...] = ()

    def wishes(self) -> Wishes:
        """A squared norm that rational vectors have."""
        return _square(self.norm_sq)

    def describe(self) -> str:
        """How the variable is drawn."""
        return "vectors of the given norm, from integer points on spheres"

    def draw(self, scene: Scene) -> FieldArray:
        """Points on the sphere, some of them in special places."""
        lines, dimension = _lines(scene.shape(self.var), self.axis)
        norm = rational.from_field(scene.field((), self.norm_sq))
        numerators, dens = sphere_rows(scene.source, lines, dimension, norm.num, norm.den)
        numerators, dens = _degrade(scene.source, numerators, dens, (norm.num == 1) & (norm.den == 1))
        return _place(numerators, dens, self.axis, scene.shape(self.var))


@dataclass(frozen=True, slots=True)
class Orthogonal(Indifferent):
    """Pairwise orthogonal lines along `axis`, of squared norm `norm_sq`, or of any norm if that is None."""

    var: Var
    facts: tuple[Fact, ...]
    axis: int
    norm_sq: Term | None
    nonzero: bool
    hoped: tuple[Fact, ...] = ()

    def wishes(self) -> Wishes:
        """A squared norm that rational vectors have."""
        return _square(self.norm_sq)

    def describe(self) -> str:
        """How the variable is drawn."""
        rows = "orthonormal lines" if self.norm_sq is not None else "orthogonal lines of any length"
        return f"{rows}, from products of reflections and a signed permutation"

    def draw(self, scene: Scene) -> FieldArray:
        """Lines of an orthogonal matrix, rescaled."""
        lines, dimension = _lines(scene.shape(self.var), self.axis)
        if self.norm_sq is None:
            numerators, dens = _scaled_lines(scene.source, lines, dimension, scene.count, self.nonzero)
        else:
            norm = rational.from_field(scene.field((), self.norm_sq))
            numerators, dens = _normed_lines(scene.source, lines, dimension, norm)
        return _place(numerators, dens, self.axis, scene.shape(self.var))


def _square(norm_sq: Term | None) -> Wishes:
    return Wishes(squares=frozenset({norm_sq.name})) if isinstance(norm_sq, Var) else Wishes()


def recognise_frame(var: Var, facts: tuple[Fact, ...]) -> Construction | None:
    """Applies to vectors and matrices with hypotheses on their Gram matrix."""
    if len(argument_sorts(var.sort)[0]) not in (1, 2):
        return None
    grams = [gram for fact in facts if (gram := gram_fact(var, fact)) is not None]
    candidates = [_on_axis(var, facts, grams, axis) for axis in (0, 1)]
    return max((c for c in candidates if c is not None), key=lambda c: len(c.facts), default=None)


def _on_axis(var: Var, facts: tuple[Fact, ...], grams: list[GramFact], axis: int) -> Construction | None:
    norms = [gram for gram in grams if gram.axis == axis and gram.norm_sq is not None]
    apart = [gram for gram in grams if gram.axis == axis and gram.norm_sq is None]
    norm_sq = norms[0].norm_sq if norms else None
    same_norm = [gram for gram in norms if gram.norm_sq == norm_sq]
    nonzero = [fact for fact in facts if nonzero_axis(var, fact) == axis]
    if not apart:
        return UnitRows(var, tuple(g.fact for g in same_norm) + tuple(nonzero), axis, norm_sq) if norm_sq else None
    across = [
        g for g in grams if g.axis != axis and g.norm_sq in (None, Numeral(1, FIELD)) and norm_sq == Numeral(1, FIELD)
    ]
    met = tuple(gram.fact for gram in (*same_norm, *apart, *across)) + tuple(nonzero)
    return Orthogonal(var, met, axis, norm_sq, bool(nonzero))


def _lines(shape: tuple[int, ...], axis: int) -> tuple[int, int]:
    """How many lines along `axis` an array of `shape` has, and their length."""
    return (1 if len(shape) == 1 else shape[1 - axis]), shape[axis]


def _place(numerators: Ints, dens: Ints, axis: int, shape: tuple[int, ...]) -> FieldArray:
    """Lines, shape (b, lines, length), as values of `shape`."""
    turned = numerators.swapaxes(1, 2) if len(shape) == 2 and axis == 0 else numerators
    return FieldArray(np.ascontiguousarray(turned).reshape(len(numerators), *shape), dens)


def _degrade(source: Source, numerators: Ints, dens: Ints, unit: Mask) -> tuple[Ints, Ints]:
    """A share with a repeated or opposite line, signed axes only, orthonormal lines, or one line near a diagonal."""
    count, lines, dimension = numerators.shape
    kinds = pick(source, _SPHERE_WEIGHTS, (count,))
    if lines == 0 or dimension == 0:
        return numerators, dens
    repeated = np.flatnonzero(kinds == 1)
    target, origin = (source.integers(0, lines - 1, (len(repeated),)) for _ in range(2))
    sign = choose(source, (1, -1), (1, 1), (len(repeated), 1))
    numerators[repeated, target] = sign * numerators[repeated, origin]
    axes = np.flatnonzero((kinds == 2) & unit)
    numerators[axes], dens[axes] = sphere_axes(source, len(axes), lines, dimension), 1
    frames = np.flatnonzero((kinds == 3) & unit)
    if lines <= dimension and len(frames):
        matrix, dens[frames] = orthogonal(source, dimension, len(frames))
        numerators[frames] = matrix[:, :lines]
    near = np.flatnonzero(kinds == 4)
    numerators[near], dens[near] = towards_short_directions(source, numerators[near], dens[near])
    return numerators, dens


def sphere_axes(source: Source, count: int, lines: int, dimension: int) -> Ints:
    """Signed standard basis vectors, shape (count, lines, dimension)."""
    place = source.integers(0, dimension - 1, (count, lines, 1))
    return choose(source, (1, -1), (1, 1), (count, lines, 1)) * (np.arange(dimension) == place)


def _orthonormal(source: Source, lines: int, dimension: int, count: int) -> tuple[Ints, Ints]:
    """Orthonormal lines, shape (count, lines, dimension), and denominators.

    More lines than dimensions cannot be orthonormal; the surplus repeats others, for the hypotheses to reject.
    """
    matrix, dens = orthogonal(source, dimension, count)
    if dimension == 0:
        return np.zeros((count, lines, 0), dtype=np.int64), dens
    return matrix[:, np.arange(lines) % dimension], dens


def _scaled_lines(source: Source, lines: int, dimension: int, count: int, nonzero: bool) -> tuple[Ints, Ints]:
    """Orthogonal lines of various lengths; unless `nonzero`, some are zero, and surplus ones are."""
    numerators, dens = _orthonormal(source, lines, dimension, count)
    scale = choose(source, (1, 2, 3, -1), (6, 2, 1, 1), (count, lines))
    if not nonzero:
        scale = np.where(chance(source, 8, (count, lines)), 0, scale)
        scale[:, dimension:] = 0
    numerators = numerators * scale[:, :, None]
    if lines > dimension:
        order = permutations(source, lines, count)
        numerators = np.take_along_axis(numerators, order[:, :, None], axis=1)
    return lowest_terms(numerators, dens * denominators(source, count, lines * dimension))


def _normed_lines(source: Source, lines: int, dimension: int, norm: rational.Rationals) -> tuple[Ints, Ints]:
    """Orthogonal lines of the given squared norms, shape (b,); lines of impossible norm are zero.

    A norm `c r²` is met by `c` orthogonal matrices side by side, each scaled by `r`; of several ways, the one with most
    matrices is taken, which leaves least of the dimension empty.
    """
    count = len(norm.num)
    numerators, dens = np.zeros((count, lines, dimension), dtype=np.int64), np.ones(count, dtype=np.int64)
    for copies in range(1, max(dimension // max(lines, 1), 1) + 1):
        root, square = _square_roots(rational.reduced(norm.num, norm.den * copies))
        chosen = np.flatnonzero(square)
        blocks, common = _side_by_side(source, lines, dimension, copies, len(chosen))
        numerators[chosen] = blocks * root.num[chosen, None, None]
        dens[chosen] = common * root.den[chosen]
    return lowest_terms(numerators, dens)


def _square_roots(values: rational.Rationals) -> tuple[rational.Rationals, Mask]:
    """Square roots, and where they are rational; 0 elsewhere."""
    num = np.sqrt(np.maximum(values.num, 0)).round().astype(np.int64)
    den = np.sqrt(values.den).round().astype(np.int64)
    exact = np.equal(num * num, values.num) & np.equal(den * den, values.den)
    return rational.reduced(num, den, exact), exact


def _side_by_side(source: Source, lines: int, dimension: int, copies: int, count: int) -> tuple[Ints, Ints]:
    """`copies` orthogonal matrices of size `lines` beside each other, over one denominator, zeros after them."""
    if copies == 1:
        return _orthonormal(source, lines, dimension, count)
    numerators = np.zeros((count, lines, dimension), dtype=np.int64)
    blocks = [orthogonal(source, lines, count) for _ in range(copies)]
    common = np.lcm.reduce(np.column_stack([dens for _, dens in blocks]), axis=1)
    for position, (block, dens) in enumerate(blocks):
        place = slice(position * lines, (position + 1) * lines)
        numerators[:, :, place] = block * (common // dens)[:, None, None]
    return numerators, common
