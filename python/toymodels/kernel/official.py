"""The official kernel through `ctypes`: names, levels, terms and declarations made by its own functions.

Objects are plain integers, the addresses that Lean's runtime knows them by; small values are boxed, as Lean does it.
What is made here is marked persistent (reference count 0), so that the runtime neither frees nor changes it: right for
a process that lives for one check. A wrong call would end the process, so only `toymodels.kernel.worker` uses this.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from toymodels.errors import KernelMissing, ToyModelsError
from toymodels.kernel.names import Name, shown
from toymodels.kernel.wheel import checked_libraries

Pointer = int

# `Lean.Kernel.Exception` by constructor number; the first two carry a name, `other` a message.
_UNKNOWN_CONSTANT, _ALREADY_DECLARED, _OTHER = 0, 1, 12
_REASONS = (
    "unknown constant",
    "already declared",
    "the value does not have the stated type",
    "it has metavariables",
    "it has free variables",
    "something that is not a function is applied",
    "a type is expected where there is none",
    "the value of a `let` does not have the stated type",
    "a term does not have the expected type",
    "a function is applied to an argument of another type",
    "an invalid projection",
    "the type of a theorem is not a proposition",
    "",
    "the deterministic limit of time is reached",
    "the limit of memory is reached",
    "the recursion is too deep",
    "interrupted",
)
_FIRST_LIMIT = 13

_U8 = ctypes.c_uint8
_OBJECT = ctypes.c_void_p

_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "lean_alloc_object": (ctypes.c_size_t,),
    "lean_cstr_to_nat": (ctypes.c_char_p,),
    "lean_mk_string_unchecked": (ctypes.c_char_p, ctypes.c_size_t, ctypes.c_size_t),
    "lean_name_mk_string": (_OBJECT,) * 2,
    "lean_name_mk_numeral": (_OBJECT,) * 2,
    "lean_level_mk_zero": (_OBJECT,),
    "lean_level_mk_succ": (_OBJECT,),
    "lean_level_mk_max": (_OBJECT,) * 2,
    "lean_level_mk_imax": (_OBJECT,) * 2,
    "lean_level_mk_param": (_OBJECT,),
    "lean_expr_mk_bvar": (_OBJECT,),
    "lean_expr_mk_sort": (_OBJECT,),
    "lean_expr_mk_const": (_OBJECT,) * 2,
    "lean_expr_mk_app": (_OBJECT,) * 2,
    "lean_expr_mk_lambda": (_OBJECT, _OBJECT, _OBJECT, _U8),
    "lean_expr_mk_forall": (_OBJECT, _OBJECT, _OBJECT, _U8),
    "lean_expr_mk_let": (_OBJECT, _OBJECT, _OBJECT, _OBJECT, _U8),
    "lean_expr_mk_lit": (_OBJECT,),
    "lean_expr_mk_proj": (_OBJECT,) * 3,
    "lean_mk_reducibility_hints_regular": (ctypes.c_uint32,),
    "lean_mk_axiom_val": (_OBJECT, _OBJECT, _OBJECT, _U8),
    "lean_mk_theorem_val": (_OBJECT,) * 5,
    "lean_mk_definition_val": (_OBJECT, _OBJECT, _OBJECT, _OBJECT, _OBJECT, _U8, _OBJECT),
    "lean_mk_opaque_val": (_OBJECT, _OBJECT, _OBJECT, _OBJECT, _U8, _OBJECT),
    "lean_mk_inductive_decl": (_OBJECT, _OBJECT, _OBJECT, _U8),
    "l_Lean_mkEmptyEnvironment___boxed": (_OBJECT,) * 2,
    "lean_elab_environment_to_kernel_env": (_OBJECT,),
    "lean_environment_find": (_OBJECT,) * 2,
    "lean_add_decl": (_OBJECT, ctypes.c_size_t, ctypes.c_size_t, _OBJECT, _OBJECT),
    "initialize_Lean": (_U8, _OBJECT),
}

_SAFE = 1  # of `DefinitionSafety`
_MAX_RECURSION = 1_000_000


def box(value: int) -> Pointer:
    """A small value in place of an object."""
    return 2 * value + 1


NIL = box(0)
QUOTIENT_DECLARATION = box(4)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the kernel did not take a declaration; `limit` if it gave up, so that nothing is said of the declaration."""

    reason: str
    limit: bool


