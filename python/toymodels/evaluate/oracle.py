"""The oracle: one instance, `fractions.Fraction`, one plain equation for each form of term.

Every other evaluator is tested against this one, so it is written to be read, not to be fast; only the values of calls
are kept, since definitions call one another. A function on a finite sort is the tuple of its values; a function on
anything else is a Python callable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import gcd
from typing import cast

from toymodels.errors import StatementError
from toymodels.evaluate.batch import Instance, Value
from toymodels.evaluate.depth import on_a_large_stack
from toymodels.evaluate.elements import elements
from toymodels.evaluate.unbounded import Asked, Nested, Nowhere, Witness, find, has_unknowns, numbers_in
from toymodels.evaluate.unknowns import Linear, NotLinearError
from toymodels.statements.language import (
    Apply,
    Arith,
    BoolSort,
    Call,
    CaseNat,
    Cast,
    Compare,
    Connective,
    Definition,
    Denominator,
    FieldSort,
    FinMk,
    FinSort,
    FinVal,
    FunSort,
    If,
    IntSort,
    Inv,
    Lambda,
    Logic,
    NatSort,
    Neg,
    Not,
    Numeral,
    Numerator,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Sum,
    Term,
    ToNat,
    Truth,
    Var,
)
from toymodels.statements.walk import is_askable, is_finite, subterms

Denotation = int | bool | Fraction | Linear | tuple["Denotation", ...] | Callable[["Denotation"], "Denotation"]
"""What a term means: a `Value`, or a Python callable for a function on an infinite sort.

Where an infinite sort is quantified over, it may also be a number that is asked for: see `unbounded`.
"""

Environment = Mapping[str, Denotation]

Known = dict[tuple[str, tuple[Denotation, ...]], Denotation]
"""The meanings of calls: a definition's name, and the meanings of its arguments."""

_MOST_KNOWN = 20_000


def oracle_value(term: Term, definitions: Mapping[str, Definition], instance: Instance) -> Value:
    """The exact value of `term` for one instance.

    Raises:
        StatementError: a variable or definition is missing, an index lies outside its `Fin`, or the value is a
            function on an infinite sort.
    """
    try:
        value = denote(term, definitions, instance.values)
    except RecursionError:
        value = on_a_large_stack(lambda: denote(term, definitions, instance.values))
    if callable(value):
        raise StatementError("the value is a function on an infinite sort, which has no table; apply it to an argument")
    return cast(Value, value)


