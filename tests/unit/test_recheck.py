"""The official kernel on small compiled files with one fault a constant; it accepts what is right and nothing else."""

import json
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest
from tests.support.olean_writer import (
    NIL,
    ModuleData,
    Object,
    axiom,
    constructor,
    definition,
    inductive,
    lean_list,
    opaque,
    term,
    theorem,
    write_module,
)
from tests.support.stand_ins import always

from toymodels.errors import KernelMissing, OleanError, ToyModelsError
from toymodels.kernel import official, opinion, process, wheel
from toymodels.kernel.exchange import Planned, Target, Verdict
from toymodels.kernel.kept import KeptProofs
from toymodels.kernel.names import shown
from toymodels.kernel.opinion import recheck
from toymodels.kernel.outcome import Recheck
from toymodels.kernel.wheel import missing_kernel
from toymodels.kernel.words import summary_line
from toymodels.lean.build import BuildResult, ModuleResult
from toymodels.lean.expr import App, BinderInfo, BVar, Const, Expr, FVar, Lam, Level, Lit, MVar, Pi, Proj, Sort
from toymodels.lean.project import Project
from toymodels.lean.toolchain import NativeLean

needs_kernel = pytest.mark.skipif(missing_kernel() is not None, reason=str(missing_kernel()))

PROP = Sort(Level("0"), True)
TYPE = Sort(Level("1"), False)
EXPLICIT = BinderInfo.DEFAULT


def pi(domain: Expr, body: Expr) -> Expr:
    return Pi("x", domain, body, EXPLICIT)


def fun(domain: Expr, body: Expr) -> Expr:
    return Lam("x", domain, body, EXPLICIT)


def const(name: str, *levels: str) -> Expr:
    return Const(name, tuple(map(Level, levels)))


IMPLIES_ITSELF = pi(PROP, pi(BVar(0), BVar(1)))
EVERYTHING = pi(PROP, BVar(0))
IDENTITY = fun(PROP, fun(BVar(0), BVar(0)))
# `two.{u} : ∀ (α : Sort u), α → α → α` and its two projections.
POLYMORPHIC = pi(Sort(Level("u"), False), pi(BVar(0), BVar(1)))
POLYMORPHIC_IDENTITY = fun(Sort(Level("u"), False), fun(BVar(0), BVar(0)))

RIGHT = (
    theorem("right", IMPLIES_ITSELF, IDENTITY),
    theorem("rests_on_right", IMPLIES_ITSELF, const("right")),
    definition("identity", POLYMORPHIC, POLYMORPHIC_IDENTITY, params=["u"]),
    theorem("at_prop", IMPLIES_ITSELF, fun(PROP, App(const("identity", "0"), BVar(0)))),
    inductive("Truth", PROP, 0, 0, ["Truth.intro"]),
    constructor("Truth.intro", const("Truth"), "Truth", 0, 0, 0),
    theorem("by_constructor", const("Truth"), const("Truth.intro")),
)
FAULTS = {
    "another_statement": theorem("another_statement", EVERYTHING, IDENTITY),
    "wrong_application": theorem("wrong_application", IMPLIES_ITSELF, App(const("right"), const("right"))),
    "swapped_universe": theorem("swapped_universe", IMPLIES_ITSELF, fun(PROP, App(const("identity", "1"), BVar(0)))),
    "universe_missing": theorem("universe_missing", IMPLIES_ITSELF, fun(PROP, App(const("identity"), BVar(0)))),
    "undeclared": theorem("undeclared", EVERYTHING, const("dropped")),
    "assumes_itself": theorem("assumes_itself", EVERYTHING, const("assumes_itself")),
    "circle_one": theorem("circle_one", EVERYTHING, const("circle_two")),
    "circle_two": theorem("circle_two", EVERYTHING, const("circle_one")),
    "own_axiom": axiom("own_axiom", EVERYTHING),
    "by_axiom": theorem("by_axiom", EVERYTHING, const("own_axiom")),
    "by_unsafe": theorem("by_unsafe", EVERYTHING, const("helper")),
    "rests_on_wrong": theorem("rests_on_wrong", EVERYTHING, const("another_statement")),
    "no_proposition": theorem("no_proposition", TYPE, PROP),
    "no_function": theorem("no_function", EVERYTHING, App(PROP, PROP)),
    "loose": theorem("loose", EVERYTHING, BVar(0)),
    "free": theorem("free", EVERYTHING, FVar("h")),
    "hole": theorem("hole", EVERYTHING, MVar("m")),
    "no_structure": theorem("no_structure", EVERYTHING, Proj("right", 0, const("right"))),
    "no_numbers": theorem("no_numbers", EVERYTHING, Lit(1)),
    "hidden": opaque("hidden", EVERYTHING, IDENTITY),
    "Unfounded": inductive("Unfounded", PROP, 0, 0, ["Unfounded.intro"]),
    "Unfounded.intro": constructor(
        "Unfounded.intro", pi(pi(const("Unfounded"), EVERYTHING), const("Unfounded")), "Unfounded", 0, 0, 1
    ),
    "orphan": constructor("orphan", EVERYTHING, "Truth", 1, 0, 0),
    "by_orphan": theorem("by_orphan", EVERYTHING, const("orphan")),
    "Nat.add": definition("Nat.add", IMPLIES_ITSELF, IDENTITY),
}
UNSAFE = definition("helper", EVERYTHING, const("helper"), safety=0)
# `«E.good»` is one component, and proves nothing; `E.good` is two, and is right.
DOTTED_NAME = Object(1, (NIL, "E.good"), bytes(8))
DOTTED_AXIOM = Object(0, (Object(0, (Object(0, (DOTTED_NAME, lean_list([]), term(EVERYTHING))),), b"\0"),))


