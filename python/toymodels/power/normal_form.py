"""Normal forms of propositions, by which two of them are seen to be equivalent."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from fractions import Fraction
from functools import reduce

from toymodels.instances.facts import negate
from toymodels.instances.unfold import Unfolder
from toymodels.statements.language import (
    Apply,
    Arith,
    Call,
    CaseNat,
    Cast,
    Compare,
    Connective,
    Definition,
    FieldSort,
    FinMk,
    FinSort,
    FinVal,
    If,
    Inv,
    Lambda,
    Logic,
    NatSort,
    Neg,
    Not,
    Numeral,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Sort,
    Sum,
    Term,
    Truth,
    Var,
)
from toymodels.statements.walk import children, sort_of

_TRUE, _FALSE = "true", "false"
_LARGEST_PRODUCT = 400
_LARGEST_EXPONENT = 6
_MOST_PERMUTED = 3
_OPEN = re.compile(r"%\d+;")
_CLOSED = re.compile(r"#(\d+);")
_PIECES = re.compile(r"[{|}]|[^{|}]+")

_Polynomial = dict[tuple[str, ...], Fraction]
"""Coefficients by monomial; a monomial is its sorted factors, an empty one the constant."""


class NormalForms:
    """Normal forms of propositions: equal forms mean equivalent propositions, the converse need not hold.

    Definitions are inlined; numbers become polynomials in what is not one (entries, inverses, irreducible sums);
    sums are split into summands and freed of factors that do not depend on the index; the order of quantifiers of one
    kind, of nested sums, and of the parts of commutative operations does not matter, nor do names of bound variables.
    """

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        self._known: dict[Term, str] = {}

    def form(self, prop: Term) -> str:
        """The normal form of a proposition."""
        if prop not in self._known:
            unfolded = Unfolder(self._definitions).unfold(prop)
            self._known[prop] = _Normaliser().key(unfolded, {})
        return self._known[prop]

    def parts(self, prop: Term) -> frozenset[str]:
        """The normal forms of the conjuncts of a proposition, without those that are plainly true."""
        return frozenset(self.form(part) for part in _operands(prop, Logic.AND)) - {_TRUE}


class _Normaliser:
    """Writes terms as text.

    `%k;` is a bound variable whose binder is still to be written, `#k;` one whose binder is part of the text;
    `{a|b}` are operands whose order does not matter.
    """

    def __init__(self) -> None:
        self._nonnegative: set[str] = set()

    def key(self, term: Term, env: Mapping[str, str]) -> str:
        """The text of a term of any sort; `env` gives that of bound variables."""
        match term:
            case Truth(value):
                return _TRUE if value else _FALSE
            case Compare(op, left, right):
                return self._compare(op, left, right, env)
            case Not(arg):
                inner = negate(arg)
                return f"not({self.key(arg, env)})" if isinstance(inner, Not) else self.key(inner, env)
            case Connective():
                return self._connective(term, env)
            case Quantifier():
                return self._quantifier(term, env)
            case Var(name):
                return env.get(name, name)
            case Lambda(var, body):
                token, inner = _open(var, env)
                return f"fun({_closed([(token, '')], [self.key(body, inner)])})"
            case Apply(fn, arg):
                return f"app({self.key(fn, env)},{self.key(arg, env)})"
            case FinMk(value):
                return f"mk({self.key(value, env)})"
            case If(condition, yes, no) if not isinstance(sort_of(yes), FieldSort | NatSort):
                return f"if({self.key(condition, env)},{self.key(yes, env)},{self.key(no, env)})"
            case _ if isinstance(sort_of(term), FieldSort | NatSort):
                return _text(self.polynomial(term, env))
            case _:
                return self._opaque(term, env)

    def _compare(self, op: Relation, left: Term, right: Term, env: Mapping[str, str]) -> str:
        if isinstance(sort_of(left), FieldSort | NatSort):
            return self._sign(op, _sum(self.polynomial(right, env), _scaled(self.polynomial(left, env), Fraction(-1))))
        sides = [self.key(left, env), self.key(right, env)]
        if sides[0] == sides[1]:
            return _TRUE if op in (Relation.EQ, Relation.LE) else _FALSE
        if op in (Relation.EQ, Relation.NE):
            return f"{op.value}({_unordered(sides)})"
        return f"{op.value}({','.join(sides)})"

    def _sign(self, op: Relation, slack: _Polynomial) -> str:
        """`0 op slack`."""
        if set(slack) <= {()}:
            value = slack.get((), Fraction(0))
            holds = {Relation.EQ: value == 0, Relation.NE: value != 0, Relation.LE: value >= 0, Relation.LT: value > 0}
            return _TRUE if holds[op] else _FALSE
        if self._never_negative(slack):
            if op is Relation.LE:
                return _TRUE
            op = Relation.NE if op is Relation.LT else op
        elif self._never_negative(_scaled(slack, Fraction(-1))):
            if op is Relation.LT:
                return _FALSE
            op = Relation.EQ if op is Relation.LE else op
        if op in (Relation.EQ, Relation.NE) and len(slack) == 1:
            slack = {tuple(sorted(set(monomial))): Fraction(1) for monomial in slack}
        leading = slack[min(slack)]
        unit = leading if op in (Relation.EQ, Relation.NE) else abs(leading)
        return f"{op.value}({_text(_scaled(slack, 1 / unit))})"

    def _never_negative(self, polynomial: _Polynomial) -> bool:
        """Whether every monomial is a positive multiple of squares and of what is known to be at least zero."""
        return all(c > 0 and self._is_nonnegative(monomial) for monomial, c in polynomial.items())

    def _is_nonnegative(self, monomial: tuple[str, ...]) -> bool:
        return all(part in self._nonnegative or monomial.count(part) % 2 == 0 for part in monomial)

    def _connective(self, term: Connective, env: Mapping[str, str]) -> str:
        match term.op:
            case Logic.AND | Logic.OR:
                neutral, decisive = (_TRUE, _FALSE) if term.op is Logic.AND else (_FALSE, _TRUE)
                parts = {self.key(part, env) for part in _operands(term, term.op)} - {neutral}
                if decisive in parts:
                    return decisive
                return f"{term.op.value}({_unordered(parts)})" if len(parts) > 1 else next(iter(parts), neutral)
            case Logic.IFF:
                sides = {self.key(term.left, env), self.key(term.right, env)}
                return _TRUE if len(sides) == 1 else f"↔({_unordered(sides)})"
            case Logic.IMPLIES:
                conditions: set[str] = set()
                claim: Term = term
                while isinstance(claim, Connective) and claim.op is Logic.IMPLIES:
                    conditions |= {self.key(part, env) for part in _operands(claim.left, Logic.AND)} - {_TRUE}
                    claim = claim.right
                text = self.key(claim, env)
                if text == _TRUE or _FALSE in conditions:
                    return _TRUE
                return f"→({_unordered(conditions)};{text})" if conditions else text

    def _quantifier(self, term: Quantifier, env: Mapping[str, str]) -> str:
        binders: list[tuple[str, str]] = []
        body: Term = term
        while isinstance(body, Quantifier) and body.kind is term.kind:
            bound = self._bound(body.var.sort, env)
            token, env = _open(body.var, env)
            binders.append((token, bound))
            body = body.body
        text = self.key(body, env)
        if text == (_TRUE if term.kind is Quantity.FORALL else _FALSE):
            return text
        return f"{term.kind.value}({_closed(binders, [text])})"

    def _bound(self, sort: Sort, env: Mapping[str, str]) -> str:
        return self.key(sort.bound, env) if isinstance(sort, FinSort) else type(sort).__name__

    def _opaque(self, term: Term, env: Mapping[str, str]) -> str:
        match term:
            case Call(name, args):
                return f"{name}({','.join(self.key(arg, env) for arg in args)})"
            case CaseNat(scrutinee, zero, pred, succ):
                token, inner = _open(pred, env)
                later = _closed([(token, "")], [self.key(succ, inner)])
                return f"case({self.key(scrutinee, env)},{self.key(zero, env)},{later})"
            case _:
                label = term.op.value if isinstance(term, Arith) else type(term).__name__
                return f"{label}({','.join(self.key(child, env) for child in children(term))})"

    def polynomial(self, term: Term, env: Mapping[str, str]) -> _Polynomial:
        """A number as a polynomial; that of a natural number is also that of its cast."""
        match term:
            case Numeral(value):
                return _constant(Fraction(value))
            case Cast(arg) | FinVal(FinMk(arg)):
                return self.polynomial(arg, env)
            case Neg(arg):
                return _scaled(self.polynomial(arg, env), Fraction(-1))
            case Inv(arg):
                return _inverse(self.polynomial(arg, env))
            case Arith():
                return self._arith(term, env)
            case Sum():
                return self._sum(term, env)
            case If(condition, yes, no):
                branches = self.polynomial(yes, env), self.polynomial(no, env)
                atom = f"if({self.key(condition, env)},{','.join(map(_text, branches))})"
                if all(map(self._never_negative, branches)):
                    self._nonnegative.add(atom)
                return branches[0] if branches[0] == branches[1] else _atom(atom)
            case FinVal(arg):
                return self._counted(_atom(f"val({self.key(arg, env)})"))
            case Var() | Apply():
                atom = _atom(self.key(term, env))
                return self._counted(atom) if isinstance(sort_of(term), NatSort) else atom
            case _:
                return _atom(self._opaque(term, env))

    def _counted(self, atom: _Polynomial) -> _Polynomial:
        """The atom, which is a natural number."""
        self._nonnegative.update(*atom)
        return atom

    def _arith(self, term: Arith, env: Mapping[str, str]) -> _Polynomial:
        field = isinstance(term.sort, FieldSort)
        match term.op:
            case Operation.ADD:
                return _sum(self.polynomial(term.left, env), self.polynomial(term.right, env))
            case Operation.SUB if not isinstance(term.sort, NatSort):
                return _sum(self.polynomial(term.left, env), _scaled(self.polynomial(term.right, env), Fraction(-1)))
            case Operation.MUL:
                return _product(self.polynomial(term.left, env), self.polynomial(term.right, env))
            case Operation.DIV if field:
                return _product(self.polynomial(term.left, env), _inverse(self.polynomial(term.right, env)))
            case Operation.POW if isinstance(term.right, Numeral) and term.right.value <= _LARGEST_EXPONENT:
                base = self.polynomial(term.left, env)
                return reduce(_product, [base] * term.right.value, _constant(Fraction(1)))
            case Operation.MIN | Operation.MAX:
                sides = [_text(self.polynomial(side, env)) for side in (term.left, term.right)]
                return _atom(f"{term.op.value}({_unordered(sides)})")
            case _:
                return _atom(self._opaque(term, env))

    def _sum(self, term: Sum, env: Mapping[str, str]) -> _Polynomial:
        binders: list[tuple[str, str]] = []
        sizes: dict[str, _Polynomial] = {}
        inner: Mapping[str, str] = env
        body: Term = term
        while isinstance(body, Sum):
            sort = body.var.sort
            bound = self._bound(sort, inner)
            if any(token in bound for token in sizes):
                break
            size = self.polynomial(sort.bound, inner) if isinstance(sort, FinSort) else _constant(Fraction(2))
            token, inner = _open(body.var, inner)
            binders.append((token, bound))
            sizes[token] = size
            body = body.body
        total: _Polynomial = {}
        for monomial, coefficient in self.polynomial(body, inner).items():
            total = _sum(total, _scaled(self._summed(monomial, binders, sizes), coefficient))
        return total

    def _summed(
        self, monomial: tuple[str, ...], binders: Sequence[tuple[str, str]], sizes: Mapping[str, _Polynomial]
    ) -> _Polynomial:
        """The sum of a monomial over several indices, as a product of sums that cannot be split any more."""
        tokens = {token for token, _ in binders}
        result: _Polynomial = {tuple(part for part in monomial if not _tokens(part) & tokens): Fraction(1)}
        loose = [part for part in monomial if _tokens(part) & tokens]
        while loose:
            group, loose = _linked(loose, tokens)
            used = frozenset[str]().union(*map(_tokens, group)) & tokens
            tokens -= used
            own = [(token, bound) for token, bound in binders if token in used]
            atom = f"sum({_closed(own, [_unordered(group)])})"
            if self._is_nonnegative(tuple(group)):
                self._nonnegative.add(atom)
            result = _product(result, _atom(atom))
        return reduce(_product, (sizes[token] for token in sorted(tokens)), result)


def _linked(parts: Sequence[str], tokens: Set[str]) -> tuple[list[str], list[str]]:
    """The parts that share indices with the first one, directly or through others, and the rest."""
    group, rest, grown = [parts[0]], list(parts[1:]), True
    while grown:
        used = frozenset[str]().union(*map(_tokens, group)) & tokens
        linked = [part for part in rest if _tokens(part) & used]
        rest = [part for part in rest if not _tokens(part) & used]
        group += linked
        grown = bool(linked)
    return group, rest


def _tokens(text: str) -> frozenset[str]:
    return frozenset(_OPEN.findall(text))


def _open(var: Var, env: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """A token for a bound variable, the same at the same depth of binders, so that equal terms get equal texts."""
    token = f"%{len(env):03};"
    return token, {**env, var.name: token}


def _closed(binders: Sequence[tuple[str, str]], parts: Sequence[str]) -> str:
    """The parts with the binders' variables numbered, in the order of binders that gives the least text."""
    used = [int(number) for part in parts for number in _CLOSED.findall(part)]
    start = max(used, default=-1) + 1
    orders = itertools.permutations(binders) if len(binders) <= _MOST_PERMUTED else [tuple(binders)]

    def written(order: Sequence[tuple[str, str]]) -> str:
        names = {token: f"#{start + place:03};" for place, (token, _) in enumerate(order)}
        text = f"{','.join(bound for _, bound in order)};{','.join(parts)}"
        return _sorted(_OPEN.sub(lambda match: names.get(match[0], match[0]), text))

    return min(written(order) for order in orders)


