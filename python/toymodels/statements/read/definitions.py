"""Definitions of the library: each is read once, from its own elaborated body, and called by name.

Arguments that are types, instances or proofs leave no trace in a call; a structure is its data fields. A definition
that is used at another type than the field, or with an instance that a user wrote by hand, is a definition of its own
there, with that argument in its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toymodels.lean.constants import ConstantKind
from toymodels.lean.expr import BinderInfo, BVar, Const, Expr, Lam, MData, Pi, Proj
from toymodels.lean.expr import Sort as LeanSort
from toymodels.lean.terms import same_term
from toymodels.statements.language import (
    NAT,
    PROP,
    Apply,
    Arith,
    BoolSort,
    Call,
    CaseNat,
    Connective,
    Definition,
    FinSort,
    If,
    Logic,
    Operation,
    PropSort,
    Sort,
    Term,
    Truth,
    Var,
)
from toymodels.statements.print.readable import steps_of
from toymodels.statements.read.binding import apply, free_in, instantiate, names_in, spine
from toymodels.statements.read.core_definitions import CORE_DEFINITIONS
from toymodels.statements.read.display import display
from toymodels.statements.read.encoding import has_parts
from toymodels.statements.read.predicates import by_rules, gets_smaller
from toymodels.statements.read.reduce import Reducer, Unreadable, telescope
from toymodels.statements.read.scope import Role, Scope
from toymodels.statements.read.sums import recognise_sum
from toymodels.statements.read.term import TermReader
from toymodels.statements.simplified import fold, nat, settle
from toymodels.statements.walk import (
    bound_var,
    bounds,
    children,
    free_in_sort,
    substitute,
    substitute_sort,
    subterms,
)

_MATCHER = re.compile(r"\.match_\d+$")


@dataclass(frozen=True, slots=True)
class _Specialisation:
    """Which arguments of a definition are part of it, by position, because they are not data of the language."""

    fixed: dict[int, Expr]

    def locals(self, scope: Scope) -> list[str]:
        """The opened binders that they depend on."""
        return scope.needed(name for arg in self.fixed.values() for name in free_in(arg))

    def variables(self, scope: Scope) -> list[str]:
        """Those that are data, which a call passes."""
        return [name for name in self.locals(scope) if scope[name].term is not None]

    def is_same(self, other: _Specialisation) -> bool:
        """Whether the same arguments are the same."""
        return self.fixed.keys() == other.fixed.keys() and all(
            same_term(arg, other.fixed[place]) for place, arg in self.fixed.items()
        )


@dataclass(frozen=True, slots=True)
class _Header:
    """What a call needs to know of a definition."""

    params: tuple[Var, ...]
    sort: Sort


@dataclass(frozen=True, slots=True)
class _Endless:
    """A predicate whose rules make nothing smaller: the number of steps left, its parameters, how many there may be."""

    before: Var
    params: tuple[Var, ...]
    most: Term


@dataclass(frozen=True, slots=True)
class _Parameter:
    """An opened parameter of a definition; `lean` writes its argument, `{}` standing for each variable in turn."""

    value: Expr
    variables: tuple[Var, ...]
    lean: str
    explicit: bool


class DefinitionReader:
    """Reads and remembers the definitions of one environment."""

    def __init__(self, reducer: Reducer) -> None:
        self._reducer = reducer
        self._known: dict[str, Definition | Unreadable] = dict(CORE_DEFINITIONS)
        self._open: dict[str, _Header] = {}
        self._endless: dict[str, _Endless] = {}
        self._specialised: dict[str, _Specialisation] = {}

    def definition(self, name: str) -> Definition:
        """The definition that calls of `name` without specialised arguments mean.

        Raises:
            Unreadable: the language cannot hold it.
        """
        return self._read(name, name, _Specialisation({}), Scope())

    def needed(self, variables: Sequence[Var], terms: Sequence[Term]) -> dict[str, Definition]:
        """Every definition that `terms`, or the sorts of variables, call directly or not, by name, callees first."""
        found: dict[str, Definition] = {}
        visited: set[str] = set()

        def visit(term: Term) -> None:
            for part in subterms(term):
                if (var := bound_var(part)) is not None:
                    visit_sort(var)
                if isinstance(part, Call) and part.name not in visited:
                    visited.add(part.name)
                    definition = self._read_before(part.name)
                    for param in definition.params:
                        visit_sort(param)
                    visit(definition.body)
                    found[part.name] = definition

        def visit_sort(var: Var) -> None:
            for bound in bounds(var.sort):
                visit(bound)

        for var in variables:
            visit_sort(var)
        for term in terms:
            visit(term)
        return found

    def call(self, reader: TermReader, name: str, args: Sequence[Expr], expr: Expr) -> Term | None:
        """The call of `name`; `None` where the constant should be unfolded instead."""
        type_ = self._reducer.type_of(name, expr)
        arity = len(telescope(type_)[1])
        if self._is_transparent(reader, name, type_):
            return None
        if len(args) < arity:
            return reader.term(reader.eta(expr, arity - len(args)))
        if reader.structure_fields(self._reducer.apply_type(type_, args[:arity]), expr) is not None:
            return None
        if any(has_parts(reader, each) for each in self._types(reader, type_, args[:arity])):
            return None
        specialisation, data = self._split(reader, type_, args[:arity])
        header = self._header(reader.scope, name, specialisation, expr)
        if header is None:
            return None
        outer = [reader.scope.meaning(each) for each in specialisation.variables(reader.scope)]
        values = [*outer, *(reader.term(arg) for arg in data)]
        values = [*self._steps(self._key(name, specialisation), values), *values]
        sort = substitute_sort(header.sort, {var.name: value for var, value in zip(header.params, values, strict=True)})
        term: Term = Call(self._key(name, specialisation), tuple(values), sort)
        for arg in args[arity:]:
            term = Apply(term, reader.term(arg))
        return term

    def _is_transparent(self, reader: TermReader, name: str, type_: Expr) -> bool:
        """Whether a constant is only a way to say something else: matchers, projections, types, instances."""
        constant = self._reducer.env.get(name)
        if constant is None or _MATCHER.search(name):
            return True
        if constant.kind is ConstantKind.CONSTRUCTOR or (constant.value is not None and _is_projection(constant.value)):
            return True
        conclusion = spine(telescope(type_)[0])[0]
        if isinstance(conclusion, Const):
            return self._reducer.env.is_class(conclusion.name) or conclusion.name == "Decidable"
        return isinstance(conclusion, LeanSort) and not conclusion.is_prop

    def _types(self, reader: TermReader, type_: Expr, args: Sequence[Expr]) -> Iterator[Expr]:
        """The types of the data that a definition takes, and that of its value."""
        for arg in args:
            binder = type_ if isinstance(type_, Pi) else self._reducer.whnf(type_)
            assert isinstance(binder, Pi)
            if not reader.is_type(binder.type) and reader.role(binder) is Role.DATA:
                yield binder.type
            type_ = instantiate(binder.body, arg)
        yield type_

    def _split(self, reader: TermReader, type_: Expr, args: Sequence[Expr]) -> tuple[_Specialisation, list[Expr]]:
        """The arguments that belong to the definition, and those that a call passes."""
        fixed: dict[int, Expr] = {}
        data: list[Expr] = []
        for at, arg in enumerate(args):
            binder = type_ if isinstance(type_, Pi) else self._reducer.whnf(type_)
            assert isinstance(binder, Pi)
            if reader.is_type(binder.type):
                if not reader.is_field(arg):
                    fixed[at] = arg
            elif reader.role(binder) is Role.DATA:
                data.extend(_flatten(reader, binder.type, arg))
            elif reader.role(binder) is Role.INSTANCE and not reader.is_harmless(binder.type, arg):
                fixed[at] = arg
            type_ = instantiate(binder.body, arg)
        return _Specialisation(fixed), data

    def _key(self, name: str, specialisation: _Specialisation) -> str:
        """What a definition is called here: its name, and in brackets what is fixed of its arguments."""
        if not specialisation.fixed:
            return name
        key = f"{name}[{', '.join(display(arg) for arg in specialisation.fixed.values())}]"
        while not self._specialised.setdefault(key, specialisation).is_same(specialisation):
            key += "'"
        return key

    def _header(self, scope: Scope, name: str, specialisation: _Specialisation, expr: Expr) -> _Header | None:
        """What to call; `None` where the definition cannot be read but can be unfolded at the place of its use."""
        key = self._key(name, specialisation)
        if key in self._open:
            if next(reversed(self._open)) != key:
                raise Unreadable(f"{name} is defined by mutual recursion", expr)
            return self._open[key]
        can_unfold = not self._is_recursive(name) and self._reducer.unfold(expr) is not None
        if can_unfold and specialisation.variables(scope):
            return None
        try:
            definition = self._read(key, name, specialisation, scope)
        except Unreadable:
            if can_unfold:
                return None
            raise
        return _Header(definition.params, definition.sort)

    def _steps(self, key: str, values: Sequence[Term]) -> list[Term]:
        """How many rules may follow one another, for a predicate whose rules make nothing smaller."""
        if key not in self._endless:
            return []
        if key in self._open:
            return [self._endless[key].before]
        names = [param.name for param in self._endless[key].params]
        return [substitute(self._endless[key].most, dict(zip(names, values, strict=True)))]

    def _read_before(self, key: str) -> Definition:
        known = self._known[key]
        if isinstance(known, Unreadable):
            raise Unreadable(known.reason, known.expr)
        return known

    def _read(self, key: str, name: str, specialisation: _Specialisation, outer: Scope) -> Definition:
        if key not in self._known:
            try:
                self._known[key] = self._lower(key, name, specialisation, outer)
            except Unreadable as problem:
                self._known[key] = problem
            finally:
                self._open.pop(key, None)
        return self._read_before(key)

    def _lower(self, key: str, name: str, specialisation: _Specialisation, outer: Scope) -> Definition:
        reader = TermReader(self._reducer, Scope(), self)
        passed = reader.scope.adopt(outer, specialisation.locals(outer))
        if any(free_in_sort(var.sort) - {each.name for each in passed} for var in passed):
            raise Unreadable(f"{name} is used at a type that depends on a variable", Const(name, ()))
        opened, conclusion = self._open_parameters(reader, name, specialisation)
        params = (*passed, *(var for each in opened for var in each.variables))
        sort = reader.sort(conclusion)
        values = [each.value for each in opened]
        if self._reducer.is_predicate(name) and not self._gets_smaller(reader, name, values):
            return self._endless_predicate(reader, key, name, opened, params)
        self._open[key] = _Header(params, sort)
        body = settle(self._body(reader, name, values))
        if any(part.name == key for part in _calls_outside_cases(body)):
            raise Unreadable(f"the recursion of {name} does not end by a case distinction", Const(name, ()))
        return recognise_sum(Definition(key, params, body, sort, _lean_form(name, opened, len(passed))))

    def _gets_smaller(self, reader: TermReader, name: str, values: Sequence[Expr]) -> bool:
        return gets_smaller(reader, name, values[: self._reducer.parameter_count(name)])

    def _endless_predicate(
        self, reader: TermReader, key: str, name: str, opened: Sequence[_Parameter], params: tuple[Var, ...]
    ) -> Definition:
        """A predicate of finitely many indices, true of what follows by as many rules as there are choices of these."""
        indices = opened[self._reducer.parameter_count(name) :]
        steps, before = Var(steps_of(key), NAT), Var(f"{steps_of(key)} before", NAT)
        most = _choices(name, [var.sort for each in indices for var in each.variables])
        self._endless[key] = _Endless(before, params, most)
        self._open[key] = _Header((steps, *params), PROP)
        values = [each.value for each in opened]
        body = CaseNat(steps, Truth(False), before, settle(by_rules(reader, name, values)))
        passed = 1 + len(params) - sum(len(each.variables) for each in opened)
        return Definition(key, (steps, *params), body, PROP, _lean_form(name, opened, passed))

    def _open_parameters(
        self, reader: TermReader, name: str, specialisation: _Specialisation
    ) -> tuple[list[_Parameter], Expr]:
        """The definition's opened parameters, and the type of its values."""
        type_ = self._reducer.type_of(name, Const(name, ()))
        opened: list[_Parameter] = []
        for at in range(len(telescope(type_)[1])):
            binder = type_ if isinstance(type_, Pi) else self._reducer.whnf(type_)
            assert isinstance(binder, Pi)
            parameter = _open_parameter(reader, binder, specialisation.fixed.get(at))
            opened.append(parameter)
            type_ = instantiate(binder.body, parameter.value)
        return opened, type_

    def _body(self, reader: TermReader, name: str, values: Sequence[Expr]) -> Term:
        expr = apply(Const(name, ()), values)
        if self._reducer.constructor(name) is not None:
            return reader.structure_prop(name, values)
        if self._reducer.is_predicate(name):
            return by_rules(reader, name, values)
        if not self._is_recursive(name):
            unfolded = self._reducer.unfold(expr)
            if unfolded is None:
                raise Unreadable(f"the body of {name} is not in the compiled file, or it is not a definition", expr)
            return reader.term(unfolded)
        structural = self._reducer.env.get(f"{name}._sunfold")
        if structural is not None and structural.value is not None:
            return reader.term(apply(structural.value, values))
        equation = self._reducer.env.get(f"{name}.eq_def")
        if equation is None:
            raise Unreadable(f"the equations of the recursive definition {name} are not in the compiled file", expr)
        _, (_, _, right) = spine(self._reducer.apply_type(equation.type, values))
        return reader.term(right)

    def _is_recursive(self, name: str) -> bool:
        env = self._reducer.env
        if env.get(f"{name}._sunfold") is not None:
            return True
        constant = env.get(name)
        if constant is None or constant.value is None:
            return False
        return any(used.endswith(".brecOn") or used.startswith("WellFounded.") for used in names_in(constant.value))


