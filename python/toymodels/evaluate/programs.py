"""A whole batch at once, exactly, in 64 bits wherever they suffice.

A term is compiled to nodes once for each combination of sizes. For each batch a bound on every node is computed first,
and chooses how the node's values are held: as float32 below 2^24 or float64 below 2^53, which are exact there and
faster; as int64 below 2^63; as Python integers beyond. So nothing is ever rounded. Instances for which 64 bits suffice
throughout are evaluated apart from the others; so are those for which they do though no bound says so (`measuring`):
there a sum or a product may wrap around on the way, and is what it is at the end.

Several propositions about one batch are compiled together, so that what they share is computed once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from toymodels.evaluate.arrays import IndexRangeError, View, basic_view
from toymodels.evaluate.batch import Batch, FieldArray
from toymodels.evaluate.bounds import HUGE, Bound, fits, magnitudes, rounded_up
from toymodels.evaluate.compiler import Compiled, NotBatchedError, compile_terms
from toymodels.evaluate.measuring import HOPELESS, are_short, to_measure
from toymodels.evaluate.nodes import LARGEST, Array, Axes, Node, Op, extent, topological
from toymodels.evaluate.rational import Powers, Rational
from toymodels.evaluate.symbolic import node_of
from toymodels.evaluate.tape import EXACT_IN_FLOAT, Chunk, Tape, least_type
from toymodels.statements.language import Definition, Term

_CHUNK_ENTRIES = 2**15
"""Instances are evaluated in chunks whose largest array has about this many entries, to stay in the cache."""
_WIDEST_TOGETHER = 64
"""Arrays of more entries an instance are held one instance after the other, where BLAS multiplies matrices faster."""
_REMEMBERED_PROGRAMS = 512
_REMEMBERED_SCALES = 256
_LEADING_BITS = 3
_FEW = 16
"""A comparison that mostly fails does so among the first entries."""


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A compiled term.

    roots: what is evaluated; axes: of the result, one for each argument of a function; powers: those of the
    denominators under a field element, whose roots are its numerator and its divisor; None for another sort.
    order: all nodes, operands first; widest: entries per instance of the largest node; views: how leaves are indexed.
    tapes: by the nodes' types; measuring: in floats, by the serials of the nodes that are measured.
    by_scale: the tape in which floats hold every node, None if they do not, by the scale of the batch's values.
    """

    roots: tuple[Node, ...]
    axes: Axes
    powers: Powers | None
    order: tuple[Node, ...]
    widest: int
    views: Mapping[int, View | None]
    tapes: dict[tuple[type, ...], Tape] = field(default_factory=dict[tuple[type, ...], Tape])
    measuring: dict[tuple[int, ...], Tape] = field(default_factory=dict[tuple[int, ...], Tape])
    by_scale: dict[tuple[int, ...], Tape | None] = field(default_factory=dict[tuple[int, ...], "Tape | None"])

    def tape(self, bounds: Mapping[int, int]) -> Tape:
        """The steps for nodes within the given bounds, by serial."""
        least = {serial: least_type(bound) for serial, bound in bounds.items()}
        key = tuple(least.values())
        if key not in self.tapes:
            self.tapes[key] = Tape(self.order, self.roots, self.views, least)
        return self.tapes[key]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The roots' arrays, shape (b, sizes of the axes), for some instances of the batch, in the order of `instances`.

    in_64_bits: whether all values stayed inside int64; else those that may not have are Python integers.
    """

    program: Program
    instances: NDArray[np.intp]
    roots: tuple[Array, ...]
    denominators: Mapping[str, NDArray[np.int64]]
    in_64_bits: bool


def evaluate_batched(term: Term, programs: Programs, batch: Batch, names: Sequence[str]) -> list[Outcome] | None:
    """`term` for every instance, in at most three parts; None if the term has no form in arrays.

    names: the free variables of the term that are not of sort `Nat`.

    Raises:
        StatementError: a variable or a definition is missing.
    """
    symbols, denominators = _symbols(names, batch)
    program = programs.of((term,), batch.sizes, symbols)
    if program is None:
        return None
    values = _Values({name: _entries(batch, name) for name in names}, denominators)
    tape = _float_tape(program, values)
    try:
        if tape is not None:
            return [_outcome(program, tape, values, np.arange(batch.count), in_64_bits=True)]
        return [
            _outcome(program, program.tape(bounds), part, instances, in_64_bits=_in_64_bits(bounds))
            for part, instances, bounds in _parts(program, values, batch.count)
        ]
    except IndexRangeError:
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """Where several propositions hold, shape (instances,) each, for some `instances` of the batch, None for all of it.

    in_64_bits: whether all values of all of them stayed inside int64.
    """

    instances: NDArray[np.intp] | None
    holds: list[NDArray[np.bool_]]
    in_64_bits: bool


def decide_together(
    props: tuple[Term, ...], programs: Programs, batch: Batch, names: Sequence[str]
) -> list[Decision] | None:
    """Whether each proposition holds, computing once what they share, in at most three parts.

    None if one of them has no form in arrays. names: as for `evaluate_batched`, of all propositions.

    Raises:
        StatementError: a variable or a definition is missing.
    """
    symbols, denominators = _symbols(names, batch)
    program = programs.of(props, batch.sizes, symbols)
    if program is None:
        return None
    values = _Values({name: _entries(batch, name) for name in names}, denominators)
    tape = _float_tape(program, values)
    try:
        if tape is not None:
            return [_decision(program, tape, values, None, batch.count, in_64_bits=True)]
        parts = _parts(program, values, batch.count)
        return [
            _decision(
                program,
                program.tape(bounds),
                part,
                None if len(parts) == 1 else instances,
                len(instances),
                in_64_bits=_in_64_bits(bounds),
            )
            for part, instances, bounds in parts
        ]
    except IndexRangeError:
        return None


def _decision(
    program: Program,
    tape: Tape,
    values: _Values,
    instances: NDArray[np.intp] | None,
    count: int,
    *,
    in_64_bits: bool,
) -> Decision:
    roots = _run(program.roots, program.widest, tape, values, count)
    return Decision(instances, [_own(root, count) for root in roots], in_64_bits)


def _own(root: Array, count: int) -> NDArray[np.bool_]:
    """A root's values, shape (count,), in memory that is nobody else's."""
    return root if root.base is None and len(root) == count else np.array(np.broadcast_to(root, (count,)))


_Key = tuple[tuple[Term, ...], tuple[tuple[str, int], ...], tuple[tuple[str, str | None], ...]]


class Programs:
    """What terms that call given definitions are compiled to: the programs asked for last."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        self._known: OrderedDict[_Key, Program | None] = OrderedDict()

    def of(
        self, terms: tuple[Term, ...], sizes: Mapping[str, int], symbols: Mapping[str, str | None]
    ) -> Program | None:
        """The program of one term, or of several propositions, for these sizes; None without a form in arrays."""
        key = (terms, tuple(sorted(sizes.items())), tuple(sorted(symbols.items(), key=lambda named: named[0])))
        if key not in self._known:
            self._known[key] = self._compiled(terms, sizes, symbols)
            if len(self._known) > _REMEMBERED_PROGRAMS:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]

    def _compiled(
        self, terms: tuple[Term, ...], sizes: Mapping[str, int], symbols: Mapping[str, str | None]
    ) -> Program | None:
        try:
            return _program(compile_terms(terms, self._definitions, sizes, symbols))
        except NotBatchedError:
            return None


