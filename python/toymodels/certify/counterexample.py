"""Counterexamples put to Lean's kernel: `example : ¬ …`, and that this is about what the author stated.

Two checks stand at the end of the file's own text, where also its private names can be said. The first refutes the
statement as this package prints it, at the witness, by the kernel's own arithmetic. The second derives that printed
statement from the author's theorem (or from the proposition that the author defined), whatever its notation, binders
and definitions: so the author's statement falls with the printed one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toymodels.certify.lean_file import SILENT, LeanFile, file_of, judged
from toymodels.certify.lean_values import literal, propositions
from toymodels.errors import StatementError
from toymodels.evaluate.batch import Instance
from toymodels.kernel.outcome import Opinion, Outcome
from toymodels.kernel.proofs import judge_proofs, rejection
from toymodels.kernel.verdicts import ACCEPTED
from toymodels.lean.audit import audit
from toymodels.lean.environment import Environment
from toymodels.lean.expr import App, Const, Expr, Name, Pi
from toymodels.lean.names import as_written, last
from toymodels.lean.olean import user_name
from toymodels.lean.terms import same_term
from toymodels.records.forms import Result
from toymodels.statements.language import (
    BoolSort,
    Built,
    Choice,
    Form,
    FunSort,
    NatSort,
    Proved,
    Scalar,
    Sort,
    Statement,
    Term,
)
from toymodels.statements.print.lean import sort_to_lean, term_to_lean, to_lean
from toymodels.statements.read.conjectures import Conjecture
from toymodels.statements.read.sequences import is_recurrence
from toymodels.statements.read.tables import Tables, shape_of_tables, tabulated
from toymodels.statements.walk import is_searched

if TYPE_CHECKING:
    from toymodels.lean.scratch import Scratch

_OPTIONS = "set_option maxRecDepth 10000 in"
_LONGEST_MESSAGE = 400
_BY_SEARCH = "grind"
"""Proves what is linear where Lean has no decision procedure, as of quantifiers over infinitely many values."""
_POINTWISE = "simp only [funext_iff, Fin.forall_iff, Fin.exists_iff, exists_prop]"
"""Brings equal functions and bounded quantifiers, in which printed and stated forms may differ, to one form."""


class Certificate(Result, frozen=True, rename={"official": "official_kernel"}):
    """What Lean's kernel said about a counterexample.

    Attributes:
        accepted: whether it accepted `example`.
        example: `example : ¬ …` with the statement as printed; empty if it could not be written.
        problem: why it is not certified; empty if it is.
        faithful: whether Lean accepted `link`, so that the author's own statement is refuted; else it is about the
            printed form only.
        link: the derivation of the printed statement from the author's.
        official: what the official kernel says of the example, or of the link if that is worse; `None` where there is
            no such kernel. What it rejects is not accepted.
    """

    accepted: bool
    example: str
    problem: str
    faithful: bool = False
    link: str = ""
    official: Opinion | None = None


def lean_terms(statement: Statement, witness: Instance) -> dict[str, str]:
    """The witness's values as Lean terms at `Rat`, by variable.

    witness: of `tabulated(statement)`, whose tables become functions on `Nat` again.

    Raises:
        StatementError: a value is missing or has no Lean literal.
    """
    tables = tabulated(statement)
    terms: dict[str, str] = {}
    for var, table in zip(statement.variables, tables.variables, strict=True):
        if table.name not in witness.values:
            raise StatementError(f"{var.name}: the witness gives no value; it gives {sorted(witness.values)}")
        term = literal(witness.values[table.name], table.sort, witness.values)
        if table != var:
            term = f"({_function(term, var.sort, shape_of_tables(statement))} : {sort_to_lean(var.sort)})"
        terms[var.name] = term
    return terms


def _function(table: str, sort: Sort, shape: Tables) -> str:
    """The function that a table stands for: zero or false outside, or else constant."""
    match sort:
        case FunSort(NatSort(), codomain):
            inside = _function(f"({table} ⟨n, h⟩)", codomain, shape)
            last = _function(f"({table} ⟨{shape.length - 1}, by decide⟩)", codomain, shape)
            outside = last if shape.constant else _nothing(codomain)
            return f"fun n => if h : n < {shape.length} then {inside} else {outside}"
        case FunSort(_, codomain) if _mentions_nat(codomain):
            return f"fun i => {_function(f'({table} i)', codomain, shape)}"
        case _:
            return table


def _nothing(sort: Sort) -> str:
    match sort:
        case FunSort(_, codomain):
            return f"fun _ => {_nothing(codomain)}"
        case BoolSort():
            return "false"
        case _:
            return "0"


def _mentions_nat(sort: Sort) -> bool:
    return isinstance(sort, FunSort) and (isinstance(sort.domain, NatSort) or _mentions_nat(sort.codomain))


@dataclass(frozen=True, slots=True)
class _Checks:
    """The two examples of one counterexample, or why there are none."""

    example: str
    link: str
    problem: str = ""


Check = tuple[Conjecture, str]
"""A conjecture and the text of one of its two examples."""

Problems = dict[Check, str]
"""Why a check of a conjecture is not accepted."""


@dataclass(frozen=True, slots=True)
class _Proof:
    """A check as it was compiled: its full name, and the theorems that it may rest on whatever they rest on."""

    name: Name
    assumed: frozenset[Name]


def certificates(
    session: Scratch,
    name: str,
    text: str,
    refuted: Mapping[Conjecture, Instance],
    load: Callable[[str], Environment],
) -> dict[Conjecture, Certificate]:
    """Put counterexamples to Lean's kernel, all at once, and what it accepts to the official one where that is there.

    Args:
        session: where Lean runs.
        name: for the module that the checks become.
        text: the file's own text.
        refuted: the witness of each conjecture that was refuted; all of them are readable.
        load: reads a module that was compiled.

    Raises:
        LeanError: Lean cannot be run.
    """
    checks = {conjecture: _checks(conjecture, witness) for conjecture, witness in refuted.items()}
    wanted = [
        (conjecture, each)
        for conjecture, check in checks.items()
        if not check.problem
        for each in (check.example, check.link)
    ]
    problems = _rejected(session, name, text, wanted)
    accepted = [each for each in wanted if each not in problems]
    if problems and accepted:  # Lean keeps no module with an error in it
        problems |= _rejected(session, name, text, accepted)
        accepted = [each for each in accepted if each not in problems]
    official: dict[Check, Outcome] = {}
    if accepted:
        environment = load(name)
        proofs, doubts = _compiled(environment, name, accepted)
        said = judge_proofs(environment, {proof.name: proof.assumed for proof in proofs.values()})
        official = {check: said[proof.name] for check, proof in proofs.items() if proof.name in said}
        problems |= doubts | {check: why for check, outcome in official.items() if (why := rejection(outcome))}
    return {each: _certificate(each, check, problems, official) for each, check in checks.items()}


def _rejected(session: Scratch, name: str, text: str, checks: Sequence[Check]) -> Problems:
    """Which checks Lean rejects."""
    if not checks:
        return {}
    said = judged(session, name, _file(text, checks), keep=True)
    if said.is_silent:
        return dict.fromkeys(checks, SILENT)
    problems: Problems = {}
    for check, message in said.errors:
        for each in checks if check is None else [check]:
            problems.setdefault(each, " ".join(message.text.split())[:_LONGEST_MESSAGE])
    return problems


def _compiled(environment: Environment, module: str, checks: Sequence[Check]) -> tuple[dict[Check, _Proof], Problems]:
    """The accepted checks, but for those that are not what they seem: Lean reads them with the file's own notations."""
    declared = environment.library[module]
    named: dict[str, list[Name]] = {}
    for name in declared.names:
        named.setdefault(user_name(name), []).append(name)
    refuted: dict[Conjecture, Expr] = {}
    proofs: dict[Check, _Proof] = {}
    problems: Problems = {}
    for number, (conjecture, check) in enumerate(checks):
        found = [full for user, each in named.items() if last(user) == _name(number) for full in each]
        if len(found) != 1:
            problems[conjecture, check] = (
                f"the file ends, or has {_name(number)} itself, before Lean comes to this check"
            )
            continue
        stated = _stated(conjecture, environment.constant(found[0]).type, refuted)
        if stated is None:
            problems[conjecture, check] = "the file makes Lean read it as another statement"
            continue
        assumed = frozenset(named.get(conjecture.name, ())) if conjecture in refuted else frozenset[Name]()
        refuted.setdefault(conjecture, stated)
        if fault := audit_fault(environment, found[0], assumed):
            problems[conjecture, check] = fault
        else:
            proofs[conjecture, check] = _Proof(found[0], assumed)
    return proofs, problems


