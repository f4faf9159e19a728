"""From an elaborated theorem to a `Statement`, from an elaborated definition to a `Definition`.

A theorem's binders are erased (the field, its instances), become variables, or become hypotheses. What the statement
language cannot hold comes back as `Unsupported`, with the reason and the term; nothing is ever approximated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from toymodels.errors import UnknownName
from toymodels.lean.expr import Const, Expr, FVar, Lam, Let, MData, Pi
from toymodels.lean.olean import user_name
from toymodels.statements.language import (
    NAT,
    Definition,
    FieldSort,
    FunSort,
    Hypothesis,
    Made,
    Scalar,
    Sort,
    Statement,
    Term,
    Unsupported,
    Var,
)
from toymodels.statements.read.binding import apply, instantiate, spine
from toymodels.statements.read.classes import (
    EQUALITY_CLASSES,
    are_ordered_field,
    bare_types,
    is_decidable,
    is_field_class,
    is_lawful_equality,
    lawless_types,
    type_variables,
)
from toymodels.statements.read.composition import form_of
from toymodels.statements.read.definitions import DefinitionReader
from toymodels.statements.read.display import base_name, display, listed
from toymodels.statements.read.reduce import Environment, Reducer, TooManyCases, Unreadable
from toymodels.statements.read.scope import Role, Scope
from toymodels.statements.read.sequences import is_law, with_sequences
from toymodels.statements.read.tables import is_local_law
from toymodels.statements.read.term import TermReader
from toymodels.statements.simplified import conjunction, implies, settle

_Result = TypeVar("_Result")
_OF_ALL = "of all "
_DEPTHS = (3, 2, 1)
"""How deep values of recursive types are, and how long lists: as leaves few enough cases to tell apart."""
_NO_TYPE = " is not a type that can be tested"
_SECOND_TYPE = "a second type variable"
_NO_FIELD_CLASS = "a class that an ordered field need not be an instance of"


def read_theorem(env: Environment, name: str) -> Statement | Unsupported:
    """What the theorem `name` states.

    Type variables without operations are finite types, where the theorem cannot be read or tested with one of them as
    the field, or is about lists, whose elements should often be the same; those with operations that need not be the
    field's are, too, with any such operations. It holds for all types, so also for those.

    Raises:
        UnknownName: no module declares it.
    """
    type_ = _type(env, name)
    over_field = _guarded(name, lambda: _read(env, name, type_))
    bare = bare_types(env, type_)
    for finite in _finite_choices(env, type_, over_field):
        statement = _guarded(name, lambda finite=finite: _read(env, name, type_, finite))
        if isinstance(statement, Statement) or (finite == bare and _is_about_types(over_field)):
            return statement
    return over_field


def _finite_choices(env: Environment, type_: Expr, over_field: Statement | Unsupported) -> list[frozenset[int]]:
    """Which type variables may be finite types, by their places, most promising first; none if none need be."""
    bare, lawless = bare_types(env, type_), lawless_types(env, type_)
    is_read = isinstance(over_field, Statement)
    found: list[frozenset[int]] = []
    if not is_read or lawless != bare:
        found.append(lawless)
    if not is_read:
        found.append(type_variables(type_))
    if not is_read or _asks_for_finite_types(over_field):
        found.append(bare)
    return [each for each in dict.fromkeys(found) if each]


def _is_about_types(over_field: Statement | Unsupported) -> bool:
    """Whether a statement was not read for a reason that is none where types are finite."""
    return isinstance(over_field, Unsupported) and over_field.reason.startswith(_SECOND_TYPE)


def _read(env: Environment, name: str, type_: Expr, finite: frozenset[int] = frozenset()) -> Statement:
    """The statement, with values of recursive types that are as deep as can be told apart."""
    for depth in _DEPTHS:
        reader = _TheoremReader(env, name, finite, depth)
        try:
            return reader.read(type_)
        except TooManyCases:
            if not reader.is_deep or depth == _DEPTHS[-1]:
                raise
    raise AssertionError("the last depth returns or raises")


def _asks_for_finite_types(statement: Statement) -> bool:
    takes_field = any(_takes_field(var.sort) for var in statement.variables)
    return takes_field or any(_OF_ALL in clause for clause in statement.left_out)


def _takes_field(sort: Sort) -> bool:
    """Whether a function has an argument in the field, so that it has no table."""
    return isinstance(sort, FunSort) and (isinstance(sort.domain, FieldSort) or _takes_field(sort.codomain))


def read_definition(env: Environment, name: str) -> Definition | Unsupported:
    """What the definition `name` computes.

    Raises:
        UnknownName: no module declares it.
    """
    _type(env, name)
    return _guarded(name, lambda: DefinitionReader(Reducer(env)).definition(name))


def _type(env: Environment, name: str) -> Expr:
    constant = env.get(name)
    if constant is None:
        raise UnknownName(f"no constant is called {name!r}; check the full name, or build again")
    return constant.type


def _guarded(name: str, read: Callable[[], _Result]) -> _Result | Unsupported:
    try:
        return read()
    except Unreadable as problem:
        return Unsupported(name, problem.reason, display(problem.expr))
    except RecursionError:
        return Unsupported(name, "its terms are nested too deeply to be read", name)


@dataclass(slots=True)
class _Parts:
    """What the binders of a theorem have given so far."""

    variables: list[Var] = field(default_factory=list[Var])
    hypotheses: list[Hypothesis] = field(default_factory=list[Hypothesis])
    type_variable: str | None = None
    finite_types: list[str] = field(default_factory=list[str])
    made: list[Made] = field(default_factory=list[Made])
    limited: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    field_classes: list[str] = field(default_factory=list[str])
    equality_classes: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


def _left_out(parts: _Parts, *, is_ordered: bool) -> Iterator[str]:
    """What the theorem speaks of beside finite types and ordered fields."""
    if parts.type_variable is not None and not is_ordered:
        yield f"of the types that {parts.type_variable} may be, only the rational numbers are tried"
    if parts.finite_types:
        yield f"of the types that {listed(parts.finite_types)} may be, only finite ones are tried"
    for limit, names in sorted(parts.limited.items()):
        yield f"for {listed(names)}, {_OF_ALL}{limit} are tried"
    loose = [name for name, classes in parts.equality_classes.items() if not is_lawful_equality(classes)]
    if loose:
        yield f"of the meanings that == may have on {listed(loose)}, only equality is tried"


class _TheoremReader:
    """Reads the telescope of one theorem."""

    def __init__(self, env: Environment, name: str, finite: frozenset[int] = frozenset(), depth: int = 1) -> None:
        self._name = name
        self._finite = finite
        self._opened = 0
        self._reducer = Reducer(env)
        self._definitions = DefinitionReader(self._reducer)
        self._reader = TermReader(self._reducer, Scope(), self._definitions, depth)
        self._parts = _Parts()
        self._reserved: set[str] = set()

    @property
    def is_deep(self) -> bool:
        """Whether a variable is a list or of a recursive type."""
        return self._reader.depths.is_reached

    def read(self, type_: Expr) -> Statement:
        """The statement whose elaborated type is `type_`.

        Raises:
            Unreadable: the language has none.
        """
        try:
            return self._read(type_)
        except Unreadable as problem:
            raise type(problem)(problem.reason, self._reader.as_written(problem.expr)) from None

    def _read(self, type_: Expr) -> Statement:
        self._reserved = _binder_names(type_)
        self._reader.scope.reserve(self._reserved)
        conclusion = settle(self._conclusion(type_))
        parts = self._parts
        hypotheses = tuple(Hypothesis(each.name, settle(each.prop)) for each in parts.hypotheses)
        definitions = self._definitions.needed(parts.variables, [*(each.prop for each in hypotheses), conclusion])
        is_ordered = are_ordered_field(self._reducer, parts.field_classes)
        statement = Statement(
            self._name,
            tuple(parts.variables),
            hypotheses,
            conclusion,
            definitions,
            over_any_field=parts.type_variable is not None and is_ordered,
            finite_types=tuple(parts.finite_types),
            left_out=tuple(_left_out(parts, is_ordered=is_ordered)),
            made=tuple(parts.made),
        )
        return with_sequences(statement)

    def _conclusion(self, type_: Expr) -> Term:
        """Open every leading binder, also those behind what the language cannot hold as it stands."""
        while True:
            type_ = self._open_binders(type_)
            attempt = self._attempt(type_)
            if not isinstance(attempt, Unreadable):
                guards = self._reader.nonzero.guards()
                return implies(conjunction(guards), attempt) if guards else attempt
            weaker = self._with_leading_binder(type_) or self._unfolded(type_)
            if weaker is None:
                return self._to_be_searched(type_, attempt)
            type_ = weaker

    def _to_be_searched(self, prop: Expr, problem: Unreadable) -> Term:
        """The term of `prop` with quantifiers over infinitely many numbers, which nothing else can hold."""
        self._reader.may_search = True
        try:
            attempt = self._attempt(prop)
        finally:
            self._reader.may_search = False
        if isinstance(attempt, Unreadable):
            raise problem
        return attempt

    def _attempt(self, prop: Expr) -> Term | Unreadable:
        """The term of `prop`, or why there is none; then no name is taken."""
        taken = self._reader.scope.checkpoint()
        self._reader.nonzero.used = []
        try:
            return self._reader.term(prop)
        except Unreadable as problem:
            self._reader.scope.restore(taken)
            return problem

    def _with_leading_binder(self, type_: Expr) -> Expr | None:
        """An equivalent proposition that begins with `∀`: `¬ ∃ x, p x`, or an equation between functions.

        A structure that says only one thing, such as `Std.Commutative op`, is what it says.
        """
        match spine(type_):
            case Const("Not"), [prop]:
                match spine(prop):
                    case Const("Exists"), [domain, predicate]:
                        value = self._open_variable(predicate, domain)
                        return apply(Const("Not", ()), [apply(predicate, [value])])
                    case _:
                        return None
            case Const("Eq") as eq, [function_type, left, right]:
                pi = self._reader.function_type(function_type)
                if pi is None:
                    return None
                value = self._open_variable(pi, pi.type)
                return apply(eq, [instantiate(pi.body, value), apply(left, [value]), apply(right, [value])])
            case Const(name), params if self._reducer.constructor(name) is not None and self._reader.is_prop(type_):
                only = self._reader.constructor_type(name, params)
                if not isinstance(only, Pi) or isinstance(only.body, Pi) or self._reader.role(only) is not Role.PROOF:
                    return None
                return only.type
            case _:
                return None

    def _unfolded(self, type_: Expr) -> Expr | None:
        head = spine(type_)[0]
        if isinstance(head, Const) and self._reducer.is_core(head.name):
            return None
        return self._reducer.step(type_) or self._reducer.unfold(type_)

    def _open_binders(self, type_: Expr) -> Expr:
        while True:
            match type_:
                case Pi():
                    type_ = instantiate(type_.body, self._open_binder(type_))
                case MData(arg):
                    type_ = arg
                case Let(_, _, value, body):
                    type_ = instantiate(body, value)
                case _:
                    return type_

    def _open_binder(self, binder: Pi) -> Expr:
        scope = self._reader.scope
        self._opened += 1
        if self._reader.is_type(binder.type):
            return self._open_finite_type(binder) if self._opened - 1 in self._finite else self._open_type(binder)
        if is_decidable(self._reducer, binder.type) or self._is_structure_of_field(binder):
            return scope.erased(binder.binder, binder.type, Role.INSTANCE)
        role = self._reader.role(binder)
        if role is Role.PROOF:
            self._assume(binder.binder, binder.type)
            return scope.erased(binder.binder, binder.type, role)
        if role is Role.INSTANCE and not self._is_of_finite_types(binder):
            raise Unreadable(_NO_FIELD_CLASS, binder.type)
        return self._open_variable(binder, binder.type)

    def _open_type(self, binder: Pi) -> Expr:
        name = base_name(binder.binder)
        known = self._parts.type_variable
        if known is not None:
            raise Unreadable(f"{_SECOND_TYPE}, {name}, beside {known}", binder.type)
        self._parts.type_variable = name
        return self._reader.scope.erased(binder.binder, binder.type, Role.FIELD)

    def _open_finite_type(self, binder: Pi) -> Expr:
        """The type `Fin n` for a new variable `n`, which is called as the type is."""
        self._release(binder.binder)
        value, var = self._reader.scope.data(binder.binder, Const("Nat", ()), NAT)
        self._parts.variables.append(var)
        self._parts.finite_types.append(var.name)
        return apply(Const("Fin", ()), [value])

    def _release(self, name: str) -> None:
        if name in self._reserved:
            self._reserved.remove(name)
            self._reader.scope.release(name)

    def _is_structure_of_field(self, binder: Pi) -> bool:
        """Whether a binder says that the type variable is (part of) an ordered field."""
        head, args = spine(binder.type)
        if not isinstance(head, Const) or not self._reducer.env.is_class(head.name) or not args:
            return False
        size = self._finite_type(args[0])
        if head.name in EQUALITY_CLASSES and size is not None:
            self._parts.equality_classes.setdefault(size, []).append(head.name)
            return True
        if not self._reader.is_type_variable(args[0]) or not is_field_class(self._reducer, head.name):
            return False
        self._parts.field_classes.append(head.name)
        return True

    def _is_of_finite_types(self, binder: Pi) -> bool:
        """Whether a class is about a finite type, on which its operations are tables."""
        return any(self._finite_type(arg) is not None for arg in spine(binder.type)[1])

    def _finite_type(self, type_: Expr) -> str | None:
        """The variable that is the size of a finite type."""
        match spine(type_):
            case Const("Fin"), [FVar(name)] if name in self._parts.finite_types:
                return name
            case _:
                return None

    def _open_variable(self, binder: Expr, domain: Expr) -> Expr:
        name = binder.binder if isinstance(binder, Pi | Lam) else "x"
        self._release(name)
        try:
            is_instance = isinstance(binder, Pi) and self._reader.role(binder) is Role.INSTANCE
            opened = (self._reader.open_instance if is_instance else self._reader.open_data)(name, domain)
        except Unreadable as problem:
            raise _naming_type(problem, domain) from None
        self._parts.variables.extend(opened.variables)
        form = form_of(self._reader, opened.value)
        if form is not None and not isinstance(form, Scalar):
            names = tuple(var.name for var in opened.variables)
            self._parts.made.append(Made(base_name(name), display(domain), names, form))
        for limit in opened.limits:
            self._parts.limited.setdefault(limit, []).append(base_name(name))
        for fact_name, fact in opened.facts:
            try:
                self._assume(fact_name, fact)
            except Unreadable as problem:
                raise _naming_type(problem, domain) from None
        return opened.value

    def _assume(self, name: str, prop: Expr) -> None:
        """Add a hypothesis. One that the language cannot hold is taken apart first: `∧`, and a leading `∃`."""
        attempt = self._attempt(prop)
        if not isinstance(attempt, Unreadable):
            guarded = conjunction([*self._reader.nonzero.guards(), attempt])
            self._parts.hypotheses.append(Hypothesis(self._fresh_hypothesis(name), guarded))
            self._reader.nonzero.assume(attempt)
            return
        match spine(prop):
            case Const("And"), [left, right]:
                self._assume(name, left)
                self._assume(name, right)
            case Const("Exists"), [domain, predicate] if not self._reader.is_prop(domain):
                value = self._open_variable(predicate, domain)
                self._assume(name, apply(predicate, [value]))
            case _:
                unfolded = self._unfolded(prop)
                if unfolded is not None:
                    self._assume(name, unfolded)
                    return
                law = self._to_be_searched(prop, attempt)
                if not is_law(law) and not is_local_law(law):
                    raise attempt
                self._parts.hypotheses.append(Hypothesis(self._fresh_hypothesis(name), law))

    def _fresh_hypothesis(self, name: str) -> str:
        written = base_name(name)
        stem = written if written.isidentifier() and written not in ("a", "x", "this") else "h"
        taken = {each.name for each in self._parts.hypotheses}
        return next(
            each for each in (stem, *(f"{stem}{count}" for count in range(1, len(taken) + 2))) if each not in taken
        )


def _naming_type(problem: Unreadable, type_: Expr) -> Unreadable:
    """Why a variable cannot be read, with its type as the author wrote it."""
    head = spine(type_)[0]
    if not isinstance(head, Const) or user_name(head.name) in problem.reason:
        return problem
    why = "" if problem.reason.endswith(_NO_TYPE) else f": {problem.reason}"
    return type(problem)(f"{display(type_)}{_NO_TYPE}{why}", problem.expr)


def _binder_names(type_: Expr) -> set[str]:
    """The names of a theorem's own binders, which those inside its hypotheses must not take first."""
    names: set[str] = set()
    while isinstance(type_, Pi | MData):
        if isinstance(type_, Pi):
            names.add(type_.binder)
        type_ = type_.body if isinstance(type_, Pi) else type_.arg
    return names