def _program(compiled: Sequence[Compiled]) -> Program:
    """The program of one term of any sort, or of several propositions."""
    first = compiled[0]
    powers: Powers | None = None
    if len(compiled) == 1 and isinstance(first.result, Rational):
        roots, powers = (first.result.numerator, first.result.divisor), first.result.powers
    else:
        roots = tuple(node_of(each.result) for each in compiled)
    order = tuple(topological(roots))
    widest = max((extent(node.axes) for node in order), default=1)
    views = {node.serial: basic_view(node) for node in order if node.op is Op.INDEXED}
    return Program(roots, first.axes if len(compiled) == 1 else (), powers, order, widest, views)


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
        if (array.denominators[:_FEW] == 1).all() and (array.denominators == 1).all():
            symbols[name] = None
            continue
        equal = (symbol for symbol, other in arrays.items() if _same(other, array.denominators))
        symbols[name] = symbol = next(equal, name)
        arrays[symbol] = array.denominators
    return symbols, arrays


def _same(left: NDArray[np.int64], right: NDArray[np.int64]) -> bool:
    return left is right or bool(np.array_equal(left[:_FEW], right[:_FEW]) and np.array_equal(left, right))


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
    inside, hopeful = np.ones(count, dtype=np.bool_), np.ones(count, dtype=np.bool_)
    for bound in (apart[serial] for serial, bound in together.items() if bound > LARGEST):
        inside &= fits(bound)
        hopeful &= bound < HOPELESS
    short = np.zeros(count, dtype=np.bool_)
    doubtful = np.flatnonzero(hopeful & ~inside)
    if len(doubtful):
        short[doubtful] = _are_short(program, values.at(doubtful), doubtful, apart, _within(together, apart, doubtful))
    groups = (
        (np.flatnonzero(inside), LARGEST),
        (np.flatnonzero(short), LARGEST),
        (np.flatnonzero(~inside & ~short), HUGE),
    )
    return [(values.at(group), group, _within(together, apart, group, most)) for group, most in groups if len(group)]


def _within(
    together: Mapping[int, int], apart: Mapping[int, Bound], group: NDArray[np.intp], most: int = HUGE
) -> dict[int, int]:
    """Bounds on every node for a group of instances, none above `most`; small ones are those of the whole batch."""
    return {
        serial: bound if bound <= EXACT_IN_FLOAT else min(most, _over(apart[serial], group))
        for serial, bound in together.items()
    }