def denote(
    term: Term, definitions: Mapping[str, Definition], env: Environment, known: Known | None = None
) -> Denotation:
    """The meaning of `term`, where `env` gives the meaning of its free variables; `known` are calls met before."""
    known = {} if known is None else known

    def nat(sub: Term) -> int:
        return cast(int, denote(sub, definitions, env, known))

    def number(sub: Term) -> Fraction:
        value = denote(sub, definitions, env, known)
        return cast(Fraction, value) if isinstance(value, Linear) else Fraction(cast("int | Fraction", value))

    def prop(sub: Term) -> bool:
        return cast(bool, denote(sub, definitions, env, known))

    def under(var: Var, value: Denotation, body: Term) -> Denotation:
        return denote(body, definitions, {**env, var.name: value}, known)

    def values(var: Var) -> Sequence[Denotation]:
        return elements(var, nat)

    match term:
        case Var(name):
            if name not in env:
                raise StatementError(f"variable {name!r} has no value; the instance gives values of {sorted(env)}")
            return env[name]
        case Numeral(value, sort):
            return Fraction(value) if isinstance(sort, FieldSort) else value
        case Truth(value):
            return value
        case Arith(op, left, right, sort):
            if isinstance(sort, NatSort):
                return nat_arithmetic(op, nat(left), nat(right))
            if isinstance(sort, IntSort):
                return int_arithmetic(op, nat(left), nat(right))
            if op is Operation.POW:
                return number(left) ** nat(right)
            return field_arithmetic(op, number(left), number(right))
        case Neg(arg):
            return -cast("int | Fraction", denote(arg, definitions, env, known))
        case Inv(arg):
            return divide(Fraction(1), number(arg))
        case Cast(arg, sort):
            return number(arg) if isinstance(sort, FieldSort) else nat(arg)
        case ToNat(arg):
            return max(nat(arg), 0)
        case Numerator(arg):
            return _known(number(arg)).numerator
        case Denominator(arg):
            return _known(number(arg)).denominator
        case FinVal(arg):
            return nat(arg)
        case FinMk(value, bound):
            return checked_index(nat(value), nat(bound))
        case Compare(op, left, right):
            return compare(op, denote(left, definitions, env, known), denote(right, definitions, env, known))
        case Connective(op, left, right):
            return connect(op, prop(left), lambda: prop(right))
        case Not(arg):
            return not prop(arg)
        case If(condition, yes, no):
            return denote(yes if prop(condition) else no, definitions, env, known)
        case Quantifier(kind, var) if not is_finite(var.sort):
            return isinstance(decide(term, definitions, env), Witness) is (kind is Quantity.EXISTS)
        case Quantifier(kind, var, body):
            cases = [cast(bool, under(var, value, body)) for value in values(var)]
            return all(cases) if kind is Quantity.FORALL else any(cases)
        case Sum(var, body):
            return sum(cast("int | Fraction", under(var, i, body)) for i in values(var))
        case Lambda(var, body):
            if isinstance(var.sort, FinSort | BoolSort):
                return tuple(under(var, value, body) for value in values(var))
            return lambda value: under(var, value, body)
        case Apply(fn, arg):
            return apply(denote(fn, definitions, env, known), denote(arg, definitions, env, known))
        case CaseNat(scrutinee, zero, pred, succ):
            n = nat(scrutinee)
            return denote(zero, definitions, env, known) if n == 0 else under(pred, n - 1, succ)
        case Call(name, args):
            definition = definition_of(name, definitions)
            given = tuple(denote(arg, definitions, env, known) for arg in args)
            if (name, given) not in known:
                named = {param.name: value for param, value in zip(definition.params, given, strict=True)}
                if len(known) >= _MOST_KNOWN:
                    known.clear()
                known[name, given] = denote(definition.body, definitions, named, known)
            return known[name, given]


def decide(term: Quantifier, definitions: Mapping[str, Definition], env: Environment) -> Witness | Nowhere:
    """Values at which the body of a quantifier over an infinite sort holds, for `∃`, or fails, for `∀`; or none.

    Raises:
        UndecidedError: none was found, and there may be some.
        NotLinearError: it depends on what an outer one asks for.
    """
    if any(map(has_unknowns, env.values())):
        raise NotLinearError
    asked: list[Asked] = []
    body: Term = term
    while isinstance(body, Quantifier) and body.kind is term.kind and not is_finite(body.var.sort):
        asked.append(_asked(body.var, definitions, env))
        body = body.body
    inner = body

    def holds(values: Mapping[str, Nested]) -> bool:
        return cast(bool, denote(inner, definitions, {**env, **values}))

    constants = (part.value for part in subterms(inner) if isinstance(part, Numeral))
    given = [*numbers_in(tuple(env.values())), *map(Fraction, constants)]
    return find(asked, holds, given, wanted=term.kind is Quantity.EXISTS)


def _asked(var: Var, definitions: Mapping[str, Definition], env: Environment) -> Asked:
    if not is_askable(var.sort):
        raise StatementError(f"variable {var.name!r} ranges over an infinite sort, so its values cannot all be tried")
    shape: list[int] = []
    sort = var.sort
    while isinstance(sort, FunSort):
        assert isinstance(sort.domain, FinSort)
        shape.append(cast(int, denote(sort.domain.bound, definitions, env)))
        sort = sort.codomain
    return Asked(var.name, sort, tuple(shape))


