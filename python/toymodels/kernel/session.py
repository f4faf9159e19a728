"""One check of a library: what is handed to the official kernel, in which order, and what it says of each."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toymodels.errors import OleanError
from toymodels.kernel import official
from toymodels.kernel.declared import QUOTIENT, Constants
from toymodels.kernel.files import CompiledModule, Declared
from toymodels.kernel.names import Name, shown
from toymodels.kernel.official import InductiveType, OfficialKernel, Pointer
from toymodels.kernel.verdicts import ACCEPTED, LEFT_OUT, NO_OPINION, REJECTED, Known
from toymodels.lean.constants import ConstantKind

_ALLOWED_AXIOMS: frozenset[Name] = frozenset({("propext",), ("Classical", "choice"), ("Quot", "sound")})
_NATURAL_FUNCTIONS = (
    "add",
    "sub",
    "mul",
    "div",
    "mod",
    "gcd",
    "beq",
    "ble",
    "land",
    "lor",
    "xor",
    "shiftLeft",
    "shiftRight",
    "pow",
    "log2",
    "zero",
    "succ",
    "pred",
)
_KNOWN_TO_THE_KERNEL: frozenset[Name] = frozenset(
    {
        *(("Nat", function) for function in _NATURAL_FUNCTIONS),
        *((name,) for name in ("Nat", "Bool", "String", "Char", "List", "Eq", "Quot")),
        *(("Bool", "true"), ("Bool", "false"), ("Char", "ofNat"), ("String", "ofList"), ("String", "mk")),
        *(("List", "nil"), ("List", "cons"), ("Eq", "refl"), ("Lean", "reduceBool"), ("Lean", "reduceNat")),
    }
)
_QUOTIENT_RESTS_ON: Name = ("Eq",)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one constant; `reason` is empty if it was accepted.

    `culprit` is the constant that it was said of first, where this one only rests on that. An accepted proof has a
    `key`, a hash of its name and of all compiled files with something that it rests on, if it can be kept.
    """

    verdict: str
    reason: str = ""
    culprit: Name | None = None
    key: str = ""


@dataclass(slots=True)
class _Unit:
    """Constants that go to the kernel together, and those that they need before."""

    head: Name
    members: tuple[Declared, ...]
    needs: frozenset[Name] = frozenset()
    waiting: Iterator[Name] = field(default_factory=lambda: iter(()))


Listener = Callable[[Declared, Said], None]