def audit_fault(environment: Environment, name: Name, assumed: frozenset[Name] = frozenset()) -> str:
    """Why a compiled check proves nothing, though Lean accepted it; empty if it does."""
    (entry,) = audit(environment, [name], assumed=assumed)
    if entry.ok:
        return ""
    offence = entry.offences[0]
    at_fault = f"{user_name(offence.path[-1])}: " if len(offence.path) > 1 else ""
    return f"it rests on more than Lean's kernel: {at_fault}{offence.reason}"


def _stated(conjecture: Conjecture, type_: Expr, refuted: Mapping[Conjecture, Expr]) -> Expr | None:
    """The printed statement, from the type of the refutation or, after that, of its link; none if it is not there."""
    if conjecture not in refuted:
        return type_.arg if isinstance(type_, App) and type_.fn == Const("Not", ()) else None
    if not conjecture.is_theorem:
        type_ = type_.body if isinstance(type_, Pi) else type_
    return type_ if same_term(type_, refuted[conjecture]) else None


def _certificate(
    conjecture: Conjecture, check: _Checks, problems: Problems, official: Mapping[Check, Outcome]
) -> Certificate:
    if check.problem:
        return Certificate(False, "", check.problem)
    problem = problems.get((conjecture, check.example), "")
    of_example, of_link = (official.get((conjecture, text)) for text in (check.example, check.link))
    is_accepted = of_example is not None and of_example.verdict == ACCEPTED
    worse = of_link if is_accepted and of_link is not None else of_example
    return Certificate(
        accepted=not problem,
        example=check.example,
        problem=problem,
        faithful=not problem and (conjecture, check.link) not in problems,
        link=check.link,
        official=worse and worse.opinion,
    )


