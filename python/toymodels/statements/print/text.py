"""Statements as mathematics in plain text.

`Fin n` is written as a range (`∀ i < n`, `Σ i < n`), casts and sizes that can be read off other arguments are left out.
What differs from a field's arithmetic looks different: natural subtraction is `∸`, division of whole numbers `div`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from itertools import groupby

from toymodels.lean.names import last
from toymodels.statements.language import (
    Apply,
    Arith,
    BoolSort,
    Call,
    CaseNat,
    Cast,
    Compare,
    Connective,
    Count,
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
    NatSort,
    Neg,
    Not,
    Numeral,
    Numerator,
    Operation,
    PropSort,
    Quantifier,
    Sort,
    Statement,
    Sum,
    Term,
    ToNat,
    Truth,
    Var,
)
from toymodels.statements.print.notation import (
    ATOM,
    BINDER,
    NEGATION,
    NOT,
    as_sum,
    infix,
    is_plain_sum,
    parenthesise,
    short_names,
)
from toymodels.statements.print.readable import Names, eta_reduced, is_all_casts, shown_arguments
from toymodels.statements.walk import free_names, sort_of, spine

_WHOLE = {Operation.DIV: "div", Operation.MOD: "mod"}


def to_text(item: Statement | Definition | Term, definitions: Mapping[str, Definition] | None = None) -> str:
    """A statement as a sentence, a definition as an equation, a term as a formula.

    definitions: those that a term or definition calls, to write plain sums as `Σ`; a statement has its own.
    """
    if isinstance(item, Statement):
        return _sentence(item)
    if isinstance(item, Definition):
        return _Writer(definitions or {}, (param.name for param in item.params)).equation(item)
    return _Writer(definitions or {}, free_names(item)).term(item)


def sort_to_text(sort: Sort) -> str:
    """A sort, for example `Fin n → 𝔽`."""
    return _Writer({}).sort(sort)


def _sentence(statement: Statement) -> str:
    writer = _Writer(statement.definitions, (var.name for var in statement.variables))
    conclusion = writer.term(statement.conclusion)
    least = 21 if len(statement.hypotheses) > 1 else 0
    premises = " and ".join(writer.term(each.prop, least) for each in statement.hypotheses)
    body = f"if {premises}, then {conclusion}" if premises else conclusion
    if not statement.variables:
        return f"I{body[1:]}." if premises else f"{body}."
    return f"For all {writer.variables(statement.variables)}: {body}."


class _Writer:
    def __init__(self, definitions: Mapping[str, Definition], free: Iterable[str] = ()) -> None:
        self._definitions = definitions
        self._shorts = short_names(definitions)
        self._names = Names(free)

    def sort(self, sort: Sort, least: int = 0) -> str:
        match sort:
            case NatSort():
                return "ℕ"
            case IntSort():
                return "ℤ"
            case FieldSort():
                return "𝔽"
            case PropSort():
                return "Prop"
            case BoolSort():
                return "Bool"
            case FinSort(Count() as size):
                return last(size.type_name)
            case FinSort(bound):
                return f"Fin {self.term(bound, ATOM)}"
            case FunSort(domain, codomain):
                return parenthesise(f"{self.sort(domain, 26)} → {self.sort(codomain)}", 25, least)

    def variables(self, variables: Iterable[Var]) -> str:
        """`n, m ∈ ℕ and V : Fin n → 𝔽`."""
        groups: list[str] = []
        for sort, group in groupby(variables, key=lambda var: var.sort):
            names = ", ".join(var.name for var in group)
            groups.append(
                f"{names} {'∈' if isinstance(sort, NatSort | IntSort | FieldSort) else ':'} {self.sort(sort)}"
            )
        return f"{', '.join(groups[:-1])} and {groups[-1]}" if len(groups) > 1 else groups[0]

    def _range(self, names: list[str], sort: Sort) -> str:
        below = sort.bound if isinstance(sort, FinSort) and not isinstance(sort.bound, Count) else None
        bound = f": {self.sort(sort)}" if below is None else f"< {self.term(below, 51)}"
        return f"{' '.join(names)} {bound}"

    def equation(self, definition: Definition) -> str:
        """`dot x y = Σ i < m, x i * y i`, or with `↔` for a predicate."""
        relation = "↔" if definition.sort == PropSort() else "="
        left = " ".join(
            [self._short(definition.name), *(var.name for var in shown_arguments(definition, definition.params))]
        )
        return f"{left} {relation} {self.term(definition.body, 21 if relation == '↔' else 0)}"

    def term(self, term: Term, least: int = 0) -> str:
        match term:
            case Var(name):
                return self._names[name]
            case Numeral(value):
                return str(value)
            case Truth(value):
                return str(value).lower()
            case Cast(arg) | FinVal(arg):
                return self.term(arg, least)
            case FinMk(Numeral(place), Count() as size):
                return last(size.constructors[place])
            case FinMk(value, _):
                return self.term(value, least)
            case ToNat(arg):
                return parenthesise(f"toNat {self.term(arg, ATOM)}", ATOM - 1, least)
            case Numerator(arg) | Denominator(arg):
                what = "num" if isinstance(term, Numerator) else "den"
                return parenthesise(f"{what} {self.term(arg, ATOM)}", ATOM - 1, least)
            case Arith() | Compare() | Connective():
                return self._infix(term, least)
            case Neg(arg):
                return parenthesise(f"-{self.term(arg, NEGATION)}", 65, least)
            case Inv(arg):
                return f"{self.term(arg, ATOM)}⁻¹"
            case Not(arg):
                return parenthesise(f"¬ {self.term(arg, NOT)}", NOT, least)
            case If(condition, yes, no):
                text = f"if {self.term(condition)} then {self.term(yes)} else {self.term(no)}"
                return parenthesise(text, BINDER, least)
            case Quantifier():
                return self._quantifier(term, least)
            case Sum(var, body):
                return self._sum(var, body, least)
            case Lambda():
                return self._lambda(term, least)
            case Apply():
                return self._application(term, least)
            case CaseNat():
                return self._cases(term, least)
            case Call():
                return self._call(term, least)

    def _infix(self, term: Arith | Compare | Connective, least: int) -> str:
        place = infix(term)
        left, right = self.term(term.left, place.left), self.term(term.right, place.right)
        symbol: str = term.op.value
        if isinstance(term, Arith):
            if term.op in (Operation.MIN, Operation.MAX, Operation.GCD):
                return parenthesise(f"{symbol} {left} {right}", place.precedence, least)
            if isinstance(term.sort, NatSort | IntSort):
                symbol = _WHOLE.get(term.op, symbol)
            if isinstance(term.sort, NatSort) and term.op is Operation.SUB:
                symbol = "∸"
            if term.op is Operation.POW:
                return parenthesise(f"{self.term(term.left, ATOM)}^{right}", place.precedence, least)
        if isinstance(term, Compare) and is_all_casts(term):
            left = f"({self.term(term.left)} : {self.sort(sort_of(term.left))})"
        return parenthesise(f"{left} {symbol} {right}", place.precedence, least)

    def _quantifier(self, term: Quantifier, least: int) -> str:
        names: list[str] = []
        body: Term = term
        with ExitStack() as scopes:
            while isinstance(body, Quantifier) and (body.kind, body.var.sort) == (term.kind, term.var.sort):
                names.append(scopes.enter_context(self._names.bind(body.var)))
                body = body.body
            text = f"{term.kind.value} {self._range(names, term.var.sort)}, {self.term(body)}"
        return parenthesise(text, BINDER, least)

    def _sum(self, var: Var, body: Term, least: int) -> str:
        with self._names.bind(var) as name:
            return parenthesise(f"Σ {self._range([name], var.sort)}, {self.term(body)}", BINDER, least)

    def _lambda(self, term: Lambda, least: int) -> str:
        reduced, missing = eta_reduced(term)
        if isinstance(reduced, Call) and not self._is_sum(reduced):
            return self._call(reduced, least, missing)
        if not missing and reduced != term:
            return self.term(reduced, least)
        if term.var.name not in free_names(term.body):
            return parenthesise(f"_ ↦ {self.term(term.body)}", BINDER, least)
        with self._names.bind(term.var) as name:
            return parenthesise(f"{name} ↦ {self.term(term.body)}", BINDER, least)

    def _cases(self, term: CaseNat, least: int) -> str:
        scrutinee, zero = self.term(term.scrutinee), self.term(term.zero, 1)
        with self._names.bind(term.pred) as pred:
            text = f"match {scrutinee} with 0 ↦ {zero} | {pred} + 1 ↦ {self.term(term.succ, 1)}"
        return parenthesise(text, BINDER, least)

    def _application(self, term: Apply, least: int) -> str:
        fn, args = spine(term)
        parts = [self.term(fn, ATOM - 1), *(self.term(arg, ATOM) for arg in args)]
        return parenthesise(" ".join(parts), ATOM - 1, least)

    def _call(self, call: Call, least: int, missing: int = 0) -> str:
        """A call, without its last arguments if some are `missing`."""
        definition = self._definitions.get(call.name)
        summed = as_sum(call, definition)
        if summed is not None:
            return self._sum(*summed, least)
        shown = list(call.args) if definition is None else shown_arguments(definition, call.args)
        shown = shown[: len(shown) - missing]
        parts = [self._short(call.name), *(self.term(arg, ATOM) for arg in shown)]
        return parenthesise(" ".join(parts), ATOM - 1 if shown else ATOM, least)

    def _is_sum(self, call: Call) -> bool:
        definition = self._definitions.get(call.name)
        return definition is not None and is_plain_sum(definition)

    def _short(self, name: str) -> str:
        return self._shorts.get(name) or short_names([name])[name]
