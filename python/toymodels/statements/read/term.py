"""Reading one elaborated term: types become sorts, terms become terms, binders are opened in a scope.

A constant is, in this order: a word of the language (`operations`), a case distinction (`cases`), a definition of the
library that becomes a call (`definitions`), or something that is unfolded until one of these appears.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from toymodels.lean.expr import BinderInfo, Const, Expr, FVar, Lam, Lit, Pi, Proj
from toymodels.lean.expr import Sort as LeanSort
from toymodels.lean.names import last, parent
from toymodels.lean.olean import user_name
from toymodels.statements.language import (
    BOOL,
    FIELD,
    INT,
    NAT,
    PROP,
    Apply,
    Arith,
    Compare,
    Connective,
    Count,
    Denominator,
    FinMk,
    FinSort,
    FinVal,
    FunSort,
    Lambda,
    Logic,
    Numeral,
    Numerator,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Sort,
    Term,
    Truth,
    Var,
)
from toymodels.statements.read.binding import abstract, apply, instantiate, is_loose, names_in, replaced, spine
from toymodels.statements.read.cases import CASES
from toymodels.statements.read.classes import is_decidable, is_standard
from toymodels.statements.read.depths import Depths
from toymodels.statements.read.display import base_name, display
from toymodels.statements.read.encoding import encode
from toymodels.statements.read.nonzero import Nonzero
from toymodels.statements.read.operations import OPERATIONS
from toymodels.statements.read.predicates import by_rules, gets_smaller
from toymodels.statements.read.ranges import RANGE_WORDS
from toymodels.statements.read.reduce import Reducer, TooManyCases, Unreadable
from toymodels.statements.read.scope import Role, Scope
from toymodels.statements.read.splitting import Cases, Split, expose
from toymodels.statements.simplified import choose, conjunction, fin_val, fold, implies, nat
from toymodels.statements.walk import is_askable, is_finite

INFINITE_DOMAIN = "quantifier over an infinite domain"
_FUEL = 10_000


class CallReader(Protocol):
    """Reads applications of the library's constants."""

    def call(self, reader: TermReader, name: str, args: Sequence[Expr], expr: Expr) -> Term | None:
        """The call of the library definition `name`; `None` where it should be unfolded instead."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened binder: its value as a Lean term, its variables, and what is known of them.

    A binder of a structure type is the structure of fresh variables for its data fields; its proof fields are `facts`.
    `limits` says which values the binder can have that the variables cannot give: see `Encoding`.
    """

    value: Expr
    variables: tuple[Var, ...]
    facts: tuple[tuple[str, Expr], ...] = ()
    limits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Field:
    """A data field of a structure value: its place, type and value."""

    struct: str
    index: int
    type: Expr
    value: Expr


