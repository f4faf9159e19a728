"""What Python computed as Lean text: values as literals, and checks of values for Lean's kernel.

Each check is an `example` at `Rat`, proved by `decide +kernel`: the kernel evaluates both sides with its own rational
arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import cast

from toymodels.certify.lean_file import LeanFile, head, labelled
from toymodels.errors import StatementError
from toymodels.evaluate.batch import Instance, Value
from toymodels.evaluate.convert import shape_of
from toymodels.evaluate.oracle import denote
from toymodels.statements.language import (
    NAT,
    BoolSort,
    Call,
    Count,
    Definition,
    FieldSort,
    FinSort,
    FunSort,
    IntSort,
    NatSort,
    Not,
    Numeral,
    PropSort,
    Sort,
    Statement,
    Term,
    Var,
)
from toymodels.statements.print.lean import to_lean
from toymodels.statements.walk import bounds, entry_sort, free_variables, subterms


@dataclass(frozen=True, slots=True)
class Sample:
    """A definition's value at some arguments: `arguments` gives values by the names of the definition's parameters."""

    definition: Definition
    arguments: Instance
    value: Value


def kernel_checks(
    samples: Sequence[Sample], definitions: Mapping[str, Definition], imports: Sequence[str]
) -> LeanFile[str]:
    """A file with an `example` for each sample: the definition has that value at those arguments.

    definitions: at least those that the samples' definitions call; imports: the Lean modules that declare them.

    Raises:
        StatementError: an argument is missing or has no Lean literal.
    """
    checks = [
        (f"{sample.definition.name}, sample {number}", _value_check(sample, definitions))
        for number, sample in enumerate(samples)
    ]
    return labelled(head(imports), checks)


def truth_example(prop: Term, definitions: Mapping[str, Definition], instance: Instance, holds: bool) -> str:
    """An `example` that Lean accepts if `prop`, over `Rat` and at `instance`, is true (`holds`) or false (not).

    It refutes that `prop` is false, or true, for all values of its variables: so the values appear once, as arguments.

    Raises:
        StatementError: a value is missing or has no Lean literal.
    """
    variables = free_variables(prop)
    for var in tuple(variables.values()):
        for bound in bounds(var.sort):
            variables.update(free_variables(bound))
    ordered = sorted(variables.values(), key=lambda var: not isinstance(var.sort, NatSort))
    claim = Statement("claim", tuple(ordered), (), Not(prop) if holds else prop, definitions)
    arguments = [literal(_value_of(var, instance), var.sort, instance.values) for var in ordered]
    applied = " ".join(["holds", *arguments])
    decided = f"(by {_unfolding(propositions([prop], definitions))}decide +kernel)"
    proof = f"{applied} {decided}" if holds else f"absurd ({applied}) {decided}"
    return f"example : ¬ ({to_lean(claim)}) :=\n  fun holds => {proof}"


def literal(value: Value, sort: Sort, sizes: Mapping[str, Value]) -> str:
    """`value` as a Lean term with its type, at `Rat`.

    sizes: values of the variables that `sort` mentions.
    """
    return f"({_term(value, sort, sizes)} : {_type(sort, sizes)})"


def _value_check(sample: Sample, definitions: Mapping[str, Definition]) -> str:
    given = sample.arguments
    definition = _at_sizes(sample.definition, definitions, given)
    arguments = [literal(_value_of(var, given), var.sort, given.values) for var in definition.params]
    form = definition.lean_form or " ".join([definition.name, *(f"{{{at}}}" for at in range(len(arguments)))])
    call = form.format(*arguments, type="Rat")
    shape = _shape(definition.sort, given.values)
    names = [f"i{position}" for position in range(len(shape))]
    binders = "".join(f"∀ ({name} : {sort}), " for name, sort in zip(names, _domains(definition, given), strict=True))
    applied = " ".join([call, *names])
    expected = _entry(sample.value, names, shape, definition.sort, given.values)
    entry = entry_sort(definition.sort)
    if isinstance(entry, PropSort):
        unfolded = _unfolding([definition.name, *propositions([definition.body], definitions)])
        return f"example : {binders}({applied}) ↔ ({expected}) := by {unfolded}decide +kernel"
    return f"example : {binders}({applied} : {_type(entry, given.values)}) = {expected} := by decide +kernel"


def _at_sizes(definition: Definition, definitions: Mapping[str, Definition], given: Instance) -> Definition:
    """The definition with its sorts' bounds as numbers: a bound may call a definition, as in `Fin (triangle m)`."""

    def fixed(sort: Sort) -> Sort:
        match sort:
            case FinSort(bound):
                return FinSort(Numeral(cast(int, denote(bound, definitions, given.values)), NAT))
            case FunSort(domain, codomain):
                return FunSort(fixed(domain), fixed(codomain))
            case _:
                return sort

    params = tuple(replace(var, sort=fixed(var.sort)) for var in definition.params)
    return replace(definition, params=params, sort=fixed(definition.sort))