def library(folder: Path, modules: dict[str, ModuleData]) -> tuple[Project, BuildResult]:
    """A project whose compiled modules are these."""
    compiled, core = folder / "lib", folder / "core"
    core.mkdir(parents=True, exist_ok=True)
    for name, data in modules.items():
        write_module(compiled, name, {"": data})
    project = Project(folder, folder, tuple(modules), (), "test")
    results = tuple(ModuleResult(name, folder / f"{name}.lean", "built", 0.0, ()) for name in modules)
    toolchain = NativeLean(lake=folder / "lake", library=core, version="test")
    return project, BuildResult(toolchain, results, (compiled, core), {})


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Recheck:
    constants = (*RIGHT, *FAULTS.values(), UNSAFE)
    return recheck(*library(tmp_path_factory.mktemp("faults"), {"M": ModuleData(constants=constants)}))


@needs_kernel
@pytest.mark.parametrize("name", [name for name, _ in RIGHT])
def test_what_is_right_is_accepted(judged: Recheck, name: str):
    assert (judged.of(name).verdict, judged.of(name).reason) == ("accepted", "")


@needs_kernel
@pytest.mark.parametrize("name", FAULTS)
def test_every_planted_fault_is_rejected_with_a_reason(judged: Recheck, name: str):
    assert judged.of(name).verdict == "rejected"
    assert judged.of(name).reason


@needs_kernel
def test_the_reasons_are_the_kernels(judged: Recheck):
    reasons = {name: judged.of(name).reason for name in FAULTS}
    assert reasons["another_statement"] == "the value does not have the stated type"
    assert reasons["wrong_application"] == "a function is applied to an argument of another type"
    assert reasons["undeclared"] == "unknown constant dropped"
    assert reasons["assumes_itself"] == "unknown constant assumes_itself"
    assert reasons["own_axiom"] == "it is an axiom of the library"
    assert reasons["rests_on_wrong"].startswith("it rests on another_statement: ")
    assert "unsafe" in reasons["by_unsafe"]


@needs_kernel
def test_unsafe_helpers_are_left_out_and_the_worst_decides_the_exit_status(judged: Recheck):
    assert judged.of("helper").verdict == "left out"
    assert judged.of("not there").verdict == "no opinion"
    assert judged.exit_status == 1
    assert judged.counts() == {"accepted": len(RIGHT), "rejected": len(FAULTS), "no_opinion": 0, "left_out": 1}


