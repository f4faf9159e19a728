"""Terms of the statement language as JSON, small enough to stand beside every theorem and read by `static/exact.js`.

A variable is its name, a truth value itself, anything else a list that begins with a word or sign for its form. Where
arithmetic depends on the sort, its letter follows: `N`, `Z` or `Q`.
"""

from __future__ import annotations

from toymodels.errors import StatementError
from toymodels.records.forms import Json
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
from toymodels.statements.walk import sort_of

_LARGEST = 2**53 - 1
"""Up to here a number of JavaScript is the integer that it stands for; beyond, integers are written as strings."""


def statement_json(statement: Statement) -> dict[str, Json]:
    """A statement without its definitions: `{"variables", "hypotheses", "conclusion"}`, each variable with its sort."""
    return {
        "variables": [[var.name, sort_json(var.sort)] for var in statement.variables],
        "hypotheses": [[each.name, term_json(each.prop)] for each in statement.hypotheses],
        "conclusion": term_json(statement.conclusion),
    }


def definition_json(definition: Definition) -> Json:
    """A definition as the names of its parameters, and its body."""
    return [[param.name for param in definition.params], term_json(definition.body)]


def sort_json(sort: Sort) -> Json:
    """A sort: a letter, `["F", bound]`, `["E", count, type, constructors]` or `["→", domain, codomain]`."""
    match sort:
        case NatSort():
            return "N"
        case IntSort():
            return "Z"
        case FieldSort():
            return "Q"
        case PropSort():
            return "P"
        case BoolSort():
            return "B"
        case FinSort(Count(value, _, type_name, constructors)):
            return ["E", value, type_name, [*constructors]]
        case FinSort(bound):
            return ["F", term_json(bound)]
        case FunSort(domain, codomain):
            return ["→", sort_json(domain), sort_json(codomain)]


def term_json(term: Term) -> Json:
    """A term, with all that is below it."""
    match term:
        case Var(name):
            return name
        case Truth(value):
            return value
        case Numeral(value, sort):
            return ["q" if isinstance(sort, FieldSort) else "n", value if value <= _LARGEST else str(value)]
        case Arith(op, left, right, sort):
            return [op.value, _letter(sort), term_json(left), term_json(right)]
        case Neg(arg):
            return ["neg", _letter(sort_of(arg)), term_json(arg)]
        case Inv(arg):
            return ["inv", term_json(arg)]
        case Cast(arg, sort):
            return ["cast", term_json(arg)] if isinstance(sort, FieldSort) else term_json(arg)
        case ToNat(arg):
            return ["nat", term_json(arg)]
        case Numerator() | Denominator():
            raise StatementError("the sandbox has no fractions in lowest terms")
        case FinVal(arg):
            return term_json(arg)
        case FinMk(value, bound):
            return ["fin", term_json(value), term_json(bound)]
        case Compare(op, left, right) | Connective(op, left, right):
            return [op.value, term_json(left), term_json(right)]
        case Not(arg):
            return ["¬", term_json(arg)]
        case If(condition, yes, no):
            return ["if", term_json(condition), term_json(yes), term_json(no)]
        case CaseNat(scrutinee, zero, pred, succ):
            return ["case", term_json(scrutinee), term_json(zero), pred.name, term_json(succ)]
        case Apply(fn, arg):
            return ["@", term_json(fn), term_json(arg)]
        case Call(name, args):
            return ["call", name, *(term_json(arg) for arg in args)]
        case Quantifier(kind, var, body):
            return [kind.value, var.name, sort_json(var.sort), term_json(body)]
        case Lambda(var, body):
            return ["λ", var.name, sort_json(var.sort), term_json(body)]
        case Sum(var, body):
            return ["Σ", var.name, sort_json(var.sort), term_json(body), _letter(sort_of(body))]


def _letter(sort: Sort) -> str:
    letter = sort_json(sort)
    if not isinstance(letter, str):
        raise StatementError(f"arithmetic of {letter}, which is not a sort of numbers; this is a fault of `toymodels`")
    return letter