@dataclass(frozen=True, slots=True)
class InductiveType:
    """One inductive type of a mutual group as it is declared; `constructors` are pairs of a name and a type."""

    name: Name
    type: Pointer
    constructors: Sequence[tuple[Name, Pointer]]


class OfficialKernel:
    """One environment of the official kernel, empty at first, to which declarations are added."""

    def __init__(self) -> None:
        """Load the kernel into this process.

        Raises:
            KernelMissing: it is not there, is not the one that is known, or does not work here.
        """
        *before, main = checked_libraries()
        try:
            for path in before:
                ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)
            self._lean = lean = ctypes.CDLL(str(main), mode=ctypes.RTLD_GLOBAL)
        except OSError as error:
            raise KernelMissing(f"the official kernel cannot be loaded on this machine: {error}") from error
        for name, arguments in _SIGNATURES.items():
            function = getattr(lean, name)
            function.argtypes, function.restype = arguments, _OBJECT
        lean.lean_expr_eqv.argtypes, lean.lean_expr_eqv.restype = (_OBJECT, _OBJECT), _U8
        lean.lean_initialize_runtime_module()
        lean.lean_initialize()
        lean.initialize_Lean(1, NIL)
        lean.lean_io_mark_end_initialization()
        empty = _field(lean.l_Lean_mkEmptyEnvironment___boxed(NIL, NIL), 0)
        self._empty: Pointer = lean.lean_elab_environment_to_kernel_env(empty)
        self._environment = self._empty
        self._names: dict[Name, Pointer] = {(): NIL}
        self._naturals: dict[int, Pointer] = {}
        self._level_zero = self._kept(lean.lean_level_mk_zero(NIL))
        self._test_itself()

    def _test_itself(self) -> None:
        """A kernel that takes a proof of everything, or refuses one of `p → p`, is none."""
        prop, zero, one = self.sort(self._level_zero), self.bound(0), self.bound(1)
        everything = self.pi(("p",), prop, zero, 0)
        identity = self.pi(("p",), prop, self.pi(("h",), zero, one, 0), 0)
        proof = self.lambda_(("p",), prop, self.lambda_(("h",), zero, zero, 0), 0)
        wrong = self.add(self.theorem(("wrong",), (), everything, proof))
        right = self.add(self.theorem(("right",), (), identity, proof))
        self.forget()
        if wrong is None or right is not None:
            raise KernelMissing("the official kernel does not work on this machine: it fails a test of two proofs")

    def _kept(self, pointer: Pointer) -> Pointer:
        """An object marked persistent."""
        if not pointer & 1:
            ctypes.memset(pointer, 0, 4)
        return pointer

    def _object(self, tag: int, *fields: Pointer) -> Pointer:
        """A constructor object, persistent."""
        size = 8 * (1 + len(fields))
        pointer: Pointer = self._lean.lean_alloc_object(size)
        header = size << 32 | len(fields) << 48 | tag << 56
        (ctypes.c_uint64 * (1 + len(fields))).from_address(pointer)[:] = [header, *fields]
        return pointer

    def list(self, items: Iterable[Pointer]) -> Pointer:
        """A `List`."""
        result = NIL
        for item in reversed(list(items)):
            result = self._object(1, item, result)
        return result

    def string(self, text: str) -> Pointer:
        """A `String`."""
        data = text.encode()
        return self._kept(self._lean.lean_mk_string_unchecked(data, len(data), len(text)))

    def natural(self, value: int) -> Pointer:
        """A `Nat`."""
        if value < 1 << 62:
            return box(value)
        known = self._naturals.get(value)
        if known is None:
            known = self._naturals[value] = self._kept(self._lean.lean_cstr_to_nat(str(value).encode()))
        return known

    def name(self, name: Name) -> Pointer:
        """A `Name`; equal ones are one object."""
        known = self._names.get(name)
        if known is None:
            prefix, last = self.name(name[:-1]), name[-1]
            if isinstance(last, str):
                made = self._lean.lean_name_mk_string(prefix, self.string(last))
            else:
                made = self._lean.lean_name_mk_numeral(prefix, self.natural(last))
            known = self._names[name] = self._kept(made)
        return known

    def names(self, names: Iterable[Name]) -> Pointer:
        """A `List Name`."""
        return self.list(map(self.name, names))

    @property
    def level_zero(self) -> Pointer:
        """The level 0."""
        return self._level_zero

    def level_succ(self, level: Pointer) -> Pointer:
        """The successor of a level."""
        return self._kept(self._lean.lean_level_mk_succ(level))

    def level_max(self, left: Pointer, right: Pointer) -> Pointer:
        """The greater of two levels."""
        return self._kept(self._lean.lean_level_mk_max(left, right))

    def level_imax(self, left: Pointer, right: Pointer) -> Pointer:
        """The greater of two levels, or 0 if the second is 0."""
        return self._kept(self._lean.lean_level_mk_imax(left, right))

    def level_param(self, name: Name) -> Pointer:
        """A universe parameter."""
        return self._kept(self._lean.lean_level_mk_param(self.name(name)))

    def bound(self, index: int) -> Pointer:
        """A bound variable."""
        return self._kept(self._lean.lean_expr_mk_bvar(box(index)))

    def sort(self, level: Pointer) -> Pointer:
        """`Sort level`."""
        return self._kept(self._lean.lean_expr_mk_sort(level))

    def constant(self, name: Name, levels: Pointer) -> Pointer:
        """A constant; `levels` is a `List Level`."""
        return self._kept(self._lean.lean_expr_mk_const(self.name(name), levels))

    def app(self, function: Pointer, argument: Pointer) -> Pointer:
        """An application."""
        return self._kept(self._lean.lean_expr_mk_app(function, argument))

    def lambda_(self, name: Name, domain: Pointer, body: Pointer, info: int) -> Pointer:
        """`fun name : domain => body`."""
        return self._kept(self._lean.lean_expr_mk_lambda(self.name(name), domain, body, info))

    def pi(self, name: Name, domain: Pointer, body: Pointer, info: int) -> Pointer:
        """`(name : domain) → body`."""
        return self._kept(self._lean.lean_expr_mk_forall(self.name(name), domain, body, info))

    def let(self, name: Name, domain: Pointer, value: Pointer, body: Pointer) -> Pointer:
        """`let name : domain := value; body`."""
        return self._kept(self._lean.lean_expr_mk_let(self.name(name), domain, value, body, 0))

    def literal(self, value: int | str) -> Pointer:
        """A literal: a natural number or a string."""
        inner = self._object(1, self.string(value)) if isinstance(value, str) else self._object(0, self.natural(value))
        return self._kept(self._lean.lean_expr_mk_lit(inner))

    def projection(self, structure: Name, index: int, term: Pointer) -> Pointer:
        """Field `index` of a structure value."""
        return self._kept(self._lean.lean_expr_mk_proj(self.name(structure), self.natural(index), term))

    def same(self, left: Pointer, right: Pointer) -> bool:
        """Whether two terms are equal but for the names of bound variables."""
        return bool(self._lean.lean_expr_eqv(left, right))

    def axiom(self, name: Name, levels: Sequence[Name], type_: Pointer) -> Pointer:
        """The declaration of an axiom."""
        return self._object(0, self._lean.lean_mk_axiom_val(self.name(name), self.names(levels), type_, 0))

    def theorem(self, name: Name, levels: Sequence[Name], type_: Pointer, proof: Pointer) -> Pointer:
        """The declaration of a theorem."""
        made = self._lean.lean_mk_theorem_val(self.name(name), self.names(levels), type_, proof, self.names([name]))
        return self._object(2, made)

    def definition(self, name: Name, levels: Sequence[Name], type_: Pointer, value: Pointer, hints: Pointer) -> Pointer:
        """The declaration of a safe definition."""
        made = self._lean.lean_mk_definition_val(
            self.name(name), self.names(levels), type_, value, hints, _SAFE, self.names([name])
        )
        return self._object(1, made)

    def opaque(self, name: Name, levels: Sequence[Name], type_: Pointer, value: Pointer) -> Pointer:
        """The declaration of an opaque constant."""
        made = self._lean.lean_mk_opaque_val(self.name(name), self.names(levels), type_, value, 0, self.names([name]))
        return self._object(3, made)

    def inductive(self, levels: Sequence[Name], parameters: int, types: Sequence[InductiveType]) -> Pointer:
        """The declaration of inductive types that are defined together."""
        made = [
            self._object(
                0,
                self.name(each.name),
                each.type,
                self.list(self._object(0, self.name(name), type_) for name, type_ in each.constructors),
            )
            for each in types
        ]
        return self._lean.lean_mk_inductive_decl(self.names(levels), self.natural(parameters), self.list(made), 0)

    def regular_hints(self, height: int) -> Pointer:
        """The reducibility hints of a definition of this height."""
        return self._kept(self._lean.lean_mk_reducibility_hints_regular(height))

    def add(self, declaration: Pointer) -> Refusal | None:
        """Have a declaration checked, and add it to the environment unless the kernel refuses it."""
        self._retain_environment()
        answer: Pointer = self._lean.lean_add_decl(self._environment, 0, _MAX_RECURSION, declaration, NIL)
        if answer & 1:
            raise ToyModelsError(f"the official kernel gave the answer {answer}, which is not one of those known")
        if _tag(answer) == 1:
            self._environment = _field(answer, 0)
            return None
        exception = _field(answer, 0)
        return self._refusal(exception)

    def _refusal(self, exception: Pointer) -> Refusal:
        tag = exception >> 1 if exception & 1 else _tag(exception)
        reason = _REASONS[tag] if tag < len(_REASONS) else f"error {tag}"
        if tag in (_UNKNOWN_CONSTANT, _ALREADY_DECLARED):
            reason = f"{reason} {shown(read_name(_field(exception, 1)))}"
        elif tag == _OTHER:
            reason = read_string(_field(exception, 0))
        return Refusal(reason, tag >= _FIRST_LIMIT)

    def forget(self) -> None:
        """Begin again with no declarations."""
        self._environment = self._empty

    def find(self, name: Name) -> Pointer | None:
        """The kernel's own `ConstantInfo` for a name."""
        self._retain_environment()
        found: Pointer = self._lean.lean_environment_find(self._environment, self.name(name))
        return None if found == NIL else _field(found, 0)

    def _retain_environment(self) -> None:
        """One reference more: the next call takes one away, and the environment is needed after it."""
        count = ctypes.c_int32.from_address(self._environment)
        count.value += (count.value > 0) - (count.value < 0)


