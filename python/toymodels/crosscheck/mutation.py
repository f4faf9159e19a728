"""How many wrong conclusions the check of a theorem would have caught.

A mutant is the conclusion with one mistake planted in it. It is killed by an instance that satisfies the hypotheses and
not the mutant; the reference evaluator confirms each kill. A mutant that survives is equivalent if a normal form says
so, implied if it visibly claims no more than the theorem (a larger constant on the larger side, a special case),
decided if it has no variables and so is simply true; otherwise it is listed for a human: the check is too weak there,
or the mutant is a theorem of its own, or the theorem can be strengthened.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from functools import cached_property, reduce

import numpy as np

from toymodels.crosscheck.evidence import Json, instance_json
from toymodels.crosscheck.tightness import Inequality, comparisons, nearest
from toymodels.errors import EvaluatorDisagreement, GenerationError, StatementError
from toymodels.evaluate import evaluate_fraction, evaluate_prop, instance_of
from toymodels.evaluate.batch import Batch, Instance
from toymodels.instances.facts import negate
from toymodels.instances.shrink import violates
from toymodels.instances.terms import Unfolder, free_variables
from toymodels.statements import to_text
from toymodels.statements.language import (
    FIELD,
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
    FunSort,
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
    Statement,
    Sum,
    Term,
    Truth,
    Var,
)
from toymodels.statements.traverse import bound_var, bounds, children, map_children, sort_of, substitute

MUTANTS = 24
"""How many mutants of one conclusion are tried, taken from the kinds of mistake in turn."""

Draw = Callable[[Statement], Sequence[Batch]]
"""Instances that satisfy the hypotheses of a statement, drawn with its conclusion in view."""


class Fate(Enum):
    """What became of a mutant."""

    KILLED = "killed"
    EQUIVALENT = "equivalent"
    IMPLIED = "implied"
    DECIDED = "true without variables"
    SURVIVED = "survived"
    ILL_FORMED = "ill-formed"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A conclusion with one mistake; `swap` names the two variables of the statement that changed places, if any."""

    kind: str
    conclusion: Term
    swap: tuple[Var, Var] | None = None


@dataclass(frozen=True, slots=True)
class MutantResult:
    """What became of one mutant; `witness` kills it."""

    kind: str
    text: str
    fate: Fate
    witness: Instance | None = None

    @property
    def sizes(self) -> dict[str, int]:
        """The natural numbers of the witness."""
        if self.witness is None:
            return {}
        return {name: value for name, value in self.witness.values.items() if type(value) is int}

    def to_json(self) -> dict[str, Json]:
        """As JSON values."""
        record: dict[str, Json] = {"kind": self.kind, "mutant": self.text, "fate": self.fate.value}
        if self.witness is not None:
            record["witness"] = instance_json(self.witness)
        return record


@dataclass(frozen=True, slots=True)
class MutationScore:
    """The fates of a theorem's mutants."""

    results: tuple[MutantResult, ...]

    def count(self, fate: Fate) -> int:
        """How many mutants met this fate."""
        return sum(result.fate is fate for result in self.results)

    @property
    def survivors(self) -> tuple[MutantResult, ...]:
        """The mutants for a human to look at."""
        return tuple(result for result in self.results if result.fate is Fate.SURVIVED)

    @property
    def score(self) -> float | None:
        """Of the mutants that claim something else than the theorem, the share that was killed; None without any."""
        killed, survived = self.count(Fate.KILLED), self.count(Fate.SURVIVED)
        return killed / (killed + survived) if killed + survived else None

    def to_json(self) -> dict[str, Json]:
        """As JSON values."""
        return {
            "score": self.score,
            "counts": {fate.value: self.count(fate) for fate in Fate},
            "mutants": [result.to_json() for result in self.results],
        }


