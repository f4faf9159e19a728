"""Statements as Lean source text, at a concrete field.

The text elaborates to the statement again: calls name the library's definitions with all their arguments, numerals and
casts say their type wherever Lean would have to guess it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from toymodels.statements.language import (
    BOOL,
    FIELD,
    INT,
    NAT,
    PROP,
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
    Logic,
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
from toymodels.statements.print.notation import ATOM, BINDER, NEGATION, NOT, infix, parenthesise
from toymodels.statements.simplified import fold
from toymodels.statements.walk import sort_of

_BOOLEAN = {Logic.AND: "&&", Logic.OR: "||", Logic.IFF: "=="}
_APPLICATION = ATOM - 1
_PREFIXES = {Operation.MIN: "min", Operation.MAX: "max", Operation.GCD: "Nat.gcd"}


def to_lean(statement: Statement, type: str = "Rat") -> str:  # noqa: A002 (the name of the keyword is Lean's word)
    """The statement as a closed Lean proposition at the field `type`.

    Variables come first, in their order, then the hypotheses as premises, under their names.
    """
    writer = _Writer(statement.definitions, type)
    binders = "".join(
        f" ({' '.join(var.name for var in group)} : {writer.sort(sort)})"
        for sort, group in groupby(statement.variables, key=lambda var: var.sort)
    )
    taken = {var.name for var in statement.variables}
    premises = "".join(
        f"({each.name if each.name not in taken else '_'} : {writer.prop(each.prop, 0)}) → "
        for each in statement.hypotheses
    )
    body = premises + writer.prop(statement.conclusion, 25)
    return f"∀{binders}, {body}" if binders else body


def term_to_lean(
    term: Term,
    definitions: Mapping[str, Definition] | None = None,
    type: str = "Rat",  # noqa: A002
) -> str:
    """A term as Lean text; `definitions` are those that it calls."""
    writer = _Writer(definitions or {}, type)
    sort = sort_of(term)
    return writer.prop(term, 0) if isinstance(sort, PropSort) else writer.term(term, sort, 0)


def sort_to_lean(sort: Sort, type: str = "Rat") -> str:  # noqa: A002
    """A sort as a Lean type."""
    return _Writer({}, type).sort(sort)


class _Writer:
    def __init__(self, definitions: Mapping[str, Definition], field: str) -> None:
        self._definitions = definitions
        self._field = field

    def sort(self, sort: Sort, least: int = 0) -> str:
        match sort:
            case NatSort():
                return "Nat"
            case IntSort():
                return "Int"
            case FieldSort():
                return parenthesise(self._field, _APPLICATION if " " in self._field else ATOM, least)
            case PropSort():
                return "Prop"
            case BoolSort():
                return "Bool"
            case FinSort(Count() as size):
                return size.type_name
            case FinSort(bound):
                return parenthesise(f"Fin {self.term(bound, NAT, ATOM)}", _APPLICATION, least)
            case FunSort(domain, codomain):
                return parenthesise(f"{self.sort(domain, 26)} → {self.sort(codomain, 25)}", 25, least)

    def _binder(self, var: Var) -> str:
        return f"{var.name} : {self.sort(var.sort)}"

    def prop(self, term: Term, least: int) -> str:
        """`term` as a proposition; a Boolean is compared with `true`."""
        match term:
            case Truth(value):
                return str(value)
            case Compare():
                return self._comparison(term, least)
            case Connective(op, left, right):
                place = infix(term)
                text = f"{self.prop(left, place.left)} {op.value} {self.prop(right, place.right)}"
                return parenthesise(text, place.precedence, least)
            case Not(arg):
                return parenthesise(f"¬ {self.prop(arg, NOT)}", NOT, least)
            case Quantifier(kind, var, body):
                return parenthesise(f"{kind.value} {self._binder(var)}, {self.prop(body, 0)}", BINDER, least)
            case If(condition, yes, no):
                text = f"if {self.prop(condition, 0)} then {self.prop(yes, 0)} else {self.prop(no, 0)}"
                return parenthesise(text, BINDER, least)
            case _ if isinstance(sort_of(term), BoolSort):
                return parenthesise(f"{self.term(term, BOOL, 51)} = true", 50, least)
            case _:
                return self.term(term, PROP, least)

    def _comparison(self, term: Compare, least: int) -> str:
        place = infix(term)
        sort = sort_of(term.left)
        if isinstance(sort, PropSort) or isinstance(sort_of(term.right), PropSort):
            sort = BOOL
        left = self.term(term.left, sort, place.left)
        if isinstance(sort, FieldSort | NatSort | IntSort) and not (_says_sort(term.left) or _says_sort(term.right)):
            left = f"({self.term(term.left, sort, 0)} : {self.sort(sort)})"
        text = f"{left} {term.op.value} {self.term(term.right, sort, place.right)}"
        return parenthesise(text, place.precedence, least)

    def term(self, term: Term, sort: Sort, least: int) -> str:
        """`term` where Lean expects a value of `sort`; a proposition is decided where that is a Boolean."""
        if isinstance(sort, BoolSort):
            return self._boolean(term, least)
        if isinstance(sort, PropSort) and not isinstance(term, Var | Apply | Call | CaseNat):
            return self.prop(term, least)
        match term:
            case Numeral(value):
                return str(value)
            case Arith():
                return self._arithmetic(term, least)
            case Neg(arg):
                return parenthesise(f"-{self.term(arg, sort, NEGATION)}", 65, least)
            case Inv(arg):
                return f"{self.term(arg, sort, ATOM)}⁻¹"
            case Cast(arg, target):
                source = sort_of(arg)
                inner = self.term(arg, source, 0)
                known = inner if isinstance(arg, Var) else f"({inner} : {self.sort(source)})"
                return f"({known} : {self.sort(target)})"
            case ToNat(arg):
                inner = self.term(arg, INT, ATOM if _says_sort(arg) else 0)
                known = inner if _says_sort(arg) else f"({inner} : Int)"
                return parenthesise(f"Int.toNat {known}", _APPLICATION, least)
            case Numerator(arg) | Denominator(arg):
                what = "Rat.num" if isinstance(term, Numerator) else "Rat.den"
                return parenthesise(f"{what} ({self.term(arg, FIELD, 0)} : Rat)", _APPLICATION, least)
            case FinVal(arg):
                return f"{self.term(arg, sort_of(arg), ATOM)}.val"
            case FinMk(value, bound):
                return self._element(value, bound, least)
            case If():
                return self._choice(term, sort, least)
            case Sum(var, body):
                values = f"List.ofFn fun {self._binder(var)} => {self._ascribed(body, sort_of(body))}"
                return parenthesise(f"List.sum ({values})", _APPLICATION, least)
            case Lambda(var, body):
                codomain = sort.codomain if isinstance(sort, FunSort) else sort_of(body)
                return parenthesise(f"fun {self._binder(var)} => {self.term(body, codomain, 0)}", BINDER, least)
            case CaseNat():
                return self._match(term, sort)
            case _:
                return self._application(term, least)

    def _arithmetic(self, term: Arith, least: int) -> str:
        place = infix(term)
        exponent = NAT if term.op is Operation.POW else term.sort
        left, right = self.term(term.left, term.sort, place.left), self.term(term.right, exponent, place.right)
        prefix = _PREFIXES.get(term.op)
        text = f"{prefix} {left} {right}" if prefix else f"{left} {term.op.value} {right}"
        return parenthesise(text, place.precedence, least)

    def _choice(self, term: If, sort: Sort, least: int) -> str:
        yes, no = self.term(term.yes, sort, 0), self.term(term.no, sort, 0)
        text = f"if {self.prop(term.condition, 0)} then {yes} else {no}"
        if _says_sort(term.yes) or _says_sort(term.no):
            return parenthesise(text, BINDER, least)
        return f"({text} : {self.sort(sort)})"

    def _match(self, term: CaseNat, sort: Sort) -> str:
        zero, succ = self.term(term.zero, sort, 0), self.term(term.succ, sort, 0)
        scrutinee = self.term(term.scrutinee, NAT, 0)
        return f"(match {scrutinee} with | 0 => {zero} | {term.pred.name} + 1 => {succ} : {self.sort(sort)})"

    def _ascribed(self, term: Term, sort: Sort) -> str:
        return f"({self.term(term, sort, 0)} : {self.sort(sort)})"

    def _element(self, value: Term, bound: Term, least: int) -> str:
        """An element of `Fin bound`, by the function of core that makes it where there is one."""
        size = _predecessor(bound)
        match value:
            case Numeral(number) if isinstance(bound, Count):
                return bound.constructors[number]
            case Numeral(number) if isinstance(bound, Numeral):
                return f"({number} : Fin {bound.value})"
            case FinVal(arg) if size is not None and _is_below(arg, size):
                return parenthesise(f"Fin.castSucc {self.term(arg, sort_of(arg), ATOM)}", _APPLICATION, least)
            case Arith(Operation.ADD, FinVal(arg), Numeral(1)) if size is not None and _is_below(arg, size):
                return parenthesise(f"Fin.succ {self.term(arg, sort_of(arg), ATOM)}", _APPLICATION, least)
            case _ if size is not None and value == size:
                return parenthesise(f"Fin.last {self.term(size, NAT, ATOM)}", _APPLICATION, least)
            case _:
                proof = "by first | omega | exact Nat.mod_lt _ (by omega)"
                return f"(⟨{self.term(value, NAT, 0)}, {proof}⟩ : Fin {self.term(bound, NAT, ATOM)})"

    def _application(self, term: Term, least: int) -> str:
        args: list[tuple[Term, Sort]] = []
        while isinstance(term, Apply):
            function = sort_of(term.fn)
            args.insert(0, (term.arg, function.domain if isinstance(function, FunSort) else sort_of(term.arg)))
            term = term.fn
        match term:
            case Var(name):
                head = name
            case Call():
                head = self._call(term)
            case _:
                head = f"({self.term(term, sort_of(term), 0)})"
        parts = [head, *(self.term(arg, sort, ATOM) for arg, sort in args)]
        text = " ".join(parts)
        return parenthesise(text, _APPLICATION if " " in head or args else ATOM, least)

    def _call(self, call: Call) -> str:
        definition = self._definitions.get(call.name)
        sorts: Sequence[Sort] = (
            [param.sort for param in definition.params]
            if definition is not None
            else [sort_of(arg) for arg in call.args]
        )
        args = [self.term(arg, sort, ATOM) for arg, sort in zip(call.args, sorts, strict=True)]
        if definition is not None and definition.lean_form:
            return definition.lean_form.format(
                *args, type=parenthesise(self._field, 0 if " " in self._field else ATOM, ATOM)
            )
        return " ".join([call.name, *args])

    def _boolean(self, term: Term, least: int) -> str:
        match term:
            case Truth(value):
                return str(value).lower()
            case Compare() | Quantifier():
                return parenthesise(f"decide ({self.prop(term, 0)})", _APPLICATION, least)
            case Connective(Logic.IMPLIES, left, right):
                return f"(!{self._boolean(left, ATOM)} || {self._boolean(right, 30)})"
            case Connective(op, left, right):
                return f"({self._boolean(left, 51)} {_BOOLEAN[op]} {self._boolean(right, 51)})"
            case Not(arg):
                return f"(!{self._boolean(arg, ATOM)})"
            case If():
                return self._choice(term, BOOL, least)
            case CaseNat():
                return self._match(term, BOOL)
            case _ if isinstance(sort_of(term), PropSort):
                return parenthesise(f"decide ({self.prop(term, 0)})", _APPLICATION, least)
            case _:
                return self._application(term, least)


def _says_sort(term: Term) -> bool:
    """Whether Lean can tell the type of an arithmetic term from the term itself: it is not all numerals."""
    match term:
        case Numeral():
            return False
        case Arith(Operation.POW, base, _):
            return _says_sort(base)
        case Arith(_, left, right):
            return _says_sort(left) or _says_sort(right)
        case Neg(arg) | Inv(arg):
            return _says_sort(arg)
        case _:
            return True


def _predecessor(bound: Term) -> Term | None:
    """`n` for the bound `n + 1`."""
    match bound:
        case Arith(Operation.ADD, size, Numeral(1)):
            return size
        case Arith(Operation.ADD, size, Numeral(more)) if more > 1:
            return fold(Arith(Operation.ADD, size, Numeral(more - 1, NAT), NAT))
        case _:
            return None


def _is_below(element: Term, size: Term) -> bool:
    return sort_of(element) == FinSort(size)