def _unordered(parts: Iterable[str]) -> str:
    return f"{{{'|'.join(sorted(parts))}}}"


def _sorted(text: str) -> str:
    """`text` with all operands whose order does not matter sorted anew."""
    stack: list[list[str]] = [[""]]
    for piece in _PIECES.findall(text):
        match piece:
            case "{":
                stack.append([""])
            case "|":
                stack[-1].append("")
            case "}":
                operands = stack.pop()
                stack[-1][-1] += _unordered(operands)
            case _:
                stack[-1][-1] += piece
    return stack[0][0]


def _operands(term: Term, op: Logic) -> Iterator[Term]:
    if isinstance(term, Connective) and term.op is op:
        yield from _operands(term.left, op)
        yield from _operands(term.right, op)
    else:
        yield term


def _constant(value: Fraction) -> _Polynomial:
    return {(): value} if value else {}


def _atom(text: str) -> _Polynomial:
    return {(text,): Fraction(1)}


def _sum(left: _Polynomial, right: _Polynomial) -> _Polynomial:
    result = dict(left)
    for monomial, coefficient in right.items():
        result[monomial] = result.get(monomial, Fraction(0)) + coefficient
    return {monomial: coefficient for monomial, coefficient in result.items() if coefficient}


def _scaled(polynomial: _Polynomial, factor: Fraction) -> _Polynomial:
    return {monomial: coefficient * factor for monomial, coefficient in polynomial.items()} if factor else {}


def _product(left: _Polynomial, right: _Polynomial) -> _Polynomial:
    if len(left) * len(right) > _LARGEST_PRODUCT:
        return _atom(f"*({_unordered((_text(left), _text(right)))})")
    result: _Polynomial = {}
    for (one, first), (other, second) in itertools.product(left.items(), right.items()):
        monomial = tuple(sorted((*one, *other)))
        result[monomial] = result.get(monomial, Fraction(0)) + first * second
    return {monomial: coefficient for monomial, coefficient in result.items() if coefficient}


def _inverse(polynomial: _Polynomial) -> _Polynomial:
    """`1 / polynomial`, zero at zero; that of a monomial is the product of the inverses of its factors."""
    if not polynomial:
        return {}
    if len(polynomial) > 1:
        return _atom(f"inv({_text(polynomial)})")
    ((monomial, coefficient),) = polynomial.items()
    return {tuple(sorted(f"inv({part})" for part in monomial)): 1 / coefficient}


def _text(polynomial: _Polynomial) -> str:
    return f"+{_unordered(f'{coefficient}*{_unordered(monomial)}' for monomial, coefficient in polynomial.items())}"
