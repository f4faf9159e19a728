"""Objects that the library defines, wherever they fit; the other variables are drawn around them.

The largest come first: small ones are among all small instances anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice, product
from math import prod

from toymodels.check.candidates.means import Context, Means
from toymodels.errors import GenerationError, StatementError
from toymodels.evaluate.batch import Batch, DiscreteArray, FieldArray, Instance, Value
from toymodels.evaluate.convert import array_of
from toymodels.evaluate.cost import cost
from toymodels.evaluate.oracle import oracle_value
from toymodels.statements.language import (
    NAT,
    Arith,
    FinSort,
    FunSort,
    Numeral,
    Operation,
    Sort,
    Statement,
    Term,
    Var,
)
from toymodels.statements.read.closed import Closed, of_sorts
from toymodels.statements.walk import entry_sort

_LARGEST_SIZE, _MOST_CELLS, _MOST_SIZES = 8, 400, 2
_MOST_STEPS_OF_OBJECT = 100_000


@dataclass(frozen=True, slots=True)
class _Fit:
    """An object as the value of a variable; `at` are the values of its own sizes."""

    closed: Closed
    at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where objects of one size fit.

    Attributes:
        var: the variable.
        sizes: what its sort then demands of the statement's sizes.
        shape: the lengths of the objects' tables.
    """

    var: Var
    sizes: tuple[tuple[str, int], ...]
    shape: tuple[int, ...]


_Fits = dict[_Place, list[_Fit]]


def _candidates(context: Context) -> Iterator[Batch]:
    problems: dict[str, None] = {}
    fits = _fits(context)
    for number, places in enumerate(islice(_combined(fits), context.effort.places)):
        try:
            yield from _around(context, {place: fits[place] for place in places}, number)
        except (GenerationError, StatementError) as error:
            problems[str(error)] = None
    if problems:
        context.note(f"{CLOSED.name}: some could not be tried: {'; '.join(problems)}")


def _combined(fits: _Fits) -> Iterator[tuple[_Place, ...]]:
    """Each place alone, then two of different variables; the largest first, those for single objects before others."""

    def order(place: _Place) -> tuple[bool, int]:
        return all(fit.at for fit in fits[place]), -prod(place.shape)

    places = sorted(fits, key=order)
    yield from ((place,) for place in places)
    yield from ((one, two) for one, two in combinations(places, 2) if one.var != two.var and _agree(one, two))


def _agree(one: _Place, two: _Place) -> bool:
    return all(dict(two.sizes).get(name, size) == size for name, size in one.sizes)


def _around(context: Context, fits: _Fits, number: int) -> Iterator[Batch]:
    """Every combination of objects, at the sizes that matter most, a few instances around each.

    Raises:
        GenerationError: they cannot be drawn.
        StatementError: an object, or the statement at these sizes, takes too long to be evaluated.
    """
    objects = list(islice(product(*fits.values()), context.effort.around))
    given: dict[str, FieldArray | DiscreteArray] = {}
    for position, place in enumerate(fits):
        values = [_value_of(combination[position]) for combination in objects]
        given[place.var.name] = array_of(values, place.var.sort, place.shape, place.var.name)
    demanded = {name: size for place in fits for name, size in place.sizes}
    for turn, sizes in enumerate(_sizes(context, demanded)):
        most = context.affordable(sizes)
        if most < len(objects):
            raise StatementError(f"at {dict(sizes)} the statement takes too long to be evaluated")
        each = min(most, context.effort.around) // len(objects)
        yield context.plan.generate_around(given, sizes, context.rng(6, number, turn), len(objects), each)


def _sizes(context: Context, demanded: Mapping[str, int]) -> list[Mapping[str, int]]:
    """The sizes that matter most among those with what is demanded."""
    if any(context.pinned.get(name, size) != size for name, size in demanded.items()):
        return []
    found = sorted(context.plan.sizes({**demanded, **context.pinned}), key=lambda each: -each.weight)
    return [each.values for each in found[:_MOST_SIZES]]


def _fits(context: Context) -> _Fits:
    """Which objects fit where."""
    found: _Fits = {}
    for var in context.statement.variables:
        for closed in of_sorts((var,), context.closed):
            for at in product(range(1, _LARGEST_SIZE + 1), repeat=len(closed.sizes)):
                fit = _Fit(closed, at)
                place = _place(var, fit)
                if place is not None:
                    found.setdefault(place, []).append(fit)
    return found


def _place(var: Var, fit: _Fit) -> _Place | None:
    """Where an object fits as the value of `var`; None if it does not, or is too large."""
    sort = fit.closed.sort
    lengths = [int(str(_evaluated(bound, fit))) for bound in _bounds(sort)]
    sizes = _solved(_bounds(var.sort), lengths)
    shape = tuple(lengths[:-1] if isinstance(entry_sort(sort), FinSort) else lengths)
    return None if sizes is None or prod(shape) > _MOST_CELLS else _Place(var, tuple(sizes.items()), shape)


def _own_sizes(fit: _Fit) -> dict[str, int]:
    return {var.name: size for var, size in zip(fit.closed.sizes, fit.at, strict=True)}


def _evaluated(term: Term, fit: _Fit) -> Value:
    return oracle_value(term, fit.closed.definitions, Instance(_own_sizes(fit)))


def _bounds(sort: Sort) -> list[Term]:
    """How many values each argument has, and the entries, where these are indices."""
    found: list[Term] = []
    while isinstance(sort, FunSort):
        found.append(sort.domain.bound if isinstance(sort.domain, FinSort) else Numeral(2, NAT))
        sort = sort.codomain
    return [*found, sort.bound] if isinstance(sort, FinSort) else found


def _solved(bounds: list[Term], lengths: list[int]) -> dict[str, int] | None:
    """The sizes at which `bounds` have these values; None where there are none, or none that are easily found."""
    sizes: dict[str, int] = {}
    for bound, length in zip(bounds, lengths, strict=True):
        match bound:
            case Numeral(value) if value == length:
                continue
            case Var(name):
                size = length
            case Arith(Operation.ADD, Var(name), Numeral(value)) if length >= value:
                size = length - value
            case Arith(Operation.MUL, Numeral(value), Var(name)) if value and length % value == 0:
                size = length // value
            case Arith(Operation.MUL, Var(name), Numeral(value)) if value and length % value == 0:
                size = length // value
            case _:
                return None
        if sizes.setdefault(name, size) != size:
            return None
    return sizes


def _value_of(fit: _Fit) -> Value:
    """The object.

    Raises:
        StatementError: it cannot be computed in a moment.
    """
    closed = fit.closed
    claim = Statement(closed.name, closed.sizes, (), closed.term, closed.definitions)
    if cost(claim, _own_sizes(fit)) > _MOST_STEPS_OF_OBJECT:
        raise StatementError(f"{closed.name} takes too long to be computed")
    return _evaluated(closed.term, fit)


CLOSED = Means("objects that the library defines", share=0.1, candidates=_candidates)