@needs_kernel
def test_only_what_may_assume_a_theorem_rests_on_it_without_its_proof(tmp_path: Path):
    constants = [
        axiom("missing", EVERYTHING),
        theorem("conjecture", EVERYTHING, const("missing")),
        theorem("by_conjecture", EVERYTHING, const("conjecture")),
        theorem("follows", EVERYTHING, const("by_conjecture")),
        theorem("fraud", EVERYTHING, const("by_conjecture")),
        theorem("wrong", EVERYTHING, App(const("conjecture"), const("conjecture"))),
        definition("claim", PROP, EVERYTHING),
        theorem("unfolds", pi(const("claim"), EVERYTHING), fun(const("claim"), BVar(0))),
    ]
    _, build = library(tmp_path, {"M": ModuleData(constants=constants)})
    modules, core = {"M": build.search_path[0] / "M.olean"}, build.search_path[1:]
    assumed = {"follows": ["conjecture"], "fraud": [], "wrong": ["conjecture"], "unfolds": ["claim"]}
    said = process.ask(process.Request(modules, core, tuple(assumed), assumed=assumed))
    verdicts = {name: said.of(name).verdict for name in assumed}
    assert verdicts == {"follows": "accepted", "fraud": "rejected", "wrong": "rejected", "unfolds": "accepted"}
    assert said.of("fraud").reason == "it rests on conjecture, which is not proved"
    assert said.of("wrong").reason == "a function is applied to an argument of another type"
    itself = process.ask(process.Request(modules, core, ("conjecture",), assumed={**assumed, "conjecture": []}))
    assert itself.of("conjecture").verdict == "rejected"
    without = process.ask(process.Request(modules, core, tuple(assumed)))
    assert without.of("follows").reason == "it rests on missing: it is an axiom of the library"


@needs_kernel
def test_names_that_only_look_alike_are_two(tmp_path: Path):
    data = ModuleData(constants=[theorem("E.good", IMPLIES_ITSELF, IDENTITY)])
    project, build = library(tmp_path, {"M": data})

    class Dotted(ModuleData):
        def value(self) -> Object:
            whole = super().value()
            imports, names, infos, *rest = whole.fields
            assert isinstance(names, list)
            assert isinstance(infos, list)
            return Object(0, (imports, [*names, DOTTED_NAME], [*infos, DOTTED_AXIOM], *rest), whole.scalars)

    write_module(build.search_path[0], "M", {"": Dotted(constants=data.constants)})
    result = recheck(project, build)
    assert {o.name: o.verdict for o in result.outcomes.values()} == {"E.good": "accepted", "«E.good»": "rejected"}
    assert shown(("a", "b.c", 1, "x»y")) == "a.«b.c».1.«x»»y»"


@needs_kernel
def test_two_modules_may_prove_one_statement_and_not_declare_one_name_for_two(tmp_path: Path):
    first = ModuleData(constants=[theorem("same", IMPLIES_ITSELF, IDENTITY), theorem("two", IMPLIES_ITSELF, IDENTITY)])
    second = ModuleData(constants=[theorem("same", IMPLIES_ITSELF, IDENTITY), axiom("two", EVERYTHING)])
    result = recheck(*library(tmp_path, {"A": first, "B": second}))
    assert result.of("same").verdict == "accepted"
    assert result.of("two").verdict == "rejected"
    assert "both A and B declare it" in result.of("two").reason


@needs_kernel
def test_a_file_that_claims_billions_of_nested_types_is_soon_done_with(tmp_path: Path):
    constants = [
        inductive("Truth", PROP, 0, 0, ["Truth.intro"], nested=(1 << 32) - 1),
        constructor("Truth.intro", const("Truth"), "Truth", 0, 0, 0),
    ]
    result = recheck(*library(tmp_path, {"M": ModuleData(constants=constants)}), seconds=30)
    assert not result.trouble


@needs_kernel
def test_a_theorem_without_its_proof_is_rejected(tmp_path: Path):
    data = ModuleData(constants=[axiom("t", IMPLIES_ITSELF)], entries={"Lean.privateConstKindsExt": []})
    result = recheck(*library(tmp_path, {"M": data}))
    assert result.of("t").verdict == "rejected"


