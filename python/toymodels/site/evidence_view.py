"""The evidence of one theorem as HTML: what was tested, how tight it is, what it needs, what a check would catch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from toymodels.check.evidence import Attempt, Evidence, HypothesisEvidence, SizeEvidence
from toymodels.check.verdict import Held, Lesson, Refuted, Unknown, Vacuous
from toymodels.evaluate.batch import Instance
from toymodels.lean.names import last
from toymodels.markup import element
from toymodels.power.mutation import Fate
from toymodels.power.necessity import NecessityResult
from toymodels.power.theorem import Power
from toymodels.power.tightness import Slack
from toymodels.site.drawings import instance_html
from toymodels.site.pictures import number_text
from toymodels.site.sides import sides_in, sides_of
from toymodels.site.slack_view import slack_histogram
from toymodels.statements.language import Statement
from toymodels.statements.print.mathml import hypothesis_mathml

if TYPE_CHECKING:
    from toymodels.library import Theorem
    from toymodels.power.library import Measured

_ARITHMETIC = {"int64": "64-bit integers", "bigint": "integers of any size", "flint": "FLINT rationals"}
_LEVELS = 5


def evidence_html(theorem: Theorem, evidence: Evidence | None, measured: Measured | None, *, level: int = 4) -> Markup:
    """Verdict, instances, tightness, necessity, mutants and the commands that reproduce them.

    What is None has not been checked or measured. level: of the headings inside.
    """
    power = measured if isinstance(measured, Power) else None
    if evidence is None and measured is None:
        commands = _command("toymodels verify"), " and ", _command("toymodels power")
        return element("p", "Nothing is recorded yet: run ", *commands)
    if evidence is None:
        checked = element(
            "p", "The statement has not been checked yet: run ", _command(f"toymodels check {theorem.name}")
        )
    else:
        checked = Markup("").join(_checked(theorem, evidence))
    parts = [checked]
    if evidence is not None or power is not None:
        parts += _hypotheses(theorem, evidence, power, level)
    if isinstance(measured, Unknown):
        parts.append(element("p", f"Tightness, necessity and mutants could not be measured: {measured.reason}."))
    elif power is None:
        command = _command(f"toymodels power {theorem.name}")
        parts.append(element("p", "Tightness, necessity and mutants are not measured yet: run ", command))
    else:
        parts += [*_tightness(theorem, power, level), *_mutants(power, level)]
    parts += _reproduction(theorem, evidence, power, level)
    return element("section", *parts, class_="evidence", aria_label=f"Evidence for {last(theorem.name)}")


def _checked(theorem: Theorem, evidence: Evidence) -> Iterator[Markup]:
    verdict, kind = evidence.verdict, evidence.kind
    yield element(
        "p", element("strong", _verdict_word(kind), class_=f"verdict verdict-{kind}"), " ", _verdict_text(evidence)
    )
    if isinstance(verdict, Refuted) and isinstance(theorem.statement, Statement):
        smallest = _instance(theorem, verdict.witness, "counterexample")
        yield from _telling(theorem, evidence.lesson, smallest)
    facts = [
        *_attempt(evidence.attempt),
        *_other_means(evidence),
        *_sizes(evidence.sizes),
        *_census("Degenerate cases met", evidence.degenerate),
        _arithmetic(evidence),
    ]
    yield element("dl", *facts, class_="evidence-facts")


def _telling(theorem: Theorem, teaching: Lesson | None, smallest: Markup) -> Iterator[Markup]:
    """The smallest counterexample, and beside it one that tells more, where there is one."""
    if teaching is None:
        yield smallest
        return
    more = _instance(theorem, teaching.instance, "counterexample")
    yield _beside(
        (element("p", f"One that tells more: {teaching.reason}."), more), (element("p", "The smallest:"), smallest)
    )


def _beside(*shown: tuple[Markup, Markup]) -> Markup:
    """Counterexamples side by side where there is room, each below its words."""
    return element("div", *(element("div", *each) for each in shown), class_="counterexamples")


def _verdict_word(kind: str) -> str:
    return {"held": "✓ Held", "refuted": "✗ Refuted", "vacuous": "∅ Vacuous", "unknown": "? Unknown"}[kind]


def _verdict_text(evidence: Evidence) -> str:
    match evidence.verdict:
        case Held(instances, exact, exhaustive):
            exactly = "exact " if exact else ""
            if exhaustive:
                text = f"on all {_number(instances)} {exactly}instances that there are"
                return f"{text}; {_could_have_failed(evidence)}."
            text = f"on {_effective_first(evidence, exactly)}; {_number(evidence.distinct)} are different"
            share = f" {100 * evidence.acceptance:.0f}% of those drawn met every hypothesis."
            return f"{text}.{share if evidence.hypotheses else ''}"
        case Refuted(_, _, reason):
            return f"by an instance that meets every hypothesis: {reason}."
        case Vacuous(reason) | Unknown(reason):
            return f"{_sentence(reason)}."


def _effective_first(evidence: Evidence, exactly: str) -> str:
    """The instances that could have failed, then the others."""
    effective, instances = evidence.effective, evidence.instances
    if effective in (0, instances):
        which = "each" if effective else "none"
        return f"{_number(instances)} {exactly}instances, {which} of which could have failed"
    others = _number(instances - effective)
    return f"{_number(effective)} {exactly}instances that could have failed, and on {others} others"


def _could_have_failed(evidence: Evidence) -> str:
    effective = evidence.effective
    if effective == evidence.instances:
        return "each of them could have failed"
    return f"{_number(effective)} of them could have failed" if effective else "none of them could have failed"


def _attempt(attempt: Attempt | None) -> Iterator[Markup]:
    """What was tried for a conclusion about sizes alone."""
    if attempt is not None:
        yield element("dt", "Tried where the conclusion is false")
        yield element("dd", f"{_sentence(attempt.text)}.")


def _other_means(evidence: Evidence) -> Iterator[Markup]:
    """What was decided beside random instances, and what could not be tried."""
    tried = [f"{_number(count)} by {means}" for means, count in evidence.tried.items() if count]
    for term, parts in (("Beside random instances", tried), ("Notes", evidence.notes)):
        if parts:
            yield element("dt", term)
            yield element("dd", f"{_sentence('; '.join(parts))}.")


def _sizes(sizes: Sequence[SizeEvidence]) -> Iterator[Markup]:
    """A grid for two sizes, a list for any other number."""
    tried = [entry for entry in sizes if entry.sizes]
    if not tried:
        return
    names = sorted(tried[0].sizes)
    largest = max(entry.accepted for entry in tried)
    counts = {tuple(entry.sizes[name] for name in names): entry.accepted for entry in tried}
    shown = _size_grid(names, counts, largest) if len(names) == 2 else _size_list(names, counts, largest)
    yield element("dt", "Sizes tested")
    yield element("dd", shown)


def _size_grid(names: Sequence[str], counts: Mapping[tuple[int, ...], int], largest: int) -> Markup:
    across = sorted({key[1] for key in counts})
    head = element(
        "tr", element("th", f"{names[0]} \\ {names[1]}"), *(element("th", str(k), scope="col") for k in across)
    )
    rows = [
        element(
            "tr", element("th", str(key), scope="row"), *(_size_cell(counts.get((key, k)), largest) for k in across)
        )
        for key in sorted({key[0] for key in counts})
    ]
    caption = element("caption", f"instances by {names[0]} and {names[1]}", class_="visually-hidden")
    return element("table", caption, element("thead", head), element("tbody", *rows), class_="sizes")


def _size_cell(count: int | None, largest: int) -> Markup:
    return element("td", "·") if count is None else element("td", _number(count), class_=_level(count, largest))


def _size_list(names: Sequence[str], counts: Mapping[tuple[int, ...], int], largest: int) -> Markup:
    items = [
        element("li", ", ".join(f"{name} = {size}" for name, size in zip(names, key, strict=True)), ": ",
                element("b", _number(count)), class_=_level(count, largest))
        for key, count in sorted(counts.items())
    ]  # fmt: skip
    return element("ul", *items, class_="sizes")


def _level(count: int, largest: int) -> str:
    return f"level-{0 if count == 0 else 1 + (_LEVELS - 1) * count // (largest + 1)}"


def _census(title: str, counts: Mapping[str, int]) -> Iterator[Markup]:
    met = [f"{name} {_number(count)}×" for name, count in counts.items() if count]
    if counts:
        yield element("dt", title)
        yield element("dd", ", ".join(met) if met else "none")


def _arithmetic(evidence: Evidence) -> Markup:
    used = [
        f"{_number(count)} in {_ARITHMETIC.get(name, name)}" for name, count in evidence.arithmetic.items() if count
    ]
    return element("dt", "Decided exactly") + element("dd", ", ".join(used) if used else "none")


def _hypotheses(theorem: Theorem, evidence: Evidence | None, power: Power | None, level: int) -> Iterator[Markup]:
    statement = theorem.statement
    if not isinstance(statement, Statement) or not statement.hypotheses:
        return
    yield _heading("Is every hypothesis needed?", level)
    acceptance = {entry.name: entry for entry in (evidence.hypotheses if evidence else ())}
    weakenings = power.necessity if power else ()
    for hypothesis in statement.hypotheses:
        formula = hypothesis_mathml(statement, hypothesis)
        head = [element("code", hypothesis.name, class_="hypothesis-name"), formula]
        found = [result for result in weakenings if result.hypothesis == hypothesis.name]
        body = [_acceptance(acceptance[hypothesis.name])] if hypothesis.name in acceptance else []
        body += [_weakening(theorem, result, earlier=found[:place]) for place, result in enumerate(found)]
        yield element("div", element("p", *head), *body, class_="hypothesis-evidence")


def _acceptance(entry: HypothesisEvidence) -> Markup:
    how = "satisfied by construction" if entry.by_construction else "by drawing and rejecting"
    return element("p", f"Held on {100 * entry.acceptance:.0f}% of the instances drawn, {how}.", class_="acceptance")


def _weakening(theorem: Theorem, result: NecessityResult, earlier: Sequence[NecessityResult]) -> Markup:
    """What a hypothesis dropped or weakened leads to; an instance shown `earlier` is not repeated."""
    need = _sentence(result.need.value)
    what = "Without it" if result.how == "dropped" else "With only "
    weaker = [] if result.how == "dropped" else [element("code", result.how)]
    smallest, shown = result.witness, _lesson(result)
    if smallest is None or shown is None:
        reason = f" ({result.reason})" if result.reason else ""
        line = element("p", element("span", f"○ {need}", class_="need need-open"), f" {what.lower()}", *weaker, reason)
        return element("div", line, class_="weakening")
    label = element("span", f"● {need}", class_="need need-shown")
    is_smallest = shown == smallest
    seal = (
        _certified(result) + _remark(result) if is_smallest else f" Decided exactly by two evaluators.{_remark(result)}"
    )
    reason = result.reason if is_smallest else result.teaching_reason
    claim = element("p", label, f". {what}", *weaker, ": ", *_sides(theorem, shown, reason), seal)
    if any(_lesson(each) == shown for each in earlier):
        return element("div", claim, element("p", "The instance is the one above."), class_="weakening")
    drawn = _instance(theorem, shown, "counterexample")
    if not is_smallest:
        drawn = _beside((element("p", "One that tells more:"), drawn), _smallest(theorem, result, smallest))
    return element("div", claim, drawn, class_="weakening")


def _lesson(result: NecessityResult) -> Instance | None:
    """The counterexample that people are shown first."""
    return result.teaching or result.witness


def _smallest(theorem: Theorem, result: NecessityResult, witness: Instance) -> tuple[Markup, Markup]:
    """The counterexample that Lean's kernel was asked about, with its words."""
    claim = element("p", "The smallest: ", *_sides(theorem, witness, result.reason), _certified(result))
    return claim, _instance(theorem, witness, "counterexample")


