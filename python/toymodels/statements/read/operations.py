"""The words of the statement language that core Lean's constants stand for.

A word gets all its arguments, types and instances included. It answers `None` where it has no say (an operation on
matrices, or with an instance that a user wrote); the constant is then unfolded instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toymodels.lean.expr import Const, Expr, FVar, Pi, Proj
from toymodels.lean.names import parent
from toymodels.statements.language import (
    FIELD,
    INT,
    NAT,
    PROP,
    Arith,
    Call,
    Cast,
    Compare,
    Connective,
    Denominator,
    FieldSort,
    FinSort,
    If,
    IntSort,
    Inv,
    Logic,
    NatSort,
    Neg,
    Not,
    Numeral,
    Numerator,
    Operation,
    Relation,
    Sort,
    Term,
    ToNat,
    Truth,
)
from toymodels.statements.read.binding import apply, instantiate, spine
from toymodels.statements.read.core_definitions import CORE_DEFINITIONS
from toymodels.statements.read.reduce import Unreadable
from toymodels.statements.read.scope import Role
from toymodels.statements.read.splitting import by_constructor
from toymodels.statements.simplified import conjunction, fin_mk, fin_val, is_false, is_true, nat

if TYPE_CHECKING:
    from toymodels.statements.read.term import TermReader

Reading = Callable[["TermReader", Sequence[Expr]], "Term | None"]


@dataclass(frozen=True, slots=True)
class Word:
    """How a constant is read once it has `arity` arguments."""

    arity: int
    read: Reading


def _binary(op: Operation, types: int) -> Word:
    """`f α.. inst a b`, with `types` type arguments before the instance."""

    def read(reader: TermReader, args: Sequence[Expr]) -> Term | None:
        type_, instance, left, right = args[0], args[types], args[types + 1], args[types + 2]
        return _arithmetic(reader, op, type_, instance, left, right)

    return Word(types + 3, read)


def _arithmetic(reader: TermReader, op: Operation, type_: Expr, instance: Expr, left: Expr, right: Expr) -> Term | None:
    sort = _number_sort(reader, type_)
    if sort is None or not reader.is_standard(instance):
        return None
    if isinstance(sort, FieldSort) and op is Operation.MOD:
        return None
    return Arith(op, reader.term(left), reader.term(right), sort)


def _power(types: int) -> Word:
    """`f α Nat .. inst base exponent`; with one type argument the exponent is a natural number anyway."""

    def read(reader: TermReader, args: Sequence[Expr]) -> Term | None:
        sort = _number_sort(reader, args[0])
        if sort is None or not reader.is_standard(args[types]):
            return None
        if types > 1 and _is(reader, args[1], "Int"):
            return _integer_power(reader.term(args[types + 1]), reader.term(args[types + 2])) if sort == FIELD else None
        if types > 1 and not _is(reader, args[1], "Nat"):
            return None
        return Arith(Operation.POW, reader.term(args[types + 1]), reader.term(args[types + 2]), sort)

    return Word(types + 3, read)


def _integer_power(base: Term, exponent: Term) -> Term:
    """`base ^ exponent` in the field: where the exponent is negative, the inverse of the opposite power."""
    up = Arith(Operation.POW, base, ToNat(exponent), FIELD)
    down = Inv(Arith(Operation.POW, base, ToNat(Neg(exponent)), FIELD))
    return If(Compare(Relation.LE, Numeral(0, INT), exponent), up, down)


def _scalar_multiple(types: int) -> Word:
    """`k • x` for a natural or integer `k` and `x` in the field."""

    def read(reader: TermReader, args: Sequence[Expr]) -> Term | None:
        scalar_type, vector_type, instance, scalar, vector = args[0], args[1], *args[types : types + 3]
        if not reader.is_field(vector_type) or not reader.is_standard(instance):
            return None
        if _is(reader, scalar_type, "Int"):
            factor = _integer_in_field(reader, scalar)
        elif _is(reader, scalar_type, "Nat"):
            factor = _cast(reader.term(scalar), FIELD)
        else:
            return None
        return Arith(Operation.MUL, factor, reader.term(vector), FIELD)

    return Word(types + 3, read)


def _negation(reader: TermReader, args: Sequence[Expr]) -> Term | None:
    sort = _number_sort(reader, args[0])
    return Neg(reader.term(args[2])) if sort in (FIELD, INT) and reader.is_standard(args[1]) else None


def _inverse(reader: TermReader, args: Sequence[Expr]) -> Term | None:
    return Inv(reader.term(args[2])) if reader.is_field(args[0]) and reader.is_standard(args[1]) else None


def _literal(reader: TermReader, args: Sequence[Expr]) -> Term | None:
    """`OfNat.ofNat α k inst`."""
    return _embedded(reader, args[0], args[2], args[1])


def _nat_cast(reader: TermReader, args: Sequence[Expr]) -> Term | None:
    """`NatCast.natCast α inst k` and `Nat.cast α inst k`."""
    return _embedded(reader, args[0], args[1], args[2])


def _embedded(reader: TermReader, type_: Expr, instance: Expr, value: Expr) -> Term | None:
    sort = _number_sort(reader, type_)
    if sort is None or not reader.is_standard(instance):
        return None
    return reader.term(value) if isinstance(sort, NatSort) else _cast(reader.term(value), sort)


def _constant(value: int) -> Word:
    """`Zero.zero α inst` and `One.one α inst`."""

    def read(reader: TermReader, args: Sequence[Expr]) -> Term | None:
        sort = _number_sort(reader, args[0])
        return None if sort is None or not reader.is_standard(args[1]) else Numeral(value, sort)

    return Word(2, read)


def _decimal(reader: TermReader, args: Sequence[Expr]) -> Term | None:
    """`OfScientific.ofScientific α inst mantissa negative exponent`."""
    if not reader.is_field(args[0]) or not reader.is_standard(args[1]):
        return None
    match [reader.term(arg) for arg in args[2:5]]:
        case [Numeral(digits), Truth(True), Numeral(places)]:
            return Arith(Operation.DIV, Numeral(digits, FIELD), Numeral(10**places, FIELD), FIELD)
        case [Numeral(digits), Truth(False), Numeral(places)]:
            return Numeral(digits * 10**places, FIELD)
        case _:
            return None


def _int_cast(reader: TermReader, args: Sequence[Expr]) -> Term | None:
    """`IntCast.intCast α inst k`."""
    if not reader.is_standard(args[1]):
        return None
    if reader.is_field(args[0]):
        return _integer_in_field(reader, args[2])
    return reader.term(args[2]) if _is(reader, args[0], "Int") else None


def _cast(value: Term, sort: FieldSort | IntSort) -> Term:
    return Numeral(value.value, sort) if isinstance(value, Numeral) else Cast(value, sort)


def _integer_in_field(reader: TermReader, expr: Expr) -> Term:
    """An integer as an element of the field; made from natural numbers in the field where that is possible."""
    value = reader.term(expr)
    simple = _of_naturals(value)
    return _cast(value, FIELD) if simple is None else simple


def _of_naturals(value: Term) -> Term | None:
    """An integer that is a ring expression of natural numbers, in the field: the cast is a homomorphism."""
    match value:
        case Numeral() | Cast():
            return _cast(value.arg if isinstance(value, Cast) else value, FIELD)
        case Neg(arg):
            inner = _of_naturals(arg)
            return None if inner is None else Neg(inner)
        case Arith(Operation.ADD | Operation.SUB | Operation.MUL as op, left, right, IntSort()):
            first, second = _of_naturals(left), _of_naturals(right)
            return None if first is None or second is None else Arith(op, first, second, FIELD)
        case _:
            return None


def _number_sort(reader: TermReader, type_: Expr) -> FieldSort | NatSort | IntSort | None:
    """The sort of a type whose arithmetic the language has; `None` for all others."""
    if reader.is_field(type_):
        return FIELD
    head = spine(reader.reducer.whnf(type_))[0]
    return _NUMBERS.get(head.name) if isinstance(head, Const) else None


_NUMBERS: dict[str, NatSort | IntSort] = {"Nat": NAT, "Int": INT}


def _is(reader: TermReader, type_: Expr, name: str) -> bool:
    head = spine(reader.reducer.whnf(type_))[0]
    return isinstance(head, Const) and head.name == name


def equality(reader: TermReader, type_: Expr, left: Expr, right: Expr) -> Term:
    """`left = right`; functions and structures are compared argument by argument and field by field."""
    function = reader.function_type(type_)
    if function is not None:

        def at(value: Expr) -> Term:
            return equality(reader, instantiate(function.body, value), apply(left, [value]), apply(right, [value]))

        return reader.over_all(function.binder, function.type, at)
    fields = reader.structure_fields(type_, left)
    if fields is not None:
        others = [Proj(field.struct, field.index, right) for field in fields]
        return conjunction(
            [equality(reader, field.type, field.value, other) for field, other in zip(fields, others, strict=True)]
        )
    if reader.has_constructors(type_):
        return by_constructor(
            reader, left, lambda one: by_constructor(reader, right, lambda other: _same(reader, one, other))
        )
    if reader.is_type(type_):
        raise Unreadable("an equation between types", left)
    return _scalars_equal(reader.sort(type_), reader.term(left), reader.term(right))


def _same(reader: TermReader, left: Expr, right: Expr) -> Term:
    """That two applications of constructors are the same."""
    (one, fields), (other, others) = spine(left), spine(right)
    assert isinstance(one, Const)
    assert isinstance(other, Const)
    if one.name != other.name:
        return Truth(False)
    parts: list[Term] = []
    rest = reader.reducer.type_of(one.name, left)
    for at, (value, beside) in enumerate(zip(fields, others, strict=True)):
        rest = rest if isinstance(rest, Pi) else reader.reducer.whnf(rest)
        assert isinstance(rest, Pi)
        if at >= reader.reducer.parameter_count(parent(one.name)) and reader.role(rest) is Role.DATA:
            parts.append(equality(reader, rest.type, value, beside))
        rest = instantiate(rest.body, value)
    return conjunction([part for part in parts if part != Truth(True)])


def _member(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`List.Mem α a list`: equal to the head, or a member of the tail."""
    type_, value, list_ = args[:3]

    def read(built: Expr) -> Term:
        match spine(built):
            case Const("List.cons"), [_, head, tail]:
                first, later = equality(reader, type_, value, head), _member(reader, [type_, value, tail])
                return first if later == Truth(False) else Connective(Logic.OR, first, later)
            case _:
                return Truth(False)

    return by_constructor(reader, list_, read)