@needs_kernel
def test_a_damaged_file_is_never_accepted(tmp_path: Path):
    project, build = library(tmp_path, {"M": ModuleData(constants=[theorem("right", IMPLIES_ITSELF, IDENTITY)])})
    path = build.search_path[0] / "M.olean"
    content = path.read_bytes()
    path.write_bytes(content[:100])
    with pytest.raises((OleanError, ToyModelsError), match=r"M\.olean"):
        recheck(project, build)
    path.unlink()
    with pytest.raises(OleanError, match="no compiled file"):
        recheck(project, build)


@needs_kernel
def test_the_opinion_is_kept_by_content_and_an_edited_one_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    project, build = library(tmp_path, {"M": ModuleData(constants=[theorem("wrong", EVERYTHING, IDENTITY)])})
    assert recheck(project, build).exit_status == 1
    kept = project.build_folder / "recheck.json"
    whole = kept.read_text(encoding="utf-8")

    def ask(*_: object) -> NoReturn:
        pytest.fail("what is kept was not used")

    with monkeypatch.context() as patch:
        patch.setattr(opinion, "ask", ask)
        assert recheck(project, build).of("wrong").verdict == "rejected"
    for text in (whole.replace('"rejected"', '"accepted"'), "{}", "[]", whole[:-20], '{"key": 1, "recheck": 2}'):
        kept.write_text(text, encoding="utf-8")
        assert recheck(project, build).of("wrong").verdict == "rejected"
    assert json.loads(whole)["result"]["counts"]["rejected"] == 1


@needs_kernel
def test_it_is_said_whether_all_was_asked_about_and_when(tmp_path: Path):
    project, build = library(tmp_path, {"M": ModuleData(constants=RIGHT)})
    part = recheck(project, build, ["right"])
    assert part.note == "asked about this part, with all that it rests on"
    assert not (project.build_folder / "recheck.json").exists()
    assert recheck(project, build, fresh=True).note == ""
    again, kept = recheck(project, build), recheck(project, build, ["right"])
    assert again.note == "as it said before of the same compiled files; `--fresh` asks again"
    assert kept.note == f"{again.note}; what is said of core is of the whole library"
    assert (list(kept.outcomes), kept.exit_status) == (["right"], 0)
    assert recheck(project, build, fresh=True).note == ""
    assert summary_line(kept.judged()).endswith(f"({kept.note})")


@needs_kernel
def test_a_process_that_dies_has_no_opinion_of_what_it_did_not_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    project, build = library(tmp_path, {"M": ModuleData(constants=RIGHT)})
    plan = Planned(tuple(Target(name, "M", "theorem") for name in ("a", "b")))
    worker = tmp_path / "dies"
    lines = [json.dumps(line.to_json()) for line in (plan, Verdict("a", "accepted", "", "of a"))]
    worker.write_text(
        "#!/bin/sh\n"
        + "".join(f"echo '{line}'\n" for line in lines)
        + """echo -n '{"about": "verdict", "name": "b"'\nkill -9 $$\n""",
        encoding="utf-8",
    )
    worker.chmod(0o755)
    monkeypatch.setattr(process.sys, "executable", str(worker))
    result = recheck(project, build)
    assert [result.of(name).verdict for name in ("a", "b", "c")] == ["accepted", "no opinion", "no opinion"]
    assert "status -9" in result.of("b").reason
    assert result.exit_status == 3
    assert not (project.build_folder / "recheck.json").exists()
    kept = json.loads((project.build_folder / "recheck-proofs.json").read_text(encoding="utf-8"))
    assert kept["proofs"] == ["of a"]


@needs_kernel
def test_an_interrupted_run_loses_no_proof_that_was_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    project, build = library(tmp_path, {"M": ModuleData(constants=RIGHT)})
    add, told = KeptProofs.add, list[str]()

    def interrupted(self: KeptProofs, key: str) -> None:
        add(self, key)
        told.append(key)
        if len(told) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(KeptProofs, "add", interrupted)
        with pytest.raises(KeyboardInterrupt):
            recheck(project, build)
    resumed = recheck(project, build)
    assert (resumed.recognized, resumed.exit_status, resumed.counts()["accepted"]) == (2, 0, len(RIGHT))
    assert resumed.note == "2 proofs as it said before of the same compiled files; `--fresh` asks again"
    assert resumed.summary == recheck(project, build, fresh=True).summary