def mutation_score(
    statement: Statement, batches: Sequence[Batch], draw: Draw, *, limit: int = MUTANTS, seconds: float = 1.5
) -> MutationScore:
    """Tries the mutants of the conclusion on `batches`, and what survives on instances drawn for it in particular.

    batches: instances that satisfy the hypotheses, small ones first; seconds: after how long no search for one
    mutant in particular is begun.

    Raises:
        EvaluatorDisagreement: the reference evaluator does not confirm a kill; a defect of this package.
    """
    trial = _Trial(statement, batches, draw, time.monotonic() + seconds)
    return MutationScore(tuple(trial.run(mutant) for mutant in mutants(statement, limit=limit)))


# -------------------------------------------------------------------------------------------------------------- trials


class _Trial:
    """Everything that decides the fate of one statement's mutants."""

    def __init__(self, statement: Statement, batches: Sequence[Batch], draw: Draw, until: float) -> None:
        self._until = until
        self._statement = statement
        self._batches = batches
        self._draw = draw
        self._forms = NormalForms(statement.definitions)

    def run(self, mutant: Mutant) -> MutantResult:
        altered = replace(self._statement, conclusion=mutant.conclusion)
        text = to_text(mutant.conclusion, self._statement.definitions)
        try:
            fate, witness = self._fate(mutant, altered)
        except StatementError:
            fate, witness = Fate.ILL_FORMED, None
        return MutantResult(mutant.kind, text, fate, witness)

    def _fate(self, mutant: Mutant, altered: Statement) -> tuple[Fate, Instance | None]:
        witness = _violation(altered, self._batches)
        if witness is not None:
            return Fate.KILLED, witness
        if self._is_equivalent(mutant):
            return Fate.EQUIVALENT, None
        if self._is_implied(mutant):
            return Fate.IMPLIED, None
        if not self._statement.variables:
            return Fate.DECIDED, None
        witness = self._aimed_violation(altered)
        return (Fate.SURVIVED, None) if witness is None else (Fate.KILLED, witness)

    def _aimed_violation(self, altered: Statement) -> Instance | None:
        if time.monotonic() > self._until:
            return None
        try:
            batches = self._draw(altered)
        except GenerationError:
            return None
        witness = _violation(altered, batches)
        return witness if witness is not None else guided_violation(altered, batches)

    def _is_equivalent(self, mutant: Mutant) -> bool:
        statement, forms = self._statement, self._forms
        if forms.form(mutant.conclusion) == forms.form(statement.conclusion):
            return True
        if mutant.swap is None:
            return False
        first, second = mutant.swap
        exchange: dict[str, Term] = {first.name: second, second.name: first}
        return self._premises == frozenset(forms.form(substitute(h.prop, exchange)) for h in statement.hypotheses)

    def _is_implied(self, mutant: Mutant) -> bool:
        """Whether the mutant holds for a reason that is plain from the theorem.

        Every part of it is true by its form, a hypothesis, or a part of the theorem; or it is the theorem for equal
        variables; or each of its inequalities leaves, at every instance, at least the slack that the theorem's leaves.
        """
        parts = self._forms.parts(mutant.conclusion)
        known = self._premises | self._forms.parts(self._statement.conclusion)
        if parts <= known or any(parts <= special for special in self._special_cases):
            return True
        slower = _dominance(self._statement.conclusion, mutant.conclusion)
        return slower is not None and all(
            evaluate_prop(slower, self._statement.definitions, batch).values.all() for batch in self._batches
        )

    @cached_property
    def _premises(self) -> frozenset[str]:
        return frozenset(self._forms.form(h.prop) for h in self._statement.hypotheses)

    @cached_property
    def _special_cases(self) -> tuple[frozenset[str], ...]:
        """The parts of the theorem with one variable in place of another, where the hypotheses still follow."""
        statement, forms = self._statement, self._forms
        movable = [var for var in statement.variables if not isinstance(var.sort, NatSort)]
        cases: list[frozenset[str]] = []
        for first, second in itertools.permutations(movable, 2):
            if first.sort != second.sort:
                continue
            equal: dict[str, Term] = {first.name: second}
            premises = [forms.parts(substitute(h.prop, equal)) for h in statement.hypotheses]
            if all(premise <= self._premises for premise in premises):
                cases.append(forms.parts(substitute(statement.conclusion, equal)) | self._premises)
        return tuple(cases)


