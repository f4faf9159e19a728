"""Campaigns: chunks are the same everywhere, files are the memory, what dies is done again, a violation ends it all."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.support.stand_ins import always
from tests.support.statements import DEFINITIONS, le, nat, num, scalar, sq, welch_coherence

from toymodels.campaign import (
    CampaignError,
    Chunk,
    Kind,
    Outcome,
    Pool,
    Settings,
    Store,
    Task,
    process_pool,
    report,
    run,
)
from toymodels.campaign.work import work
from toymodels.statements.language import NAT, Hypothesis, Statement, Term, Var

pytest.importorskip("pyarrow")
pytest.importorskip("duckdb")

X = scalar("x")


def task(name: str, variables: tuple[Var, ...], conclusion: Term, **hypotheses: Term) -> Task:
    assumed = tuple(Hypothesis(given, prop) for given, prop in hypotheses.items())
    return Task(name, Statement(name, variables, assumed, conclusion, DEFINITIONS), f"hash of {name}")


TRUE = task("true", (X,), le(num(0), sq(X)))
FALSE = task("false", (X,), le(X, sq(X)))
WELCH = Task("welch", welch_coherence(), "hash of welch")
FEW = Settings(instances=600, per_seed=100, per_chunk=200)


def plan(settings: Settings, *tasks: Task) -> tuple[list[Chunk], dict[str, Task]]:
    return list(settings.chunks({each.name: each.sha256 for each in tasks})), {each.name: each for each in tasks}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "campaign")


def begin(store: Store, settings: Settings, *tasks: Task) -> None:
    store.begin(settings, {each.name: each.sha256 for each in tasks}, {})


@contextmanager
def threads() -> Generator[Pool]:
    with ThreadPoolExecutor(1) as executor:
        yield Pool(executor, lambda: 2)


def untimed(outcome: Outcome) -> Outcome:
    return replace(outcome, seconds=0.0)


def test_chunks_cover_the_seeds_once_breadth_first_and_more_instances_only_add():
    wanted, _ = plan(FEW, TRUE, WELCH)
    assert [(each.theorem, each.first, each.seeds) for each in wanted[:3]] == [
        ("true", 0, 2),
        ("welch", 0, 2),
        ("true", 2, 2),
    ]
    seeds = [each.first + place for each in wanted if each.theorem == "true" for place in range(each.seeds)]
    assert seeds == list(range(6))
    more, _ = plan(replace(FEW, instances=1000), TRUE, WELCH)
    assert {each.key for each in wanted} < {each.key for each in more}


@pytest.mark.parametrize(
    "change",
    [
        {"statement": "other"},
        {"generator": "other"},
        {"kind": Kind.REFUTE},
        {"pinned": '{"n": 1}'},
        {"first": 7},
        {"seeds": 7},
        {"per_seed": 7},
    ],
)
def test_all_that_decides_an_outcome_is_in_its_key(change: dict[str, Any]):
    chunk = plan(FEW, WELCH)[0][0]
    assert replace(chunk, **change).key != chunk.key


def test_the_same_chunk_gives_the_same_outcome_and_two_halves_the_whole():
    whole = plan(replace(FEW, per_chunk=400, instances=400), WELCH)[0][0]
    halves = plan(replace(FEW, per_chunk=200, instances=400), WELCH)[0]
    outcome = work(whole, WELCH)
    assert untimed(work(whole, WELCH)) == untimed(outcome)
    parts = [work(half, WELCH) for half in halves]
    assert outcome.verdict == "held"
    assert outcome.instances == sum(each.instances for each in parts) >= 400
    assert outcome.hypotheses[0].held == sum(each.hypotheses[0].held for each in parts)
    together = {number for each in parts for number in each.hashes}
    assert outcome.hashes == tuple(sorted(together)[: len(outcome.hashes)])
    assert outcome.tightest[0].relative == min(each.tightest[0].relative for each in parts)
    assert outcome.tightest[0].attained


def test_all_that_there_are_is_counted_once(store: Store):
    n = nat("n")
    small = task("small", (n,), le(n, num(3, NAT)), bound=le(n, num(3, NAT)))
    begin(store, FEW, small)
    wanted, tasks = plan(FEW, small)
    run(wanted, tasks, store, threads)
    (found,) = report(store).theorems
    assert (found.instances, found.exhaustive, found.chunks) == (4, True, 3)


def test_a_run_is_reported_and_the_next_one_does_nothing(store: Store):
    begin(store, FEW, TRUE, WELCH)
    wanted, tasks = plan(FEW, TRUE, WELCH)
    first = run(wanted, tasks, store, threads)
    assert (first.done, first.kept, first.total) == (6, 0, 6)
    again = run(wanted, {}, store, threads)
    assert (again.done, again.kept) == (0, 6)
    found = report(store)
    assert found.exit_status == 0
    welch = found.theorems[1]
    assert welch.name == "welch"
    assert welch.instances >= 600
    assert 0 < welch.distinct <= welch.instances
    assert welch.rarest is not None
    assert welch.tightest[0].attained
    assert json.loads(welch.tightest[0].instance)


def test_processes_give_what_threads_give(tmp_path: Path):
    told: list[Any] = []
    for name, pool in (("threads", threads), ("processes", process_pool(2))):
        store = Store(tmp_path / name)
        begin(store, FEW, TRUE, WELCH)
        run(*plan(FEW, TRUE, WELCH), store, pool)
        told.append(report(store).without_times().to_json())
    assert told[0] == told[1]


def test_a_violation_ends_the_run_is_shown_and_can_be_done_again(store: Store):
    many = replace(FEW, instances=20_000)
    begin(store, many, FALSE, TRUE)
    wanted, tasks = plan(many, FALSE, TRUE)
    ended = run(wanted, tasks, store, threads)
    assert ended.done < len(wanted)
    (violation,) = ended.violations["false"]
    value = json.loads(violation.witness)["x"]
    assert violation.reason.endswith("fails")
    assert violation.replay == f"toymodels check false --seed {violation.seed} --instances 100"
    assert value
    found = report(store)
    assert found.exit_status == 1
    assert found.theorems[0].violations == (violation,)
    again = run(wanted, tasks, store, threads)
    assert (again.done, again.violations) == (0, ended.violations)


def test_a_search_says_how_it_is_done_again():
    settings = Settings(Kind.REFUTE, instances=200, per_seed=200, seconds=2.0)
    outcome = work(plan(settings, FALSE)[0][0], FALSE)
    assert outcome.verdict == "refuted"
    call = 'toymodels.load().theorem("false").refute(seed=0, instances=200, seconds=2)'
    assert outcome.violations[0].replay == f"python -c 'import toymodels; print({call}.verdict)'"


FAR_AWAY = task("far", (X,), le(X, num(123_456)))


def test_what_a_check_refutes_by_other_means_than_chance_is_not_held(store: Store):
    begin(store, FEW, FAR_AWAY)
    run(*plan(FEW, FAR_AWAY), store, threads)
    found = report(store)
    assert found.theorems[0].verdict == "refuted"
    assert found.theorems[0].violations[0].replay == "toymodels check far --seed 0 --instances 100"


@pytest.mark.parametrize(
    ("kind", "verdict"), [(Kind.CHECK, "held"), (Kind.REFUTE, "survived"), (Kind.POWER, "measured")]
)
def test_a_verdict_says_what_was_done_and_no_more(store: Store, kind: Kind, verdict: str):
    settings = Settings(kind, instances=100, per_seed=100, seconds=0.5)
    begin(store, settings, TRUE)
    run(*plan(settings, TRUE), store, threads)
    found = report(store)
    assert (found.theorems[0].verdict, found.exit_status) == (verdict, 0)


def test_power_counts_a_mutant_as_killed_where_one_seed_kills_it(store: Store):
    settings = Settings(Kind.POWER, instances=200, per_seed=100, per_chunk=100)
    positive = task("positive", (X,), le(num(0), X), given=le(num(1), X))
    begin(store, settings, positive)
    run(*plan(settings, positive), store, threads)
    fates = dict(report(store).theorems[0].fates)
    assert fates["killed"] > 0
    assert fates["needed"] > 0


class Dying(Executor):
    """Its process dies at some of the calls."""

    def __init__(self, dies: Callable[[int], BaseException | None]) -> None:
        self.calls, self.dies = 0, dies

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.calls += 1
        future: Future[Any] = Future()
        error = self.dies(self.calls)
        if error is None:
            future.set_result(fn(*args, **kwargs))
        else:
            future.set_exception(error)
        return future


def test_chunks_of_a_process_that_died_are_done_again(store: Store):
    executor = Dying(lambda call: BrokenProcessPool("killed") if call in (2, 3) else None)

    @contextmanager
    def make() -> Generator[Pool]:
        yield Pool(executor, lambda: 2)

    begin(store, FEW, TRUE)
    ended = run(*plan(FEW, TRUE), store, make)
    assert (ended.done, ended.given_up, executor.calls) == (3, {}, 5)


def test_a_chunk_that_kills_every_process_is_given_up_and_the_others_are_done(store: Store):
    begin(store, FEW, TRUE)
    wanted, tasks = plan(FEW, TRUE)
    bad = wanted[1]

    class Picky(Dying):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            self.dies = always(BrokenProcessPool("killed") if args[0] == bad else None)
            return super().submit(fn, *args, **kwargs)

    @contextmanager
    def make() -> Generator[Pool]:
        yield Pool(Picky(lambda _: None), lambda: 1)

    ended = run(wanted, tasks, store, make)
    assert ended.done == 2
    assert list(ended.given_up) == [bad.key]
    assert "true from seed 2: BrokenProcessPool: killed" in ended.given_up[bad.key]
    assert report(store).exit_status == 3


def test_where_the_executor_gives_up_what_was_done_is_kept(store: Store):
    executor = Dying(lambda call: CancelledError() if call == 3 else None)

    @contextmanager
    def make() -> Generator[Pool]:
        yield Pool(executor, lambda: 1)

    begin(store, FEW, TRUE)
    wanted, tasks = plan(FEW, TRUE)
    with pytest.raises(CampaignError, match="the same command carries on from what is kept"):
        run(wanted, tasks, store, make)
    assert [store.has(each) for each in wanted] == [True, True, False]


def test_a_worker_with_other_code_is_refused():
    chunk = replace(plan(FEW, TRUE)[0][0], generator="0.0-other")
    with pytest.raises(CampaignError, match="install the same version of toymodels and NumPy on all machines"):
        work(chunk, TRUE)


def test_a_file_that_was_cut_short_is_made_again(store: Store):
    begin(store, FEW, TRUE)
    wanted, tasks = plan(FEW, TRUE)
    run(wanted, tasks, store, threads)
    for chunk, content in ((wanted[0], b""), (wanted[1], store.path(wanted[1]).read_bytes()[:-9])):
        store.path(chunk).write_bytes(content)
    assert run(wanted, tasks, store, threads).done == 2


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CampaignError, match="is not empty and holds no campaign"):
        begin(Store(tmp_path), FEW, TRUE)
    with pytest.raises(CampaignError, match="`toymodels campaign run --out DIR` begins one"):
        report(Store(tmp_path))


def test_a_campaign_of_other_code_is_not_reported_as_if_it_were_of_this(store: Store, monkeypatch: pytest.MonkeyPatch):
    begin(store, FEW, TRUE)
    monkeypatch.setattr(import_module("toymodels.campaign.report"), "generator_version", lambda: "later")
    with pytest.raises(CampaignError, match=r"was begun by version .* run it again"):
        report(store)


def test_what_crashes_is_unknown_with_the_reason(monkeypatch: pytest.MonkeyPatch):
    def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("toymodels.campaign.work.sample", crash)
    outcome = work(plan(FEW, TRUE)[0][0], TRUE)
    assert outcome.verdict == "unknown"
    assert "ZeroDivisionError: by nothing; that is a defect of toymodels" in outcome.reason
