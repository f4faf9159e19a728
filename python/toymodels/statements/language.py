"""The statement language: what a Lean statement is made of once it is read.

Everything here is frozen data. `Term` and `Sort` are closed unions, meant for `match`; no class has behaviour beyond
its fields and their hash, and no evaluator or printer needs to know Lean.

Semantics follow Lean's core library: natural subtraction is truncated, division of `Nat` and `Int` and modulus by zero
are `0` and the dividend, field division by zero is `0`. `/` and `%` of integers are Euclidean: the remainder is never
negative. Types, instances and proofs are erased; a `Fin n` is its value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class NatSort:
    """Natural numbers."""


@dataclass(frozen=True, slots=True)
class IntSort:
    """Integers."""


@dataclass(frozen=True, slots=True)
class FieldSort:
    """The ordered field over which the statement is generic; tested at the rationals."""


@dataclass(frozen=True, slots=True)
class PropSort:
    """Propositions."""


@dataclass(frozen=True, slots=True)
class BoolSort:
    """Booleans."""


@dataclass(frozen=True, slots=True)
class FinSort:
    """`Fin bound`: the natural numbers below `bound`, itself a term of sort `Nat`."""

    bound: Term


@dataclass(frozen=True, slots=True)
class FunSort:
    """Functions of one argument; several arguments are curried."""

    domain: Sort
    codomain: Sort


Sort = NatSort | IntSort | FieldSort | PropSort | BoolSort | FinSort | FunSort

NAT = NatSort()
INT = IntSort()
FIELD = FieldSort()
PROP = PropSort()
BOOL = BoolSort()


class Node:
    """What all terms share: a hash worked out once, for evaluators look up again and again what they have compiled."""

    __slots__ = ("_hash",)
    __match_args__: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls) -> None:
        cls.__hash__ = Node.__hash__  # set here, so that no dataclass makes one that goes through all of a term

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            parts = [getattr(self, name) for name in self.__match_args__]
            object.__setattr__(self, "_hash", hash((type(self).__name__, *parts)))
            return self._hash


class Operation(Enum):
    """Arithmetic of two arguments; both and the result have the same sort, except that an exponent is a `Nat`.

    The last four are of natural numbers only.
    """

    ADD = "+"
    SUB = "-"
    MUL = "*"
    DIV = "/"
    MOD = "%"
    POW = "^"
    MIN = "min"
    MAX = "max"
    GCD = "gcd"
    LAND = "&&&"
    LOR = "|||"
    XOR = "^^^"


class Relation(Enum):
    """Comparisons. `EQ` and `NE` also take `Fin`, `Bool`; functions are compared pointwise by a quantifier instead."""

    EQ = "="
    NE = "≠"
    LE = "≤"
    LT = "<"


class Logic(Enum):
    """Connectives of two propositions (or Booleans)."""

    AND = "∧"
    OR = "∨"
    IMPLIES = "→"
    IFF = "↔"


class Quantity(Enum):
    """Quantifiers."""

    FORALL = "∀"
    EXISTS = "∃"


@dataclass(frozen=True, slots=True)
class Var(Node):
    """A variable. The reader gives every binder of one statement its own name, so that no capture can happen."""

    name: str
    sort: Sort


@dataclass(frozen=True, slots=True)
class Numeral(Node):
    """A non-negative literal of sort `Nat`, `Int` or of the field."""

    value: int
    sort: Sort


@dataclass(frozen=True, slots=True)
class Count(Numeral):
    """How many constructors an enumeration has; the bound of a `Fin` that stands for that type.

    An element of the type is the place of its constructor; `type_name` and `constructors` are their full Lean names.
    """

    type_name: str
    constructors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth(Node):
    """`True`, `False`, `true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class Arith(Node):
    """`left op right`, of sort `Nat`, `Int` or of the field."""

    op: Operation
    left: Term
    right: Term
    sort: Sort


@dataclass(frozen=True, slots=True)
class Neg(Node):
    """`-arg` in the field, or of an integer."""

    arg: Term


@dataclass(frozen=True, slots=True)
class Inv(Node):
    """`arg⁻¹` in the field, `0` at `0`."""

    arg: Term


@dataclass(frozen=True, slots=True)
class Cast(Node):
    """The natural number or integer `arg` as an element of a larger sort: `Int`, or the field."""

    arg: Term
    sort: Sort = FIELD


@dataclass(frozen=True, slots=True)
class ToNat(Node):
    """The integer `arg` as a natural number, `0` if it is negative."""

    arg: Term


@dataclass(frozen=True, slots=True)
class Numerator(Node):
    """The numerator of the rational number `arg` in lowest terms, an `Int`."""

    arg: Term


@dataclass(frozen=True, slots=True)
class Denominator(Node):
    """The denominator of the rational number `arg` in lowest terms, a `Nat` above 0."""

    arg: Term


@dataclass(frozen=True, slots=True)
class FinVal(Node):
    """The value of an element of `Fin n` as a `Nat`."""

    arg: Term


@dataclass(frozen=True, slots=True)
class FinMk(Node):
    """The element of `Fin bound` with the given value (`castSucc`, `last`, `succ`, literals and `⟨k, _⟩` come here)."""

    value: Term
    bound: Term


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`left op right`."""

    op: Relation
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Connective(Node):
    """`left op right` for propositions or Booleans."""

    op: Logic
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Not(Node):
    """`¬ arg`."""

    arg: Term


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then yes else no`, of any sort."""

    condition: Term
    yes: Term
    no: Term


@dataclass(frozen=True, slots=True)
class Quantifier(Node):
    """`∀` or `∃` over a finite sort: `Fin`, `Bool`, `Prop`, or functions between these."""

    kind: Quantity
    var: Var
    body: Term


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """The sum of `body` over `var`, which ranges over a `Fin`."""

    var: Var
    body: Term


@dataclass(frozen=True, slots=True)
class Lambda(Node):
    """`fun var => body`."""

    var: Var
    body: Term


@dataclass(frozen=True, slots=True)
class Apply(Node):
    """A function applied to one argument."""

    fn: Term
    arg: Term


@dataclass(frozen=True, slots=True)
class CaseNat(Node):
    """`match scrutinee with | 0 => zero | pred + 1 => succ`, the step of structural recursion."""

    scrutinee: Term
    zero: Term
    pred: Var
    succ: Term


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A library definition (by full Lean name) applied to as many arguments as its `Definition` has parameters."""

    name: str
    args: tuple[Term, ...]
    sort: Sort


