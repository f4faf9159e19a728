"""Declared constants, and how they are stored in a compiled module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from toymodels.lean.decode import TermReader
from toymodels.lean.expr import Expr, Name
from toymodels.lean.region import Region, describe_tag


class ConstantKind(Enum):
    """How a constant was declared, in the order of Lean's own enumeration of kinds."""

    DEFINITION = 0
    THEOREM = 1
    AXIOM = 2
    OPAQUE = 3
    QUOTIENT = 4
    INDUCTIVE = 5
    CONSTRUCTOR = 6
    RECURSOR = 7


class Safety(Enum):
    """Whether the kernel may rely on a constant, in the order of Lean's `DefinitionSafety`."""

    UNSAFE = 0
    SAFE = 1
    PARTIAL = 2


@dataclass(frozen=True, slots=True)
class InductiveInfo:
    """An inductive type: the numbers of its parameters and indices, and its constructors."""

    params: int
    indices: int
    constructors: tuple[Name, ...]
    recursive: bool


@dataclass(frozen=True, slots=True)
class ConstructorInfo:
    """A constructor: its inductive type, its position in it, and the numbers of parameters and fields it takes."""

    inductive: Name
    index: int
    params: int
    fields: int


@dataclass(frozen=True, slots=True)
class RecursorInfo:
    """A recursor: the numbers of its parameters, indices, motives and minor premises."""

    params: int
    indices: int
    motives: int
    minors: int


class Constant:
    """A declared constant; `type` and `value` are decoded at first use.

    Attributes:
        name: full name.
        module: the module that declares it.
        kind: how it was declared, also where a file stores only its type (as for theorems that importers see).
        safety: whether it is safe, unsafe or partial.
        level_params: its universe parameters.
        inductive: for an inductive type, else `None`.
        constructor: for a constructor, else `None`.
        recursor: for a recursor, else `None`.
    """

    __slots__ = (
        "_reader",
        "_rules_address",
        "_type_address",
        "_value_address",
        "constructor",
        "inductive",
        "kind",
        "level_params",
        "module",
        "name",
        "recursor",
        "safety",
    )

    def __init__(
        self,
        *,
        name: Name,
        module: Name,
        kind: ConstantKind,
        safety: Safety,
        level_params: tuple[Name, ...],
        details: InductiveInfo | ConstructorInfo | RecursorInfo | None,
        reader: TermReader,
        type_address: int,
        value_address: int | None,
        rules_address: int | None = None,
    ) -> None:
        self.name = name
        self.module = module
        self.kind = kind
        self.safety = safety
        self.level_params = level_params
        self.inductive = details if isinstance(details, InductiveInfo) else None
        self.constructor = details if isinstance(details, ConstructorInfo) else None
        self.recursor = details if isinstance(details, RecursorInfo) else None
        self._reader = reader
        self._type_address = type_address
        self._value_address = value_address
        self._rules_address = rules_address

    @property
    def type(self) -> Expr:
        """Its type; for a theorem, its statement.

        Raises:
            OleanError: the file is corrupt.
        """
        return self._reader.term(self._type_address)

    @property
    def value(self) -> Expr | None:
        """The body of a definition or opaque constant, the proof of a theorem; `None` where the files hold none.

        Raises:
            OleanError: the file is corrupt.
        """
        return None if self._value_address is None else self._reader.term(self._value_address)

    @property
    def rules(self) -> Mapping[Name, Expr]:
        """What a recursor computes, by constructor: a function of its parameters, motives, minor premises and fields.

        Raises:
            OleanError: the file is corrupt.
        """
        return {} if self._rules_address is None else self._reader.rules(self._rules_address)

    @property
    def has_value(self) -> bool:
        """Whether `value` is not `None`; nothing is decoded."""
        return self._value_address is not None

    def __repr__(self) -> str:
        return f"<Constant {self.name}: {self.kind.name.lower()} of {self.module}>"


@dataclass(frozen=True, slots=True)
class _Stored:
    """How a kind of constant is stored: pointer fields of its value, and the scalar byte that holds `isUnsafe`."""

    kind: ConstantKind
    fields: int
    unsafe_byte: int | None = None