def _sides(theorem: Theorem, shown: Instance, reason: str) -> Iterator[Markup | str]:
    """Both sides of the comparison that fails at the counterexample `shown`, or the reason in words."""
    failing = [each for each in theorem.evaluate(shown).comparisons if not each.holds]
    if not failing:
        yield f"{number_text(reason)}."
        return
    first = failing[0]
    place = ", ".join(f"{name} = {value}" for name, value in first.place.items())
    names = sides_of(theorem)
    yield f"at {place}, " if place else ""
    yield names.left
    yield " is "
    yield element("b", number_text(str(first.left)))
    yield ", "
    yield names.right
    yield " is "
    yield element("b", number_text(str(first.right)))
    yield f", so that {first.relation} fails."


def _remark(result: NecessityResult) -> str:
    return f" {_sentence(result.remark)}." if result.remark else ""


def _certified(result: NecessityResult) -> str:
    if result.certified:
        is_second = result.official_kernel == "accepted"
        return f" {'Two kernels agree, Lean’s own and an official one' if is_second else 'Lean’s kernel agrees'}."
    return f" Found by exact arithmetic, not certified by Lean’s kernel: {result.uncertified}."


def _instance(theorem: Theorem, instance: Instance, kind: str) -> Markup:
    return element("div", instance_html(theorem.readable(), instance.to_json()), class_=kind)


