"""What a theorem rests on, found by following its proof term.

Lean accepts a theorem that uses `sorry`, an axiom of one's own or the compiler as an oracle. The audit starts at a
constant, follows the types and values of the library's constants, proof terms included, and reports every axiom that
it meets and everything that the library promises not to use. Core is trusted where it ends: the embedded Lean comes
without the proof terms of core's theorems, so each of those that is used is listed rather than followed. Proof terms
show nothing of what Lean did while it read a module; `toymodels.lean.programs` looks for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from toymodels.lean.constants import Constant, ConstantKind, Safety
from toymodels.lean.environment import Environment
from toymodels.lean.expr import Name
from toymodels.lean.olean import Module
from toymodels.lean.programs import Programs
from toymodels.lean.terms import constants_used
from toymodels.records.forms import Result

ALLOWED_AXIOMS = frozenset({"propext", "Classical.choice", "Quot.sound"})

_SORRY = "sorryAx"
_COMPILER_AXIOMS = frozenset({"Lean.ofReduceBool", "Lean.ofReduceNat", "Lean.trustCompiler"})
_DERIVED_KINDS = (ConstantKind.DEFINITION, ConstantKind.THEOREM, ConstantKind.OPAQUE)


@dataclass(frozen=True, slots=True)
class Offence:
    """Something that a sound theorem of this library does not rest on.

    `path` leads from the audited constant to the one at fault, each using the next.
    """

    reason: str
    path: tuple[Name, ...]

    def __str__(self) -> str:
        return f"{' -> '.join(self.path)}: {self.reason}"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What one constant rests on.

    Attributes:
        name: the audited constant.
        axioms: every axiom that was met, sorted.
        trusted: core theorems that are used and whose proof terms were not followed, sorted.
        followed: how many declarations it rests on, itself included, were looked through: statements, values, proofs.
        offences: what breaks the library's promises; none if all is well.
    """

    name: Name
    axioms: tuple[Name, ...]
    trusted: tuple[Name, ...]
    followed: int
    offences: tuple[Offence, ...]

    @property
    def uses_sorry(self) -> bool:
        """Whether a proof is missing somewhere below (`sorry`)."""
        return _SORRY in self.axioms

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.offences

    @property
    def reasons(self) -> tuple[str, ...]:
        """What is wrong, one line each."""
        return tuple(map(str, self.offences))


class AuditOutcome(Result, frozen=True):
    """Whether a proof passes the audit, and why not."""

    ok: bool
    reasons: tuple[str, ...]


class AuditRecord(Result, frozen=True):
    """What one constant rests on, for other programs."""

    name: Name
    ok: bool
    axioms: tuple[Name, ...]
    reasons: tuple[str, ...]
    trusted: tuple[Name, ...]

    @classmethod
    def of(cls, entry: AuditEntry) -> AuditRecord:
        """The record of an entry."""
        return cls(entry.name, entry.ok, entry.axioms, entry.reasons, entry.trusted)