# By constructor number of `ConstantInfo`.
_STORED = (
    _Stored(ConstantKind.AXIOM, 1, 0),
    _Stored(ConstantKind.DEFINITION, 4),
    _Stored(ConstantKind.THEOREM, 3),
    _Stored(ConstantKind.OPAQUE, 3, 0),
    _Stored(ConstantKind.QUOTIENT, 1),
    _Stored(ConstantKind.INDUCTIVE, 6, 1),
    _Stored(ConstantKind.CONSTRUCTOR, 5, 0),
    _Stored(ConstantKind.RECURSOR, 7, 1),
)
_WITH_VALUE = (ConstantKind.DEFINITION, ConstantKind.THEOREM, ConstantKind.OPAQUE)


class ConstantReader:
    """Reads the constants of one module."""

    def __init__(
        self,
        module: Name,
        region: Region,
        reader: TermReader,
        declared_kinds: Callable[[], Mapping[Name, ConstantKind]],
    ) -> None:
        """Read constants of `module`.

        Args:
            module: its name.
            region: its objects.
            reader: its names and terms.
            declared_kinds: how constants were declared that were exported as mere axioms; called when one is met.
        """
        self._declared_kinds = declared_kinds
        self._module = module
        self._region = region
        self._reader = reader

    def read(self, name: Name, address: int) -> Constant:
        """The constant that the module lists as `name`, whose `ConstantInfo` is at `address`.

        Raises:
            OleanError: it is not a constant, or has another name.
        """
        region, what = self._region, f"the constant {name}"
        tag, info = region.fields(address, what)
        if tag >= len(_STORED) or len(info) != 1:
            raise region.error(address, what, f"{describe_tag(tag)} with {len(info)} fields")
        stored, body = _STORED[tag], info[0]
        fields = region.constructor(body, what, 0, stored.fields)
        own_name, level_params, type_address = region.constructor(fields[0], what, 0, 3)
        if self._reader.name(own_name) != name:
            raise region.error(address, what, f"the constant {self._reader.name(own_name)}")
        is_axiom = stored.kind is ConstantKind.AXIOM
        return Constant(
            name=name,
            module=self._module,
            kind=self._declared_kinds().get(name, stored.kind) if is_axiom else stored.kind,
            safety=self._safety(body, stored, what),
            level_params=self._reader.name_list(level_params, f"the universe parameters of {name}"),
            details=self._details(body, stored.kind, fields, what),
            reader=self._reader,
            type_address=type_address,
            value_address=fields[1] if stored.kind in _WITH_VALUE else None,
            rules_address=fields[6] if stored.kind is ConstantKind.RECURSOR else None,
        )

    def _safety(self, body: int, stored: _Stored, what: str) -> Safety:
        if stored.kind is ConstantKind.DEFINITION:
            value = self._region.scalar_byte(body, 0, what)
            if value >= len(Safety):
                raise self._region.error(body, what, f"the safety {value}")
            return Safety(value)
        unsafe = stored.unsafe_byte is not None and self._region.flag(body, stored.unsafe_byte, what)
        return Safety.UNSAFE if unsafe else Safety.SAFE

    def _details(
        self, body: int, kind: ConstantKind, fields: tuple[int, ...], what: str
    ) -> InductiveInfo | ConstructorInfo | RecursorInfo | None:
        def count(index: int) -> int:
            return self._region.natural(fields[index], f"a count in {what}")

        if kind is ConstantKind.INDUCTIVE:
            constructors = self._reader.name_list(fields[4], f"the constructors of {what}")
            return InductiveInfo(count(1), count(2), constructors, self._region.flag(body, 0, what))
        if kind is ConstantKind.CONSTRUCTOR:
            return ConstructorInfo(self._reader.name(fields[1]), count(2), count(3), count(4))
        if kind is ConstantKind.RECURSOR:
            return RecursorInfo(count(2), count(3), count(4), count(5))
        return None
