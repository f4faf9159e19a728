"""Terms of the statement language as MathML Core, with the signs that mathematics is used to.

The lines of a formula are cut where a page may break them: before relations, connectives, `+` and `-`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace

from markupsafe import Markup

from toymodels.lean.names import last
from toymodels.markup import element
from toymodels.statements.language import (
    Apply,
    Arith,
    Call,
    CaseNat,
    Cast,
    Compare,
    Connective,
    Count,
    Definition,
    Denominator,
    FinMk,
    FinSort,
    FinVal,
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
    PropSort,
    Quantifier,
    Relation,
    Sort,
    Sum,
    Term,
    ToNat,
    Truth,
    Var,
)
from toymodels.statements.print.conventions import Convention, convention
from toymodels.statements.print.mathml_elements import (
    INDEXED,
    Case,
    Piece,
    Reach,
    called,
    cases,
    colon,
    enclosed,
    fenced,
    is_long,
    is_short,
    operator,
    prefix,
    scripted,
    separated,
    symbol,
    upright,
)
from toymodels.statements.print.mathml_sorts import belongs, write_sort
from toymodels.statements.print.notation import ATOM, BINDER, NOT, Infix, as_sum, infix, is_plain_sum, short_names
from toymodels.statements.print.readable import Names, eta_reduced, is_all_casts, shown_arguments
from toymodels.statements.walk import sort_of, spine, substitute_sort

_SUM, _PRODUCT, _FRACTION, _NEGATIVE, _POWER = 66, 70, 72, 65, 75
"""Precedences beside those of `notation`: the body of a sum is a product, so that `∑ (x + y)` keeps its parentheses."""

_SIGNS = {
    Operation.ADD: "+",
    Operation.SUB: "−",
    Operation.MOD: "mod",
    Operation.LAND: "&&&",
    Operation.LOR: "|||",
    Operation.XOR: "^^^",
    Logic.AND: "∧",
    Logic.OR: "∨",
    Logic.IMPLIES: "⟹",
    Logic.IFF: "⟺",
    Relation.EQ: "=",
    Relation.NE: "≠",
    Relation.LE: "≤",
    Relation.LT: "<",
}
_SQUARES = (Convention.NORM_SQ, Convention.FROBENIUS_SQ)


class Writer:
    """Writes the terms of one statement.

    definitions: those that the terms call; free: the names of their free variables.
    """

    def __init__(self, definitions: Mapping[str, Definition], free: Iterable[str] = ()) -> None:
        self._definitions = definitions
        self._names = Names(free)
        self._conventions: dict[str, Convention | None] = {}
        self._shorts = short_names(definitions)

    def parts(self, term: Term) -> tuple[Markup, ...]:
        """A term in parts between which a line may break."""
        return self._piece(term).parts

    def membership(self, names: Sequence[str], sort: Sort) -> Markup:
        """`m, n ∈ ℕ`, `V ∈ 𝔽ⁿˣᵐ`, `S ⊆ Fin n`, `i, j < n`; anything else as `f : sort`."""
        return element("mrow", separated([symbol(name).markup for name in names], ","), *belongs(sort, self._markup))

    def sign(self, definition: Definition) -> tuple[Markup, bool]:
        """What stands for a definition in formulas, and whether that is a sign of mathematics and not its name."""
        call = Call(definition.name, definition.params, definition.sort)
        usual = self._by_convention(call)
        return (self._by_name(call) if usual is None else usual).markup, usual is not None

    def equation(self, definition: Definition) -> tuple[Markup, ...]:
        """`gram(V)_{ij} = ⟨V_i, V_j⟩`; with the sign that stands for it, if there is one, in between."""
        call = Call(definition.name, definition.params, definition.sort)
        claims = definition.sort == PropSort() or isinstance(definition.body, Compare | Connective | Not | Quantifier)
        sign = operator("⟺" if claims else "=")
        body: Term = definition.body
        indices: list[Term] = []
        with ExitStack() as scopes:
            while isinstance(body, Lambda) and isinstance(body.var.sort, FinSort):
                scopes.enter_context(self._names.bind(body.var))
                indices.append(body.var)
                body = body.body
            left = self._indexed(self._by_name(call), indices)
            usual = self._by_convention(call)
            middle = () if usual is None else (element("mrow", sign, self._indexed(usual, indices).markup),)
            first, *others = self._at_least(self._piece(body), 21 if claims else 0).parts
            return (left.markup, *middle, element("mrow", sign, first), *others)

    def _markup(self, term: Term, least: int = 0) -> Markup:
        return self._at_least(self._piece(term), least).markup

    def _at_least(self, piece: Piece, least: int) -> Piece:
        return piece if piece.precedence >= least else enclosed(piece)

    def _operand(self, term: Term, least: int, reach: Reach) -> Piece:
        """A left operand, in parentheses if it binds too loosely or reaches further than `reach`."""
        piece = self._piece(term)
        return self._at_least(piece, least if piece.reach <= reach else ATOM + 1)

    def _piece(self, term: Term) -> Piece:
        match term:
            case Var(name):
                return symbol(self._names[name])
            case Numeral(value):
                return Piece((element("mn", str(value)),))
            case Truth(value):
                return Piece((upright(str(value).lower()),))
            case ToNat(arg):
                return called(upright("toNat"), [self._piece(arg)])
            case Numerator(arg) | Denominator(arg):
                return called(upright("num" if isinstance(term, Numerator) else "den"), [self._piece(arg)])
            case FinMk(Numeral(place), Count() as size):
                return Piece((upright(last(size.constructors[place])),))
            case Cast(arg) | FinVal(arg) | FinMk(arg, _):
                return self._piece(arg)
            case Arith():
                return self._arithmetic(term)
            case Compare():
                return self._comparison(term)
            case Connective(op, left, right):
                place = infix(term)
                return self._joined(self._operand(left, place.left, Reach.SUMMAND), _SIGNS[op], right, place)
            case Neg(arg):
                return self._prefixed("−", self._at_least(self._piece(arg), _PRODUCT), _NEGATIVE)
            case Inv(arg):
                return self._raised(arg, element("mrow", prefix("−"), element("mn", "1")))
            case Not(arg):
                return self._prefixed("¬", self._at_least(self._piece(arg), NOT), NOT)
            case If() | CaseNat():
                return self._cases(term)
            case Quantifier():
                return self._quantifier(term)
            case Sum(var, body):
                return self._sum(var, body)
            case Lambda():
                return self._lambda(term)
            case Apply():
                return self._application(term)
            case Call():
                return self._call(term)

    def _prefixed(self, sign: str, inner: Piece, precedence: int) -> Piece:
        first, *others = inner.parts
        return Piece((element("mrow", prefix(sign), first), *others), precedence, inner.reach)

    def _joined(self, left: Piece, sign: str, right: Term, place: Infix) -> Piece:
        return self._extended(left, sign, self._at_least(self._piece(right), place.right), place.precedence)

    def _extended(self, left: Piece, sign: str, right: Piece, precedence: int) -> Piece:
        """`left sign right`, where the line may break before the sign."""
        first, *others = right.parts
        parts = (*left.parts, element("mrow", operator(sign), first), *others)
        return Piece(parts, precedence, right.reach)

    def _comparison(self, term: Compare) -> Piece:
        member = self._elementhood(term)
        if member is not None:
            return member
        left = self._operand(term.left, 51, Reach.SUMMAND)
        if is_all_casts(term):
            inner = self._markup(term.left)
            left = Piece((fenced(element("mrow", inner, operator(":"), write_sort(sort_of(term.left), self._markup))),))
        return self._joined(left, _SIGNS[term.op], term.right, infix(term))

    def _elementhood(self, term: Compare) -> Piece | None:
        """`i ∈ S` for `S i = true` and `i ∉ S` for `S i = false`, where `S` is a set of indices."""
        match term:
            case Compare(Relation.EQ, Apply(fn, arg), Truth(value)) if isinstance(sort_of(arg), FinSort):
                members = self._piece(fn)
            case Compare(Relation.EQ, Call(_, (*_, arg)) as call, Truth(value)) if isinstance(sort_of(arg), FinSort):
                members = self._by_name(call, 1)
            case _:
                return None
        element_of = self._at_least(self._piece(arg), 51)
        return self._extended(element_of, "∈" if value else "∉", self._at_least(members, 51), 50)

    def _arithmetic(self, term: Arith) -> Piece:
        natural = isinstance(term.sort, NatSort)
        match term.op:
            case Operation.POW:
                return self._power(term)
            case Operation.MIN | Operation.MAX | Operation.GCD:
                return called(upright(term.op.value), [self._piece(term.left), self._piece(term.right)])
            case Operation.DIV if isinstance(term.sort, IntSort):
                place = infix(term)
                return self._joined(self._operand(term.left, place.left, Reach.CLOSED), "div", term.right, place)
            case Operation.DIV:
                fraction = self._fraction(term)
                return enclosed(fraction, "⌊⌋") if natural else fraction
            case Operation.MUL:
                return self._product(term)
            case _:
                place = infix(term)
                sign = "∸" if natural and term.op is Operation.SUB else _SIGNS[term.op]
                return self._joined(self._operand(term.left, place.left, Reach.CLOSED), sign, term.right, place)

    def _fraction(self, term: Arith) -> Piece:
        """One above the other, unless one of the two is long: then in a line, which may break."""
        above, below = self._piece(term.left), self._piece(term.right)
        if not (is_long(above) or is_long(below)):
            return Piece((element("mfrac", above.markup, below.markup),), _FRACTION, factor=True)
        place = infix(term)
        return self._joined(self._operand(term.left, place.left, Reach.CLOSED), "/", term.right, place)

    def _product(self, term: Arith) -> Piece:
        left = self._operand(term.left, _PRODUCT, Reach.CLOSED)
        right = self._piece(term.right)
        if right.precedence != _SUM:
            right = self._at_least(right, _PRODUCT + 1)
        mixed = isinstance(term.left, Numeral) and right.precedence == _FRACTION
        beside = (left.factor or isinstance(term.left, Numeral)) and (right.factor or right.precedence == _SUM)
        first, *others = right.parts
        is_wide = not is_short(Piece((left.markup, first)))
        if not beside or mixed or is_wide:
            return self._extended(left, "⋅", right, _PRODUCT)
        together = element("mrow", left.markup, operator("\u2062", "0.08em"), first)
        return Piece((together, *others), _PRODUCT, right.reach, right.factor)

    def _power(self, term: Arith) -> Piece:
        """`‖x‖²` to the power `k` is `‖x‖²ᵏ`."""
        match term.left, term.right:
            case Call() as base, Numeral(exponent) if exponent > 1 and self._convention(base.name) in _SQUARES:
                return Piece(self._norm_to(base, 2 * exponent), _POWER, factor=True)
            case base, exponent:
                return self._raised(base, self._markup(exponent))

    def _raised(self, base: Term, exponent: Markup) -> Piece:
        inner = self._at_least(self._piece(base), INDEXED)
        return Piece(scripted("msup", inner, exponent), _POWER, factor=inner.factor)

    def _quantifier(self, term: Quantifier) -> Piece:
        variables: list[Markup] = []
        body: Term = term
        with ExitStack() as scopes:
            while isinstance(body, Quantifier) and (body.kind, body.var.sort) == (term.kind, term.var.sort):
                variables.append(symbol(scopes.enter_context(self._names.bind(body.var))).markup)
                body = body.body
            binders = [separated(variables, ","), *self._range(term.var.sort)]
            opening = element("mrow", prefix(term.kind.value), *binders, colon())
            return Piece((opening, *self._piece(body).parts), BINDER, Reach.CASES)

    def _range(self, sort: Sort) -> tuple[Markup, Markup]:
        return belongs(sort, self._markup)

    def _sum(self, var: Var, body: Term) -> Piece:
        with self._names.bind(var) as name:
            below = element("mrow", symbol(name).markup, *self._range(var.sort))
            sign = element("munder", element("mo", "∑", movablelimits="false", largeop="true"), below)
            summand = self._piece(body)
            if not isinstance(body, If | CaseNat):
                summand = self._at_least(summand, _SUM)
        first, *others = summand.parts
        return Piece((element("mrow", sign, first), *others), _SUM, max(summand.reach, Reach.SUMMAND))

    def _lambda(self, term: Lambda) -> Piece:
        """`(y_a + z_a)_{a<n}` for a function on indices, `b ↦ …` for any other; `f` for `x ↦ f x`."""
        reduced, missing = eta_reduced(term)
        if isinstance(reduced, Call) and not self._is_sum(reduced):
            return self._call(reduced, missing)
        if not missing and reduced != term:
            return self._piece(reduced)
        ranges: list[Markup] = []
        body: Term = term
        with ExitStack() as scopes:
            while isinstance(body, Lambda) and isinstance(body.var.sort, FinSort):
                name = scopes.enter_context(self._names.bind(body.var))
                ranges.append(element("mrow", symbol(name).markup, *self._range(body.var.sort)))
                body = body.body
            if ranges:
                parts = scripted("msub", enclosed(self._piece(body)), separated(ranges, ","))
                return Piece(parts, _POWER, factor=True)
        with self._names.bind(term.var) as name:
            first, *others = self._piece(term.body).parts
            arrow = element("mrow", symbol(name).markup, operator("↦"), first)
        return Piece((arrow, *others), BINDER, Reach.CASES)

    def _cases(self, term: If | CaseNat) -> Piece:
        """A brace with one row for every case; an `else if` is one more row."""
        found: list[Case] = []
        rest: Term = term
        with ExitStack() as scopes:
            while isinstance(rest, If):
                found.append(Case(self._piece(rest.yes), "if", (self._markup(rest.condition),)))
                rest = rest.no
            if not isinstance(rest, CaseNat):
                return cases([*found, Case(self._piece(rest), "otherwise")])
            scrutinee = self._markup(rest.scrutinee, 51)
            found.append(Case(self._piece(rest.zero), "if", (scrutinee, operator("="), element("mn", "0"))))
            name = symbol(scopes.enter_context(self._names.bind(rest.pred))).markup
            following = (scrutinee, operator("="), name, operator("+"), element("mn", "1"))
            return cases([*found, Case(self._piece(rest.succ), "if", following)])

    def _application(self, term: Apply) -> Piece:
        fn, args = spine(term)
        if isinstance(fn, Call) and self._convention(fn.name) is None and not self._is_sum(fn):
            return self._named(fn.name, [*self._shown(fn), *args])
        return self._indexed(self._piece(fn), args)

    def _indexed(self, base: Piece, args: Sequence[Term]) -> Piece:
        """Leading arguments that are indices as subscripts, all others in parentheses."""
        count = next((place for place, arg in enumerate(args) if not isinstance(sort_of(arg), FinSort)), len(args))
        if args[:count]:
            parts = scripted("msub", self._at_least(base, ATOM), self._indices(args[:count]))
            base = Piece(parts, INDEXED, factor=base.factor)
        if args[count:]:
            base = called(self._at_least(base, INDEXED).markup, [self._piece(arg) for arg in args[count:]])
        return base

    def _indices(self, args: Sequence[Term]) -> Markup:
        shown = [self._markup(arg) for arg in args]
        letters = all(isinstance(arg, Var) and len(self._names[arg.name]) == 1 for arg in map(_bare, args))
        return element("mrow", *shown) if letters else separated(shown, ",")

    def _call(self, call: Call, missing: int = 0) -> Piece:
        """A call, without its last arguments if some are `missing`."""
        summed = self._summed(call)
        if summed is not None:
            return self._sum(*summed)
        usual = None if missing else self._by_convention(call)
        return self._by_name(call, missing) if usual is None else usual

    def _by_name(self, call: Call, missing: int = 0) -> Piece:
        shown = self._shown(call)
        return self._named(call.name, shown[: len(shown) - missing])

    def _named(self, name: str, args: Sequence[Term]) -> Piece:
        """`name(args)`, with indices at the end as subscripts: `capacity(W)_i`."""
        start = len(args)
        while start and isinstance(sort_of(args[start - 1]), FinSort):
            start -= 1
        head = upright(self._short(name))
        call = called(head, [self._piece(arg) for arg in args[:start]]) if start else Piece((head,))
        return self._indexed(call, args[start:])

    def _by_convention(self, call: Call) -> Piece | None:
        """A call with the sign that mathematics has for it."""
        args = self._shown(call)
        match self._convention(call.name), args:
            case Convention.INNER, [left, right]:
                return replace(self._angle(left, right), factor=True)
            case Convention.FROBENIUS_INNER, [left, right]:
                return Piece(scripted("msub", self._angle(left, right), upright("F")), INDEXED, factor=True)
            case ((Convention.NORM_SQ | Convention.FROBENIUS_SQ), [_]):
                return Piece(self._norm_to(call, 2), _POWER, factor=True)
            case Convention.ABSOLUTE, [arg]:
                return replace(enclosed(self._piece(arg), "||"), factor=True)
            case Convention.TRACE, [arg]:
                return called(upright("tr"), [self._piece(arg)])
            case Convention.TRANSPOSE, [arg]:
                inner = self._at_least(self._piece(arg), ATOM)
                return Piece(scripted("msup", inner, upright("T")), _POWER, factor=True)
            case Convention.IDENTITY, [arg]:
                return Piece((element("msub", upright("I"), self._markup(arg)),), INDEXED, factor=True)
            case Convention.UNIT_VECTOR, [arg]:
                return Piece((element("msub", upright("e"), self._markup(arg)),), INDEXED, factor=True)
            case (Convention.SUM | Convention.DIFFERENCE | Convention.PRODUCT | Convention.MULTIPLE) as meaning, [
                left,
                right,
            ]:
                return self._arithmetic(Arith(_OPERATIONS[meaning], left, right, call.sort))
            case _:
                return None

    def _angle(self, left: Term, right: Term) -> Piece:
        *others, last = self._piece(left).parts
        comma = element("mo", ",", separator="true")
        return enclosed(Piece((*others, element("mrow", last, comma), *self._piece(right).parts)), "⟨⟩")

    def _norm_to(self, call: Call, exponent: int) -> tuple[Markup, ...]:
        """`‖x‖` or `‖A‖_F`, for a call that is its square, raised to `exponent`."""
        norm = enclosed(self._piece(self._shown(call)[0]), "‖‖")
        power = element("mn", str(exponent))
        if self._convention(call.name) is Convention.FROBENIUS_SQ:
            return scripted("msubsup", norm, upright("F"), power)
        return scripted("msup", norm, power)

    def _convention(self, name: str) -> Convention | None:
        definition = self._definitions.get(name)
        if definition is None:
            return None
        if name not in self._conventions:
            self._conventions[name] = convention(definition, self._definitions)
        return self._conventions[name]

    def _shown(self, call: Call) -> list[Term]:
        definition = self._definitions.get(call.name)
        return list(call.args) if definition is None else shown_arguments(definition, call.args)

    def _summed(self, call: Call) -> tuple[Var, Term] | None:
        """The index and summand of a call that means a plain sum, whether its function is written out or not."""
        definition = self._definitions.get(call.name)
        if definition is None or not is_plain_sum(definition):
            return None
        summed = as_sum(call, definition)
        if summed is not None or not isinstance(definition.body, Sum):
            return summed
        sizes = {param.name: arg for param, arg in zip(definition.params, call.args, strict=True)}
        index = Var("i", substitute_sort(definition.body.var.sort, sizes))
        return index, Apply(call.args[-1], index)

    def _is_sum(self, call: Call) -> bool:
        return self._summed(call) is not None

    def _short(self, name: str) -> str:
        return self._shorts.get(name) or short_names([name])[name]


_OPERATIONS = {
    Convention.SUM: Operation.ADD,
    Convention.DIFFERENCE: Operation.SUB,
    Convention.PRODUCT: Operation.MUL,
    Convention.MULTIPLE: Operation.MUL,
}


def _bare(term: Term) -> Term:
    """A term without the casts that are not shown."""
    while isinstance(term, Cast | FinVal | FinMk):
        term = term.value if isinstance(term, FinMk) else term.arg
    return term