def _choices(name: str, sorts: Sequence[Sort]) -> Term:
    """How many choices of values of these sorts there are."""
    result: Term = nat(1)
    for sort in sorts:
        match sort:
            case FinSort(bound):
                size = bound
            case BoolSort() | PropSort():
                size = nat(2)
            case _:
                raise Unreadable(f"the rules of {name} do not come to an end", Const(name, ()))
        result = fold(Arith(Operation.MUL, result, size, NAT))
    return result


def _open_parameter(reader: TermReader, binder: Pi, fixed: Expr | None) -> _Parameter:
    scope = reader.scope
    explicit = binder.info is BinderInfo.DEFAULT
    if fixed is not None:
        return _Parameter(fixed, (), f"({display(fixed)})", explicit)
    if reader.is_type(binder.type):
        return _Parameter(scope.erased(binder.binder, binder.type, Role.FIELD), (), "{type}", explicit)
    role = reader.role(binder)
    if role is not Role.DATA:
        lean = "_" if role is Role.INSTANCE or binder.info is BinderInfo.INST_IMPLICIT else "(by assumption)"
        return _Parameter(scope.erased(binder.binder, binder.type, role), (), lean, explicit)
    opened = reader.open_data(binder.binder, binder.type)
    if opened.limits:
        raise Unreadable("a function of lists or of a recursive type is read only where it is used", binder.type)
    return _Parameter(opened.value, opened.variables, _lean_value(reader, binder.type, opened.value), explicit)


