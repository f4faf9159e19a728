"""Environments: modules found along the search path, names found in the library and in core."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.olean_writer import (
    ModuleData,
    Object,
    axiom,
    definition,
    name,
    pair,
    position_range,
    theorem,
    write_module,
)
from tests.support.sample import sample_environment

from toymodels.errors import OleanError, UnknownName
from toymodels.lean.environment import Environment, find_module
from toymodels.lean.expr import Const, Level, Lit, Sort
from toymodels.lean.olean import DeclarationRange, SourceRange, StructureInfo

TYPE = Sort(Level("1"), False)
NAT = Const("Nat", ())


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A library `Lib` = {`Lib.A`, `Lib.B` importing `Lib.A`, `Lib`} over a core of `Init` and `Init.Nat`."""
    library, core = tmp_path / "library", tmp_path / "core"
    where = position_range(1, 0, 2, 3)
    write_module(core, "Init.Nat", {"": ModuleData(constants=[axiom("Nat", TYPE)])})
    write_module(core, "Init", {"": ModuleData(["Init.Nat"], [definition("two", NAT, Lit(2))])})
    write_module(core, "Unused", {"": ModuleData(["Init"], [axiom("unused", TYPE)])})
    write_module(
        library,
        "Lib.A",
        {
            "": ModuleData(["Init"], [definition("a", NAT, Const("two", ()))]),
            ".server": ModuleData(
                ["Init"],
                [definition("a", NAT, Const("two", ()))],
                {
                    "Lean.docStringExt": [pair(name("a"), "The number two. ")],
                    "Lean.declRangeExt": [pair(name("a"), pair(where, where))],
                    "Lean.structureExt": [Object(0, (name("a"), [name("x")], [], []))],
                    "Lean.classExtension": [pair(name("a"), [])],
                },
            ),
        },
    )
    write_module(
        library,
        "Lib.B",
        {
            "": ModuleData(
                ["Init", "Lib.A"],
                [theorem("b", TYPE, NAT), axiom("c", TYPE), axiom("d", TYPE), axiom("e", TYPE)],
                {
                    "Lean.inheritDocStringExt": [
                        pair(name("b"), name("a")),
                        pair(name("c"), name("d")),
                        pair(name("d"), name("c")),
                    ]
                },
            )
        },
    )
    write_module(library, "Lib", {"": ModuleData(["Lib.B", "Lib.A"])})
    return library, core


@pytest.fixture
def env(folders: tuple[Path, Path]) -> Environment:
    library, core = folders
    return Environment.load(["Lib"], [library], [core])


def test_modules_come_after_their_imports(env: Environment) -> None:
    assert list(env.library) == ["Lib.A", "Lib.B", "Lib"]
    assert list(env.core) == ["Init.Nat", "Init"]
    assert list(env.modules) == ["Init.Nat", "Init", "Lib.A", "Lib.B", "Lib"]


def test_constants_of_library_and_core(env: Environment) -> None:
    assert env.constant("a").value == Const("two", ())
    assert env.constant("two").value == Lit(2)
    assert env.module_of("b") == "Lib.B"
    assert env.module_of("Nat") == "Init.Nat"
    assert env.in_library("a")
    assert not env.in_library("two")


def test_unknown_names(env: Environment) -> None:
    assert env.get("unused") is None
    with pytest.raises(UnknownName, match="no constant is called 'unused' in 5 modules; check the full name"):
        env.constant("unused")
    with pytest.raises(UnknownName, match="'nothing'"):
        env.module_of("nothing")


def test_what_is_known_about_a_declaration(env: Environment) -> None:
    where = SourceRange(1, 0, 2, 3)

    assert env.range("a") == DeclarationRange(where, where)
    assert env.structure("a") == StructureInfo(("x",), ())
    assert env.is_class("a")
    assert (env.range("two"), env.structure("two"), env.is_class("two")) == (None, None, False)
    assert (env.range("nothing"), env.structure("nothing"), env.is_class("nothing")) == (None, None, False)


@pytest.mark.parametrize(
    ("declaration", "text"),
    [("a", "The number two. "), ("b", "The number two. "), ("c", None), ("e", None), ("nothing", None)],
)
def test_docstrings_are_followed_through_inheritance(env: Environment, declaration: str, text: str | None) -> None:
    assert env.docstring(declaration) == text


def test_core_is_not_read_for_names_of_the_library(folders: tuple[Path, Path]) -> None:
    library, core = folders
    (core / "Init.olean").write_bytes(b"olean")
    env = Environment.load(["Lib"], [library], [core])

    assert env.constant("a").name == "a"
    with pytest.raises(OleanError, match=r"Init\.olean: at byte 5"):
        env.get("two")


def test_core_proofs_are_read_on_request(tmp_path: Path) -> None:
    data = {"": ModuleData(constants=[axiom("t", TYPE)]), ".private": ModuleData(constants=[theorem("t", TYPE, NAT)])}
    write_module(tmp_path / "core", "Init", data)
    write_module(tmp_path / "library", "Lib", {"": ModuleData(["Init"])})

    def load(core_proofs: bool) -> Environment:
        return Environment.load(["Lib"], [tmp_path / "library"], [tmp_path / "core"], core_proofs=core_proofs)

    assert load(True).constant("t").value == NAT
    assert load(False).constant("t").value is None