class Session:
    """A library before the kernel."""

    def __init__(
        self,
        kernel: OfficialKernel,
        library: Sequence[CompiledModule],
        core: Sequence[CompiledModule],
        listen: Listener,
        known: Known | None = None,
    ) -> None:
        """Take the modules of a library and those of core; `listen` hears of each constant of the library.

        A proof that is known to be accepted is not judged again: the kernel gets its statement as an axiom.
        """
        self._kernel = kernel
        self.constants = Constants(kernel, library, core)
        self._own = self.constants.own
        self._listen = listen
        self._known = known or Known()
        self._modules = [module.title for module in library]
        self._bits = {title: 1 << index for index, title in enumerate(self._modules)}
        self._files: dict[Name, int] = {}
        self._contents: dict[int, str | None] = {}
        self.recognized = 0
        self.has_refusal = False
        self._said: dict[Name, Said] = {}
        self._needs: dict[Name, frozenset[Name]] = {}
        self._admitted: dict[Name, str] = {}
        self._checked_core: Counter[str] = Counter()
        self._derived: Counter[str] = Counter()
        self._assumptions: Mapping[Name, Collection[Name]] = {}
        self._assumed: frozenset[Name] = frozenset()

    def assume(self, assumptions: Mapping[Name, Collection[Name]]) -> None:
        """Take, by constant to be judged, those of the library that it may rest on, theorems without their proofs."""
        self._assumptions = assumptions
        self._assumed = frozenset(name for given in assumptions.values() for name in given)

    @property
    def is_doubtful(self) -> bool:
        """Whether the kernel refused something, perhaps since it had a known proof's statement and not the proof."""
        return self.has_refusal and self.recognized > 0

    def check(self, names: Iterable[Name]) -> None:
        """Have the kernel judge constants of the library, and before each all that it needs."""
        for name in names:
            self._check(name)
            if name not in self._said:
                self._say([self.constants.stand_in(name)], Said(REJECTED, "the kernel derives no such constant"))

    def _check(self, start: Name) -> None:
        """Depth first, without recursion; what is needed while it is itself in work is left for the kernel to miss."""
        stack: list[_Unit] = []
        in_work: set[Name] = set()

        def enter(name: Name) -> None:
            if name in self._said or name in in_work:
                return
            unit = self._unit(name)
            if unit is not None and unit.head not in in_work:
                in_work.add(unit.head)
                in_work.add(name)
                stack.append(unit)

        enter(start)
        while stack:
            unit = stack[-1]
            needed = next(unit.waiting, None)
            if needed is not None:
                enter(needed)
                continue
            stack.pop()
            self._judge(unit)

    def _unit(self, name: Name) -> _Unit | None:
        """What has to be handed over for `name`; nothing where that is known, or where no file has it."""
        try:
            declared = self.constants.declared(name)
            if declared is None:
                return None
            self._needs.setdefault(name, frozenset())
            if why := self._outright(declared):
                self._say([declared], why)
                return None
            members = self.constants.members(declared)
            needs = frozenset(self._needed(members))
        except OleanError as error:
            self._said[name] = said = Said(REJECTED, f"the compiled file cannot be read: {error}")
            if name in self._own:
                self._listen(self.constants.stand_in(name), said)
            return None
        own = {member.name for member in members}
        for member in members:
            self._needs[member.name] = needs - own
        if members[0].kind is ConstantKind.INDUCTIVE:
            self._needs[name] = frozenset({members[0].name}) if name not in own else needs - own
        return _Unit(members[0].name, members, needs - own, iter(sorted(needs - own, key=shown)))

    def _outright(self, declared: Declared) -> Said | None:
        """What is said without the kernel."""
        name, own = declared.name, declared.name in self._own
        if name in self.constants.declared_twice:
            return Said(REJECTED, self.constants.declared_twice[name])
        if own and name in _KNOWN_TO_THE_KERNEL:
            return Said(REJECTED, "the kernel computes with core's constant of this name, which no library may replace")
        if not declared.safe:
            return Said(LEFT_OUT, "it is unsafe or partial: the kernel lets no proof use it")
        if declared.kind is ConstantKind.AXIOM:
            if own:
                hidden = declared.module.kinds_behind_axioms.get(name)
                if hidden is ConstantKind.THEOREM:
                    return Said(REJECTED, "its proof is not in the compiled files")
                return Said(REJECTED, "it is an axiom of the library")
            if name not in declared.module.kinds_behind_axioms and name not in _ALLOWED_AXIOMS:
                return Said(REJECTED, "it is an axiom that no proof may use")
        return None

    def _needed(self, members: Sequence[Declared]) -> Iterator[Name]:
        for member in members:
            if member.kind is ConstantKind.QUOTIENT:
                yield _QUOTIENT_RESTS_ON
                return
            module = member.module
            yield from module.mentioned(member.type)
            if (value := self._value(member)) is not None:
                yield from module.mentioned(value)
            if member.kind is ConstantKind.INDUCTIVE:
                for name in member.names(4):
                    constructor = self.constants.need(name)
                    yield from constructor.module.mentioned(constructor.type) - {member.name}

    def _value(self, declared: Declared) -> int | None:
        """The address of the value or proof that is handed over."""
        return None if self._is_assumed(declared) else declared.value

    def _is_assumed(self, declared: Declared) -> bool:
        return declared.name in self._assumed and declared.kind is ConstantKind.THEOREM

    def _judge(self, unit: _Unit) -> None:
        files = 0
        for name in unit.needs:
            files |= self._files_below(name)
        for member in unit.members:
            files |= self._bit(member.name)
        self._files |= {member.name: files for member in unit.members}
        said = self._inherited(unit) or self._unwarranted(unit) or self._ask(unit)
        head = unit.members[0]
        if head.kind is ConstantKind.INDUCTIVE:
            self._say(unit.members, said)
            self._judge_derived(unit.members, said)
        elif head.kind is ConstantKind.QUOTIENT:
            for name in (QUOTIENT, *((*QUOTIENT, part) for part in ("mk", "lift", "ind"))):
                if (declared := self.constants.declared(name)) is not None:
                    self._needs[name] = unit.needs
                    self._say([declared], self._compared(declared) if said.verdict == ACCEPTED else said)
        else:
            self._say([head], said)

    def _inherited(self, unit: _Unit) -> Said | None:
        """The worst of what was said of the constants that a unit needs, if it settles the unit."""
        unknown: Said | None = None
        for name in sorted(unit.needs, key=shown):
            said = self._said.get(name)
            if said is None or said.verdict == ACCEPTED:
                continue
            culprit = said.culprit or name
            reason = said.reason if said.culprit else f"it rests on {shown(name)}: {said.reason}"
            if said.verdict != NO_OPINION:
                return Said(REJECTED, reason, culprit)
            unknown = unknown or Said(NO_OPINION, reason, culprit)
        return unknown

    def _unwarranted(self, unit: _Unit) -> Said | None:
        """What is said of a constant that rests on what only others may assume, or is assumed itself."""
        allowed = self._assumptions.get(unit.head)
        if allowed is None:
            return None
        if self._is_assumed(unit.members[0]):
            return Said(REJECTED, "others are to be judged as if it were proved, so that its proof is not looked at")
        others = self._rests_on(unit.head) & self._admitted.keys() & self._assumed - set(allowed)
        return Said(REJECTED, f"it rests on {shown(min(others, key=shown))}, which is not proved") if others else None

    def _bit(self, name: Name) -> int:
        """The module of the library that declares a constant, as a bit."""
        module = self._own.get(name)
        return 0 if module is None else self._bits[module.title]

    def _files_below(self, name: Name) -> int:
        """The modules of the library that a judged constant rests on, as bits."""
        files = self._files.get(name)
        if files is None:  # a constructor or a recursor, which comes with its type
            files = self._bit(name)
            for each in self._needs.get(name, ()):
                files |= self._files.get(each, 0)
        return files

    def _proof_key(self, name: Name) -> str:
        """What an accepted proof is kept under; empty where it cannot be kept."""
        files = self._files[name]
        if files not in self._contents:
            titles = sorted(title for title, bit in self._bits.items() if files & bit)
            contents = [(title, self._known.contents.get(title)) for title in titles]
            told = repr((self._known.basis, contents)).encode()
            whole = all(content for _, content in contents)
            self._contents[files] = hashlib.sha256(told).hexdigest() if whole else None
        content = self._contents[files]
        return "" if content is None else hashlib.sha256(f"{content} {shown(name)}".encode()).hexdigest()

    def _rests_on(self, start: Name) -> set[Name]:
        found, stack = {start}, [start]
        while stack:
            new = self._needs.get(stack.pop(), frozenset()) - found
            found |= new
            stack += new
        return found

    def _ask(self, unit: _Unit) -> Said:
        head, kernel = unit.members[0], self._kernel
        module, name, levels = head.module, head.name, head.levels
        if head.kind is ConstantKind.QUOTIENT:
            return self._add(official.QUOTIENT_DECLARATION)
        if head.kind is ConstantKind.INDUCTIVE:
            return self._add(self._inductive(unit.members))
        type_ = module.term(head.type)
        address = self._value(head)
        if address is None:
            self._admitted[name] = "assumption" if self._is_assumed(head) else self._stands_for(head)
            return self._add(kernel.axiom(name, levels, type_))
        key = self._proof_key(name) if head.kind is ConstantKind.THEOREM else ""
        if key in self._known.proofs:
            self.recognized += 1
            return self._add(kernel.axiom(name, levels, type_), key)
        value = module.term(address)
        if head.kind is ConstantKind.DEFINITION:
            declaration = kernel.definition(name, levels, type_, value, module.hints(head))
        elif head.kind is ConstantKind.OPAQUE:
            declaration = kernel.opaque(name, levels, type_, value)
        else:
            declaration = kernel.theorem(name, levels, type_, value)
        return self._add(declaration, key)

    def _add(self, declaration: Pointer, key: str = "") -> Said:
        """What the kernel says of a declaration, which is kept under `key` if it accepts it."""
        refusal = self._kernel.add(declaration)
        if refusal is None:
            return Said(ACCEPTED, key=key)
        self.has_refusal = True
        if refusal.limit:
            return Said(NO_OPINION, f"the kernel gave up: {refusal.reason}")
        return Said(REJECTED, refusal.reason)

    def _stands_for(self, axiom: Declared) -> str:
        """What an axiom handed to the kernel is: a theorem without its proof, a body not shown, or an axiom."""
        hidden = axiom.module.kinds_behind_axioms.get(axiom.name)
        if hidden is None:
            return "axiom"
        return "theorem" if hidden is ConstantKind.THEOREM else "body"

    def _inductive(self, members: Sequence[Declared]) -> Pointer:
        types: list[InductiveType] = []
        for member in members:
            constructors = map(self.constants.need, member.names(4))
            typed = [(each.name, each.module.term(each.type)) for each in constructors]
            types.append(InductiveType(member.name, member.module.term(member.type), typed))
        return self._kernel.inductive(members[0].levels, members[0].number(1), types)

    def _judge_derived(self, members: Sequence[Declared], said: Said) -> None:
        """Constructors and recursors come with their types: are the files' those that the kernel derived?"""
        for member in members:
            for name in member.names(4):
                self._needs[name] = frozenset({member.name})
                self._say_derived(self.constants.need(name), said)
        head = members[0]
        modules = {member.module.title: member.module for member in members}
        recursors = [(*member.name, "rec") for member in members]
        most = min(head.number(5), sum(len(module.addresses) for module in modules.values()))
        recursors += [(*head.name, f"rec_{index}") for index in range(1, 1 + most)]
        for name in recursors:
            if any(name in module.addresses for module in modules.values()):
                self._needs[name] = frozenset({head.name})
                self._say_derived(self.constants.need(name), said)

    def _say_derived(self, declared: Declared, said: Said) -> None:
        self._say([declared], self._compared(declared) if said.verdict == ACCEPTED else said)

    def _compared(self, declared: Declared) -> Said:
        """Whether the kernel derived a constant just as the file has it."""
        info = self._kernel.find(declared.name)
        if info is None:
            return Said(REJECTED, "the kernel derives no such constant")
        (body,) = official.fields(info, 1)
        try:
            differs = self._difference(declared, body)
        except OleanError as error:
            return Said(REJECTED, f"the compiled file cannot be read: {error}")
        if differs:
            return Said(REJECTED, f"its {differs} is not the one that the kernel derives")
        self._derived[declared.kind.name.lower()] += 1
        return Said(ACCEPTED)

    def _difference(self, declared: Declared, body: Pointer) -> str | None:
        values = official.fields(body, len(declared.fields))
        _, levels, type_ = official.fields(values[0], 3)
        if tuple(map(official.read_name, official.read_list(levels))) != declared.levels:
            return "list of universe parameters"
        if not self._kernel.same(declared.module.term(declared.type), type_):
            return "type"
        numbers = {ConstantKind.CONSTRUCTOR: range(2, 5), ConstantKind.RECURSOR: range(2, 6)}.get(declared.kind, ())
        if any(official.box(declared.number(index)) != values[index] for index in numbers):
            return "number of arguments"
        if declared.kind is ConstantKind.RECURSOR and not self._same_rules(declared, values[6]):
            return "list of rules"
        return None

    def _same_rules(self, declared: Declared, derived: Pointer) -> bool:
        region, module = declared.module.region, declared.module
        what = f"the rules of {shown(declared.name)}"
        stored = [region.constructor(rule, what, 0, 3) for rule in region.list_items(declared.fields[6], what)]
        rules = [official.fields(rule, 3) for rule in official.read_list(derived)]
        return len(stored) == len(rules) and all(
            module.name(name) == official.read_name(other_name)
            and official.box(region.natural(count, what)) == other_count
            and self._kernel.same(module.term(term), other_term)
            for (name, count, term), (other_name, other_count, other_term) in zip(stored, rules, strict=True)
        )

    def _say(self, constants: Iterable[Declared], said: Said) -> None:
        for declared in constants:
            if declared.name in self._said:
                continue
            self._said[declared.name] = said
            if declared.name in self._own:
                self._listen(declared, said)
            elif said.verdict == ACCEPTED and declared.kind is not ConstantKind.AXIOM:
                self._checked_core[declared.kind.name.lower()] += 1

    def summary(self, targets: Iterable[Name]) -> dict[str, dict[str, int]]:
        """What was checked again of core, and what admitted with how many accepted theorems of `targets` on each."""
        users: Counter[Name] = Counter()
        reached: dict[Name, int] = {}
        numbers = {name: index for index, name in enumerate(self._admitted)}
        for target in targets:
            accepted = self._said.get(target, Said(NO_OPINION)).verdict == ACCEPTED
            if accepted and self._own[target].declared(target).kind is ConstantKind.THEOREM:
                bits = self._reached(target, numbers, reached)
                users.update(name for name, index in numbers.items() if bits >> index & 1)
        listed = {
            kind: {shown(name): users[name] for name, stands in sorted(self._admitted.items()) if stands == kind}
            for kind in ("theorem", "body", "axiom")
        }
        return {
            "core_checked": dict(self._checked_core),
            "derived": dict(self._derived),
            "core_theorems_admitted": listed["theorem"],
            "core_bodies_admitted": listed["body"],
            "axioms": listed["axiom"],
        }

    def _reached(self, start: Name, numbers: dict[Name, int], known: dict[Name, int]) -> int:
        """Which of the admitted constants `start` rests on, as bits."""
        stack = [start]
        while stack:
            name = stack[-1]
            missing = [each for each in self._needs.get(name, ()) if each not in known]
            if name not in known and missing:
                known[name] = 0
                stack += missing
                continue
            stack.pop()
            bits = 1 << numbers[name] if name in numbers else 0
            for each in self._needs.get(name, ()):
                bits |= known.get(each, 0)
            known[name] = known.get(name, 0) | bits
        return known[start]
