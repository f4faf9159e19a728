"""Sources that try to have something else believed than what Lean made of them, elaborated by the real Lean."""

from pathlib import Path

import pytest

from toymodels.lean.build import BuildResult, build_project
from toymodels.lean.project import Project
from toymodels.lean.toolchain import EmbeddedLean, find_toolchain

pytestmark = [pytest.mark.lean, pytest.mark.xdist_group("hostile sources")]

SOURCES = {
    "Honest": "public section\ntheorem honest : True := trivial\n",
    "Copies": """public import Honest
#eval do
  for part in ["olean", "olean.server", "olean.private", "ilean"] do
    IO.FS.writeBinFile s!"/lean/new/Copies.{part}" (← IO.FS.readBinFile s!"/lean/out/Honest.{part}")
theorem copied : 1 = 2 := by decide
""",
    "Announces": """public import Honest
#eval IO.FS.writeFile "/dev/stdout" "{\\"finished\\": 0, \\"heap\\": 1, \\"resident\\": 1}\\n"
theorem announced : 1 = 2 := by decide
""",
    "Overwrites": """public import Honest
#eval IO.FS.writeFile "/lean/out/Honest.olean" "x"
#eval IO.FS.removeFile "/lean/out/Honest.olean"
""",
    "Redeclares": "theorem Nat.add_comm : True := trivial\n",
    "Listens": """public import Honest
#eval IO.FS.readFile "/dev/stdin"
theorem listened : True := trivial
""",
}

WRONG = """public section
theorem wrong : (1 : Nat) = 2 := by decide +kernel
theorem wrong_too : (1 : Nat) = 3 := by decide +kernel
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    root = tmp_path_factory.mktemp("hostile")
    for name, text in SOURCES.items():
        (root / f"{name}.lean").write_text(f"module\n{text}", encoding="utf-8")
    project = Project(root=root, sources=root, roots=tuple(SOURCES), options=(), toolchain="")
    toolchain = find_toolchain(project, print)
    if not isinstance(toolchain, EmbeddedLean):
        pytest.skip("a native Lean runs a module's code as the user")
    return build_project(project, toolchain, jobs=1)


def test_only_what_lean_accepts_is_built(built: BuildResult):
    assert {module.name: module.state for module in built.modules} == {
        "Honest": "built",
        "Copies": "failed",
        "Announces": "failed",
        "Overwrites": "failed",
        "Redeclares": "failed",
        "Listens": "built",
    }


def test_nothing_of_a_rejected_module_is_there(built: BuildResult):
    (folder, _) = built.search_path
    assert {path.name.partition(".")[0] for path in folder.iterdir()} == {"Honest", "Listens"}


def test_the_compiled_files_of_another_module_are_read_only(built: BuildResult):
    (overwrites,) = [module for module in built.modules if module.name == "Overwrites"]
    assert ["read-only" in message.text for message in overwrites.messages] == [True, True]


def test_compiled_files_have_the_users_mode_bits(built: BuildResult, tmp_path: Path):
    (tmp_path / "mine").touch()
    usual = (tmp_path / "mine").stat().st_mode
    (folder, _) = built.search_path
    assert {path.stat().st_mode for path in folder.iterdir()} == {usual}


@pytest.mark.parametrize("options", [(("Elab.async", "true"),), (("maxErrors", "0"),), (("maxErrors", "1"),)])
def test_no_option_hides_what_the_kernel_rejects(tmp_path: Path, options: tuple[tuple[str, str], ...]):
    (tmp_path / "Wrong.lean").write_text(f"module\n{WRONG}", encoding="utf-8")
    project = Project(root=tmp_path, sources=tmp_path, roots=("Wrong",), options=options, toolchain="")
    result = build_project(project, find_toolchain(project, print), jobs=1)
    assert [module.state for module in result.modules] == ["failed"]