def _violation(statement: Statement, batches: Iterable[Batch]) -> Instance | None:
    """The first instance at which the conclusion fails, confirmed by the reference evaluator."""
    for batch in batches:
        if batch.count == 0:
            continue
        values = evaluate_prop(statement.conclusion, statement.definitions, batch).values
        if not values.all():
            witness = instance_of(batch, int(np.argmin(values)))
            if evaluate_fraction(statement.conclusion, statement.definitions, witness):
                raise EvaluatorDisagreement(
                    f"{statement.name}: a mutant of the conclusion is False to the batched evaluator and True to the "
                    f"reference one at {dict(witness.values)}; this is a defect of toymodels, please report it"
                )
            return witness
    return None


def guided_violation(statement: Statement, batches: Sequence[Batch]) -> Instance | None:
    """A violation found by pushing the inequalities of the conclusion below equality, or None."""
    for part in comparisons(statement.conclusion):
        found = nearest(statement, part, batches, violate=True)
        if found is not None and found.relative <= 0 and violates(statement, found.instance):
            return found.instance
    return None


def _dominance(conclusion: Term, mutant: Term) -> Term | None:
    """`right - left ≤ right' - left'` for the only inequality in which two conclusions differ, or None."""
    ours, theirs = tuple(comparisons(conclusion)), tuple(comparisons(mutant))
    if len(ours) != len(theirs) or not ours or _skeleton(conclusion) != _skeleton(mutant):
        return None
    claims = [
        _under(old, Compare(Relation.LE, _slack(old), _slack(new))) for old, new in zip(ours, theirs, strict=True)
    ]
    return reduce(lambda left, right: Connective(Logic.AND, left, right), claims)


def _skeleton(prop: Term) -> object:
    """A proposition without the sides of the inequalities that it claims."""
    match prop:
        case Quantifier(Quantity.FORALL, var, body):
            return ("forall", var, _skeleton(body))
        case Connective(Logic.IMPLIES, left, right):
            return ("if", left, _skeleton(right))
        case Connective(Logic.AND, left, right):
            return ("and", _skeleton(left), _skeleton(right))
        case Compare((Relation.LE | Relation.LT) as op, _, _):
            return op
        case _:
            return prop


def _slack(part: Inequality) -> Term:
    return Arith(Operation.SUB, part.right, part.left, FIELD)


def _under(part: Inequality, claim: Term) -> Term:
    body = reduce(lambda inner, guard: Connective(Logic.IMPLIES, guard, inner), reversed(part.guards), claim)
    return reduce(lambda inner, var: Quantifier(Quantity.FORALL, var, inner), reversed(part.binders), body)


# ------------------------------------------------------------------------------------------------------------- mutants


def mutants(statement: Statement, *, limit: int = MUTANTS) -> tuple[Mutant, ...]:
    """Up to `limit` different mutants of the conclusion, from all kinds of mistake in turn.

    Mistakes that plainly weaken the claim (`≤` for `<`, `∨` for `∧`) are made only where a claim is assumed.
    """
    planter = _Planter(statement.definitions)
    scope = tuple(var for var in statement.variables)
    kinds: dict[str, list[Mutant]] = {}
    seen = {statement.conclusion}
    for mutant in (*_exchanges(statement), *planter.everywhere(statement.conclusion, _Place(1, scope))):
        if mutant.conclusion not in seen:
            seen.add(mutant.conclusion)
            kinds.setdefault(mutant.kind, []).append(mutant)
    turns = itertools.zip_longest(*kinds.values())
    return tuple(mutant for turn in turns for mutant in turn if mutant is not None)[:limit]