class TermReader:
    """Reads terms in one scope.

    Attributes:
        reducer: weak-head reduction in the environment.
        scope: the binders opened so far.
        cases: the case distinctions made so far.
        nonzero: the natural numbers that are known not to be 0 where it is read.
        depths: how deep values of recursive types are, where such values are variables.
        may_search: whether quantifiers over infinitely many numbers are read, to be decided or searched at an instance.
    """

    def __init__(self, reducer: Reducer, scope: Scope, calls: CallReader, depth: int = 1) -> None:
        self.reducer = reducer
        self.scope = scope
        self.cases = Cases()
        self.nonzero = Nonzero()
        self.depths = Depths(depth)
        self.may_search = False
        self._calls = calls
        self._written: list[tuple[Expr, FVar]] = []

    def sort(self, type_: Expr) -> Sort:
        """The sort of the values of a Lean type.

        Raises:
            Unreadable: the language has no such sort.
        """
        reduced = self.reducer.whnf(type_)
        match reduced:
            case LeanSort(_, True):
                return PROP
            case Pi(_, domain, body, _) if not self.is_prop(reduced):
                if is_loose(body):
                    raise Unreadable("a function whose values' type depends on its argument", reduced)
                if self.role(reduced) is not Role.DATA:
                    raise Unreadable("a function of a proof or an instance", reduced)
                return FunSort(self.sort(domain), self.sort(body))
            case _:
                pass
        match spine(reduced):
            case Const("Nat"), []:
                return NAT
            case Const("Int"), []:
                return INT
            case Const("Bool"), []:
                return BOOL
            case Const("Fin"), [bound]:
                return FinSort(fold(self.term(bound)))
            case Const(name), [] if (size := self.enumeration(name)) is not None:
                return FinSort(size)
            case _ if self.is_field(reduced):
                return FIELD
            case head, _:
                raise Unreadable(f"{_type_name(head)} is not a type that can be tested", reduced)

    def enumeration(self, name: str) -> Count | None:
        """The size of an enumeration that is data."""
        constructors = self.reducer.enumeration(name)
        if constructors is None or name == "Bool" or self.is_prop(Const(name, ())):
            return None
        return Count(len(constructors), NAT, name, constructors)

    def is_field(self, type_: Expr) -> bool:
        """Whether `type_` is the field: the statement's type variable, or the rationals."""
        match spine(self.reducer.whnf(type_)):
            case Const("Rat"), []:
                return True
            case FVar(name), []:
                return self.scope[name].role is Role.FIELD
            case _:
                return False

    def is_type_variable(self, type_: Expr) -> bool:
        """Whether `type_` is the statement's type variable itself."""
        return isinstance(type_, FVar) and self.scope[type_.name].role is Role.FIELD

    def is_type(self, type_: Expr) -> bool:
        """Whether the values of `type_` are types."""
        reduced = self.reducer.whnf(type_)
        return isinstance(reduced, LeanSort) and not reduced.is_prop

    def is_prop(self, type_: Expr) -> bool:
        """Whether `type_` is a proposition, so that its values are proofs."""
        if isinstance(type_, Pi):
            return self.is_prop(self._opened(type_))
        head, args = spine(type_)
        match head:
            case Const(name):
                kind = self.reducer.type_of(name, type_)
            case FVar(name):
                kind = self.scope[name].type
            case _:
                reduced = self.reducer.step(type_)
                return reduced is not None and self.is_prop(reduced)
        for arg in args:
            kind = kind if isinstance(kind, Pi) else self.reducer.whnf(kind)
            if not isinstance(kind, Pi):
                return False
            kind = instantiate(kind.body, arg)
        kind = self.reducer.whnf(kind)
        return isinstance(kind, LeanSort) and kind.is_prop

    def is_standard(self, instance: Expr) -> bool:
        """Whether an instance gives a field or a core type its usual operations."""
        return is_standard(self.reducer, self.scope, instance)

    def role(self, binder: Pi | Lam) -> Role:
        """What a binder stands for, other than the field itself."""
        if self.is_prop(binder.type):
            return Role.PROOF
        if binder.info is BinderInfo.INST_IMPLICIT or is_decidable(self.reducer, binder.type):
            return Role.INSTANCE
        return Role.DATA

    def function_type(self, type_: Expr) -> Pi | None:
        """`type_` as a type of functions, if it is one."""
        reduced = self.reducer.whnf(type_)
        return reduced if isinstance(reduced, Pi) and not self.is_prop(reduced) else None

    def is_harmless(self, class_: Expr, instance: Expr) -> bool:
        """Whether an instance argument needs no mention: a decision procedure, a proof or a standard instance."""
        return is_decidable(self.reducer, class_) or self.is_standard(instance)

    def structure_of(self, type_: Expr) -> tuple[str, list[Expr]] | None:
        """The name and parameters of a structure type that is data; `Fin` and `Rat` are scalars here."""
        reduced = self.reducer.whnf(type_)
        head, params = spine(reduced)
        if not isinstance(head, Const) or head.name == "Fin" or self.is_field(reduced) or self.is_prop(reduced):
            return None
        if self.reducer.constructor(head.name) is None or self.reducer.env.is_class(head.name):
            return None
        return head.name, params

    def has_constructors(self, type_: Expr) -> bool:
        """Whether values of a type are told apart by their constructors: `Option`, `List` and their kin."""
        reduced = self.reducer.whnf(type_)
        head = spine(reduced)[0]
        if not isinstance(head, Const) or self.enumeration(head.name) is not None or self.is_prop(reduced):
            return False
        return self.reducer.alternatives(head.name) is not None and not self.is_field(reduced)

    def constructor_type(self, struct: str, params: Sequence[Expr]) -> Expr:
        """The type of a structure's constructor, from its first field on."""
        constructor = self.reducer.constructor(struct)
        assert constructor is not None
        return self.reducer.apply_type(self.reducer.type_of(constructor, Const(struct, ())), params)

    def structure_prop(self, struct: str, params: Sequence[Expr]) -> Term:
        """A structure of proofs as the conjunction of its fields."""
        parts: list[Term] = []
        rest = self.constructor_type(struct, params)
        while isinstance(rest, Pi):
            if self.role(rest) is not Role.PROOF:
                raise Unreadable(f"the proposition {struct} holds data", rest)
            with self.nonzero.known_from(conjunction(parts)):
                parts.append(self.term(rest.type))
            rest = self._opened(rest)
        return conjunction(parts)

    def open_data(self, binder: str, type_: Expr) -> Opened:
        """Open a binder as a variable, or as something made from several."""
        structure = self.structure_of(type_)
        return self._open_parts(binder, type_) if structure is None else self._open_fields(binder, type_, *structure)

    def open_instance(self, binder: str, type_: Expr) -> Opened:
        """Open the instance of a class as what its structure takes, under the names of the fields.

        Raises:
            Unreadable: the class has no such structure.
        """
        head, params = spine(self.reducer.whnf(type_))
        if not isinstance(head, Const) or self.reducer.constructor(head.name) is None:
            raise Unreadable("a class whose instances cannot be tried", type_)
        return self._open_fields(binder, type_, head.name, params)

    def _open_fields(self, binder: str, type_: Expr, struct: str, params: Sequence[Expr]) -> Opened:
        is_class = self.reducer.env.is_class(struct)
        limits = frozenset[str]()
        rest = self.constructor_type(struct, params)
        fields: list[Expr] = []
        variables: list[Var] = []
        facts: list[tuple[str, Expr]] = []
        is_single = self.reducer.is_core(struct) and self._data_fields(rest) == 1
        while isinstance(rest, Pi):
            name = rest.binder if is_class else f"{base_name(binder)}_{rest.binder}"
            role = self.role(rest)
            if role is Role.DATA or (is_class and role is Role.INSTANCE and not is_decidable(self.reducer, rest.type)):
                opened = self._open_field(base_name(binder) if is_single and not is_class else name, rest)
                fields.append(opened.value)
                variables.extend(opened.variables)
                facts.extend(opened.facts)
                limits |= opened.limits
            elif role is Role.PROOF:
                fields.append(self.scope.erased(name, rest.type, role))
                facts.append((name, rest.type))
            else:
                raise Unreadable(f"the structure {struct} holds an instance", type_)
            rest = instantiate(rest.body, fields[-1])
        constructor = Const(self.reducer.constructor(struct) or struct, ())
        return Opened(apply(constructor, [*params, *fields]), tuple(variables), tuple(facts), limits)

    def _open_field(self, name: str, field: Pi) -> Opened:
        head = spine(field.type)[0]
        if isinstance(head, Const) and self.reducer.env.is_class(head.name):
            return self.open_instance(name, field.type)
        return self.open_data(name, field.type)

    def _data_fields(self, rest: Expr) -> int:
        """How many fields of a structure are data."""
        count = 0
        while isinstance(rest, Pi):
            role = self.role(rest)
            count += role is Role.DATA
            rest = instantiate(rest.body, self.scope.erased(rest.binder, rest.type, role))
        return count

    def _open_parts(self, binder: str, type_: Expr) -> Opened:
        encoding = encode(self, type_)
        if encoding is None:
            value, var = self.data_binder(binder, type_)
            return Opened(value, (var,))
        names = [f"{base_name(binder)}_{part.suffix}" if part.suffix else binder for part in encoding.parts]
        opened = [self.data_binder(name, part.type) for name, part in zip(names, encoding.parts, strict=True)]
        value = encoding.build([value for value, _ in opened])
        self._written.append((value, FVar(base_name(binder))))
        variables = tuple(var for _, var in opened)
        if encoding.indices is None:
            return Opened(value, variables, limits=encoding.limits)
        indices = encoding.indices([part for part, _ in opened])
        return Opened(value, variables, tuple(self._facts_of_indices(binder, type_, indices)), encoding.limits)

    def _facts_of_indices(self, binder: str, type_: Expr, indices: Sequence[Expr]) -> Iterator[tuple[str, Expr]]:
        """That a value is of the family's type at its own indices."""
        family, args = spine(self.reducer.whnf(type_))
        assert isinstance(family, Const)
        count = self.reducer.parameter_count(family.name)
        kind = self.reducer.apply_type(self.reducer.type_of(family.name, type_), args[:count])
        for wanted, found in zip(args[count:], indices, strict=True):
            kind = kind if isinstance(kind, Pi) else self.reducer.whnf(kind)
            assert isinstance(kind, Pi)
            yield f"h{base_name(binder)}", apply(Const("Eq", ()), [kind.type, found, wanted])
            kind = instantiate(kind.body, wanted)

    def structure_fields(self, type_: Expr, value: Expr) -> list[Field] | None:
        """The data fields of a value of a structure type; `None` if `type_` is not one."""
        structure = self.structure_of(type_)
        if structure is None:
            return None
        struct, params = structure
        rest = self.constructor_type(struct, params)
        fields: list[Field] = []
        index = 0
        while isinstance(rest, Pi):
            field = Proj(struct, index, value)
            if self.role(rest) is Role.DATA:
                fields.append(Field(struct, index, rest.type, field))
            rest = instantiate(rest.body, field)
            index += 1
        return fields

    def _opened(self, binder: Pi | Lam) -> Expr:
        return instantiate(binder.body, self.scope.erased(binder.binder, binder.type, Role.PROOF))

    def term(self, expr: Expr) -> Term:
        """The term of the language that means `expr`.

        Raises:
            Unreadable: there is none.
        """
        origin: Expr | None = None
        for _ in range(_FUEL):
            head, args = spine(expr)
            match head:
                case FVar(name):
                    return self._variable(name, args, expr)
                case Lit(int(value)):
                    return Numeral(value, NAT)
                case Lam() if not args:
                    return self._lambda(head)
                case Pi():
                    return self._universal(head)
                case Proj("Fin", 0, arg) if not args:
                    return fin_val(self.term(arg))
                case Proj("Rat", 0, arg) if not args:
                    return Numerator(self.term(arg))
                case Proj("Rat", 1, arg) if not args:
                    return Denominator(self.term(arg))
                case Const(name):
                    word = self._enumerated(name, args) or self._word(name, args, expr)
                    if word is not None:
                        return word
                    if origin is None and self.reducer.is_core(name):
                        origin = expr
                case _:
                    pass
            reduced = self.reducer.step(expr)
            if reduced is None:
                reduced = self.reducer.unfold(expr)
            if reduced is None:
                cases = expose(self, expr)
                if isinstance(cases, Split):
                    return self._by_cases(cases, origin, expr)
                stuck = origin or expr
                raise Unreadable(self._why_stuck(spine(stuck)[0]), stuck)
            expr = reduced
        raise Unreadable("a term that does not stop unfolding", origin or expr)

    def _by_cases(self, cases: Split, origin: Expr | None, expr: Expr) -> Term:
        try:
            return self.cases.read(cases, self.term)
        except TooManyCases as problem:
            if not self.cases.is_outside:
                raise
            reason = problem.reason
            if origin is not None:
                reason = f"{self._why_stuck(spine(origin)[0])}, and its definition has {reason}"
            raise TooManyCases(reason, origin or expr) from None

    def as_written(self, expr: Expr) -> Expr:
        """`expr`, for messages, with the names of variables in the place of what they are made from."""
        return replaced(expr, self._written)

    def proof_applied(self, fn: Expr, prop: Expr) -> Expr:
        """`fn` applied to some proof of `prop`."""
        return apply(fn, [self.scope.erased("h", prop, Role.PROOF)])

    def data_binder(self, binder: str, domain: Expr) -> tuple[FVar, Var]:
        """Open a binder as a variable."""
        return self.scope.data(binder, domain, self.sort(domain))

    def _word(self, name: str, args: list[Expr], expr: Expr) -> Term | None:
        if not self.reducer.is_core(name):
            return self._calls.call(self, name, args, expr) or self._proposition(name, args, expr)
        word = OPERATIONS.get(name) or CASES.get(name)
        if word is None:
            return self._of_range(name, args) or self._proposition(name, args, expr)
        if len(args) < word.arity:
            return self.term(self.eta(expr, word.arity - len(args)))
        return word.read(self, args)

    def _of_range(self, name: str, args: list[Expr]) -> Term | None:
        """What is asked of a list whose length varies; `None` for anything else."""
        word = RANGE_WORDS.get(name)
        return word.read(self, args) if word is not None and len(args) == word.arity else None

    def _proposition(self, name: str, args: list[Expr], expr: Expr) -> Term | None:
        """A structure of proofs as their conjunction, an inductive predicate by its rules; `None` for anything else."""
        if self.reducer.constructor(name) is not None:
            return self.structure_prop(name, args) if self.is_prop(expr) else None
        if not self.reducer.is_predicate(name) or not self.is_prop(expr):
            return None
        if not gets_smaller(self, name, args[: self.reducer.parameter_count(name)]):
            raise Unreadable(f"the rules of {user_name(name)} do not come to an end", expr)
        return by_rules(self, name, args)

    def _enumerated(self, name: str, args: list[Expr]) -> Term | None:
        """A constructor of an enumeration, or a case distinction on a value of one; `None` for any other constant."""
        size = self.enumeration(parent(name)) if parent(name) else None
        if size is None:
            return None
        if name in size.constructors:
            return FinMk(nat(size.constructors.index(name)), size)
        count = size.value
        match last(name):
            case "casesOn" if len(args) >= count + 2:
                value, branches, rest = args[1], args[2 : count + 2], args[count + 2 :]
            case "rec" if len(args) >= count + 2:
                value, branches, rest = args[count + 1], args[1 : count + 1], args[count + 2 :]
            case _:
                return None
        return self._by_constructor(self.term(value), size, [apply(branch, rest) for branch in branches])

    def _by_constructor(self, value: Term, size: Count, branches: list[Expr]) -> Term:
        if isinstance(value, FinMk) and isinstance(value.value, Numeral):
            return self.term(branches[value.value.value])
        result = self.term(branches[-1])
        for place in range(size.value - 2, -1, -1):
            is_this = Compare(Relation.EQ, value, FinMk(nat(place), size))
            result = choose(is_this, self.term(branches[place]), result)
        return result

    def eta(self, expr: Expr, missing: int) -> Expr:
        """`fun x.. => f a.. x..` for an application of a constant that lacks some arguments."""
        head, args = spine(expr)
        if not isinstance(head, Const):
            raise Unreadable("a partial application", expr)
        return self._eta(expr, self.reducer.apply_type(self.reducer.type_of(head.name, expr), args), missing)

    def _eta(self, fn: Expr, type_: Expr, missing: int) -> Expr:
        if missing == 0:
            return fn
        pi = type_ if isinstance(type_, Pi) else self.reducer.whnf(type_)
        if not isinstance(pi, Pi):
            raise Unreadable("a partial application", fn)
        var = self.scope.erased(pi.binder, pi.type, Role.PROOF)
        body = self._eta(apply(fn, [var]), instantiate(pi.body, var), missing - 1)
        return Lam(pi.binder, pi.type, abstract(body, var.name), pi.info)

    def _variable(self, name: str, args: list[Expr], expr: Expr) -> Term:
        term = self.scope[name].term
        if term is None:
            raise Unreadable("a type, proof or instance where data is expected", expr)
        for arg in args:
            term = Apply(term, self.term(arg))
        return term

    def _lambda(self, function: Lam) -> Term:
        if self.role(function) is not Role.DATA:
            raise Unreadable("a function of a proof or an instance", function)
        value, var = self.data_binder(function.binder, function.type)
        return Lambda(var, self.term(instantiate(function.body, value)))

    def _why_stuck(self, head: Expr) -> str:
        match head:
            case Const(name) if self.reducer.env.in_library(name):
                return f"the body of {name} is not in the compiled file, or it is not a definition"
            case Const(name):
                return f"core's {name} has no counterpart in the statement language"
            case Proj(struct):
                return f"a field of {struct} that does not reduce"
            case _:
                return "a term that the statement language does not have"

    def over_all(self, binder: str, domain: Expr, body: Callable[[Expr], Term]) -> Term:
        """`∀ binder : domain, body`, where the domain must be finite."""
        return self._over(Quantity.FORALL, binder, domain, body)

    def exists(self, domain: Expr, predicate: Expr) -> Term:
        """`∃ x : domain, predicate x`, where the domain must be finite or bounded by the predicate."""
        if self.is_prop(domain):
            proof = self.proof_applied(predicate, domain)
            return Connective(Logic.AND, self.term(domain), self.term(proof))
        binder = predicate.binder if isinstance(predicate, Lam) else "x"
        return self._quantified(Quantity.EXISTS, binder, domain, lambda value: apply(predicate, [value]))

    def nonempty(self, domain: Expr) -> Term:
        """That there is a value of a finite type."""
        return self._over(Quantity.EXISTS, "x", domain, lambda value: Truth(True))

    def over_some(self, binder: str, domain: Expr, body: Callable[[Expr], Term]) -> Term:
        """`∃ binder : domain, body`, where the domain must be finite."""
        return self._over(Quantity.EXISTS, binder, domain, body)

    def _universal(self, pi: Pi) -> Term:
        if not self.is_prop(pi):
            raise Unreadable("a type where data is expected", pi)
        match self.role(pi):
            case Role.PROOF:
                premise = self.term(pi.type)
                with self.nonzero.known_from(premise):
                    return implies(premise, self.term(self._opened(pi)))
            case Role.DATA:
                return self._quantified(Quantity.FORALL, pi.binder, pi.type, lambda value: instantiate(pi.body, value))
            case _ if is_decidable(self.reducer, pi.type):
                return self.term(instantiate(pi.body, self.scope.erased(pi.binder, pi.type, Role.INSTANCE)))
            case _:
                raise Unreadable("a quantifier over instances", pi)

    def _quantified(self, kind: Quantity, binder: str, domain: Expr, body: Callable[[Expr], Expr]) -> Term:
        if self.reducer.whnf(domain) == Const("Nat", ()):
            return self._bounded(kind, binder, domain, body)
        return self._over(kind, binder, domain, lambda value: self.term(body(value)))

    def _over(self, kind: Quantity, binder: str, domain: Expr, body: Callable[[Expr], Term]) -> Term:
        opened = self.open_data(binder, domain)
        if opened.limits or not all(self._can_range_over(var.sort) for var in opened.variables):
            raise Unreadable(f"{INFINITE_DOMAIN}: {kind.value} {base_name(binder)}", domain)
        term = body(opened.value)
        for _, fact in reversed(opened.facts):
            guard = Logic.IMPLIES if kind is Quantity.FORALL else Logic.AND
            term = Connective(guard, self.term(fact), term)
        for var in reversed(opened.variables):
            term = Quantifier(kind, var, term)
        return term

    def _can_range_over(self, sort: Sort) -> bool:
        return is_finite(sort) or (self.may_search and is_askable(sort))

    def _bounded(self, kind: Quantity, binder: str, domain: Expr, body: Callable[[Expr], Expr]) -> Term:
        """A quantifier over natural numbers with a guard `k < b` or `k ≤ b` becomes one over `Fin`."""
        probe = self.scope.erased(binder, domain, Role.PROOF)
        bound = self._guard(kind, body(probe), probe.name)
        if bound is None and self.may_search:
            return self._over(kind, binder, domain, lambda value: self.term(body(value)))
        if bound is None:
            raise Unreadable(f"{INFINITE_DOMAIN}: {kind.value} {base_name(binder)}", body(probe))
        value, var = self.scope.bounded(binder, domain, bound)
        return Quantifier(kind, var, _without_guard(self.term(body(value)), var, bound))

    def _guard(self, kind: Quantity, body: Expr, name: str) -> Term | None:
        """The bound below which a guard holds the variable `name`."""
        while True:
            match kind, spine(body):
                case Quantity.FORALL, (Pi() as pi, []) if self.is_prop(pi.type):
                    guard, rest = pi.type, self._opened(pi)
                case Quantity.EXISTS, (Const("Exists"), [guard, predicate]) if self.is_prop(guard):
                    rest = self.proof_applied(predicate, guard)
                case Quantity.EXISTS, _:
                    return self._bound(body, name)
                case _:
                    return None
            bound = self._bound(guard, name)
            if bound is not None:
                return bound
            body = rest

    def _is_nonzero(self, type_: Expr, number: Expr) -> bool:
        is_natural = self.reducer.whnf(type_) == Const("Nat", ())
        return is_natural and self.nonzero.is_known(self.term(number))

    def _bound(self, guard: Expr, name: str) -> Term | None:
        """The bound that `guard`, or one of its conjuncts, puts on the variable `name`."""
        match spine(guard):
            case Const("And"), [left, right]:
                return self._bound(left, name) or self._bound(right, name)
            case Const("LT.lt"), [_, instance, FVar(reader), high] if reader == name:
                step = 0
            case Const("LE.le"), [_, instance, FVar(reader), high] if reader == name:
                step = 1
            case Const("GT.gt"), [_, instance, high, FVar(reader)] if reader == name:
                step = 0
            case Const("GE.ge"), [_, instance, high, FVar(reader)] if reader == name:
                step = 1
            case Const("Dvd.dvd"), [type_, instance, FVar(reader), high] if reader == name and self._is_nonzero(
                type_, high
            ):
                step = 1
            case Const("Membership.mem"), [_, _, instance, members, FVar(reader)] if reader == name:
                head, args = spine(members)
                if not isinstance(head, Const) or head.name != "List.range":
                    return None
                high, step = args[0], 0
            case _:
                return None
        if name in names_in(high) or not self.is_standard(instance):
            return None
        return fold(Arith(Operation.ADD, self.term(high), nat(step), NAT))


def _type_name(head: Expr) -> str:
    match head:
        case LeanSort():
            return "the type of all types"
        case Pi():
            return "a type of functions such as this"
        case _:
            return display(head)


def _without_guard(body: Term, var: Var, bound: Term) -> Term:
    """Drop the premise or conjunct `var < bound`, which the sort of `var` already says."""
    match body:
        case Connective(Logic.IMPLIES | Logic.AND, Compare(op, FinVal(Var(name)), high), rest) if name == var.name:
            step = {Relation.LT: 0, Relation.LE: 1}.get(op)
            says_it = step is not None and fold(Arith(Operation.ADD, high, nat(step), NAT)) == bound
            return rest if says_it else body
        case _:
            return body
