"""A whole batch at once, exactly, in 64 bits wherever they suffice.

A term is compiled to nodes once for each combination of sizes. For each batch a bound on every node is computed first,
and chooses how the node's values are held: as float64 below 2^53, which is exact there and has the faster matrix
product; as int64 below 2^63; as Python integers beyond. So nothing is ever rounded or wraps around. Instances for which
64 bits suffice throughout are evaluated apart from the others.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray

from toymodels.evaluate.batch import Batch, FieldArray
from toymodels.evaluate.bounds import Bound, fits, magnitudes, rounded_up
from toymodels.evaluate.builder import constant_array
from toymodels.evaluate.compiler import NotBatchedError, compile_term
from toymodels.evaluate.kernels import IndexRangeError, View, basic_view, compute, gather
from toymodels.evaluate.nodes import LARGEST, Array, Axes, Node, Op, extent, topological
from toymodels.evaluate.rational import Powers, Rational
from toymodels.statements.language import Definition, Term

_EXACT_IN_FLOAT = 2**53
_CHUNK_ENTRIES = 2**18
"""Instances are evaluated in chunks whose largest array has about this many entries, to stay in the cache."""
_REMEMBERED_PROGRAMS = 512
_INTEGER_ONLY = frozenset((Op.FLOORDIV, Op.MOD, Op.MONUS, Op.CHECKED, Op.TO_INT))


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A compiled term.

    roots: what is evaluated; axes: of the result, one for each argument of a function; powers: those of the
    denominators under a field element, whose roots are its numerator and its divisor; None for another sort.
    order: all nodes, operands first; last_use: by serial, the serial of the last node that needs it; widest: entries
    per instance of the largest node; views, constants: how leaves are indexed, and constants by serial and type.
    """

    roots: tuple[Node, ...]
    axes: Axes
    powers: Powers | None
    order: tuple[Node, ...]
    last_use: Mapping[int, int]
    widest: int
    views: Mapping[int, View | None]
    constants: dict[tuple[int, type], Array] = field(default_factory=dict[tuple[int, type], Array])


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The roots' arrays for some instances of the batch, in the order of `instances`.

    in_64_bits: whether all values stayed inside int64; else those that may not have are Python integers.
    """

    program: Program
    instances: NDArray[np.intp]
    roots: tuple[Array, ...]
    denominators: Mapping[str, NDArray[np.int64]]
    in_64_bits: bool


def evaluate_batched(
    term: Term, definitions: Mapping[str, Definition], batch: Batch, names: Sequence[str]
) -> list[Outcome] | None:
    """`term` for every instance, in at most two parts; None if the term has no form in arrays.

    names: the free variables of the term that are not of sort `Nat`.

    Raises:
        StatementError: a variable or a definition is missing.
    """
    symbols, denominators = _symbols(names, batch)
    program = _program(term, definitions, batch.sizes, symbols)
    if program is None:
        return None
    values = _Values({name: _entries(batch, name) for name in names}, denominators)
    try:
        return [_outcome(program, *part) for part in _parts(program, values, batch.count)]
    except IndexRangeError:
        return None


# ------------------------------------------------------------------------------------------------------------- programs

_programs: OrderedDict[tuple[object, ...], tuple[Term, Mapping[str, Definition], Program | None]] = OrderedDict()


def _program(
    term: Term, definitions: Mapping[str, Definition], sizes: Mapping[str, int], symbols: Mapping[str, str | None]
) -> Program | None:
    """The program for these sizes, from memory if it was made before (terms are told apart by identity)."""
    key = (id(term), id(definitions), tuple(sorted(sizes.items())), tuple(sorted(symbols.items(), key=lambda s: s[0])))
    if key not in _programs:
        _programs[key] = (term, definitions, _compile(term, definitions, sizes, symbols))
        if len(_programs) > _REMEMBERED_PROGRAMS:
            _programs.popitem(last=False)
    _programs.move_to_end(key)
    return _programs[key][2]


def _compile(
    term: Term, definitions: Mapping[str, Definition], sizes: Mapping[str, int], symbols: Mapping[str, str | None]
) -> Program | None:
    try:
        compiled = compile_term(term, definitions, sizes, symbols)
    except NotBatchedError:
        return None
    result = compiled.result
    if isinstance(result, Rational):
        roots, powers = (result.numerator, result.divisor), result.powers
    else:
        roots, powers = (result,), None
    order = tuple(topological(roots))
    last_use = {arg.serial: node.serial for node in order for arg in node.args}
    last_use.update((root.serial, -1) for root in roots)
    widest = max((extent(node.axes) for node in order), default=1)
    views = {node.serial: basic_view(node) for node in order if node.op is Op.INDEXED}
    return Program(roots, compiled.axes, powers, order, last_use, widest, views)


# ---------------------------------------------------------------------------------------------------- values of a batch


@dataclass(frozen=True, slots=True, eq=False)
class _Values:
    """The arrays of a batch: entries of variables by name, denominators by symbol."""

    variables: Mapping[str, Array]
    denominators: Mapping[str, NDArray[np.int64]]

    def at(self, instances: NDArray[np.intp]) -> _Values:
        return _Values(
            {name: array[instances] for name, array in self.variables.items()},
            {symbol: array[instances] for symbol, array in self.denominators.items()},
        )


def _symbols(names: Sequence[str], batch: Batch) -> tuple[dict[str, str | None], dict[str, NDArray[np.int64]]]:
    """A symbol for the denominators of each field variable, one for equal ones, none where all are 1; their arrays."""
    symbols: dict[str, str | None] = {}
    arrays: dict[str, NDArray[np.int64]] = {}
    for name in names:
        array = batch.arrays[name]
        if not isinstance(array, FieldArray):
            continue
        if np.all(array.denominators == 1):
            symbols[name] = None
            continue
        equal = (symbol for symbol, other in arrays.items() if np.array_equal(other, array.denominators))
        symbols[name] = symbol = next(equal, name)
        arrays[symbol] = array.denominators
    return symbols, arrays


def _entries(batch: Batch, name: str) -> Array:
    array = batch.arrays[name]
    return array.numerators if isinstance(array, FieldArray) else array


_Part = tuple[_Values, NDArray[np.intp], dict[int, int]]


def _parts(program: Program, values: _Values, count: int) -> list[_Part]:
    """The instances for which 64 bits suffice and the others, each with bounds on every node."""
    everything = np.arange(count)
    together = {serial: _over(bound, everything) for serial, bound in _bounds(program, values, _largest).items()}
    if max(together.values(), default=0) <= LARGEST:
        return [(values, everything, together)]
    apart = _bounds(program, values, _largest_of_each)
    inside = np.ones(count, dtype=np.bool_)
    for bound in apart.values():
        inside &= fits(bound)
    groups = [np.flatnonzero(inside), np.flatnonzero(~inside)]
    return [
        (values.at(group), group, {serial: _over(bound, group) for serial, bound in apart.items()})
        for group in groups
        if len(group)
    ]


def _bounds(program: Program, values: _Values, largest: Callable[[Array], Bound]) -> dict[int, Bound]:
    return magnitudes(
        program.order,
        {name: largest(array) for name, array in values.variables.items()},
        {symbol: largest(array) for symbol, array in values.denominators.items()},
    )


def _largest(array: Array) -> Bound:
    if array.dtype == np.bool_:
        return 1
    return max(int(array.max(initial=0)), -int(array.min(initial=0)))


def _largest_of_each(array: Array) -> Bound:
    if array.dtype == np.bool_:
        return 1
    flat = array.reshape(len(array), -1)
    low, high = flat.min(axis=1, initial=0), flat.max(axis=1, initial=0)
    return np.maximum(high.astype(np.float64), -low.astype(np.float64))


def _over(bound: Bound, group: NDArray[np.intp]) -> int:
    """One bound for all instances of the group, with room for what was rounded."""
    return bound if isinstance(bound, int) else rounded_up(bound[group].max(initial=0))


# ---------------------------------------------------------------------------------------------------------- evaluation


def _outcome(program: Program, values: _Values, instances: NDArray[np.intp], bounds: Mapping[int, int]) -> Outcome:
    small = max(bounds.values(), default=0) <= LARGEST
    roots = _Run(program, values, bounds).all_chunks(len(instances))
    return Outcome(program, instances, roots, values.denominators, small)


class _Run:
    """One program on one batch, whose nodes have the given bounds."""

    def __init__(self, program: Program, values: _Values, bounds: Mapping[int, int]) -> None:
        self._program = program
        self._values = values
        self._least = {serial: _least_type(bound) for serial, bound in bounds.items()}
        self._types = {node.serial: self._type_of(node) for node in program.order if not node.boolean}

    def all_chunks(self, count: int) -> tuple[Array, ...]:
        """The roots' arrays for `count` instances, those of constants with one row only."""
        step = max(1, _CHUNK_ENTRIES // max(1, self._program.widest))
        chunks = [self._chunk(slice(start, min(start + step, count))) for start in range(0, max(count, 1), step)]
        if len(chunks) == 1:
            return chunks[0]
        return tuple(
            np.concatenate(parts) if root.batched else parts[0]
            for root, parts in zip(self._program.roots, zip(*chunks, strict=True), strict=True)
        )

    def _chunk(self, rows: slice) -> tuple[Array, ...]:
        arrays: dict[int, Array] = {}
        leaves: dict[tuple[str, type], Array] = {}
        last_use = self._program.last_use
        for node in self._program.order:
            arrays[node.serial] = self._array(node, arrays, leaves, rows)
            for arg in node.args:
                if last_use[arg.serial] == node.serial:
                    arrays.pop(arg.serial, None)
        return tuple(arrays[root.serial] for root in self._program.roots)

    def _array(
        self, node: Node, arrays: Mapping[int, Array], leaves: dict[tuple[str, type], Array], rows: slice
    ) -> Array:
        match node.op:
            case Op.CONST:
                return self._constant(node, self._types.get(node.serial, np.bool_))
            case Op.INDEXED:
                leaf, view = self._leaf(node, leaves, rows), self._program.views[node.serial]
                return view.of(leaf) if view else gather(leaf, node, [arrays[arg.serial] for arg in node.args])
            case Op.DENOMINATOR:
                symbol, power = cast("tuple[str, int]", node.data)
                array = self._values.denominators[symbol][rows]
                return cast(Array, array.astype(self._types[node.serial], copy=False) ** power)
            case _:
                wanted = self._operand_type(node)
                return compute(node, [self._operand(arg, arrays, wanted) for arg in node.args])

    def _constant(self, node: Node, wanted: type) -> Array:
        constants = self._program.constants
        key = (node.serial, wanted)
        if key not in constants:
            constants[key] = constant_array(node).astype(wanted, copy=False)
        return constants[key]

    def _leaf(self, node: Node, leaves: dict[tuple[str, type], Array], rows: slice) -> Array:
        name = cast(str, node.data)
        array = self._values.variables[name][rows]
        if node.boolean or self._types[node.serial] is np.int64:
            return array
        key = (name, self._types[node.serial])
        if key not in leaves:
            leaves[key] = array.astype(key[1])
        return leaves[key]

    def _operand(self, arg: Node, arrays: Mapping[int, Array], wanted: type) -> Array:
        """An operand of a node in the type that the node wants, which holds it exactly."""
        if arg.boolean or self._types[arg.serial] is wanted:
            return arrays[arg.serial]
        if arg.op is Op.CONST:
            return self._constant(arg, wanted)
        array = arrays[arg.serial]
        if wanted is object and array.dtype == np.float64:
            array = array.astype(np.int64)
        return array.astype(wanted)

    def _type_of(self, node: Node) -> type:
        """The type in which an integer node's array is held."""
        least = self._least[node.serial]
        match node.op:
            case Op.CONST | Op.DENOMINATOR:
                return np.int64 if least is np.float64 else least
            case Op.INDEXED:
                # Natural numbers stay integers, for they serve as indices mostly.
                return np.int64 if node.nonneg else least
            case _:
                return self._operand_type(node)

    def _operand_type(self, node: Node) -> type:
        """The type in which a node is computed from its integer operands: one that holds all of them and the result."""
        involved = {self._least[part.serial] for part in (node, *node.args) if not part.boolean}
        if object in involved:
            return object
        return np.int64 if np.int64 in involved or node.op in _INTEGER_ONLY else np.float64


def _least_type(bound: int) -> type:
    if bound > LARGEST:
        return object
    return np.float64 if bound <= _EXACT_IN_FLOAT else np.int64
