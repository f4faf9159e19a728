"""The constants of a library and of core, by name, as the compiled files have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toymodels.errors import OleanError
from toymodels.kernel.exchange import Planned, Target
from toymodels.kernel.files import CompiledModule, Declared
from toymodels.kernel.names import Name, shown
from toymodels.kernel.official import OfficialKernel
from toymodels.lean.constants import ConstantKind

QUOTIENT: Name = ("Quot",)
_IN_GROUPS = (ConstantKind.INDUCTIVE, ConstantKind.CONSTRUCTOR, ConstantKind.RECURSOR)
_GROUP_FIELD = {ConstantKind.INDUCTIVE: 3, ConstantKind.CONSTRUCTOR: 1, ConstantKind.RECURSOR: 1}


class Constants:
    """What is declared, and by which module.

    Attributes:
        own: the modules of the library, by what they declare.
        declared_twice: why a name does not stand for one constant.
    """

    def __init__(
        self, kernel: OfficialKernel, library: Sequence[CompiledModule], core: Sequence[CompiledModule]
    ) -> None:
        """Take the modules of a library and those of core; the kernel compares terms."""
        self._kernel = kernel
        self.own: dict[Name, CompiledModule] = {}
        self._core: dict[Name, CompiledModule] = {}
        self.declared_twice: dict[Name, str] = {}
        for module in core:
            for name in module.addresses:
                self._core.setdefault(name, module)
        for module in library:
            self._take_names(module)

    def _take_names(self, module: CompiledModule) -> None:
        for name in module.addresses:
            other = self.own.get(name) or self._core.get(name)
            if other is not None and not (other is self.own.get(name) and self._one_theorem(name, other, module)):
                self.declared_twice[name] = f"both {other.title} and {module.title} declare it"
            self.own.setdefault(name, module)

    def _one_theorem(self, name: Name, one: CompiledModule, other: CompiledModule) -> bool:
        """Whether two modules state one theorem, as Lean allows them to, so that a proof in one is enough.

        Lean makes equations of a definition where they are first asked for, which can be in two modules.
        """
        try:
            left, right = one.declared(name), other.declared(name)
            return (
                left.kind is right.kind is ConstantKind.THEOREM
                and left.levels == right.levels
                and self._kernel.same(one.term(left.type), other.term(right.type))
            )
        except OleanError:
            return False

    @property
    def names(self) -> list[Name]:
        """All constants of the library."""
        return list(self.own)

    def plan(self, names: Iterable[Name]) -> Planned:
        """What is to be judged: constants with their modules and kinds, as far as the files can be read."""
        return Planned(tuple(Target(shown(name), self.own[name].title, self._kind(name)) for name in names))

    def _kind(self, name: Name) -> str:
        try:
            return self.own[name].declared(name).kind.name.lower()
        except OleanError:
            return "unreadable"

    def declared(self, name: Name) -> Declared | None:
        """A constant of the library or of core.

        Raises:
            OleanError: the file is corrupt.
        """
        module = self.own.get(name) or self._core.get(name)
        return None if module is None else module.declared(name)

    def stand_in(self, name: Name) -> Declared:
        """What stands for a constant of the library that cannot be read."""
        module = self.own[name]
        return Declared(name, module, ConstantKind.AXIOM, False, (), 0, 0, ())

    def members(self, declared: Declared) -> tuple[Declared, ...]:
        """The constants that go to the kernel together with one.

        Raises:
            OleanError: the file is corrupt.
        """
        if declared.kind is ConstantKind.QUOTIENT:
            return (self.need(QUOTIENT),)
        if declared.kind not in _IN_GROUPS:
            return (declared,)
        first = declared
        if declared.kind is ConstantKind.CONSTRUCTOR:
            first = self.need(declared.module.name(declared.fields[1]))
        group = first.names(_GROUP_FIELD[first.kind]) if first.kind in _GROUP_FIELD else ()
        members = tuple(map(self.need, group))
        if not members or any(
            each.kind is not ConstantKind.INDUCTIVE or each.names(3) != group or not each.safe for each in members
        ):
            raise OleanError(f"{shown(declared.name)} belongs to no inductive type")
        return members

    def need(self, name: Name) -> Declared:
        """A constant that there has to be.

        Raises:
            OleanError: there is none, there are two, or the file is corrupt.
        """
        found = self.declared(name)
        if why := self.declared_twice.get(name):
            raise OleanError(f"{shown(name)} is not one thing: {why}")
        if found is None:
            raise OleanError(f"no file declares {shown(name)}")
        return found