def _exchanges(statement: Statement) -> Iterator[Mutant]:
    """The conclusion with two variables of one sort exchanged throughout; sizes stay, since sorts depend on them."""
    movable = [var for var in statement.variables if not isinstance(var.sort, NatSort)]
    used = free_variables(statement.conclusion)
    for first, second in itertools.combinations(movable, 2):
        if first.sort == second.sort and {first.name, second.name} & used:
            exchange: dict[str, Term] = {first.name: second, second.name: first}
            yield Mutant("exchanged variables", substitute(statement.conclusion, exchange), (first, second))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a conclusion a mistake is planted.

    polarity: 1 where the claim is made, -1 where it is assumed, 0 where both or neither; scope: variables in reach.
    """

    polarity: int
    scope: tuple[Var, ...]


class _Planter:
    """Plants one mistake at a time in a term."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions

    def everywhere(self, term: Term, place: _Place) -> Iterator[Mutant]:
        """`term` with one mistake, at itself first and then further in."""
        yield from self._here(term, place)
        for index, child, inner in self._inside(term, place):
            for mutant in self.everywhere(child, inner):
                yield Mutant(mutant.kind, _with_child(term, index, mutant.conclusion))

    def _inside(self, term: Term, place: _Place) -> Iterator[tuple[int, Term, _Place]]:
        """The subterms in which mistakes make sense: not the sizes that sorts depend on, nor values of indices."""
        var = bound_var(term)
        scope = place.scope if var is None else (*place.scope, var)
        polarities = _polarities(term, place.polarity)
        sized = self._size_arguments(term)
        for index, child in enumerate(children(term)):
            if isinstance(term, FinMk | CaseNat) or index in sized:
                continue
            yield index, child, _Place(polarities[index], scope)

    def _size_arguments(self, term: Term) -> frozenset[int]:
        if not isinstance(term, Call) or term.name not in self._definitions:
            return frozenset()
        params = self._definitions[term.name].params
        told = {name for param in params for bound in bounds(param.sort) for name in free_variables(bound)}
        return frozenset(index for index, param in enumerate(params) if param.name in told)

    def _here(self, term: Term, place: _Place) -> Iterator[Mutant]:
        yield from _in_logic(term, place)
        yield from _in_arithmetic(term)
        yield from _in_variables(term, place)
        if isinstance(term, Call):
            yield from self._in_call(term)

    def _in_call(self, call: Call) -> Iterator[Mutant]:
        sized = self._size_arguments(call)
        places = [index for index in range(len(call.args)) if index not in sized]
        for first, second in itertools.combinations(places, 2):
            one, other = call.args[first], call.args[second]
            if one != other and sort_of(one) == sort_of(other):
                args = list(call.args)
                args[first], args[second] = other, one
                yield Mutant("exchanged arguments", Call(call.name, tuple(args), call.sort))


def _with_child(term: Term, index: int, child: Term) -> Term:
    position = itertools.count()
    return map_children(term, lambda old: child if next(position) == index else old)


def _polarities(term: Term, polarity: int) -> tuple[int, ...]:
    match term:
        case Connective(Logic.IMPLIES):
            return -polarity, polarity
        case Connective(Logic.AND | Logic.OR):
            return polarity, polarity
        case Not():
            return (-polarity,)
        case Quantifier():
            return (polarity,)
        case _:
            return (0,) * len(children(term))