def _file(text: str, checks: Sequence[Check]) -> LeanFile[Check]:
    """The file with the checks at its end; private, as they may use private names."""
    texts = [each.replace("example", f"private theorem {_name(number)}", 1) for number, (_, each) in enumerate(checks)]
    options = (f"{_OPTIONS}\n{each}" for each in texts)
    return file_of(text.rstrip(), zip(checks, options, strict=True))


def _name(number: int) -> str:
    """What a check is called in the file that is compiled."""
    return f"toymodels_check_{number}"


def _checks(conjecture: Conjecture, witness: Instance) -> _Checks:
    statement = conjecture.statement
    assert isinstance(statement, Statement)
    if any(map(is_recurrence, statement.definitions.values())):
        return _Checks("", "", "no Lean text for a sequence that its recurrence defines")
    try:
        printed = to_lean(statement)
        terms = lean_terms(statement, witness)
    except StatementError as error:
        return _Checks("", "", f"no Lean text for it: {error}")
    applied = " ".join(["holds", *terms.values()])
    props = [*(hypothesis.prop for hypothesis in statement.hypotheses), statement.conclusion]
    unfolded = [f"try unfold {name}" for name in propositions(props, statement.definitions)]
    tactic = f"first | decide +kernel | {_BY_SEARCH}" if _is_searched(props) else "decide +kernel"
    decided = "; ".join([*unfolded, tactic])
    example = f"example : ¬ ({printed}) :=\n  fun holds => absurd ({applied}) (by {decided})"
    return _Checks(*(as_written(part) for part in (example, _link(conjecture, statement, printed))))


