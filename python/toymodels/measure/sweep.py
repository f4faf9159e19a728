"""Every theorem about weights, held against given ones: does it apply, with which values, and how tightly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from msgspec.structs import replace

from toymodels.errors import StatementError
from toymodels.measure.assignment import Assignment, Misfit, assign
from toymodels.measure.atoms import Atom, atoms, is_made_of_atoms, names_in
from toymodels.measure.bounds import computed_bounds, computed_counts, open_names
from toymodels.measure.claims import Candidate
from toymodels.measure.errors import NotMeasurable, TooCostly
from toymodels.measure.results import Bound, Comparison, Failure, Finding, Group, Place
from toymodels.measure.stage import Loaded, Stage
from toymodels.measure.weights import Weights
from toymodels.progress import Progress, told, untold
from toymodels.statements.language import Connective, Hypothesis, Logic, Numeral, Relation, Term
from toymodels.statements.print.text import to_text

NEAR = 0.25
"""A hypothesis that fails by at most this share of its larger side nearly holds."""

_BASE, _PER_PAIR, _ALONE = 8e6, 25.0, 20
_HALVINGS = 12
_ORDER = {Group.APPLIES: 0, Group.COMPUTED: 1, Group.NEARLY: 2, Group.NOT: 3}


def sweep(
    weights: Weights, chosen: Iterable[Candidate], *, allowance: float | None = None, progress: Progress | None = None
) -> list[Finding]:
    """What each theorem says of the weights: marked ones first, then by group, then in the order of the library.

    allowance: how much exact work one theorem may take, in units of about 0.1 microseconds; by default a second and
        some operations for each pair of features.
    """
    loaded = Loaded(weights, allowance or _BASE + _PER_PAIR * weights.n**2)
    found: list[Finding] = []
    for candidate in told(progress or untold, list(chosen), attrgetter("name")):
        finding = hold(candidate, weights, loaded)
        if finding is not None:
            found.append(finding)
    return sorted(found, key=lambda each: (_ORDER[each.group], each.sides is None))


def hold_alone(candidate: Candidate, weights: Weights) -> Finding | None:
    """What one theorem says of weights, as `sweep` finds it, where other theorems have done a part of the work."""
    return hold(candidate, weights, Loaded(weights, _ALONE * (_BASE + _PER_PAIR * weights.n**2)))


def hold(candidate: Candidate, weights: Weights, loaded: Loaded) -> Finding | None:
    """What one theorem says of the weights; `None` if it is not about weights."""
    assignment = assign(candidate.statement, weights, marked=candidate.sides is not None)
    if assignment is None:
        return None
    blank = Finding(
        candidate.name,
        Group.NOT,
        candidate.text,
        candidate.sides,
        assignment.words() if isinstance(assignment, Assignment) else {},
        statement_sha256=candidate.statement_sha256,
    )
    if isinstance(assignment, Misfit):
        return replace(blank, reason=assignment.reason)
    loaded.store.renew()
    try:
        return _held(blank, Stage(candidate.statement, assignment, loaded))
    except RecursionError:
        return replace(blank, reason="not evaluated: its recursion is too deep at this size")
    except (TooCostly, NotMeasurable, StatementError) as limit:
        return replace(blank, reason=f"not evaluated: {limit}")


def _held(blank: Finding, stage: Stage) -> Finding | None:
    size_failure = _size_failure(stage)
    if size_failure is not None:
        return replace(blank, reason=size_failure)
    bounds = computed_bounds(stage)
    counts, settled = computed_counts(stage, bounds)
    unknown = open_names(stage)
    if unknown and not any(bound.is_computed for bound in (*bounds, *counts)):
        return None if blank.sides is None else replace(blank, reason=_not_given(stage, unknown))
    found = replace(blank, bounds=(*bounds, *counts))
    decided = [h for h in stage.statement.hypotheses if h.name not in settled and not names_in(h.prop) & unknown]
    failure = _failure(stage, decided)
    if failure is not None and (smaller := _smaller(stage, found, decided)) is not None:
        found, failure = smaller, None
    if failure is not None:
        about_weights = names_in(*(h.prop for h in decided if h.name == failure.hypothesis)) & set(
            stage.assignment.arrays
        )
        near = bool(about_weights) and failure.relative is not None and failure.relative <= NEAR
        reason = "" if near else f"{failure.hypothesis} fails"
        return replace(found, group=Group.NEARLY if near else Group.NOT, failure=failure, reason=reason)
    is_computed = any(bound.is_computed for bound in found.bounds)
    found = replace(found, group=Group.COMPUTED if is_computed else Group.APPLIES)
    if unknown:
        left = [h for h in stage.statement.hypotheses if h.name not in settled and h not in decided]
        return replace(found, says=_says(stage, unknown, left, counts), left_open=tuple(h.name for h in left))
    return _concluded(found, stage)


def _not_given(stage: Stage, unknown: frozenset[str]) -> str:
    names = [var.name for var in stage.statement.variables if var.name in unknown]
    return f"it speaks of {', '.join(names)} too, and the weights say nothing of {'it' if len(names) == 1 else 'them'}"


def _smaller(stage: Stage, found: Finding, hypotheses: Sequence[Hypothesis]) -> Finding | None:
    """The finding with a smaller value of the one scalar that was chosen, if the hypotheses hold there."""
    scalars = {var.name for var in stage.assignment.scalars}
    chosen = [bound for bound in found.bounds if not bound.is_computed and bound.name in scalars]
    if len(chosen) != 1:
        return None
    for halvings in range(1, _HALVINGS):
        bound = replace(chosen[0], value=chosen[0].value / 2**halvings)
        stage.put(bound.name, bound.value)
        if all(stage.holds(hypothesis.prop) for hypothesis in hypotheses):
            return replace(found, bounds=tuple(bound if each == chosen[0] else each for each in found.bounds))
    stage.put(chosen[0].name, chosen[0].value)
    return None


def _size_failure(stage: Stage) -> str | None:
    """The hypothesis about sizes alone that fails, in words."""
    for hypothesis in stage.statement.hypotheses:
        names = names_in(hypothesis.prop)
        if names <= set(stage.assignment.sizes) and not stage.holds(hypothesis.prop):
            sizes = ", ".join(f"{name} = {stage.assignment.sizes[name]}" for name in sorted(names))
            return f"it asks for {to_text(hypothesis.prop, stage.statement.definitions)}, and {sizes}"
    return None


def _failure(stage: Stage, hypotheses: Iterable[Hypothesis]) -> Failure | None:
    """The first hypothesis that does not hold, where it fails most."""
    for hypothesis in hypotheses:
        if stage.holds(hypothesis.prop):
            continue
        text = to_text(hypothesis.prop, stage.statement.definitions)
        failures = [_atom_failure(stage, atom, hypothesis.name, text) for atom in atoms(hypothesis.prop)]
        measured = [each for each in failures if each is not None and each.gap is not None]
        return max(measured, key=lambda each: each.gap or 0, default=Failure(hypothesis.name, text))
    return None


def _atom_failure(stage: Stage, atom: Atom, name: str, text: str) -> Failure | None:
    """Where one comparison fails most; `None` if it holds everywhere."""
    values = stage.values(atom)
    if stage.relation_holds(atom.relation, values):
        return None
    difference = stage.difference(values)
    found = [stage.extreme(difference, values, least=least) for least in (True, False)]
    extremes = [each for each in found if each is not None]
    place = extremes[0][0]
    if atom.relation is Relation.EQ:
        place = max(extremes, key=lambda each: abs(each[1]))[0]
    left, right = (stage.at(side, values, place) for side in (values.left, values.right))
    gap = None if atom.relation is Relation.NE else abs(right - left)
    return Failure(name, text, atom.relation.value, left, right, gap, stage.place(values, place))


def _says(stage: Stage, unknown: frozenset[str], left: Iterable[Hypothesis], counts: Iterable[Bound]) -> str:
    """What is left of the statement once the weights and the computed values are in it."""
    statement = stage.statement
    names = [var.name for var in statement.variables if var.name in unknown or var in stage.assignment.indices]
    conditions = [
        *(f"{each.name} {each.relation} {each.value}" for each in counts),
        *(to_text(hypothesis.prop, statement.definitions) for hypothesis in left),
    ]
    given = f" with {' and '.join(conditions)}" if conditions else ""
    return f"for every {', '.join(names)}{given}: {to_text(statement.conclusion, statement.definitions)}"


def _concluded(found: Finding, stage: Stage) -> Finding:
    """The finding with both sides of its conclusion, which must hold."""
    comparisons = tuple(_comparisons(stage, stage.statement.conclusion))
    if comparisons and is_made_of_atoms(stage.statement.conclusion):
        holds = all(each.holds for each in comparisons)
    else:
        holds = stage.holds(stage.statement.conclusion)
    says = "" if comparisons else _truths(stage, stage.statement.conclusion)
    return replace(found, comparisons=comparisons, says=says, is_refuted=not holds)


def _comparisons(stage: Stage, conclusion: Term) -> Iterator[Comparison]:
    for atom in atoms(conclusion):
        values = stage.values(atom)
        found = stage.extreme(stage.difference(values), values, least=True)
        if found is None:
            continue
        place, slack = found
        left, right = (stage.at(side, values, place) for side in (values.left, values.right))
        places = stage.places(values)
        holds = stage.relation_holds(atom.relation, values)
        at = stage.place(values, place) if places > 1 else Place({})
        is_sign = isinstance(atom.left, Numeral) and not atom.left.value
        yield Comparison(atom.relation.value, left, right, slack, at, places, holds, is_sign)


def _truths(stage: Stage, conclusion: Term) -> str:
    """What a conclusion without comparisons says: which sides of an equivalence hold, or that it holds."""
    match conclusion:
        case Connective(Logic.IFF, left, right):
            one = stage.evaluator.truth(left, stage.environment)
            if isinstance(one, bool):
                both = "both sides hold" if one else "neither side holds"
                return (
                    f"{to_text(left, stage.statement.definitions)} exactly if "
                    f"{to_text(right, stage.statement.definitions)}: {both}"
                )
        case _:
            pass
    return to_text(conclusion, stage.statement.definitions)