def _permutation(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`List.Perm α one other`: as long, and each element of the one as often in the other."""
    type_, one, other = args[:3]

    def count(value: Expr, items: Sequence[Expr]) -> Term:
        found: Term = nat(0)
        for item in items:
            is_it = Truth(True) if item is value else equality(reader, type_, value, item)
            found = Arith(Operation.ADD, found, If(is_it, nat(1), nat(0)), NAT)
        return found

    def compared(items: list[Expr], others: list[Expr]) -> Term:
        if len(items) != len(others):
            return Truth(False)
        return conjunction([Compare(Relation.EQ, count(each, items), count(each, others)) for each in items])

    return _with_items(reader, one, lambda items: _with_items(reader, other, lambda others: compared(items, others)))


def _with_items(reader: TermReader, list_: Expr, read: Callable[[list[Expr]], Term]) -> Term:
    """What `read` makes of the elements of a list."""

    def rest(built: Expr) -> Term:
        match spine(built):
            case Const("List.cons"), [_, head, tail]:
                return _with_items(reader, tail, lambda items: read([head, *items]))
            case _:
                return read([])

    return by_constructor(reader, list_, rest)


def _scalars_equal(sort: Sort, left: Term, right: Term) -> Term:
    if sort == PROP:
        return Connective(Logic.IFF, left, right)
    match right:
        case Truth(True):
            return is_true(left)
        case Truth(False):
            return is_false(left)
        case _:
            return Compare(Relation.EQ, left, right)


def _equality(reader: TermReader, args: Sequence[Expr]) -> Term:
    return equality(reader, args[0], args[1], args[2])


def _inequality(reader: TermReader, args: Sequence[Expr]) -> Term:
    equal = equality(reader, args[0], args[1], args[2])
    if isinstance(equal, Compare) and equal.op is Relation.EQ:
        return Compare(Relation.NE, equal.left, equal.right)
    return Not(equal)


def _order(op: Relation, *, swapped: bool = False) -> Word:
    """`f α inst a b`."""

    def read(reader: TermReader, args: Sequence[Expr]) -> Term | None:
        if _number_sort(reader, args[0]) is None or not reader.is_standard(args[1]):
            return None
        left, right = reader.term(args[2]), reader.term(args[3])
        return Compare(op, right, left) if swapped else Compare(op, left, right)

    return Word(4, read)


def _boolean_equality(op: Relation) -> Word:
    """`a == b` and `a != b` where the instance may be a variable; others are unfolded."""

    def read(reader: TermReader, args: Sequence[Expr]) -> Term | None:
        is_variable = isinstance(spine(args[1])[0], FVar) and isinstance(reader.sort(args[0]), FinSort)
        if not (reader.is_field(args[0]) or is_variable) or not reader.is_standard(args[1]):
            return None
        return Compare(op, reader.term(args[2]), reader.term(args[3]))

    return Word(4, read)


def _divides(reader: TermReader, args: Sequence[Expr]) -> Term | None:
    """`Dvd.dvd Nat inst a b` says that `b % a = 0`, also when `a = 0`; so for integers."""
    sort = _number_sort(reader, args[0])
    if sort is None or sort == FIELD or not reader.is_standard(args[1]):
        return None
    remainder = Arith(Operation.MOD, reader.term(args[3]), reader.term(args[2]), sort)
    return Compare(Relation.EQ, remainder, Numeral(0, sort))


def _nat_arithmetic(op: Operation) -> Word:
    return Word(2, lambda reader, args: Arith(op, reader.term(args[0]), reader.term(args[1]), NAT))


def _nat_comparison(op: Relation) -> Word:
    return Word(2, lambda reader, args: Compare(op, reader.term(args[0]), reader.term(args[1])))


def _nat_step(op: Operation) -> Word:
    """`Nat.succ n` and `Nat.pred n`."""
    return Word(1, lambda reader, args: Arith(op, reader.term(args[0]), nat(1), NAT))


def _natural_only(op: Operation, types: int) -> Word:
    """`f α.. inst a b` for natural numbers: the operations on binary digits."""

    def read(reader: TermReader, args: Sequence[Expr]) -> Term | None:
        if not _is(reader, args[0], "Nat") or not reader.is_standard(args[types]):
            return None
        return Arith(op, reader.term(args[types + 1]), reader.term(args[types + 2]), NAT)

    return Word(types + 3, read)


def _shift(op: Operation, types: int) -> Word:
    """`a <<< k` and `a >>> k` for natural numbers: `a * 2 ^ k` and `a / 2 ^ k`."""

    def read(reader: TermReader, args: Sequence[Expr]) -> Term | None:
        if not all(_is(reader, type_, "Nat") for type_ in args[: min(types, 2)]) or not reader.is_standard(args[types]):
            return None
        return _shifted(op, reader.term(args[types + 1]), reader.term(args[types + 2]))

    return Word(types + 3, read)


def _shifted(op: Operation, number: Term, places: Term) -> Term:
    return Arith(op, number, Arith(Operation.POW, nat(2), places, NAT), NAT)


def _bit(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`Nat.testBit a k`."""
    shifted = _shifted(Operation.DIV, reader.term(args[0]), reader.term(args[1]))
    return Compare(Relation.EQ, Arith(Operation.MOD, shifted, nat(2), NAT), nat(1))


def _int_arithmetic(op: Operation) -> Word:
    return Word(2, lambda reader, args: Arith(op, reader.term(args[0]), reader.term(args[1]), INT))


def _negative_successor(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`Int.negSucc n`, which is `-(n + 1)`."""
    return Neg(Arith(Operation.ADD, _cast(reader.term(args[0]), INT), Numeral(1, INT), INT))


def _difference_of_naturals(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`Int.subNatNat m n`."""
    return Arith(Operation.SUB, _cast(reader.term(args[0]), INT), _cast(reader.term(args[1]), INT), INT)


def _quotient(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`Rat.mk' n d ..` and its kin: the quotient of an integer and a natural number or integer, 0 if that is 0."""
    return Arith(Operation.DIV, _integer_in_field(reader, args[0]), _cast(reader.term(args[1]), FIELD), FIELD)


def _field_arithmetic(op: Operation) -> Word:
    return Word(2, lambda reader, args: Arith(op, reader.term(args[0]), reader.term(args[1]), FIELD))


def _defined(name: str) -> Word:
    """A function of core with a definition in `core_definitions`."""
    definition = CORE_DEFINITIONS[name]
    count = len(definition.params)
    return Word(
        count, lambda reader, args: Call(name, tuple(reader.term(arg) for arg in args[:count]), definition.sort)
    )


def _connective(op: Logic) -> Word:
    return Word(2, lambda reader, args: Connective(op, reader.term(args[0]), reader.term(args[1])))


def _conjunction(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`p ∧ q`, where `q` is read knowing `p`."""
    first = reader.term(args[0])
    with reader.nonzero.known_from(first):
        return Connective(Logic.AND, first, reader.term(args[1]))


def _exists(reader: TermReader, args: Sequence[Expr]) -> Term:
    return reader.exists(args[0], args[1])


def _constantly(value: Term) -> Word:
    return Word(0, lambda reader, args: value)


def _argument(index: int) -> Word:
    """A constant that stands for one of its own arguments."""
    return Word(index + 1, lambda reader, args: reader.term(apply(args[index], args[index + 1 :])))


def _boolean_negation(reader: TermReader, args: Sequence[Expr]) -> Term:
    return Not(reader.term(args[0]))


def _fin(reader: TermReader, args: Sequence[Expr]) -> Term:
    """`Fin.mk n value proof`; every other function into a `Fin` unfolds to this one."""
    return fin_mk(reader.term(args[1]), reader.term(args[0]))


def _fin_value(reader: TermReader, args: Sequence[Expr]) -> Term:
    return fin_val(reader.term(args[1]))


OPERATIONS: dict[str, Word] = {
    "HAdd.hAdd": _binary(Operation.ADD, 3),
    "Add.add": _binary(Operation.ADD, 1),
    "HSub.hSub": _binary(Operation.SUB, 3),
    "Sub.sub": _binary(Operation.SUB, 1),
    "HMul.hMul": _binary(Operation.MUL, 3),
    "Mul.mul": _binary(Operation.MUL, 1),
    "HDiv.hDiv": _binary(Operation.DIV, 3),
    "Div.div": _binary(Operation.DIV, 1),
    "HMod.hMod": _binary(Operation.MOD, 3),
    "Mod.mod": _binary(Operation.MOD, 1),
    "Min.min": _binary(Operation.MIN, 1),
    "Max.max": _binary(Operation.MAX, 1),
    "HPow.hPow": _power(3),
    "Pow.pow": _power(2),
    "NatPow.pow": _power(1),
    "HSMul.hSMul": _scalar_multiple(3),
    "SMul.smul": _scalar_multiple(2),
    "Neg.neg": Word(3, _negation),
    "Inv.inv": Word(3, _inverse),
    "OfNat.ofNat": Word(3, _literal),
    "OfScientific.ofScientific": Word(5, _decimal),
    "Zero.zero": _constant(0),
    "One.one": _constant(1),
    "NatCast.natCast": Word(3, _nat_cast),
    "Nat.cast": Word(3, _nat_cast),
    "IntCast.intCast": Word(3, _int_cast),
    "Int.cast": Word(3, _int_cast),
    "Nat.zero": _constantly(nat(0)),
    "Nat.succ": _nat_step(Operation.ADD),
    "Nat.pred": _nat_step(Operation.SUB),
    "Nat.add": _nat_arithmetic(Operation.ADD),
    "Nat.sub": _nat_arithmetic(Operation.SUB),
    "Nat.mul": _nat_arithmetic(Operation.MUL),
    "Nat.div": _nat_arithmetic(Operation.DIV),
    "Nat.mod": _nat_arithmetic(Operation.MOD),
    "Nat.pow": _nat_arithmetic(Operation.POW),
    "Nat.gcd": _nat_arithmetic(Operation.GCD),
    "Nat.min": _nat_arithmetic(Operation.MIN),
    "Nat.max": _nat_arithmetic(Operation.MAX),
    "Nat.land": _nat_arithmetic(Operation.LAND),
    "Nat.lor": _nat_arithmetic(Operation.LOR),
    "Nat.xor": _nat_arithmetic(Operation.XOR),
    "Nat.shiftLeft": Word(2, lambda reader, args: _shifted(Operation.MUL, reader.term(args[0]), reader.term(args[1]))),
    "Nat.shiftRight": Word(2, lambda reader, args: _shifted(Operation.DIV, reader.term(args[0]), reader.term(args[1]))),
    "Nat.testBit": Word(2, _bit),
    "HAnd.hAnd": _natural_only(Operation.LAND, 3),
    "AndOp.and": _natural_only(Operation.LAND, 1),
    "HOr.hOr": _natural_only(Operation.LOR, 3),
    "OrOp.or": _natural_only(Operation.LOR, 1),
    "HXor.hXor": _natural_only(Operation.XOR, 3),
    "XorOp.xor": _natural_only(Operation.XOR, 1),
    "HShiftLeft.hShiftLeft": _shift(Operation.MUL, 3),
    "ShiftLeft.shiftLeft": _shift(Operation.MUL, 1),
    "HShiftRight.hShiftRight": _shift(Operation.DIV, 3),
    "ShiftRight.shiftRight": _shift(Operation.DIV, 1),
    "Int.ofNat": Word(1, lambda reader, args: _cast(reader.term(args[0]), INT)),
    "Int.negSucc": Word(1, _negative_successor),
    "Int.negOfNat": Word(1, lambda reader, args: Neg(_cast(reader.term(args[0]), INT))),
    "Int.subNatNat": Word(2, _difference_of_naturals),
    "Int.toNat": Word(1, lambda reader, args: ToNat(reader.term(args[0]))),
    "Int.neg": Word(1, lambda reader, args: Neg(reader.term(args[0]))),
    "Int.add": _int_arithmetic(Operation.ADD),
    "Int.sub": _int_arithmetic(Operation.SUB),
    "Int.mul": _int_arithmetic(Operation.MUL),
    "Int.ediv": _int_arithmetic(Operation.DIV),
    "Int.emod": _int_arithmetic(Operation.MOD),
    "Int.pow": _int_arithmetic(Operation.POW),
    "Int.le": _nat_comparison(Relation.LE),
    "Int.lt": _nat_comparison(Relation.LT),
    "Rat.mk'": Word(4, _quotient),
    "Rat.normalize": Word(3, _quotient),
    "Rat.divInt": Word(2, _quotient),
    "mkRat": Word(2, _quotient),
    "Rat.ofInt": Word(1, lambda reader, args: _integer_in_field(reader, args[0])),
    "Rat.num": Word(1, lambda reader, args: Numerator(reader.term(args[0]))),
    "Rat.den": Word(1, lambda reader, args: Denominator(reader.term(args[0]))),
    "Rat.add": _field_arithmetic(Operation.ADD),
    "Rat.sub": _field_arithmetic(Operation.SUB),
    "Rat.mul": _field_arithmetic(Operation.MUL),
    "Rat.div": _field_arithmetic(Operation.DIV),
    "Rat.neg": Word(1, lambda reader, args: Neg(reader.term(args[0]))),
    "Rat.inv": Word(1, lambda reader, args: Inv(reader.term(args[0]))),
    **{name: _defined(name) for name in CORE_DEFINITIONS},
    "Nat.le": _nat_comparison(Relation.LE),
    "Nat.lt": _nat_comparison(Relation.LT),
    "Nat.ble": _nat_comparison(Relation.LE),
    "Nat.blt": _nat_comparison(Relation.LT),
    "Nat.beq": _nat_comparison(Relation.EQ),
    "Eq": Word(3, _equality),
    "Ne": Word(3, _inequality),
    "LE.le": _order(Relation.LE),
    "LT.lt": _order(Relation.LT),
    "GE.ge": _order(Relation.LE, swapped=True),
    "GT.gt": _order(Relation.LT, swapped=True),
    "BEq.beq": _boolean_equality(Relation.EQ),
    "bne": _boolean_equality(Relation.NE),
    "Dvd.dvd": Word(4, _divides),
    "List.Mem": Word(3, _member),
    "List.Perm": Word(3, _permutation),
    "True": _constantly(Truth(True)),
    "False": _constantly(Truth(False)),
    "Bool.true": _constantly(Truth(True)),
    "Bool.false": _constantly(Truth(False)),
    "And": Word(2, _conjunction),
    "Or": _connective(Logic.OR),
    "Iff": _connective(Logic.IFF),
    "Not": Word(1, _boolean_negation),
    "Bool.and": _connective(Logic.AND),
    "Bool.or": _connective(Logic.OR),
    "Bool.not": Word(1, _boolean_negation),
    "Exists": Word(2, _exists),
    "Nonempty": Word(1, lambda reader, args: reader.nonempty(args[0])),
    "Decidable.decide": Word(2, lambda reader, args: reader.term(args[0])),
    "id": _argument(1),
    "Fin.mk": Word(3, _fin),
    "Fin.val": Word(2, _fin_value),
}
"""Every word, by the name of its constant."""