def propositions(terms: Iterable[Term], definitions: Mapping[str, Definition]) -> list[str]:
    """The definitions of propositions that the terms use, each before those that its body uses.

    Lean does not look inside them when it searches a decision procedure, so they are unfolded in this order.
    """
    inner_first: dict[str, None] = {}
    seen: set[str] = set()

    def is_proposition(name: str) -> bool:
        return isinstance(entry_sort(definitions[name].sort), PropSort)

    def visit(term: Term) -> None:
        for part in subterms(term):
            if isinstance(part, Call) and part.name not in seen and is_proposition(part.name):
                seen.add(part.name)
                visit(definitions[part.name].body)
                inner_first[part.name] = None

    for term in terms:
        visit(term)
    return list(inner_first)[::-1]


def _unfolding(names: Sequence[str]) -> str:
    return f"unfold {' '.join(names)}; " if names else ""


def _domains(definition: Definition, given: Instance) -> list[str]:
    domains: list[str] = []
    sort = definition.sort
    while isinstance(sort, FunSort):
        domains.append(_type(sort.domain, given.values))
        sort = sort.codomain
    return domains


def _value_of(var: Var, instance: Instance) -> Value:
    if var.name not in instance.values:
        raise StatementError(f"{var.name}: the instance gives no value; it gives {sorted(instance.values)}")
    return instance.values[var.name]


def _term(value: Value, sort: Sort, sizes: Mapping[str, Value]) -> str:
    shape = _shape(sort, sizes)
    if not shape:
        return scalar_literal(value, sort)
    if 0 in shape:
        before = "_ " * shape.index(0)
        return f"fun {before}i => i.elim0"
    names = [f"i{position}" for position in range(len(shape))]
    return f"fun {' '.join(names)} => {_entry(value, names, shape, sort, sizes)}"


def _entry(value: Value, names: Sequence[str], shape: Sequence[int], sort: Sort, sizes: Mapping[str, Value]) -> str:
    """The entry of a table at the indices called `names`; a lookup in nested lists, which the kernel evaluates fast."""
    entry = entry_sort(sort)
    if not names:
        return scalar_literal(value, entry)
    stored = BoolSort() if isinstance(entry, PropSort) else entry
    missing = scalar_literal(0, stored)
    if 0 in shape:
        return missing if stored is entry else "False"
    lists = _type(stored, sizes)
    for _ in names:
        lists = f"List ({lists})"
    text = f"({_list(value, stored)} : {lists})"
    for depth, (name, domain) in enumerate(zip(names, _argument_sorts(sort), strict=True)):
        position = f"{name}.{_place(domain)}"
        text = f"({text}.getD {position} {missing if depth == len(names) - 1 else '[]'})"
    return text if stored is entry else f"{text} = true"


def _place(domain: Sort) -> str:
    """The function of Lean that says which entry of a table belongs to an argument."""
    if isinstance(domain, FinSort) and isinstance(domain.bound, Count):
        return "ctorIdx"
    return "toNat" if isinstance(domain, BoolSort) else "val"


def _list(value: Value, sort: Sort) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_list(part, sort) for part in value)}]"
    return scalar_literal(value, sort)


def scalar_literal(value: Value, sort: Sort) -> str:
    """A number, an index, a truth value or a constructor as a Lean term, at `Rat`."""
    match sort:
        case FieldSort():
            fraction = Fraction(cast("int | Fraction", value))
            return f"({fraction})" if fraction < 0 or fraction.denominator > 1 else str(fraction)
        case FinSort(Count() as size):
            return size.constructors[cast(int, value)]
        case NatSort() | FinSort():
            return str(value)
        case IntSort():
            return str(value) if cast(int, value) >= 0 else f"({value})"
        case BoolSort():
            return "true" if value else "false"
        case PropSort():
            return "True" if value else "False"
        case FunSort():
            raise StatementError("a function on an infinite sort has no Lean literal")


def _type(sort: Sort, sizes: Mapping[str, Value]) -> str:
    match sort:
        case FieldSort():
            return "Rat"
        case NatSort():
            return "Nat"
        case IntSort():
            return "Int"
        case BoolSort():
            return "Bool"
        case PropSort():
            return "Prop"
        case FinSort(Count() as size):
            return size.type_name
        case FinSort(bound):
            return f"Fin {denote(bound, {}, sizes)}"
        case FunSort(domain, codomain):
            left = _type(domain, sizes)
            return f"{f'({left})' if isinstance(domain, FunSort) else left} → {_type(codomain, sizes)}"


def _shape(sort: Sort, sizes: Mapping[str, Value]) -> tuple[int, ...]:
    return shape_of(sort, {name: size for name, size in sizes.items() if isinstance(size, int)})


def _argument_sorts(sort: Sort) -> Iterable[Sort]:
    while isinstance(sort, FunSort):
        yield sort.domain
        sort = sort.codomain