def audit(env: Environment, names: Iterable[Name], *, assumed: frozenset[Name] = frozenset()) -> list[AuditEntry]:
    """Audit constants.

    Args:
        env: the environment that declares them. Core is followed too if it was loaded with `core_proofs`.
        names: full names.
        assumed: constants that are taken as given, whatever they rest on themselves.

    Raises:
        UnknownName: a name is not declared.
        OleanError: a file is corrupt.
    """
    auditor = _Auditor(env, assumed)
    return [auditor.entry(env.constant(name).name) for name in names]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What one constant says by itself."""

    uses: tuple[Name, ...] = ()
    faults: tuple[str, ...] = ()
    is_axiom: bool = False
    is_trusted: bool = False
    is_followed: bool = False


class _Auditor:
    """Audits over one environment; facts about a constant are found once."""

    def __init__(self, env: Environment, assumed: frozenset[Name]) -> None:
        self._env = env
        self._programs = Programs(env)
        self._facts: dict[Name, _Facts] = {name: _Facts() for name in assumed}

    def entry(self, name: Name) -> AuditEntry:
        users = self._reach(name)
        facts = {reached: self._facts_of(reached) for reached in users}
        offences = [Offence(fault, _path(users, reached)) for reached, known in facts.items() for fault in known.faults]
        if self._env.in_library(name):
            offences += [Offence(fault, (name,)) for fault in self._programs.faults(self._env.module_of(name))]
        return AuditEntry(
            name=name,
            axioms=tuple(sorted(reached for reached, known in facts.items() if known.is_axiom)),
            trusted=tuple(sorted(reached for reached, known in facts.items() if known.is_trusted)),
            followed=sum(known.is_followed for known in facts.values()),
            offences=tuple(offences),
        )

    def _reach(self, start: Name) -> dict[Name, Name | None]:
        """Everything that `start` rests on, nearest first, each with one constant that uses it."""
        users: dict[Name, Name | None] = {start: None}
        frontier = [start]
        while frontier:
            beyond: list[Name] = []
            for name in frontier:
                for used in self._facts_of(name).uses:
                    if used not in users:
                        users[used] = name
                        beyond.append(used)
            frontier = beyond
        return users

    def _facts_of(self, name: Name) -> _Facts:
        known = self._facts.get(name)
        if known is None:
            known = self._facts[name] = self._find_facts(name)
        return known

    def _find_facts(self, name: Name) -> _Facts:
        constant = self._env.get(name)
        if constant is None:
            return _Facts(faults=("no module declares it, so it cannot be checked; build again",))
        in_library = self._env.in_library(name)
        if constant.kind is ConstantKind.AXIOM:
            return _Facts(faults=tuple(_axiom_faults(name, in_library)), is_axiom=True)
        if in_library:
            module = self._env.library[constant.module]
            return _Facts(uses=_uses(constant), faults=tuple(_library_faults(constant, module)), is_followed=True)
        if self._env.core_proofs and (constant.has_value or constant.kind is not ConstantKind.THEOREM):
            return _Facts(uses=_uses(constant), is_followed=True)
        return _Facts(is_trusted=constant.kind is ConstantKind.THEOREM)


def _uses(constant: Constant) -> tuple[Name, ...]:
    """Constants that the kernel accepted `constant` with: those in its type, its value and its constructors."""
    used = set(constants_used(constant.type))
    if constant.value is not None:
        used |= constants_used(constant.value)
    if constant.inductive is not None:
        used.update(constant.inductive.constructors)
    return tuple(sorted(used))


def _axiom_faults(name: Name, in_library: bool) -> Iterator[str]:
    if name == _SORRY:
        yield "a proof is missing (`sorry`); finish it"
    elif name in _COMPILER_AXIOMS:
        yield "the compiler is trusted as an oracle (`native_decide`); use `decide +kernel`"
    elif in_library:
        yield "it is an axiom of the library; prove it or make it a hypothesis"
    elif name not in ALLOWED_AXIOMS:
        yield f"it is an axiom other than {', '.join(sorted(ALLOWED_AXIOMS))}"


def _library_faults(constant: Constant, module: Module) -> Iterator[str]:
    if constant.kind in _DERIVED_KINDS and not constant.has_value:
        term = "proof term" if constant.kind is ConstantKind.THEOREM else "value"
        yield f"its {term} is missing (is {module.path.name}.private there?); build again"
    if constant.kind is ConstantKind.OPAQUE:
        yield "it is opaque (`opaque` or `partial`), so its value says nothing; define it by structural recursion"
    if constant.safety is Safety.UNSAFE:
        yield "it is `unsafe`, so the kernel does not check it"
    if constant.safety is Safety.PARTIAL:
        yield "it is `partial`, so it may not terminate"
    if constant.name in module.implemented_by:
        yield f"it runs as {module.implemented_by[constant.name]} (`implemented_by`), which is not proved to be equal"
    if constant.name in module.extern:
        yield "it runs as foreign code (`extern`), which is not proved to be equal"


def _path(users: Mapping[Name, Name | None], end: Name) -> tuple[Name, ...]:
    path = [end]
    while (user := users[path[-1]]) is not None:
        path.append(user)
    return tuple(reversed(path))
