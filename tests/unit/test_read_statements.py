"""TermReader on elaborated terms written by hand: what it must tell apart, and what it must refuse."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from toymodels.errors import UnknownName
from toymodels.lean.constants import ConstantKind, InductiveInfo, RecursorInfo
from toymodels.lean.expr import App, BinderInfo, Const, Expr, FVar, Lam, Level, Lit, Pi, Proj
from toymodels.lean.expr import Sort as LeanSort
from toymodels.statements.language import (
    FIELD,
    NAT,
    Apply,
    Arith,
    Call,
    CaseNat,
    Compare,
    Definition,
    FinSort,
    FinVal,
    FunSort,
    Lambda,
    Not,
    Numeral,
    Operation,
    Quantifier,
    Quantity,
    Relation,
    Statement,
    Sum,
    Unsupported,
    Var,
)
from toymodels.statements.read.binding import abstract
from toymodels.statements.read.declarations import read_definition, read_theorem

TYPE, PROP = LeanSort(Level("1"), False), LeanSort(Level("0"), True)
IMPLICIT, INSTANCE, DEFAULT = BinderInfo.IMPLICIT, BinderInfo.INST_IMPLICIT, BinderInfo.DEFAULT


def const(name: str, *args: Expr) -> Expr:
    return app(Const(name, ()), *args)


def app(fn: Expr, *args: Expr) -> Expr:
    for arg in args:
        fn = App(fn, arg)
    return fn


def forall(name: str, domain: Expr, body: Callable[[Expr], Expr], info: BinderInfo = DEFAULT) -> Pi:
    return Pi(name, domain, abstract(body(FVar(f"?{name}")), f"?{name}"), info)


def fun(name: str, domain: Expr, body: Callable[[Expr], Expr]) -> Lam:
    return Lam(name, domain, abstract(body(FVar(f"?{name}")), f"?{name}"), DEFAULT)


def arrow(domain: Expr, codomain: Expr) -> Pi:
    return Pi("a._@.Test._hyg.1", domain, codomain, DEFAULT)


N, RAT = const("Nat"), const("Rat")


def fin(n: Expr) -> Expr:
    return const("Fin", n)


def nat(value: int) -> Expr:
    return const("OfNat.ofNat", N, Lit(value), const("instOfNatNat", Lit(value)))


def add_nat(a: Expr, b: Expr) -> Expr:
    return const("HAdd.hAdd", N, N, N, const("instHAdd", N, const("instAddNat")), a, b)


def sub_nat(a: Expr, b: Expr) -> Expr:
    return const("HSub.hSub", N, N, N, const("instHSub", N, const("instSubNat")), a, b)


def less_nat(a: Expr, b: Expr) -> Expr:
    return const("LT.lt", N, const("instLTNat"), a, b)


def at_most_nat(a: Expr, b: Expr) -> Expr:
    return const("LE.le", N, const("instLENat"), a, b)


def arith(op: str, type_: Expr, instance: Expr, a: Expr, b: Expr) -> Expr:
    return const(op, type_, type_, type_, instance, a, b)


def plus(type_: Expr, field: Expr, a: Expr, b: Expr) -> Expr:
    return arith("HAdd.hAdd", type_, const("instHAdd", type_, const("Field.toAdd", type_, field)), a, b)


def minus(type_: Expr, field: Expr, a: Expr, b: Expr) -> Expr:
    return arith("HSub.hSub", type_, const("instHSub", type_, const("Field.toSub", type_, field)), a, b)


def compare(relation: str, type_: Expr, field: Expr, a: Expr, b: Expr) -> Expr:
    parent = "Field.toLT" if relation in ("LT.lt", "GT.gt") else "Field.toLE"
    return const(relation, type_, const(parent, type_, field), a, b)


def equal(type_: Expr, a: Expr, b: Expr) -> Expr:
    return const("Eq", type_, a, b)


def zero(type_: Expr, field: Expr) -> Expr:
    return const("Zero.zero", type_, const("Field.toZero", type_, field))


def castsucc(n: Expr, i: Expr) -> Expr:
    return const("Fin.mk", add_nat(n, nat(1)), Proj("Fin", 0, i), const("proof"))


def last(n: Expr) -> Expr:
    return const("Fin.mk", add_nat(n, nat(1)), n, const("proof"))


def first(n: Expr) -> Expr:
    return const("Fin.mk", add_nat(n, nat(1)), nat(0), const("proof"))


@dataclass(frozen=True)
class Known:
    """A constant of the environment by hand."""

    type: Expr
    value: Expr | None = None
    kind: ConstantKind = ConstantKind.DEFINITION
    inductive: InductiveInfo | None = None
    recursor: RecursorInfo | None = None
    rules: Mapping[str, Expr] = field(default_factory=dict[str, Expr])


def class_of_one_type(*fields: tuple[str, str]) -> tuple[Pi, Callable[[str], Pi]]:
    """The type of a class of one type, and that of its constructor (given the class's name)."""

    def constructor(name: str) -> Pi:
        def build(rest: tuple[tuple[str, str], ...], alpha: Expr) -> Expr:
            if not rest:
                return const(name, alpha)
            (field, parent), *others = rest
            return forall(field, const(parent, alpha), lambda _: build(tuple(others), alpha), INSTANCE)

        return forall("α", TYPE, lambda alpha: build(fields, alpha), IMPLICIT)

    return arrow(TYPE, TYPE), constructor


_ORDER = ("Std.IsLinearOrder", "Std.LawfulOrderLT", "Lean.Grind.OrderedRing")


class ByHand:
    """An environment of a few core constants and a library with the class `Field`."""

    def __init__(self) -> None:
        predicate = forall("α", TYPE, lambda a: arrow(const("inst", a), arrow(a, arrow(a, PROP))), IMPLICIT)
        self._core = {
            "Nat": Known(TYPE, kind=ConstantKind.INDUCTIVE),
            "Rat": Known(TYPE, kind=ConstantKind.INDUCTIVE),
            "Bool": Known(TYPE, kind=ConstantKind.INDUCTIVE),
            "Fin": Known(arrow(N, TYPE), kind=ConstantKind.INDUCTIVE),
            "Eq": Known(forall("α", TYPE, lambda a: arrow(a, arrow(a, PROP)), IMPLICIT)),
            "And": Known(arrow(PROP, arrow(PROP, PROP))),
            "Not": Known(arrow(PROP, PROP)),
            "Exists": Known(forall("α", TYPE, lambda a: arrow(arrow(a, PROP), PROP), IMPLICIT)),
            **{name: Known(predicate) for name in ("LE.le", "LT.lt", "GT.gt", "GE.ge")},
            **{name: Known(arrow(TYPE, TYPE)) for name in ("Add", "LE", "LT", "Zero", "HAdd", "HSub", "Inhabited")},
            **{name: Known(arrow(TYPE, TYPE)) for name in ("Lean.Grind.Field", *_ORDER, "BEq", "LawfulBEq")},
            "ratField": Known(const("Field", RAT)),
            "instAddNat": Known(const("Add", N)),
            "instSubNat": Known(const("Sub", N)),
            "instLTNat": Known(const("LT", N)),
            "instLENat": Known(const("LE", N)),
            "instOfNatNat": Known(arrow(N, const("OfNat", N))),
            "instHAdd": self._heterogeneous("Add", "HAdd"),
            "instHSub": self._heterogeneous("Sub", "HSub"),
            "Sub": Known(arrow(TYPE, TYPE), None, ConstantKind.INDUCTIVE, InductiveInfo(1, 0, ("Sub.mk",), False)),
            "Sub.mk": Known(forall("α", TYPE, lambda a: const("Sub", a)), kind=ConstantKind.CONSTRUCTOR),
            "Sub.sub": Known(
                predicate, fun("α", TYPE, lambda a: fun("self", const("Sub", a), lambda self_: Proj("Sub", 0, self_)))
            ),
        }
        self._library: dict[str, Known] = {}
        self._classes = {
            "Field",
            "Inhabited",
            "Add",
            "Sub",
            "LE",
            "LT",
            "Zero",
            "Lean.Grind.Field",
            *_ORDER,
            "BEq",
            "LawfulBEq",
        }
        order = [(f"to{name.rpartition('.')[2]}", name) for name in ("LE", "LT", *_ORDER)]
        self.add_class("Field", ("toField", "Lean.Grind.Field"), *order)
        for parent in ("Add", "Sub", "LE", "LT", "Zero", "Field", "IsLinearOrder", "LawfulOrderLT", "OrderedRing"):
            name = f"Field.to{parent}"
            value = fun("α", TYPE, lambda a: fun("self", const("Field", a), lambda s: Proj("Field", 0, s)))
            self._library[name] = Known(self._parent(parent), value)

    @staticmethod
    def _heterogeneous(class_: str, target: str) -> Known:
        return Known(
            forall("α", TYPE, lambda a: forall("i", const(class_, a), lambda _: const(target, a), INSTANCE), IMPLICIT)
        )

    @staticmethod
    def _parent(class_: str) -> Expr:
        return forall(
            "α", TYPE, lambda a: forall("self", const("Field", a), lambda _: const(class_, a), INSTANCE), IMPLICIT
        )

    def add_class(self, name: str, *fields: tuple[str, str]) -> None:
        type_, constructor = class_of_one_type(*fields)
        info = InductiveInfo(params=1, indices=0, constructors=(f"{name}.mk",), recursive=False)
        self._library[name] = Known(type_, kind=ConstantKind.INDUCTIVE, inductive=info)
        self._library[f"{name}.mk"] = Known(constructor(name), kind=ConstantKind.CONSTRUCTOR)
        self._classes.add(name)

    def define(self, name: str, type_: Expr, value: Expr | None, kind: ConstantKind = ConstantKind.DEFINITION) -> None:
        self._library[name] = Known(type_, value, kind)

    def get(self, name: str, /) -> Known | None:
        return self._library.get(name) or self._core.get(name)

    def in_library(self, name: str, /) -> bool:
        return name in self._library

    def is_class(self, name: str, /) -> bool:
        return name in self._classes


@pytest.fixture
def env() -> ByHand:
    return ByHand()


Body = Callable[[Expr, Expr], Expr]


def over_field(body: Body, class_: str = "Field") -> Expr:
    """`∀ {α : Type} [Field α], body α inst`."""
    return forall("α", TYPE, lambda a: forall("inst", const(class_, a), lambda f: body(a, f), INSTANCE), IMPLICIT)


def read(env: ByHand, type_: Expr) -> Statement:
    result = refused_or_read(env, type_)
    assert isinstance(result, Statement), result
    return result


def refused(env: ByHand, type_: Expr) -> str:
    result = refused_or_read(env, type_)
    assert isinstance(result, Unsupported), result
    return f"{result.reason} | {result.term}"


def refused_or_read(env: ByHand, type_: Expr) -> Statement | Unsupported:
    env.define("claim", type_, None, ConstantKind.THEOREM)
    return read_theorem(env, "claim")


X, Y = Var("x", FIELD), Var("y", FIELD)


def two_scalars(prop: Callable[[Expr, Expr, Expr, Expr], Expr]) -> Expr:
    return over_field(lambda a, f: forall("x", a, lambda x: forall("y", a, lambda y: prop(a, f, x, y))))


def test_the_field_and_its_instance_leave_no_trace(env: ByHand):
    claim = two_scalars(
        lambda a, f, x, y: forall("h", compare("LT.lt", a, f, x, y), lambda _: compare("LE.le", a, f, x, y))
    )
    statement = read(env, claim)
    assert statement.variables == (X, Y)
    assert [(each.name, each.prop) for each in statement.hypotheses] == [("h", Compare(Relation.LT, X, Y))]
    assert statement.conclusion == Compare(Relation.LE, X, Y)
    assert statement.over_any_field


@pytest.mark.parametrize(
    ("constant", "expected"),
    [
        ("LE.le", Compare(Relation.LE, X, Y)),
        ("LT.lt", Compare(Relation.LT, X, Y)),
        ("GE.ge", Compare(Relation.LE, Y, X)),
        ("GT.gt", Compare(Relation.LT, Y, X)),
    ],
)
def test_comparisons_keep_their_strictness_and_direction(env: ByHand, constant: str, expected: Compare):
    assert read(env, two_scalars(lambda a, f, x, y: compare(constant, a, f, x, y))).conclusion == expected


def test_subtraction_keeps_its_order_and_knows_its_sort(env: ByHand):
    in_field = read(env, two_scalars(lambda a, f, x, y: equal(a, minus(a, f, x, y), minus(a, f, y, x))))
    assert in_field.conclusion == Compare(
        Relation.EQ, Arith(Operation.SUB, X, Y, FIELD), Arith(Operation.SUB, Y, X, FIELD)
    )
    truncated = read(env, forall("m", N, lambda m: forall("n", N, lambda n: equal(N, sub_nat(m, n), m))))
    m, n = Var("m", NAT), Var("n", NAT)
    assert truncated.conclusion == Compare(Relation.EQ, Arith(Operation.SUB, m, n, NAT), m)


def test_the_rationals_are_the_field_too(env: ByHand):
    statement = read(env, forall("x", RAT, lambda x: equal(RAT, x, x)))
    assert statement.variables == (X,)
    assert not statement.over_any_field


def test_binders_of_one_name_get_names_of_their_own(env: ByHand):
    def pointwise(v: Expr, n: Expr) -> Expr:
        return forall("i", fin(n), lambda i: equal(RAT, app(v, i), app(v, i)))

    claim = forall(
        "n",
        N,
        lambda n: forall("v", arrow(fin(n), RAT), lambda v: const("And", pointwise(v, n), pointwise(v, n))),
    )
    names = [part.var.name for part in parts(read(env, claim).conclusion, Quantifier)]
    assert len(names) == 2
    assert len(set(names)) == 2


def parts(term: object, kind: type[Quantifier]) -> list[Quantifier]:
    from toymodels.statements.language import Connective

    assert isinstance(term, Connective)
    return [side for side in (term.left, term.right) if isinstance(side, kind)]


def test_equal_functions_are_equal_at_every_argument(env: ByHand):
    claim = forall(
        "n",
        N,
        lambda n: forall(
            "u",
            arrow(fin(n), RAT),
            lambda u: forall("v", arrow(fin(n), RAT), lambda v: equal(arrow(fin(n), RAT), u, v)),
        ),
    )
    conclusion = read(env, claim).conclusion
    size = Var("n", NAT)
    vector = FunSort(FinSort(size), FIELD)
    i = Var("i", FinSort(size))
    expected = Compare(Relation.EQ, Apply(Var("u", vector), i), Apply(Var("v", vector), i))
    assert conclusion == Quantifier(Quantity.FORALL, i, expected)


def test_an_instance_written_by_hand_means_what_its_body_says(env: ByHand):
    turned = fun("a", RAT, lambda a: fun("b", RAT, lambda b: minus(RAT, RATIONAL, b, a)))
    env.define("mySub", const("Sub", RAT), const("Sub.mk", RAT, turned))

    def difference(x: Expr, y: Expr) -> Expr:
        return const("Sub.sub", RAT, const("mySub"), x, y)

    claim = forall("x", RAT, lambda x: forall("y", RAT, lambda y: equal(RAT, difference(x, y), x)))
    assert read(env, claim).conclusion == Compare(Relation.EQ, Arith(Operation.SUB, Y, X, FIELD), X)


def test_an_unknown_instance_is_refused(env: ByHand):
    env.define("mySub", const("Sub", RAT), None, ConstantKind.OPAQUE)
    own = const("Sub.sub", RAT, const("mySub"))
    assert "Sub.sub" in refused(env, forall("x", RAT, lambda x: equal(RAT, app(own, x, x), x)))


@pytest.mark.parametrize(
    ("fields", "accepted"),
    [
        ((("toField", "Lean.Grind.Field"), ("toLE", "LE")), True),
        ((("toField", "Field"),), True),
        ((("toField", "Lean.Grind.Field"), ("root", "Everything")), False),
        ((("toInhabited", "Inhabited"),), False),
    ],
)
def test_a_class_is_the_fields_only_if_it_bundles_known_ones(
    env: ByHand, fields: tuple[tuple[str, str], ...], accepted: bool
):
    env.add_class("Own", *fields)
    result = refused_or_read(env, over_field(lambda a, f: forall("x", a, lambda x: equal(a, x, x)), "Own"))
    assert isinstance(result, Statement) is accepted


def test_a_second_type_variable_is_refused(env: ByHand):
    def over(beta: Expr) -> Expr:
        return forall("g", const("Field", beta), lambda _: forall("x", beta, lambda x: equal(beta, x, x)), INSTANCE)

    claim = over_field(lambda a, f: forall("β", TYPE, over, IMPLICIT))
    assert "second type variable, β, beside α" in refused(env, claim)


def test_a_type_without_operations_is_a_finite_one(env: ByHand):
    claim = over_field(lambda a, f: forall("β", TYPE, lambda b: forall("x", b, lambda x: equal(b, x, x)), IMPLICIT))
    found = read(env, claim)
    size = Var("β", NAT)
    assert found.variables == (size, Var("x", FinSort(size)))
    assert found.finite_types == ("β",)


def over_classes(*names: str) -> Expr:
    """That two elements are equal, of a type with some classes."""

    def build(rest: tuple[str, ...], a: Expr) -> Expr:
        if rest:
            return forall("inst", const(rest[0], a), lambda _: build(rest[1:], a), INSTANCE)
        return forall("x", a, lambda x: forall("y", a, lambda y: equal(a, x, y)))

    return forall("α", TYPE, lambda a: build(names, a), IMPLICIT)


@pytest.mark.parametrize(
    ("classes", "is_ordered_field"),
    [
        (("Field",), True),
        (("Lean.Grind.Field", "LE", "LT", "Std.LawfulOrderLT", "Std.IsLinearOrder", "Lean.Grind.OrderedRing"), True),
        (("Lean.Grind.Field", "LE", "LT", "Std.IsLinearOrder", "Lean.Grind.OrderedRing"), False),
        (("Field", "Add"), False),
        (("Field", "BEq", "LawfulBEq"), True),
        (("Field", "BEq"), False),
        (("Lean.Grind.Field",), False),
        (("LE", "Std.IsLinearOrder"), False),
        ((), False),
    ],
)
def test_what_need_not_be_an_ordered_field_is_said_to_be_more(
    env: ByHand, classes: tuple[str, ...], is_ordered_field: bool
):
    statement = read(env, over_classes(*classes))
    assert statement.over_any_field is is_ordered_field
    said = () if is_ordered_field else ("of the types that α may be, only the rational numbers are tried",)
    assert statement.left_out == said


@pytest.mark.parametrize("classes", [(), ("BEq",), ("BEq", "LawfulBEq")])
def test_of_finite_types_it_is_said_what_else_there_is(env: ByHand, classes: tuple[str, ...]):
    statement = read(env, over_field(lambda a, f: over_classes(*classes)))
    finite = "of the types that α may be, only finite ones are tried"
    loose = "of the meanings that == may have on α, only equality is tried"
    assert statement.left_out == ((finite, loose) if classes == ("BEq",) else (finite,))


def exists(domain: Expr, body: Callable[[Expr], Expr], name: str = "t") -> Expr:
    return const("Exists", domain, fun(name, domain, body))


def test_existence_in_the_field_is_kept_in_the_conclusion(env: ByHand):
    claim = forall("x", RAT, lambda x: exists(RAT, lambda t: equal(RAT, t, x)))
    t = Var("t", FIELD)
    assert read(env, claim).conclusion == Quantifier(Quantity.EXISTS, t, Compare(Relation.EQ, t, X))


def test_existence_of_what_no_search_can_find_is_refused(env: ByHand):
    claim = exists(arrow(N, RAT), lambda f: equal(RAT, App(f, nat(0)), App(f, nat(0))))
    assert refused(env, claim).startswith("quantifier over an infinite domain: ∃ t")


def test_existence_in_a_hypothesis_and_denied_existence_become_variables(env: ByHand):
    assumed = forall(
        "x", RAT, lambda x: forall("h", exists(RAT, lambda t: equal(RAT, t, x)), lambda _: equal(RAT, x, x))
    )
    statement = read(env, assumed)
    assert [var.name for var in statement.variables] == ["x", "t"]
    assert statement.hypotheses[0].prop == Compare(Relation.EQ, Var("t", FIELD), X)
    denied = read(env, const("Not", exists(RAT, lambda t: equal(RAT, t, t))))
    t = Var("t", FIELD)
    assert (denied.variables, denied.conclusion) == ((t,), Not(Compare(Relation.EQ, t, t)))


@pytest.mark.parametrize(("guard", "extra"), [(less_nat, 0), (at_most_nat, 1)])
def test_a_guard_bounds_a_quantifier_over_natural_numbers(env: ByHand, guard: Callable[[Expr, Expr], Expr], extra: int):
    claim = forall("n", N, lambda n: exists(N, lambda k: const("And", guard(k, n), equal(N, add_nat(k, k), n)), "k"))
    n = Var("n", NAT)
    conclusion = read(env, claim).conclusion
    bound = Arith(Operation.ADD, n, Numeral(1, NAT), NAT) if extra else n
    k = Var("k", FinSort(bound))
    doubled = Arith(Operation.ADD, FinVal(k), FinVal(k), NAT)
    assert conclusion == Quantifier(Quantity.EXISTS, k, Compare(Relation.EQ, doubled, n))


def test_an_unguarded_quantifier_over_natural_numbers_is_kept_in_the_conclusion_only(env: ByHand):
    found = read(env, exists(N, lambda k: equal(N, k, k))).conclusion
    assert isinstance(found, Quantifier)
    assert found.var.sort == NAT
    assumed = forall("h", forall("k", N, lambda k: less_nat(k, nat(3))), lambda _: equal(N, nat(0), nat(0)))
    assert "infinite domain" in refused(env, assumed)


def vector(n: Expr) -> Expr:
    return arrow(fin(n), RAT)


RATIONAL = const("ratField")


def define_recursion(env: ByHand, start: Expr, step: Callable[[Expr, Expr, Expr], Expr]) -> Definition:
    """`f : (n : Nat) → (Fin n → Rat) → Rat` with `f 0 v = start` and `f (k + 1) v = step (f k v') k v`.

    v' is v without its last entry.
    """
    type_ = forall("n", N, lambda n: arrow(vector(n), RAT))

    def recursive_call(k: Expr, v: Expr) -> Expr:
        return const("f", k, fun("i", fin(k), lambda i: app(v, castsucc(k, i))))

    body = fun(
        "n",
        N,
        lambda n: fun(
            "v",
            vector(n),
            lambda v: const(
                "Nat.casesOn",
                fun("m", N, lambda _: RAT),
                n,
                start,
                fun("k", N, lambda k: step(recursive_call(k, v), k, v)),
            ),
        ),
    )
    env.define("f", type_, const("compiled"))
    env.define("f._sunfold", type_, body)
    result = read_definition(env, "f")
    assert isinstance(result, Definition), result
    return result


ZERO = zero(RAT, RATIONAL)
SIZE = Var("n", NAT)
V = Var("v", FunSort(FinSort(SIZE), FIELD))
I = Var("i", FinSort(SIZE))  # noqa: E741


def entry(v: Expr, k: Expr) -> Expr:
    return app(v, last(k))


@pytest.mark.parametrize("turned", [False, True])
def test_a_recursion_that_adds_up_is_a_sum_in_either_order(env: ByHand, turned: bool):
    def step(rest: Expr, k: Expr, v: Expr) -> Expr:
        return plus(RAT, RATIONAL, entry(v, k), rest) if turned else plus(RAT, RATIONAL, rest, entry(v, k))

    definition = define_recursion(env, ZERO, step)
    assert isinstance(definition.body, Sum)
    index = definition.body.var
    assert index.sort == FinSort(definition.params[0])
    assert definition.body.body == Apply(definition.params[1], index)


NO_SUMS: dict[str, tuple[Expr, Callable[[Expr, Expr, Expr], Expr]]] = {
    "subtracts": (ZERO, lambda rest, k, v: minus(RAT, RATIONAL, rest, entry(v, k))),
    "adds the first entry": (ZERO, lambda rest, k, v: plus(RAT, RATIONAL, rest, app(v, first(k)))),
    "adds itself": (ZERO, lambda rest, k, v: plus(RAT, RATIONAL, rest, rest)),
    "starts at one": (
        const("One.one", RAT, const("Field.toZero", RAT, RATIONAL)),
        lambda rest, k, v: plus(RAT, RATIONAL, rest, entry(v, k)),
    ),
}


@pytest.mark.parametrize(("start", "step"), NO_SUMS.values(), ids=NO_SUMS)
def test_other_recursions_are_no_sums(env: ByHand, start: Expr, step: Callable[[Expr, Expr, Expr], Expr]):
    definition = define_recursion(env, start, step)
    assert isinstance(definition.body, CaseNat)


def test_a_call_keeps_data_in_order_and_erases_the_rest(env: ByHand):
    type_ = over_field(lambda a, f: forall("x", a, lambda x: forall("y", a, lambda y: a)))
    body = fun(
        "α",
        TYPE,
        lambda a: fun(
            "inst", const("Field", a), lambda f: fun("x", a, lambda x: fun("y", a, lambda y: minus(a, f, x, y)))
        ),
    )
    env.define("difference", type_, body)
    statement = read(
        env, two_scalars(lambda a, f, x, y: equal(a, const("difference", a, f, y, x), const("difference", a, f, x, x)))
    )
    expected = Compare(Relation.EQ, Call("difference", (Y, X), FIELD), Call("difference", (X, X), FIELD))
    assert statement.conclusion == expected
    definition = statement.definitions["difference"]
    assert definition.params == (X, Y)
    assert definition.body == Arith(Operation.SUB, X, Y, FIELD)
    assert definition.lean_form == "@difference {type} _ {0} {1}"


def test_a_function_as_an_argument_is_expanded(env: ByHand):
    env.define("apply", arrow(arrow(RAT, RAT), RAT), fun("g", arrow(RAT, RAT), lambda g: app(g, ZERO)))
    env.define("keep", arrow(RAT, RAT), fun("x", RAT, lambda x: x))
    statement = read(env, equal(RAT, const("apply", const("keep")), const("apply", const("keep"))))
    assert isinstance(statement.conclusion, Compare)
    call = statement.conclusion.left
    assert isinstance(call, Call)
    assert isinstance(call.args[0], Lambda)


def test_a_definition_without_a_body_is_refused_by_name(env: ByHand):
    env.define("secret", arrow(RAT, RAT), const("hidden"), ConstantKind.OPAQUE)
    assert "secret" in refused(env, forall("x", RAT, lambda x: equal(RAT, const("secret", x), x)))


def test_recursion_without_an_end_is_refused(env: ByHand):
    env.define("loop", arrow(N, N), const("WellFounded.fix"))
    equation = forall("n", N, lambda n: equal(N, const("loop", n), const("loop", add_nat(n, nat(1)))))
    env.define("loop.eq_def", equation, None, ConstantKind.THEOREM)
    assert "does not end by a case distinction" in refused(env, forall("n", N, lambda n: equal(N, const("loop", n), n)))


def test_an_unknown_name_is_an_error(env: ByHand):
    with pytest.raises(UnknownName, match="no constant is called 'nothing'"):
        read_theorem(env, "nothing")


def test_a_constant_of_the_library_is_no_operation_whatever_its_name(env: ByHand):
    env.define("Nat.succ", arrow(N, N), fun("x", N, lambda x: x))
    env.define("t", forall("x", N, lambda x: const("Eq", N, const("Nat.succ", x), x)), None, ConstantKind.THEOREM)
    statement = read_theorem(env, "t")
    assert isinstance(statement, Statement), statement
    assert "Nat.succ" in {definition.name for definition in statement.definitions.values()}
