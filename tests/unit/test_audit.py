"""The audit: what a theorem may rest on, and everything planted in it that it must not.

The planted faults of the first part are real: `tests/data/olean/Sample.lean`, compiled by Lean.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.olean_writer import (
    Box,
    ModuleData,
    Object,
    axiom,
    constructor,
    definition,
    inductive,
    name,
    opaque,
    pair,
    theorem,
    write_module,
)
from tests.support.sample import LAYOUTS, sample_environment

from toymodels.errors import OleanError, UnknownName
from toymodels.lean.audit import AuditEntry, Offence, audit
from toymodels.lean.environment import Environment
from toymodels.lean.expr import App, Const, Expr, Level, Lit, Sort

TYPE = Sort(Level("1"), False)


@pytest.fixture(scope="module", params=LAYOUTS)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return sample_environment(tmp_path_factory.mktemp("sample"), request.param)


def entry_of(env: Environment, declared: str) -> AuditEntry:
    (entry,) = audit(env, [declared])
    return entry


@pytest.mark.parametrize("declared", ["double_eq", "_private.Sample.0.hidden", "CommMagma.comm", "total"])
def test_sound_declarations_pass(sample: Environment, declared: str) -> None:
    entry = entry_of(sample, declared)

    assert (entry.name, entry.ok, entry.reasons, entry.uses_sorry) == (declared, True, (), False)
    assert "sorryAx" not in entry.axioms


def test_allowed_axiom_is_listed(sample: Environment) -> None:
    entry = entry_of(sample, "by_choice")

    assert entry.ok
    assert entry.axioms == ("Classical.choice",)


@pytest.mark.parametrize(
    ("declared", "path", "reason"),
    [
        ("unfinished", "unfinished -> sorryAx", "a proof is missing (`sorry`); finish it"),
        ("rests_on_unfinished", "rests_on_unfinished -> unfinished -> sorryAx", "a proof is missing (`sorry`)"),
        ("rests_on_planted", "rests_on_planted -> planted", "it is an axiom of the library"),
        ("planted", "planted", "it is an axiom of the library"),
        ("by_compiler", "by_compiler -> Lean.ofReduceBool", "the compiler is trusted as an oracle (`native_decide`)"),
        ("about_secret", "about_secret -> secret", "it is opaque"),
        ("about_spin", "about_spin -> spin", "it is opaque (`opaque` or `partial`)"),
        ("about_tamed", "about_tamed -> tamed", "it runs as wild (`implemented_by`), which is not proved to be equal"),
        ("about_foreign", "about_foreign -> foreign", "it runs as foreign code (`extern`)"),
        ("wild", "wild", "it is `unsafe`, so the kernel does not check it"),
        ("spin._unsafe_rec", "spin._unsafe_rec", "it is `partial`, so it may not terminate"),
    ],
)
def test_planted_fault_is_found(sample: Environment, declared: str, path: str, reason: str) -> None:
    entry = entry_of(sample, declared)

    assert not entry.ok
    assert entry.reasons[0].startswith(f"{path}: {reason}")


@pytest.mark.parametrize("declared", ["unfinished", "rests_on_unfinished"])
def test_sorry_is_seen_through_other_theorems(sample: Environment, declared: str) -> None:
    assert entry_of(sample, declared).uses_sorry


def test_missing_proof_terms_are_no_pass(tmp_path: Path) -> None:
    env = sample_environment(tmp_path, without=[".private"])

    entry = entry_of(env, "double_eq")

    assert entry.reasons == ("double_eq: its proof term is missing (is Sample.olean.private there?); build again",)


def test_unknown_name(sample: Environment) -> None:
    with pytest.raises(UnknownName, match="'no_such_theorem'"):
        audit(sample, ["double_eq", "no_such_theorem"])


def use(*names: str) -> Expr:
    """A term that mentions constants."""
    term: Expr = TYPE
    for used in names:
        term = App(term, Const(used, ()))
    return term


def library(
    folder: Path,
    *constants: tuple[str, Object],
    core: tuple[tuple[str, Object], ...] = (),
    core_theorems: tuple[str, ...] = (),
    core_proofs: bool = False,
) -> Environment:
    """A library of one module over a core; `core_theorems` were declared as theorems, whatever is stored of them."""
    kinds = {"Lean.privateConstKindsExt": [pair(name(declared), Box(1)) for declared in core_theorems]}
    write_module(folder / "core", "Init", {"": ModuleData(constants=core, entries=kinds)})
    write_module(folder / "library", "Lib", {"": ModuleData(["Init"], constants)})
    return Environment.load(["Lib"], [folder / "library"], [folder / "core"], core_proofs=core_proofs)


def test_shortest_path_is_reported(tmp_path: Path) -> None:
    env = library(
        tmp_path,
        axiom("bad", TYPE),
        theorem("near", TYPE, use("bad")),
        theorem("far", TYPE, use("near")),
        theorem("top", TYPE, use("far", "near")),
    )

    assert entry_of(env, "top").offences == (
        Offence("it is an axiom of the library; prove it or make it a hypothesis", ("top", "near", "bad")),
    )


def test_an_axiom_does_not_hide_behind_a_theorem_of_like_name(tmp_path: Path) -> None:
    env = library(
        tmp_path, axiom("«E.good»", TYPE), theorem("E.good", TYPE, TYPE), theorem("top", TYPE, use("«E.good»"))
    )

    assert [offence.path for offence in entry_of(env, "top").offences] == [("top", "«E.good»")]


def test_statements_are_followed_as_well_as_proofs(tmp_path: Path) -> None:
    env = library(tmp_path, axiom("bad", TYPE), theorem("top", use("bad"), TYPE))

    assert [offence.path for offence in entry_of(env, "top").offences] == [("top", "bad")]


def test_constructors_are_followed(tmp_path: Path) -> None:
    env = library(
        tmp_path,
        axiom("bad", TYPE),
        inductive("Ind", TYPE, 0, 0, ["Ind.mk"]),
        constructor("Ind.mk", use("bad"), "Ind", 0, 0, 1),
        theorem("top", use("Ind"), TYPE),
    )

    assert [offence.path for offence in entry_of(env, "top").offences] == [("top", "Ind", "Ind.mk", "bad")]


def test_recursive_definitions_end(tmp_path: Path) -> None:
    env = library(tmp_path, definition("even", TYPE, use("odd")), definition("odd", TYPE, use("even")))

    assert [entry.ok for entry in audit(env, ["even", "odd"])] == [True, True]


def test_all_faults_are_listed(tmp_path: Path) -> None:
    env = library(tmp_path, axiom("a", TYPE), opaque("b", TYPE, TYPE), theorem("top", TYPE, use("a", "b")))

    assert {offence.path[-1] for offence in entry_of(env, "top").offences} == {"a", "b"}


def test_allowed_axioms_of_core_are_listed(tmp_path: Path) -> None:
    core = (definition("core_def", TYPE, use("deeper")), axiom("propext", TYPE), axiom("Quot.sound", TYPE))
    env = library(tmp_path, theorem("top", TYPE, use("core_def", "propext", "Quot.sound")), core=core)

    entry = entry_of(env, "top")

    assert entry.ok
    assert entry.axioms == ("Quot.sound", "propext")
    assert entry.trusted == ()


@pytest.mark.parametrize("stored", [theorem("t", TYPE, TYPE), axiom("t", TYPE)], ids=["with proof", "type only"])
@pytest.mark.parametrize("core_proofs", [False, True])
def test_core_theorems_that_are_not_followed_are_listed(
    tmp_path: Path, stored: tuple[str, Object], core_proofs: bool
) -> None:
    env = library(
        tmp_path, theorem("top", TYPE, use("t")), core=(stored,), core_theorems=("t",), core_proofs=core_proofs
    )
    followed = core_proofs and env.constant("t").has_value

    entry = entry_of(env, "top")

    assert entry.ok
    assert entry.trusted == (() if followed else ("t",))


@pytest.mark.parametrize("oracle", ["Lean.ofReduceBool", "Lean.ofReduceNat", "Lean.trustCompiler"])
def test_compiler_axioms_are_refused(tmp_path: Path, oracle: str) -> None:
    env = library(tmp_path, theorem("top", TYPE, use(oracle)), core=(axiom(oracle, TYPE),))

    assert "native_decide" in entry_of(env, "top").reasons[0]


def test_other_axioms_of_core_are_refused(tmp_path: Path) -> None:
    env = library(tmp_path, theorem("top", TYPE, use("lcProof")), core=(axiom("lcProof", TYPE),))

    assert entry_of(env, "top").reasons == (
        "top -> lcProof: it is an axiom other than Classical.choice, Quot.sound, propext",
    )


def test_constant_that_no_module_declares(tmp_path: Path) -> None:
    env = library(tmp_path, theorem("top", TYPE, use("ghost")))

    assert entry_of(env, "top").reasons == (
        "top -> ghost: no module declares it, so it cannot be checked; build again",
    )


def test_core_is_followed_where_its_proofs_are_read(tmp_path: Path) -> None:
    core = (axiom("sorryAx", TYPE), theorem("core_theorem", TYPE, use("sorryAx")))
    top = theorem("top", TYPE, use("core_theorem"))

    assert entry_of(library(tmp_path / "a", top, core=core), "top").ok
    entry = entry_of(library(tmp_path / "b", top, core=core, core_proofs=True), "top")

    assert entry.uses_sorry
    assert entry.offences[0].path == ("top", "core_theorem", "sorryAx")


def test_long_chains_need_no_recursion(tmp_path: Path) -> None:
    steps = [theorem(f"t{index}", TYPE, use(f"t{index + 1}")) for index in range(3000)]
    env = library(tmp_path, *steps, axiom("t3000", TYPE))

    assert len(entry_of(env, "t0").offences[0].path) == 3001


MACRO = Const("Lean.Macro", ())
UNEXPANDER = Const("Lean.PrettyPrinter.Unexpander", ())
PARSER = Const("Lean.ParserDescr", ())


def text(*pieces: str) -> Expr:
    """A term that mentions strings."""
    term: Expr = Const("Lean.Name.mkStr", ())
    for piece in pieces:
        term = App(term, Lit(piece))
    return term


@pytest.mark.parametrize(
    "program",
    [
        definition("m", MACRO, use("HAppend.hAppend")),
        definition("m", MACRO, use("helper")),
        definition("m", MACRO, text("debug", "skip")),
        definition("m", MACRO, text("skipKernelTC")),
        definition("m", App(Const("Lean.MacroM", ()), TYPE), use("Lean.Name.append")),
    ],
)
def test_a_macro_that_can_compute_a_name_fails_every_theorem_that_sees_it(
    tmp_path: Path, program: tuple[str, Object]
) -> None:
    env = library(tmp_path, definition("helper", TYPE, use("String.append")), program, theorem("top", TYPE, TYPE))

    (offence,) = entry_of(env, "top").offences

    assert offence.path == ("top",)
    assert "Lib has the macro m, a program that Lean ran" in offence.reason
    assert "toymodels recheck" in offence.reason


def test_macros_of_imported_modules_count(tmp_path: Path) -> None:
    write_module(tmp_path, "A", {"": ModuleData(constants=[definition("m", MACRO, use("String.append"))])})
    write_module(tmp_path, "B", {"": ModuleData(["A"])})
    write_module(tmp_path, "C", {"": ModuleData(["B"], [theorem("top", TYPE, TYPE)])})
    env = Environment.load(["C"], [tmp_path])

    assert entry_of(env, "top").reasons[0].startswith("top: A has the macro m")


def test_notation_is_harmless(tmp_path: Path) -> None:
    notation = definition("m", MACRO, App(use("Lean.Syntax.node3", "Pure.pure", "ite"), text("Term", "app")))
    env = library(tmp_path, notation, theorem("top", TYPE, TYPE))

    assert entry_of(env, "top").ok


def test_a_macro_may_use_what_is_harmless(tmp_path: Path) -> None:
    match = definition("m.match_1", TYPE, use("Option.casesOn", "Unit"))
    env = library(tmp_path, match, definition("m", MACRO, use("m.match_1")), theorem("top", TYPE, TYPE))

    assert entry_of(env, "top").ok


def sourced(folder: Path, texts: dict[str, str], **constants: list[tuple[str, Object]]) -> Environment:
    """Modules A, B and so on, each of which imports the one before, with their sources."""
    imports: list[str] = []
    for module, text in texts.items():
        write_module(folder, module, {"": ModuleData(imports, constants.get(module, []))})
        (folder / f"{module}.lean").write_text(text)
        imports = [module]
    return Environment.load([*texts], [folder], sources=[folder])


def test_code_that_runs_beside_an_axiom_fails_every_theorem_that_sees_it(tmp_path: Path) -> None:
    proved = {module: [theorem(module.lower(), TYPE, TYPE)] for module in "ABC"}
    env = sourced(tmp_path, {"A": "axiom bad : p", "B": "\n#eval x", "C": ""}, **proved)

    assert [entry.ok for entry in audit(env, "abc")] == [True, False, False]
    (reason,) = entry_of(env, "c").reasons
    assert reason.startswith(
        "c: Lean ran code at B:2 (#eval), which by A:1 (axiom) may have written into Lean's memory"
    )
    assert "toymodels recheck" in reason


def test_code_that_runs_does_no_harm_by_itself(tmp_path: Path) -> None:
    env = sourced(tmp_path, {"A": "#eval x", "B": "axiom bad : p"}, A=[theorem("a", TYPE, TYPE)])

    assert entry_of(env, "a").ok


@pytest.mark.parametrize(
    ("run", "forge", "places"),
    [
        (definition("m", MACRO, text("#eval", "eval")), axiom("bad", TYPE), ("(m)", "(the axiom bad)")),
        (
            definition("m", MACRO, text("nativeDecide")),
            theorem("half", TYPE, use("sorryAx")),
            ("(m)", "`sorry` in half"),
        ),
        (definition("u", UNEXPANDER, use("cast")), definition("m", MACRO, text("axiom")), ("(u)", "(m)")),
        (definition("p", PARSER, use("cast")), axiom("bad", TYPE), ("(p)", "(the axiom bad)")),
    ],
)
def test_both_are_seen_in_compiled_files_too(
    tmp_path: Path, run: tuple[str, Object], forge: tuple[str, Object], places: tuple[str, str]
) -> None:
    env = library(tmp_path, run, forge, theorem("top", TYPE, TYPE))

    (reason,) = entry_of(env, "top").reasons
    assert all(place in reason for place in places)


def test_syntax_and_how_notation_is_printed_are_harmless(tmp_path: Path) -> None:
    shown = definition("u", UNEXPANDER, use("Lean.withRef", "cond", "Lean.Syntax.matchesIdent"))
    parsed = definition("p", PARSER, use("Lean.ParserDescr.node", "Lean.ParserDescr.symbol"))
    env = library(tmp_path, shown, parsed, axiom("bad", TYPE), theorem("top", TYPE, TYPE))

    assert entry_of(env, "top").ok


def test_configurations_of_tactics_are_those_of_core(tmp_path: Path) -> None:
    core, own = tmp_path / "core", tmp_path / "library"
    structure = Object(0, (name("Simp.Config"), [name("maxSteps")], [], []))
    write_module(core, "Init", {"": ModuleData(entries={"Lean.structureExt": [structure]})})
    for module, field in (("Configured", "maxSteps"), ("Argument", "n")):
        write_module(own, module, {"": ModuleData(["Init"], [theorem(f"{module}.t", TYPE, TYPE)])})
        (own / f"{module}.lean").write_text(f"axiom bad : p\ntheorem t : p := by go ({field} := bad)")
    env = Environment.load(["Configured", "Argument"], [own], [core], sources=[own])

    assert [entry.ok for entry in audit(env, ["Configured.t", "Argument.t"])] == [False, True]


def test_names_in_leans_own_namespace_fail_unless_they_are_below_a_constant_of_core(tmp_path: Path) -> None:
    core, own = tmp_path / "core", tmp_path / "library"
    write_module(core, "Init", {"": ModuleData([], [definition("Lean.f", TYPE, TYPE)])})
    for module, squatter in (("A", "Lean.Elab.Term.TermElab"), ("B", "Lean.f.eq_1"), ("C", "MyLean.f")):
        own_names = [definition(squatter, TYPE, TYPE), theorem(module.lower(), TYPE, TYPE)]
        write_module(own, module, {"": ModuleData(["Init"], own_names)})
    env = Environment.load("ABC", [own], [core])

    assert [entry.ok for entry in audit(env, "abc")] == [False, True, True]
    (reason,) = entry_of(env, "a").reasons
    assert reason.startswith("a: A (Lean.Elab.Term.TermElab) declares in Lean's own namespace")


def test_a_source_that_is_gone_is_no_pass(tmp_path: Path) -> None:
    env = sourced(tmp_path, {"A": ""}, A=[theorem("a", TYPE, TYPE)])
    (tmp_path / "A.lean").unlink()

    with pytest.raises(OleanError, match="the source of A cannot be read"):
        entry_of(env, "a")


@pytest.mark.parametrize("exported", [True, False])
def test_a_module_that_can_write_elaborators_fails(tmp_path: Path, exported: bool) -> None:
    core, own = tmp_path / "core", tmp_path / "library"
    beyond = ["Lean.Elab"]
    write_module(core, "Lean.Elab", {"": ModuleData()})
    write_module(core, "Std.Tactic", {"": ModuleData(beyond) if exported else ModuleData(private_imports=beyond)})
    write_module(own, "Lib", {"": ModuleData(["Std.Tactic"], [theorem("top", TYPE, TYPE)])})
    entry = entry_of(Environment.load(["Lib"], [own], [core]), "top")

    assert entry.ok is not exported
    assert entry.ok or "Lib imports Lean.Elab, with which Lean can be programmed" in entry.reasons[0]


def test_what_was_followed_is_counted(tmp_path: Path) -> None:
    core = (definition("core_def", TYPE, TYPE),)
    env = library(tmp_path, theorem("near", TYPE, use("core_def")), theorem("top", TYPE, use("near")), core=core)

    assert entry_of(env, "top").followed == 2