def test_earlier_folders_win(folders: tuple[Path, Path], tmp_path: Path) -> None:
    library, core = folders
    write_module(tmp_path / "newer", "Lib.A", {"": ModuleData(["Init"], [definition("a", NAT, Lit(7))])})

    assert Environment.load(["Lib"], [tmp_path / "newer", library], [core]).constant("a").value == Lit(7)


def test_missing_root(folders: tuple[Path, Path]) -> None:
    library, core = folders

    with pytest.raises(
        OleanError, match=r"Gone\.olean is in none of the folders searched .*library.*`toymodels build`"
    ):
        Environment.load(["Gone"], [library], [core])


def test_root_in_core_is_no_library(folders: tuple[Path, Path]) -> None:
    library, core = folders

    with pytest.raises(OleanError, match=r"Init\.olean is in none of the folders"):
        Environment.load(["Init"], [library], [core])


def test_missing_import(folders: tuple[Path, Path]) -> None:
    library, core = folders
    (library / "Lib" / "A.olean").unlink()

    with pytest.raises(OleanError, match=r"Lib\.A\.olean, which Lib\.B imports, is in none of the folders searched"):
        Environment.load(["Lib"], [library], [core])


def test_missing_import_of_core(folders: tuple[Path, Path]) -> None:
    library, core = folders
    (core / "Init" / "Nat.olean").unlink()

    with pytest.raises(OleanError, match=r"Init\.Nat\.olean, which Init imports, is in none of the folders"):
        _ = Environment.load(["Lib"], [library], [core]).core


@pytest.mark.parametrize("cycle", [["A"], ["B", "A"]], ids=["itself", "each other"])
def test_circular_imports(tmp_path: Path, cycle: list[str]) -> None:
    for importer, imported in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
        write_module(tmp_path, importer, {"": ModuleData([imported])})

    with pytest.raises(OleanError, match="which imports it; build again"):
        Environment.load(["A"], [tmp_path])


def test_long_chain_of_imports(tmp_path: Path) -> None:
    for index in range(1500):
        write_module(tmp_path, f"M{index}", {"": ModuleData([f"M{index + 1}"] if index < 1499 else [])})

    assert len(Environment.load(["M0"], [tmp_path]).library) == 1500


@pytest.mark.parametrize("odd", ["", "A..B", "/etc/passwd", "A.\0"])
def test_names_that_are_no_modules(tmp_path: Path, odd: str) -> None:
    assert find_module(odd, [tmp_path]) is None


def test_sample_refers_to_core(tmp_path: Path) -> None:
    env = sample_environment(tmp_path)

    assert list(env.library) == ["Sample"]
    assert env.module_of("HAdd.hAdd") == "Init"
    assert env.docstring("double_eq") == "Doubling is multiplication by two. "


def load_two(folder: Path, first: tuple[str, Object], second: tuple[str, Object]) -> Environment:
    """A module of core and one of the library, which imports it."""
    write_module(folder / "core", "Init", {"": ModuleData(constants=[first])})
    write_module(folder / "library", "Lib", {"": ModuleData(["Init"], [second])})
    return Environment.load(["Lib"], [folder / "library"], [folder / "core"])


def test_two_modules_that_declare_one_constant(tmp_path: Path) -> None:
    write_module(tmp_path, "A", {"": ModuleData(constants=[axiom("x", TYPE)])})
    write_module(tmp_path, "B", {"": ModuleData(constants=[definition("x", TYPE, TYPE)])})

    with pytest.raises(OleanError, match=r"both A and B declare x, .*rename one of them"):
        Environment.load(["A", "B"], [tmp_path])


def test_a_constant_of_core_is_not_declared_again(tmp_path: Path) -> None:
    env = load_two(tmp_path, axiom("Nat", TYPE), definition("Nat", TYPE, TYPE))

    with pytest.raises(OleanError, match="both Init and Lib declare Nat"):
        env.get("anything else")


def test_one_theorem_can_be_in_two_modules(tmp_path: Path) -> None:
    env = load_two(tmp_path, theorem("f.eq_1", TYPE, TYPE), theorem("f.eq_1", TYPE, TYPE))

    assert env.get("anything else") is None


def test_a_theorem_of_another_statement_is_not_the_same(tmp_path: Path) -> None:
    env = load_two(tmp_path, theorem("f.eq_1", TYPE, TYPE), theorem("f.eq_1", NAT, TYPE))

    with pytest.raises(OleanError, match=r"declare f\.eq_1"):
        env.get("anything else")


def test_a_quoted_name_is_another_name(tmp_path: Path) -> None:
    env = load_two(tmp_path, axiom("Nat.mul", TYPE), definition("«Nat.mul»", TYPE, TYPE))

    assert env.constant("Nat.mul").module == "Init"
    assert env.constant("«Nat.mul»").module == "Lib"