def _tightness(theorem: Theorem, power: Power, level: int) -> Iterator[Markup]:
    tightness = power.tightness
    if not tightness.slacks:
        return
    yield _heading("How tight is it?", level)
    for slack in tightness.slacks:
        yield element("div", *_slack(theorem, slack), class_="slack")
    for remark in [*tightness.errors, *tightness.remarks]:
        yield element("p", remark, class_="remark")


def _slack(theorem: Theorem, slack: Slack) -> Iterator[Markup]:
    yield element("p", element("code", slack.text))
    if slack.histogram.equal + sum(slack.histogram.counts):
        yield slack_histogram(slack.histogram.edges, slack.histogram.counts, slack.histogram.equal)
    if slack.witness is None:
        yield element("p", "Both sides are 0 wherever it was tried." if slack.vanishing else "Nothing to compare.")
        return
    names = sides_in(theorem, slack.text)
    left, right = (element("b", number_text(str(side))) for side in (slack.left, slack.right))
    if slack.attained:
        found = element("span", "● Equality is attained", class_="need need-shown")
        yield element("p", found, ": ", names.left, " and ", names.right, " are both ", left, ", at")
    else:
        found = element("span", "○ Equality was not met", class_="need need-open")
        near = f": the smallest relative slack found is {slack.relative:.3g}, where "
        yield element("p", found, near, names.left, " is ", left, " and ", names.right, " is ", right, ", at")
    yield _instance(theorem, slack.witness, "closest-instance")