Term = (
    Var
    | Numeral
    | Truth
    | Arith
    | Neg
    | Inv
    | Cast
    | ToNat
    | Numerator
    | Denominator
    | FinVal
    | FinMk
    | Compare
    | Connective
    | Not
    | If
    | Quantifier
    | Sum
    | Lambda
    | Apply
    | CaseNat
    | Call
)


@dataclass(frozen=True, slots=True)
class Definition:
    """A library definition, read from its own elaborated body.

    `body` may call other definitions and, below a `CaseNat`, itself. A structural recursion that adds up a function
    over `Fin n` has `Sum` as its body. `lean_form` is how a call is written in Lean, a template for `str.format` in
    which `{type}` is the field and `{0}`, `{1}`, .. are the arguments; empty means the name and then the arguments.
    """

    name: str
    params: tuple[Var, ...]
    body: Term
    sort: Sort
    lean_form: str = ""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A named proposition that a theorem assumes."""

    name: str
    prop: Term


@dataclass(frozen=True, slots=True)
class Scalar:
    """The value of a term."""

    term: Term


@dataclass(frozen=True, slots=True)
class Proved:
    """A proof, which nothing depends on."""


@dataclass(frozen=True, slots=True)
class Built:
    """A constructor, by its full Lean name, of these arguments; `fields` are their names if its type is a structure."""

    constructor: str
    arguments: tuple[Form, ...]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One form where the condition holds, and else the other."""

    condition: Term
    yes: Form
    no: Form


Form = Scalar | Proved | Built | Choice


@dataclass(frozen=True, slots=True)
class Made:
    """A variable of the theorem that is several of the statement, or one of another type, and how it is made of them.

    `type` is its Lean type, `variables` are the names of those that it is made of.
    """

    name: str
    type: str
    variables: tuple[str, ...]
    form: Form


@dataclass(frozen=True, slots=True)
class Statement:
    """A theorem's statement: for all values of `variables`, if every hypothesis holds then so does the conclusion.

    `variables` stand in binding order (a later sort may mention an earlier variable) and include those of leading
    quantifiers of the conclusion; `definitions` holds every definition that the statement needs, transitively.
    `over_any_field` says that the field is a variable of the theorem, which is about all ordered fields. That is not
    compared, for the language itself does not tell fields apart. `finite_types` names the variables, of sort `Nat`,
    that are how many elements a type variable of the theorem has: the statement is the theorem's at `Fin` of each.
    `left_out` says what else the theorem speaks of and this statement does not, a clause for each. `made` are those of
    the theorem's variables that this statement has otherwise.
    """

    name: str
    variables: tuple[Var, ...]
    hypotheses: tuple[Hypothesis, ...]
    conclusion: Term
    definitions: Mapping[str, Definition] = field(default_factory=dict[str, "Definition"])
    over_any_field: bool = field(default=False, compare=False, repr=False)
    finite_types: tuple[str, ...] = field(default=(), compare=False, repr=False)
    left_out: tuple[str, ...] = field(default=(), compare=False, repr=False)
    made: tuple[Made, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What the language cannot hold, with the reason and the Lean term that caused it."""

    name: str
    reason: str
    term: str