def _field(pointer: Pointer, index: int) -> Pointer:
    return ctypes.c_uint64.from_address(pointer + 8 * (1 + index)).value


def _tag(pointer: Pointer) -> int:
    return ctypes.c_uint8.from_address(pointer + 7).value


def fields(pointer: Pointer, count: int) -> list[Pointer]:
    """The first `count` fields of a constructor object."""
    return [_field(pointer, index) for index in range(count)]


def scalar_byte(pointer: Pointer, pointers: int, index: int) -> int:
    """Byte `index` after the `pointers` pointer fields of a constructor object."""
    return ctypes.c_uint8.from_address(pointer + 8 * (1 + pointers) + index).value


def read_list(pointer: Pointer) -> list[Pointer]:
    """The items of a `List` of the kernel's."""
    items: list[Pointer] = []
    while pointer != NIL:
        item, pointer = fields(pointer, 2)
        items.append(item)
    return items


def read_string(pointer: Pointer) -> str:
    """The text of a `String` of the kernel's."""
    size = ctypes.c_uint64.from_address(pointer + 8).value
    return ctypes.string_at(pointer + 32, size - 1).decode("utf-8", "replace")


def read_name(pointer: Pointer) -> Name:
    """The components of a `Name` of the kernel's."""
    components: list[str | int] = []
    while pointer != NIL:
        prefix, last = fields(pointer, 2)
        components.append(read_string(last) if _tag(pointer) == 1 else last >> 1)
        pointer = prefix
    return tuple(reversed(components))
