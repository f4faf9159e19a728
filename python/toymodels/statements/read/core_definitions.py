"""Functions of core Lean that are called by their names, and what each computes in the words of the language.

What core's own equations say of them is tested by `decide` in Lean: see `tests/differential`.
"""

from __future__ import annotations

from collections.abc import Iterable

from toymodels.statements.language import (
    INT,
    NAT,
    Arith,
    Call,
    Compare,
    Definition,
    If,
    Neg,
    Numeral,
    Operation,
    Relation,
    Sort,
    Term,
    ToNat,
    Var,
)

_A, _B = Var("a", INT), Var("b", INT)
_M, _N = Var("m", NAT), Var("n", NAT)
_ZERO, _ONE = Numeral(0, INT), Numeral(1, INT)


def _define(name: str, params: tuple[Var, ...], body: Term, sort: Sort) -> Definition:
    arguments = " ".join(f"{{{place}}}" for place in range(len(params)))
    return Definition(name, params, body, sort, f"{name} {arguments}")


def _by_sign(of: Var, op: Operation, negated: tuple[Term, Term]) -> Term:
    """`a op b` where `of` is not negative; else the same of the `negated` terms."""
    return If(Compare(Relation.LE, _ZERO, of), Arith(op, _A, _B, INT), Arith(op, *negated, INT))


def _modulo_by_sign(of: Var, negated: tuple[Term, Term]) -> Term:
    other = Neg(Arith(Operation.MOD, *negated, INT))
    return If(Compare(Relation.LE, _ZERO, of), Arith(Operation.MOD, _A, _B, INT), other)


def _abs(value: Term) -> Call:
    return Call("Int.natAbs", (value,), NAT)


_TOWARDS_ZERO = If(
    Compare(Relation.LE, _ZERO, _A), Arith(Operation.DIV, _A, _B, INT), Neg(Arith(Operation.DIV, Neg(_A), _B, INT))
)
_SIGN = If(Compare(Relation.LT, _ZERO, _A), _ONE, If(Compare(Relation.LT, _A, _ZERO), Neg(_ONE), _ZERO))
_LCM = Arith(Operation.DIV, Arith(Operation.MUL, _M, _N, NAT), Arith(Operation.GCD, _M, _N, NAT), NAT)

_DEFINITIONS: Iterable[Definition] = (
    _define("Int.natAbs", (_A,), ToNat(Arith(Operation.MAX, _A, Neg(_A), INT)), NAT),
    _define("Int.sign", (_A,), _SIGN, INT),
    _define("Int.tdiv", (_A, _B), _TOWARDS_ZERO, INT),
    _define("Int.tmod", (_A, _B), _modulo_by_sign(_A, (Neg(_A), _B)), INT),
    _define("Int.fdiv", (_A, _B), _by_sign(_B, Operation.DIV, (Neg(_A), Neg(_B))), INT),
    _define("Int.fmod", (_A, _B), _modulo_by_sign(_B, (Neg(_A), Neg(_B))), INT),
    _define("Int.gcd", (_A, _B), Arith(Operation.GCD, _abs(_A), _abs(_B), NAT), NAT),
    _define("Int.lcm", (_A, _B), Call("Nat.lcm", (_abs(_A), _abs(_B)), NAT), NAT),
    _define("Nat.lcm", (_M, _N), _LCM, NAT),
)

CORE_DEFINITIONS = {definition.name: definition for definition in _DEFINITIONS}
"""Each by its full name."""
