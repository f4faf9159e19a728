"""What in a Lean file is a conjecture: a theorem whose proof uses `sorry`, or a proposition that is only defined.

The second is a definition of a proposition without data, `def C : Prop := …`; types and their instances may come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from toymodels.lean.binders import leading_binders
from toymodels.lean.constants import Constant, ConstantKind
from toymodels.lean.environment import Environment
from toymodels.lean.expr import BinderInfo, Expr, Lam, MData, Pi, Sort
from toymodels.lean.olean import Module, user_name
from toymodels.lean.terms import constants_used
from toymodels.statements.language import Statement, Unsupported
from toymodels.statements.print.text import to_text
from toymodels.statements.read.closed import Closed, closed_definitions, of_sorts
from toymodels.statements.read.declarations import read_theorem

_SORRY = "sorryAx"


@dataclass(frozen=True, slots=True, eq=False)
class Conjecture:
    """One conjecture.

    Attributes:
        name: as its author wrote it.
        line: where its name stands, from 1.
        statement: what it says, or why it cannot be read.
        is_theorem: a theorem with `sorry`; else the definition of a proposition.
        binders: the names of the theorem's leading binders, types included.
        types: the names of the type parameters of a definition.
        closed: the objects that the file, or what it imports, defines and that may be values of its variables.
    """

    name: str
    line: int
    statement: Statement | Unsupported
    is_theorem: bool = True
    binders: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    closed: tuple[Closed, ...] = ()

    @property
    def text(self) -> str:
        """The statement in plain text, or why there is none."""
        if isinstance(self.statement, Unsupported):
            return f"(not readable: {self.statement.reason})"
        return to_text(self.statement)


def conjectures(environment: Environment, module: str) -> Iterator[Conjecture]:
    """The conjectures that a compiled module declares, in the order of lines."""
    closed = tuple(closed_definitions(environment))
    for each in _conjectures(environment, module):
        stated = each.statement
        fitting = () if isinstance(stated, Unsupported) else of_sorts(stated.variables, closed)
        yield replace(each, closed=fitting)


def _conjectures(environment: Environment, module: str) -> Iterator[Conjecture]:
    declared = environment.library[module]
    for name in sorted(declared.ranges, key=lambda name: declared.ranges[name].full.line):
        constant = environment.get(name)
        if constant is None:
            continue
        line = declared.ranges[name].selection.line
        if constant.kind is ConstantKind.THEOREM and _uses_sorry(constant, declared):
            binders = tuple(binder.binder for binder in leading_binders(constant.type))
            yield Conjecture(user_name(name), line, read_theorem(environment, name), True, binders)
        elif constant.kind is ConstantKind.DEFINITION and _is_closed_proposition(constant.type):
            types = tuple(binder.binder for binder in leading_binders(constant.type) if isinstance(binder.type, Sort))
            yield Conjecture(user_name(name), line, read_theorem(_Stating(environment, name), name), False, (), types)


def _uses_sorry(constant: Constant, declared: Module) -> bool:
    """Whether a proof, or an auxiliary lemma of it in the same file, uses `sorry`."""
    pending, seen = [constant.name], set[str]()
    while pending:
        name = pending.pop()
        if name in seen or (name != _SORRY and name not in declared.names):
            continue
        if name == _SORRY:
            return True
        seen.add(name)
        value = declared.constant(name).value
        if value is not None and (name == constant.name or name not in declared.ranges):
            pending += constants_used(value)
    return False


def _is_closed_proposition(type_: Expr) -> bool:
    """Whether a definition of this type is a proposition whose parameters are types and instances only."""
    while isinstance(type_, Pi | MData):
        if isinstance(type_, MData):
            type_ = type_.arg
        elif isinstance(type_.type, Sort) or type_.info is BinderInfo.INST_IMPLICIT:
            type_ = type_.body
        else:
            return False
    return isinstance(type_, Sort) and type_.is_prop


class _Stating:
    """An environment in which one definition of a proposition is a theorem that states it."""

    def __init__(self, environment: Environment, name: str) -> None:
        self._environment = environment
        self._name = name

    def get(self, name: str, /) -> Constant | _Theorem | None:
        """The constant called `name`, or `None`."""
        constant = self._environment.get(name)
        if name != self._name or constant is None or constant.value is None:
            return constant
        return _Theorem(_stated(constant.value))

    def in_library(self, name: str, /) -> bool:
        """Whether the file or the project declares `name`."""
        return self._environment.in_library(name)

    def is_class(self, name: str, /) -> bool:
        """Whether `name` is a class."""
        return self._environment.is_class(name)


@dataclass(frozen=True, slots=True)
class _Theorem:
    """A theorem as the reader sees it."""

    type: Expr
    value: Expr | None = None
    kind: ConstantKind = ConstantKind.THEOREM
    inductive: None = None
    recursor: None = None
    rules: Mapping[str, Expr] = field(default_factory=dict[str, Expr])


def _stated(value: Expr) -> Expr:
    """`fun α inst => p` as the proposition `∀ α inst, p`."""
    match value:
        case Lam(binder, type_, body, info):
            return Pi(binder, type_, _stated(body), info)
        case MData(arg):
            return _stated(arg)
        case _:
            return value
