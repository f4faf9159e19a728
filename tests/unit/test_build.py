"""What is built and what is not, against a stand-in for Lean that writes files and counts."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from toymodels.cli.shared import failure
from toymodels.lean import build as driver
from toymodels.lean.build import BuildResult, build_project, listener
from toymodels.lean.compiled import COMPILED
from toymodels.lean.elaboration import Elaboration, ElaborationStopped, LeanDied
from toymodels.lean.messages import Message
from toymodels.lean.project import Project
from toymodels.lean.toolchain import EmbeddedLean

TOOLCHAIN = EmbeddedLean(node=Path("node"), loader=Path("one/lean.js"), library=Path("lib"), version="0")


class StandIn:
    """Writes compiled files per module, rejects sources with `wrong` in them, and remembers what it was asked.

    Lines that begin with `-- proof` are not in what importers see.
    """

    def __init__(self, sources: Path, output: Path, elaborated: list[str]) -> None:
        self.sources, self.output, self.elaborated = sources, output, elaborated

    def __enter__(self) -> "StandIn":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def close(self) -> None:
        """What was elaborated until now was by a process that has ended."""

    def elaborate(self, path: PurePosixPath, options: Mapping[str, str], *, record: bool, sources: Path) -> Elaboration:
        assert record
        del options
        source = sources / path
        text = source.read_text(encoding="utf-8")
        self.elaborated.append(path.stem)
        if "interrupt" in text:
            raise KeyboardInterrupt
        if "slow" in text:
            time.sleep(0.05)
        if "endless" in text:
            raise ElaborationStopped("Lean was not done", (Message(source, 7, 4, "warning", "far", ""),))
        if "dies" in text or ("falls" in text and self.elaborated.count(path.stem) == 1):
            raise LeanDied("the embedded Lean stopped")
        if "wrong" in text:
            return Elaboration(False, (Message(source, 1, 0, "error", "no", ""),))
        files: dict[str, str] = {}
        exported = "\n".join(line for line in text.split("\n") if not line.startswith("-- proof"))
        for part in COMPILED:
            content = exported if part == ".olean" else text
            (self.output / path).with_suffix(part).write_text(content, encoding="utf-8")
            files[part] = hashlib.sha256(content.encode()).hexdigest()
        notes = ({"failed": "too deep"},) if "deep" in text else ()
        return Elaboration(
            True, (Message(source, 2, 0, "warning", "sorry", "hasSorry"),), files, source=text, notes=notes
        )


@pytest.fixture
def elaborated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []

    def server(toolchain: EmbeddedLean, sources: Path, output: Path) -> StandIn:
        del toolchain
        return StandIn(sources, output, names)

    monkeypatch.setattr(driver, "embedded_server", server)
    return names


@pytest.fixture
def project(tmp_path: Path) -> Project:
    sources = {"Root": "import Left\nimport Right", "Left": "import Base", "Right": "import Base", "Base": ""}
    for name, text in sources.items():
        (tmp_path / f"{name}.lean").write_text(text, encoding="utf-8")
    return Project(root=tmp_path, sources=tmp_path, roots=("Root",), options=(), toolchain="")


def states(result: BuildResult) -> dict[str, str]:
    return {module.name: module.state for module in result.modules}


def edit(project: Project, name: str, text: str) -> None:
    (project.sources / f"{name}.lean").write_text(text, encoding="utf-8")


def test_everything_is_built_once_in_order(project: Project, elaborated: list[str]):
    result = build_project(project, TOOLCHAIN, jobs=2)
    assert result.ok
    assert elaborated[0] == "Base"
    assert elaborated[-1] == "Root"
    assert sorted(elaborated) == ["Base", "Left", "Right", "Root"]


@pytest.mark.parametrize(
    ("texts", "last"),
    [
        ({}, []),
        ({"Left": "\n#eval 1"}, ["Left"]),
        ({"Base": "\ninitialize x : Nat ← pure 1"}, ["Base", "Left", "Right", "Root"]),
        ({"Left": '\nmacro "x" : term => `(1)'}, ["Left", "Root"]),
        ({"Left": "\naxiom a : p", "Right": "\ntheorem t : p := by simp (maxSteps := n)"}, []),
        ({"Base": "axiom a : p", "Right": "\ntheorem t : p := by simp (maxSteps := n)"}, ["Right"]),
        ({"Right": "\n#guard_msgs (drop error) in\ntheorem t : p := by simp (maxSteps := n)"}, ["Right"]),
        ({"Right": "\n-- wrong"}, ["Right"]),
    ],
)
def test_a_process_whose_memory_code_may_have_changed_elaborates_nothing_more(
    project: Project, elaborated: list[str], monkeypatch: pytest.MonkeyPatch, texts: Mapping[str, str], last: list[str]
):
    ended: list[str] = []

    def close(_: StandIn) -> None:
        ended.append(elaborated[-1])

    monkeypatch.setattr(StandIn, "close", close)
    for name, text in texts.items():
        edit(project, name, (project.sources / f"{name}.lean").read_text(encoding="utf-8") + text)
    build_project(project, TOOLCHAIN, jobs=1)
    assert ended == last


def test_a_module_at_which_lean_dies_is_tried_once_more(project: Project, elaborated: list[str]):
    edit(project, "Left", "import Base\n-- falls")
    assert build_project(project, TOOLCHAIN).ok
    assert elaborated.count("Left") == 2


def test_a_module_at_which_lean_dies_twice_has_failed(project: Project, elaborated: list[str]):
    edit(project, "Left", "import Base\n-- dies")
    result = build_project(project, TOOLCHAIN)
    assert states(result) == {"Base": "built", "Left": "failed", "Right": "built", "Root": "skipped"}
    assert elaborated.count("Left") == 2
    assert any("the embedded Lean stopped" in str(m) for module in result.modules for m in module.messages)


def test_proofs_that_cannot_be_shown_stop_nothing(project: Project, elaborated: list[str]):
    edit(project, "Left", "-- deep")
    assert build_project(project, TOOLCHAIN).ok
    assert "Left" in elaborated
    assert not (project.build_folder / "proofs").exists()


def test_nothing_is_built_when_nothing_changed_and_warnings_are_shown_again(project: Project, elaborated: list[str]):
    build_project(project, TOOLCHAIN)
    elaborated.clear()
    result = build_project(project, TOOLCHAIN)
    assert elaborated == []
    assert set(states(result).values()) == {"fresh"}
    assert [message.text for message in result.modules[0].messages] == ["sorry"]


@pytest.mark.parametrize(
    ("changed", "rebuilt"),
    [("Root", {"Root"}), ("Left", {"Left", "Root"}), ("Base", {"Base", "Left", "Right", "Root"})],
)
def test_a_change_rebuilds_what_depends_on_it(project: Project, elaborated: list[str], changed: str, rebuilt: set[str]):
    build_project(project, TOOLCHAIN)
    elaborated.clear()
    edit(project, changed, (project.sources / f"{changed}.lean").read_text(encoding="utf-8") + "\n-- changed")
    assert build_project(project, TOOLCHAIN).ok
    assert set(elaborated) == rebuilt


@pytest.mark.parametrize(
    ("left", "root", "rebuilt"),
    [
        ("module\npublic import Base", "module\npublic import Left", {"Base"}),
        ("module\npublic import Base", "import Left", {"Base", "Root"}),
        ("module\npublic import Base", "module\nimport all Left", {"Base", "Root"}),
        ("module\npublic meta import Base", "module\npublic import Left", {"Base", "Left"}),
        ("module\npublic import Base\nsuggestions", "module\npublic import Left", {"Base", "Left", "Root"}),
    ],
)
def test_a_change_that_is_not_exported_rebuilds_only_what_may_see_it(
    project: Project, elaborated: list[str], left: str, root: str, rebuilt: set[str]
):
    for name, text in {"Base": "module\n-- proof one", "Left": left, "Root": root}.items():
        edit(project, name, text)
    before = build_project(project, TOOLCHAIN)
    elaborated.clear()
    edit(project, "Base", "module\n-- proof two")
    after = build_project(project, TOOLCHAIN)
    assert after.ok
    assert set(elaborated) == rebuilt
    assert {name for name in after.keys if after.keys[name] != before.keys[name]} == rebuilt
    elaborated.clear()
    edit(project, "Base", "module\n-- proof two\n-- statement")
    assert build_project(project, TOOLCHAIN).ok
    assert set(elaborated) == {"Base", "Left", "Root"}


def test_a_change_that_was_interrupted_reaches_what_sees_it(project: Project, elaborated: list[str]):
    for name, text in {
        "Base": "module",
        "Left": "module\npublic import Base",
        "Root": "module\npublic import Left",
    }.items():
        edit(project, name, text)
    build_project(project, TOOLCHAIN)
    edit(project, "Base", "module\n-- statement")
    edit(project, "Left", "module\npublic import Base -- interrupt")
    with pytest.raises(KeyboardInterrupt):
        build_project(project, TOOLCHAIN)
    edit(project, "Left", "module\npublic import Base")
    elaborated.clear()
    assert build_project(project, TOOLCHAIN).ok
    assert set(elaborated) == {"Left", "Root"}


CHANGES: dict[str, Callable[[Project, EmbeddedLean], tuple[Project, EmbeddedLean]]] = {
    "options": lambda project, toolchain: (replace(project, options=(("a", "b"),)), toolchain),
    "toolchain": lambda project, toolchain: (project, replace(toolchain, version="1")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_options_and_toolchain_count(
    project: Project, elaborated: list[str], change: Callable[[Any, Any], tuple[Project, EmbeddedLean]]
):
    build_project(project, TOOLCHAIN)
    elaborated.clear()
    build_project(*change(project, TOOLCHAIN))
    assert len(elaborated) == 4


@pytest.mark.parametrize("damage", ["truncate", "remove", "record"])
def test_a_damaged_file_is_built_again(project: Project, elaborated: list[str], damage: str):
    build_project(project, TOOLCHAIN)
    elaborated.clear()
    compiled = driver.compiled_folder(project) / "Left.olean"
    if damage == "truncate":
        compiled.write_text("half")
    elif damage == "remove":
        compiled.unlink()
    else:
        (project.build_folder / "lean" / "records" / "Left.json").write_text('{"key": ')
    assert build_project(project, TOOLCHAIN).ok
    assert elaborated == ["Left"]


def test_what_is_kept_is_not_believed_where_all_shall_be_fresh(project: Project, elaborated: list[str]):
    build_project(project, TOOLCHAIN)
    elaborated.clear()
    assert set(states(build_project(project, TOOLCHAIN, fresh=True)).values()) == {"built"}
    assert len(elaborated) == 4


def test_a_record_without_a_seal_is_not_believed(project: Project, elaborated: list[str]):
    build_project(project, TOOLCHAIN)
    elaborated.clear()
    path = project.build_folder / "lean" / "records" / "Left.json"
    record = json.loads(path.read_bytes())
    del record["seal"]
    path.write_text(json.dumps(record))
    assert build_project(project, TOOLCHAIN).ok
    assert elaborated == ["Left"]


def test_a_rejected_module_stops_only_what_needs_it(project: Project, elaborated: list[str]):
    edit(project, "Left", "import Base -- wrong")
    result = build_project(project, TOOLCHAIN)
    assert not result.ok
    assert states(result) == {"Base": "built", "Left": "failed", "Right": "built", "Root": "skipped"}
    edit(project, "Left", "import Base")
    elaborated.clear()
    assert build_project(project, TOOLCHAIN).ok
    assert sorted(elaborated) == ["Left", "Root"]


def test_a_module_without_end_stops_only_what_needs_it(project: Project, elaborated: list[str]):
    edit(project, "Left", "import Base -- endless")
    result = build_project(project, TOOLCHAIN)
    assert states(result) == {"Base": "built", "Left": "failed", "Right": "built", "Root": "skipped"}
    so_far, message = next(module.messages for module in result.modules if module.name == "Left")
    assert so_far.text == "far"
    assert str(message) == f"{project.sources / 'Left.lean'}:7:0: error: Lean was not done"
    assert "Root" not in elaborated


def test_an_interrupted_build_keeps_what_was_done(project: Project, elaborated: list[str]):
    edit(project, "Root", "import Left\nimport Right -- interrupt")
    with pytest.raises(KeyboardInterrupt):
        build_project(project, TOOLCHAIN)
    edit(project, "Root", "import Left\nimport Right")
    elaborated.clear()
    assert build_project(project, TOOLCHAIN).ok
    assert elaborated == ["Root"]


def test_independent_modules_run_at_the_same_time(
    project: Project, elaborated: list[str], monkeypatch: pytest.MonkeyPatch
):
    del elaborated
    edit(project, "Left", "import Base -- slow")
    edit(project, "Right", "import Base -- slow")
    together = threading.Barrier(2, timeout=5)
    original = StandIn.elaborate

    def meet(
        self: StandIn, path: PurePosixPath, options: Mapping[str, str], *, record: bool, sources: Path
    ) -> Elaboration:
        if path.stem in {"Left", "Right"}:
            together.wait()
        return original(self, path, options, record=record, sources=sources)

    monkeypatch.setattr(StandIn, "elaborate", meet)
    assert build_project(project, TOOLCHAIN, jobs=2).ok


def test_progress_counts_every_module(project: Project, elaborated: list[str]):
    seen: list[tuple[str, int, int]] = []
    build_project(
        project, TOOLCHAIN, jobs=1, listen=lambda module, done, total: seen.append((module.state, done, total))
    )
    assert seen == [(state, done + (state == "built"), 4) for done in range(4) for state in ("begun", "built")]
    assert len(elaborated) == 4


def test_progress_is_of_what_takes_time(project: Project, elaborated: list[str]):
    build_project(project, TOOLCHAIN)
    edit(project, "Left", "import Base -- changed")
    told: list[tuple[str, int, int]] = []
    tell = listener(lambda name, done, total: told.append((name, done, total)))
    build_project(project, TOOLCHAIN, listen=tell)
    assert told[0][1:] == (2, 4)
    assert told[-1][1:] == (4, 4)
    assert {name for name, *_ in told} == set(elaborated[4:])


@pytest.mark.parametrize(("sources", "status"), [({"Left": "endless"}, 2), ({"Left": "endless", "Right": "wrong"}, 1)])
def test_what_was_stopped_is_not_called_rejected(
    project: Project, elaborated: list[str], sources: dict[str, str], status: int
):
    for name, text in sources.items():
        edit(project, name, f"import Base -- {text}")
    assert failure(build_project(project, TOOLCHAIN)) == status
    assert "Root" not in elaborated
