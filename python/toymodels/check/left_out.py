"""What the instances that a statement is tested on leave out, and what follows from that where none is found."""

from __future__ import annotations

from collections.abc import Iterator

from toymodels.check.irrational import irrational_equations
from toymodels.check.vacuity import why_vacuous
from toymodels.check.verdict import Unknown, Vacuous, Verdict
from toymodels.instances.subject import Subject
from toymodels.instances.unfold import Unfolder
from toymodels.statements.language import (
    Arith,
    Call,
    Compare,
    Connective,
    FieldSort,
    If,
    Inv,
    Logic,
    Not,
    Operation,
    Relation,
    Statement,
    Term,
)
from toymodels.statements.read.display import listed
from toymodels.statements.walk import free_names, is_field_valued, searched, sort_of, subterms

_ONLY_RATIONAL = "only rational numbers are tried"


def left_out(statement: Statement) -> Iterator[str]:
    """What no instance of a statement can be, though the statement speaks of it; a clause for each."""
    if statement.over_any_field and any(is_field_valued(var) for var in statement.variables):
        yield f"{_ONLY_RATIONAL}, though the statement is over any ordered field"
    yield from statement.left_out


def irrational(subject: Subject) -> Iterator[str]:
    """The equations of a statement that no rational number satisfies."""
    return (f"no rational number satisfies {equation}" for equation in irrational_equations(subject))


def never_met(subject: Subject, proposals: int) -> Verdict:
    """Where no instance satisfied all hypotheses: that says nothing of what the instances leave out."""
    statement, roots = subject.statement, "; ".join(irrational(subject))
    why = roots or why_vacuous(subject, proposals)
    if statement.over_any_field and _may_need_roots(statement):
        return Unknown(f"{_ONLY_RATIONAL}, and {why}")
    return without_instances(statement, why)


def undecided(statement: Statement, count: int, others: int) -> str:
    """That the conclusion could not be decided for all instances: what it asks for was searched in vain."""
    names = listed(dict.fromkeys(var.name for var in searched(statement.conclusion)))
    rest = f"; it holds for the other {others:,}" if others else ""
    return f"for {count:,} instances no {names} was found that decides the conclusion, which may be true or false{rest}"


def without_instances(statement: Statement, why: str) -> Verdict:
    """That there are no instances because of `why`; unknown where those would have to be others than can be tried."""
    return Unknown("; ".join([why, *statement.left_out])) if statement.left_out else Vacuous(why)


def _may_need_roots(statement: Statement) -> bool:
    """Whether other ordered fields than the rationals may satisfy hypotheses that the rationals do not.

    What is linear, and strict inequalities of polynomials, can be satisfied in the rationals if it can anywhere.
    """
    names = frozenset(var.name for var in statement.variables if is_field_valued(var))
    unfolder = Unfolder(statement.definitions)
    return any(_asks_for_roots(unfolder.unfold(hypothesis.prop), names) for hypothesis in statement.hypotheses)


def _asks_for_roots(prop: Term, names: frozenset[str]) -> bool:
    parts = list(subterms(prop))
    denies = any(isinstance(part, Not | If) or _is_conditional(part) for part in parts)
    closed = frozenset(Relation) if denies else frozenset({Relation.EQ, Relation.LE})
    return any(
        isinstance(part, Compare)
        and part.op in closed
        and isinstance(sort_of(part.left), FieldSort)
        and not (_is_linear(part.left, names) and _is_linear(part.right, names))
        for part in parts
    )


def _is_conditional(part: Term) -> bool:
    return isinstance(part, Connective) and part.op in (Logic.IMPLIES, Logic.IFF)


def _is_linear(term: Term, names: frozenset[str]) -> bool:
    """Whether numbers among `names` are only added, compared and multiplied by others."""

    def mentioned(part: Term) -> bool:
        return not names.isdisjoint(free_names(part))

    for part in subterms(term):
        match part:
            case Arith(Operation.MUL, left, right) if mentioned(left) and mentioned(right):
                return False
            case Arith(Operation.DIV, _, right) | Inv(right) if mentioned(right):
                return False
            case Arith(Operation.POW, base, _) if mentioned(base):
                return False
            case Call(_, args) if any(mentioned(arg) for arg in args):
                return False
            case _:
                pass
    return True