def _are_short(
    program: Program,
    values: _Values,
    instances: NDArray[np.intp],
    apart: Mapping[int, Bound],
    bounds: Mapping[int, int],
) -> NDArray[np.bool_]:
    """For which of these instances int64 holds all nodes though their bounds do not say so."""
    count, nodes = len(instances), to_measure(program.order, bounds)
    if not nodes:
        return np.zeros(count, dtype=np.bool_)
    key = tuple(node.serial for node in nodes)
    if key not in program.measuring:
        program.measuring[key] = Tape(program.order, nodes, program.views, dict.fromkeys(bounds, np.float64))
    arrays = _run(nodes, program.widest, program.measuring[key], values, count)
    return are_short(arrays, [_of(apart[node.serial], instances) for node in nodes], count)


def _float_tape(program: Program, values: _Values) -> Tape | None:
    """The steps in float64, if that holds every node for all instances (by bounds that are remembered)."""
    names, symbols = list(values.variables), list(values.denominators)
    scales = [_rounded(_largest_entry(values.variables[name])) for name in names]
    scales += [_rounded(int(values.denominators[symbol].max(initial=1))) for symbol in symbols]
    key = tuple(scales)
    if key not in program.by_scale:
        by_name, by_symbol = (
            dict(zip(names, scales, strict=False)),
            dict(zip(symbols, scales[len(names) :], strict=True)),
        )
        bounds = {
            serial: bound
            for serial, bound in magnitudes(program.order, by_name, by_symbol).items()
            if isinstance(bound, int)
        }
        if len(program.by_scale) >= _REMEMBERED_SCALES:
            program.by_scale.clear()
        inside = max(bounds.values(), default=0) <= EXACT_IN_FLOAT
        program.by_scale[key] = program.tape(bounds) if inside else None
    return program.by_scale[key]


def _rounded(bound: int) -> int:
    """The bound rounded up to a number of few leading bits, so that batches alike need no bounds of their own."""
    shift = max(0, bound.bit_length() - _LEADING_BITS)
    return -(-bound >> shift) << shift


def _bounds(program: Program, values: _Values, largest: Callable[[Array], Bound]) -> dict[int, Bound]:
    return magnitudes(
        program.order,
        {name: largest(array) for name, array in values.variables.items()},
        {symbol: largest(array) for symbol, array in values.denominators.items()},
    )


def _largest(array: Array) -> Bound:
    return _largest_entry(array)


def _largest_entry(array: Array) -> int:
    if array.dtype == np.bool_:
        return 1
    return max(int(array.max(initial=0)), -int(array.min(initial=0)))


def _largest_of_each(array: Array) -> Bound:
    if array.dtype == np.bool_:
        return 1
    # Instances last, so that the reduction runs along them; as floats, for the least int64 has no absolute value.
    entries = array.reshape(len(array), -1).T.astype(np.float64, order="C")
    return np.abs(entries, out=entries).max(axis=0, initial=0)


def _of(bound: Bound, group: NDArray[np.intp]) -> NDArray[np.float64]:
    return np.full(len(group), float(bound)) if isinstance(bound, int) else bound[group]


def _over(bound: Bound, group: NDArray[np.intp]) -> int:
    """One bound for all instances of the group, with room for what was rounded."""
    return bound if isinstance(bound, int) else rounded_up(bound[group].max(initial=0))


def _in_64_bits(bounds: Mapping[int, int]) -> bool:
    return max(bounds.values(), default=0) <= LARGEST


def _outcome(
    program: Program, tape: Tape, values: _Values, instances: NDArray[np.intp], *, in_64_bits: bool
) -> Outcome:
    arrays = _run(program.roots, program.widest, tape, values, len(instances))
    roots = tuple(np.moveaxis(array, -1, 0) for array in arrays)
    return Outcome(program, instances, roots, values.denominators, in_64_bits)


def _run(roots: Sequence[Node], widest: int, tape: Tape, values: _Values, count: int) -> tuple[Array, ...]:
    """The roots' arrays for `count` instances, shape (sizes of the axes, b), those of constants with b = 1."""
    step = max(1, _CHUNK_ENTRIES // max(1, widest))
    chunks = [
        tape.run(
            Chunk(
                {name: array[start : start + step] for name, array in values.variables.items()},
                {symbol: array[start : start + step] for symbol, array in values.denominators.items()},
                widest <= _WIDEST_TOGETHER,
            )
        )
        for start in range(0, max(count, 1), step)
    ]
    if len(chunks) == 1:
        return chunks[0]
    return tuple(
        np.concatenate(parts, axis=-1) if root.batched else parts[0]
        for root, parts in zip(roots, zip(*chunks, strict=True), strict=True)
    )