def _known(value: Fraction) -> Fraction:
    if isinstance(value, Linear):
        raise NotLinearError
    return value


def divide(left: Fraction, right: Fraction) -> Fraction:
    """`left / right`, which is `0` when `right` is."""
    return left / right if right else Fraction(0)


def field_arithmetic(op: Operation, left: Fraction, right: Fraction) -> Fraction:
    """`left op right` in the field, powers excepted (their exponent is a natural number)."""
    match op:
        case Operation.ADD:
            return left + right
        case Operation.SUB:
            return left - right
        case Operation.MUL:
            return left * right
        case Operation.DIV:
            return divide(left, right)
        case Operation.MIN:
            return min(left, right)
        case Operation.MAX:
            return max(left, right)
        case _:
            raise StatementError(f"{op.value!r} is not an operation on two field elements")


def nat_arithmetic(op: Operation, left: int, right: int) -> int:
    """`left op right` for natural numbers: subtraction stops at 0, `n / 0 = 0`, `n % 0 = n`."""
    match op:
        case Operation.ADD:
            return left + right
        case Operation.SUB:
            return max(left - right, 0)
        case Operation.MUL:
            return left * right
        case Operation.DIV:
            return left // right if right else 0
        case Operation.MOD:
            return left % right if right else left
        case Operation.POW:
            return left**right
        case Operation.MIN:
            return min(left, right)
        case Operation.MAX:
            return max(left, right)
        case Operation.GCD:
            return gcd(left, right)
        case Operation.LAND:
            return left & right
        case Operation.LOR:
            return left | right
        case Operation.XOR:
            return left ^ right


def int_arithmetic(op: Operation, left: int, right: int) -> int:
    """`left op right` for integers, the exponent of a power being a natural number.

    Division is Euclidean, as `/` and `%` are in Lean: `left = right * (left / right) + left % right`, and the remainder
    is at least 0 and less than `|right|`; by 0 they are 0 and `left`.
    """
    match op:
        case Operation.SUB:
            return left - right
        case Operation.DIV:
            floor = left // abs(right) if right else 0
            return -floor if right < 0 else floor
        case Operation.MOD:
            return left % abs(right) if right else left
        case _:
            return nat_arithmetic(op, left, right)


def compare(op: Relation, left: Denotation, right: Denotation) -> bool:
    """`left op right` for two scalars of one sort."""
    if not isinstance(left, int | Fraction | Linear) or not isinstance(right, int | Fraction | Linear):
        raise StatementError(f"{op.value!r} compares scalars only; compare functions point by point, with a quantifier")
    match op:
        case Relation.EQ:
            return left == right
        case Relation.NE:
            return left != right
        case Relation.LE:
            return left <= right
        case Relation.LT:
            return left < right


def connect(op: Logic, left: bool, right: Callable[[], bool]) -> bool:
    """`left op right`; the right side is not looked at where the left one decides, as it may make no sense then."""
    match op:
        case Logic.AND:
            return left and right()
        case Logic.OR:
            return left or right()
        case Logic.IMPLIES:
            return not left or right()
        case Logic.IFF:
            return left == right()


def apply(fn: Denotation, arg: Denotation) -> Denotation:
    """`fn arg`."""
    if isinstance(fn, tuple):
        table = cast("tuple[Denotation, ...]", fn)
        return table[checked_index(cast(int, arg), len(table))]
    if not callable(fn):
        raise StatementError(f"{fn!r} is applied to {arg!r}, but it is not a function")
    return fn(arg)


def checked_index(value: int, bound: int) -> int:
    """`value` as an element of `Fin bound`."""
    if not 0 <= value < bound:
        raise StatementError(f"{value} is not an element of Fin {bound}")
    return value


def definition_of(name: str, definitions: Mapping[str, Definition]) -> Definition:
    """The definition called `name`."""
    if name not in definitions:
        raise StatementError(f"definition {name!r} is called but not given; given are {sorted(definitions)}")
    return definitions[name]