def _in_logic(term: Term, place: _Place) -> Iterator[Mutant]:
    """Mistakes in relations, connectives and quantifiers."""
    claimed, assumed = place.polarity >= 0, place.polarity <= 0
    match term:
        case Compare((Relation.LE | Relation.LT) as op, left, right):
            yield Mutant("direction", Compare(op, right, left))
            if op is Relation.LE and claimed:
                yield Mutant("strictness", Compare(Relation.LT, left, right))
            if op is Relation.LT and assumed:
                yield Mutant("strictness", Compare(Relation.LE, left, right))
        case Compare(Relation.EQ, left, right) if assumed and isinstance(sort_of(left), FieldSort | NatSort):
            yield Mutant("direction", Compare(Relation.LE, left, right))
            yield Mutant("direction", Compare(Relation.LE, right, left))
        case Connective(Logic.AND, left, right) if assumed:
            yield Mutant("connective", Connective(Logic.OR, left, right))
        case Connective(Logic.OR, left, right) if claimed:
            yield Mutant("connective", Connective(Logic.AND, left, right))
        case Connective(Logic.IFF, left, right):
            yield Mutant("connective", left)
            yield Mutant("connective", Not(left))
        case Connective(Logic.IMPLIES, _, right) if claimed:
            yield Mutant("dropped condition", right)
        case Quantifier(Quantity.EXISTS, var, body) if claimed:
            yield Mutant("quantifier", Quantifier(Quantity.FORALL, var, body))
        case Quantifier(Quantity.FORALL, var, body) if assumed:
            yield Mutant("quantifier", Quantifier(Quantity.EXISTS, var, body))
        case _:
            return


def _in_arithmetic(term: Term) -> Iterator[Mutant]:
    """Mistakes in constants, signs, summands and factors."""
    match term:
        case Numeral(value, sort):
            for wrong in dict.fromkeys((value + 1, value - 1, 2 * value)):
                if wrong >= 0 and wrong != value:
                    yield Mutant("constant", Numeral(wrong, sort))
        case Arith(Operation.ADD, left, right, sort):
            yield Mutant("dropped summand", left)
            yield Mutant("dropped summand", right)
            yield Mutant("sign", Arith(Operation.SUB, left, right, sort))
        case Arith(Operation.SUB, left, right, sort):
            yield Mutant("dropped summand", left)
            yield Mutant("dropped summand", Neg(right) if isinstance(sort, FieldSort) else right)
            yield Mutant("sign", Arith(Operation.ADD, left, right, sort))
        case Arith(Operation.MUL, left, right, _):
            yield Mutant("dropped factor", left)
            yield Mutant("dropped factor", right)
        case Arith(Operation.DIV, left, right, sort):
            yield Mutant("dropped factor", left)
            if isinstance(sort, FieldSort):
                yield Mutant("dropped factor", Inv(right))
        case Arith((Operation.MIN | Operation.MAX) as op, left, right, sort):
            other = Operation.MAX if op is Operation.MIN else Operation.MIN
            yield Mutant("sign", Arith(other, left, right, sort))
        case Neg(arg):
            yield Mutant("sign", arg)
        case If(condition, yes, no) if yes != no:
            yield Mutant("branch", If(condition, no, yes))
        case _:
            return


def _in_variables(term: Term, place: _Place) -> Iterator[Mutant]:
    """Another variable of the same sort instead of this one, here only; a size only where it is cast to a number."""
    match term:
        case Cast(Var(_, NatSort()) as var):
            for other in place.scope:
                if isinstance(other.sort, NatSort) and other.name != var.name:
                    yield Mutant("variable", Cast(other))
        case Var(name, sort) if not isinstance(sort, NatSort):
            for other in place.scope:
                if other.name != name and other.sort == sort:
                    yield Mutant("index" if isinstance(sort, FinSort) else "variable", other)
        case Apply(Apply(fn, first), second) if first != second and _same_domains(fn):
            yield Mutant("index", Apply(Apply(fn, second), first))
        case _:
            return


def _same_domains(fn: Term) -> bool:
    sort: Sort = sort_of(fn)
    return isinstance(sort, FunSort) and isinstance(sort.codomain, FunSort) and sort.domain == sort.codomain.domain


# --------------------------------------------------------------------------------------------------------- normal forms

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

    Definitions are inlined; numbers become polynomials in what is no polynomial (entries, inverses, irreducible sums);
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

    # ---------------------------------------------------------------------------------------------------------- logic

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

    # -------------------------------------------------------------------------------------------------------- numbers

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
            case Operation.SUB if field:
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