def _is_searched(props: Sequence[Term]) -> bool:
    """Whether Lean has no decision procedure for them, as they quantify over infinitely many values."""
    return any(map(is_searched, props))


def _link(conjecture: Conjecture, statement: Statement, printed: str) -> str:
    """The printed statement from the author's: the same arguments, by name, then what is between the two forms."""
    variables = [var.name for var in statement.variables]
    premises = [_fresh(hypothesis.name, variables) for hypothesis in statement.hypotheses]
    names = " ".join([*variables, *premises])
    given = "" if conjecture.is_theorem else f" (stated : {conjecture.name}{_at_rat(conjecture)})"
    start = conjecture.name if conjecture.is_theorem else "stated"
    arguments = (
        [_argument(binder, variables, statement) for binder in conjecture.binders] if conjecture.is_theorem else []
    )
    applied = " ".join([start, *(argument for argument in arguments if argument)])
    hypotheses = [f"({name} := {name})" for name in conjecture.binders if name in premises]
    full = " ".join([applied, *hypotheses])
    bridged = " ".join([applied, *(_bridged(name) for name in conjecture.binders if name in premises)])
    pointwise = full
    for name in _beyond(conjecture.binders, variables):
        pointwise = f"congrFun ({pointwise}) {name}"
    ways = [
        f"exact {full}",
        *([f"have stated_at := {pointwise}; exact stated_at"] if pointwise != full else []),
        f"have stated_at := congrFun ({full}); exact stated_at",
        f"have stated_at := fun i j => congrFun (congrFun ({full}) i) j; exact stated_at",
        f"exact fun found => ({full}) ⟨_, found⟩",
        f"(apply {applied} <;> first | assumption | exact ⟨_, ‹_›⟩ | (constructor <;> assumption))",
        f"exact {bridged}",
        f"(have stated_at := {bridged}; {_POINTWISE} at stated_at ⊢; exact stated_at)",
    ]
    first = [] if conjecture.is_theorem else ["exact stated"]
    lines = [*first, *(f"({f'intro {names}; ' if names else ''}{way})" for way in ways)]
    return "\n".join([f"example{given} : {printed} := by", "  first", *(f"  | {line}" for line in lines)])


def _bridged(name: str) -> str:
    """The author's hypothesis, as an argument, from the printed one of the same name."""
    return f"({name} := by first | exact {name} | ({_POINTWISE}; {_POINTWISE} at {name}; exact {name}))"


def _at_rat(conjecture: Conjecture) -> str:
    """The type arguments of a definition."""
    return "".join(f" ({name} := Rat)" for name in conjecture.types)


def _argument(binder: str, variables: Sequence[str], statement: Statement) -> str:
    """The author's binder as a named argument: one of the variables, a finite type, or something made of variables."""
    made = next((each for each in statement.made if each.name == binder), None)
    if made is not None:
        return f"({binder} := {_made(made.form, statement)})"
    if binder in statement.finite_types:
        return f"({binder} := Fin {binder})"
    return f"({binder} := {binder})" if binder in variables else ""


def _made(form: Form, statement: Statement) -> str:
    """A Lean term for what is made of the statement's variables."""
    match form:
        case Scalar(term):
            return f"({term_to_lean(term, statement.definitions)})"
        case Proved():
            return "(by assumption)"
        case Choice(condition, yes, no):
            chosen = f"then {_made(yes, statement)} else {_made(no, statement)}"
            return f"(if {term_to_lean(condition, statement.definitions)} {chosen})"
        case Built(_, arguments, fields) if fields:
            return f"⟨{', '.join(_made(each, statement) for each in arguments)}⟩"
        case Built(constructor, arguments):
            return f"({' '.join([constructor, *(_made(each, statement) for each in arguments)])})"


def _beyond(binders: Sequence[str], variables: Sequence[str]) -> list[str]:
    """The variables that no binder gave: arguments at which two functions are compared."""
    return [name for name in variables if not any(name == each or name.startswith(f"{each}_") for each in binders)]


def _fresh(name: str, taken: Sequence[str]) -> str:
    return f"{name}_holds" if name in taken else name