@needs_kernel
def test_after_a_change_only_what_rests_on_what_was_changed_is_judged_again(tmp_path: Path):
    lemma, other = theorem("lemma", IMPLIES_ITSELF, IDENTITY), theorem("other", IMPLIES_ITSELF, IDENTITY)
    above = theorem("above", IMPLIES_ITSELF, const("lemma"))
    modules = {name: ModuleData(constants=[each]) for name, each in (("A", lemma), ("B", above), ("C", other))}
    project, build = library(tmp_path, modules)
    assert (recheck(project, build).exit_status, recheck(project, build, fresh=True).recognized) == (0, 0)

    def changed(constant: tuple[str, Object]) -> Recheck:
        write_module(build.search_path[0], "A", {"": ModuleData(constants=[constant])})
        return recheck(project, build)

    assert changed(lemma).exit_status == 0
    added = changed(definition("lemma", IMPLIES_ITSELF, IDENTITY))
    assert (added.recognized, added.exit_status) == (1, 0)
    assert changed(axiom("lemma", IMPLIES_ITSELF)).of("above").verdict == "rejected"
    assert changed(theorem("lemma", EVERYTHING, IDENTITY)).of("above").verdict == "rejected"
    wrong = changed(definition("lemma", pi(PROP, TYPE), fun(PROP, PROP)))
    assert wrong.of("above").reason == "the value does not have the stated type"
    assert wrong.of("other").verdict == "accepted"


@needs_kernel
def test_where_the_kernel_refuses_something_nothing_is_taken_from_before(tmp_path: Path):
    project, build = library(tmp_path, {"M": ModuleData(constants=(*RIGHT, FAULTS["wrong_application"]))})
    assert recheck(project, build, ["right"]).recognized == 0
    assert recheck(project, build, ["rests_on_right"]).recognized == 1
    whole = recheck(project, build)
    assert (whole.recognized, whole.of("right").verdict, whole.of("wrong_application").verdict) == (
        0,
        "accepted",
        "rejected",
    )


def test_the_process_bounds_its_memory():
    script = "from toymodels.kernel.worker import _bound; _bound(1 << 30, 60); bytearray(2 << 30)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.stderr.rstrip().endswith("MemoryError")


def test_a_kernel_that_cannot_be_loaded_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    files = [tmp_path / "one.so", tmp_path / "two.so"]
    for file in files:
        file.write_bytes(b"no library")
    monkeypatch.setattr(official, "checked_libraries", lambda: files)
    with pytest.raises(KernelMissing, match=r"cannot be loaded on this machine: .*one\.so"):
        official.OfficialKernel()


@needs_kernel
def test_what_takes_too_long_has_no_opinion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    project, build = library(tmp_path, {"M": ModuleData(constants=RIGHT)})
    worker = tmp_path / "sleeps"
    worker.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    worker.chmod(0o755)
    monkeypatch.setattr(process.sys, "executable", str(worker))
    late = recheck(project, build, ["right"], seconds=1)
    assert late.of("right").verdict == "no opinion"
    assert "after 1 seconds" in late.of("right").reason
    assert late.exit_status == 3


@needs_kernel
def test_a_library_of_the_wheel_that_is_not_the_known_one_is_not_loaded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(wheel.LIBRARIES, "libInit_shared.so", "0" * 64)
    with pytest.raises(KernelMissing, match=r"libInit_shared\.so is not the file"):
        wheel.checked_libraries()


def test_without_the_wheel_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wheel.sys, "platform", "linux")
    monkeypatch.setattr(wheel.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(wheel.platform, "libc_ver", lambda: ("glibc", "2.36"))
    monkeypatch.setattr(wheel, "find_spec", always(None))
    project, build = library(tmp_path, {"M": ModuleData(constants=RIGHT)})
    with pytest.raises(KernelMissing, match=r"pip install 'toymodels\[kernel\]'"):
        recheck(project, build)
    monkeypatch.setattr(wheel.platform, "libc_ver", lambda: ("glibc", "2.31"))
    assert "glibc 2.35" in str(missing_kernel())
    monkeypatch.setattr(wheel.sys, "platform", "darwin")
    assert "darwin" in str(missing_kernel())