def _mutants(power: Power, level: int) -> Iterator[Markup]:
    mutation = power.mutation
    if not mutation.results:
        return
    yield _heading("Would the check notice a mistake?", level)
    killed, told = mutation.count(Fate.KILLED), mutation.count(Fate.KILLED) + len(mutation.survivors)
    summary = f"{killed} of {told} wrong conclusions were refuted" if told else "No wrong conclusion to refute"
    others = [
        f"{count} {fate}" for fate, count in mutation.counts.items() if count and fate not in {"killed", "survived"}
    ]
    yield element("p", summary, f"; besides, {', '.join(others)}." if others else ".")
    exposing, instances = _number(mutation.exposing), _number(mutation.instances)
    yield element("p", f"{exposing} of {instances} instances make at least one of them false.")
    if mutation.survivors:
        items = [element("li", element("code", each.text), f" ({each.kind})") for each in mutation.survivors]
        note = "Not refuted: true as well, perhaps, or beyond what the check can see"
        yield element("p", note, class_="survivors-note")
        yield element("ul", *items, class_="survivors")


def _reproduction(theorem: Theorem, evidence: Evidence | None, power: Power | None, level: int) -> Iterator[Markup]:
    commands = [evidence.replay] if evidence is not None and evidence.replay else []
    commands += [f"toymodels power {theorem.name} --seed {power.seed}"] if power is not None else []
    if not commands:
        return
    yield _heading("Do it again", level)
    if evidence is not None and evidence.plan:
        drawn = [element("li", line) for line in evidence.plan]
        yield element("details", element("summary", "How the instances were drawn"), element("ul", *drawn))
    yield element("pre", element("code", "\n".join(commands)), class_="commands", tabindex=0)


def _heading(text: str, level: int) -> Markup:
    return element(f"h{level}", text, class_="evidence-heading")


def _command(text: str) -> Markup:
    return element("code", text)


def _number(value: int) -> str:
    return f"{value:,}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