def _lean_value(reader: TermReader, type_: Expr, value: Expr) -> str:
    """A variable, or a structure of variables, as the template of a Lean term."""
    structure = reader.structure_of(type_)
    if structure is None:
        return "{}"
    struct, params = structure
    rest = reader.constructor_type(struct, params)
    parts: list[str] = []
    for field in spine(value)[1][len(params) :]:
        assert isinstance(rest, Pi)
        is_data = reader.role(rest) is Role.DATA
        parts.append(_lean_value(reader, rest.type, field) if is_data else "by assumption")
        rest = instantiate(rest.body, field)
    return f"⟨{', '.join(parts)}⟩"


def _lean_form(name: str, parameters: Sequence[_Parameter], passed: int) -> str:
    """The template of `Definition.lean_form`; variables that are `passed` first stand in what is fixed."""
    explicit = all(parameter.explicit for parameter in parameters)
    form = " ".join([name if explicit else f"@{name}", *(parameter.lean for parameter in parameters)])
    pieces = form.split("{}")
    numbered = [f"{piece}{{{at}}}" for at, piece in enumerate(pieces[:-1], passed)]
    return "".join([*numbered, pieces[-1]])


def _flatten(reader: TermReader, type_: Expr, value: Expr) -> list[Expr]:
    """A value as the data that a call passes: a structure as its fields, anything else as itself."""
    fields = reader.structure_fields(type_, value)
    if fields is None:
        return [value]
    return [part for field in fields for part in _flatten(reader, field.type, field.value)]


def _is_projection(value: Expr) -> bool:
    while isinstance(value, Lam | MData):
        value = value.body if isinstance(value, Lam) else value.arg
    return isinstance(value, Proj) and isinstance(value.arg, BVar)


def _calls_outside_cases(term: Term) -> Iterator[Call]:
    """Calls that are evaluated whatever a case distinction says."""
    if isinstance(term, Call):
        yield term
    for child in _always_evaluated(term):
        yield from _calls_outside_cases(child)


def _always_evaluated(term: Term) -> tuple[Term, ...]:
    """The parts of a term that are evaluated whatever the values of others are."""
    match term:
        case CaseNat():
            return children(term)[:2]
        case If(condition, _, _):
            return (condition,)
        case Connective(Logic.AND | Logic.OR | Logic.IMPLIES, left, _):
            return (left,)
        case _:
            return children(term)
