"""The export of the whole library, as lean-dojo's classes give it back."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.stand_ins import always

from toymodels import leandojo as leandojo_of_ours
from toymodels.errors import UnknownName
from toymodels.lean.olean import user_name
from toymodels.lean.proofs import Declaration, ModuleTrace, Span
from toymodels.leandojo import Export, ExportError, Manifest, export, export_leandojo
from toymodels.leandojo.origin import Origin
from toymodels.library import Library

# lean-dojo leaves it to the garbage collector to close the files that it reads.
pytestmark = [
    pytest.mark.lean,
    pytest.mark.whole,
    pytest.mark.xdist_group("library"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]

HERE = Path(__file__).parent
SIDES = ("train", "val", "test")


class Places:
    """Positions in a source as LeanDojo counts them."""

    def __init__(self, source: str) -> None:
        self._starts = [0] + [index + 1 for index, character in enumerate(source) if character == "\n"]

    def span(self, span: Span) -> tuple[tuple[int, int], tuple[int, int]]:
        return self._place(span.start), self._place(span.end)

    def _place(self, position: int) -> tuple[int, int]:
        line = max(number for number, start in enumerate(self._starts) if start <= position)
        return line + 1, position - self._starts[line] + 1


def nodes(tree: Any) -> Iterator[Any]:
    yield tree
    for child in tree.children:
        yield from nodes(child)


def place(node: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    return tuple(node.start), tuple(node.end)


def declarations(traces: Mapping[str, ModuleTrace]) -> Iterator[tuple[ModuleTrace, Declaration]]:
    for trace in traces.values():
        for declaration in trace.declarations:
            yield trace, declaration


def benchmark(folder: Path, strategy: str) -> dict[str, list[dict[str, Any]]]:
    return {
        side: json.loads((folder / f"benchmark/{strategy}/{side}.json").read_text(encoding="ascii")) for side in SIDES
    }


def test_every_theorem_appears_in_order(opened: Export, library: Library) -> None:
    assert [each.theorem.full_name for each in opened.theorems] == list(library.theorem_names)
    assert len(opened.repo.get_traced_theorems()) > len(opened.theorems)
    opened.repo.check_sanity()


def test_statements_are_the_sources_own(opened: Export, library: Library, traces: Mapping[str, ModuleTrace]) -> None:
    for traced in opened.theorems:
        name = traced.theorem.full_name
        at = library.environment.range(name)
        trace = traces[library.environment.module_of(name)]
        assert at is not None
        assert (traced.end.line_nb, traced.end.column_nb - 1) == (at.full.end_line, at.full.end_column), name
        before_proof = "\n".join(trace.source.splitlines()[at.selection.line - 1 :])[at.selection.column :]
        statement = traced.get_theorem_statement().removeprefix("theorem").lstrip()
        assert before_proof.startswith(statement.removesuffix(":=").rstrip()), name


def test_states_are_what_lean_says(opened: Export, traces: Mapping[str, ModuleTrace]) -> None:
    """Each step of the library's proofs is a tactic, with Lean's goals, and there is no other tactic."""
    by_path = {str(file.path): file for file in opened.files}
    total = 0
    for trace in traces.values():
        file = by_path[f"lean/{trace.module.replace('.', '/')}.lean"]
        places = Places(trace.source)
        wanted = {
            (places.span(step.span), "\n\n".join(step.before), "\n\n".join(step.after) or "no goals")
            for declaration in trace.declarations
            for step in declaration.steps
            if step.before and "⊢" in step.before[0]  # the others are inside `conv`
        }
        found = {
            (place(node), node.state_before, node.state_after)
            for node in nodes(file.ast)
            if getattr(node, "state_before", None) is not None
        }
        assert found == wanted, trace.module
        total += len(found)
    assert total > 2000


def test_tactics_of_a_theorem_are_its_steps(
    opened: Export, library: Library, traces: Mapping[str, ModuleTrace]
) -> None:
    # By place too: a private theorem elsewhere may have the same name.
    placed = {(trace.module, each.name): (trace, each) for trace, each in declarations(traces)}
    for traced in opened.theorems:
        name = traced.theorem.full_name
        trace, declaration = placed[library.environment.module_of(name), name]
        places = Places(trace.source)
        steps = {places.span(step.span) for step in declaration.steps if step.before}
        tactics = traced.get_traced_tactics()
        assert {(tuple(tactic.start), tuple(tactic.end)) for tactic in tactics} <= steps
        signatures = {(tactic.state_before, tactic.tactic, tactic.state_after) for tactic in tactics}
        assert len(signatures) == len(tactics)
        assert bool(tactics) == bool(steps), name
        assert traced.has_tactic_proof() == (declaration.proof is not None and _is_tactic_proof(trace, declaration))


def _is_tactic_proof(trace: ModuleTrace, declaration: Declaration) -> bool:
    assert declaration.proof is not None
    return declaration.proof.of(trace.source).split()[0] == "by"


def test_names_stand_for_the_constants_that_lean_says(opened: Export, traces: Mapping[str, ModuleTrace]) -> None:
    by_path = {str(file.path): file for file in opened.files}
    for trace in traces.values():
        file = by_path[f"lean/{trace.module.replace('.', '/')}.lean"]
        places = Places(trace.source)
        defined = {declaration.name_span for declaration in trace.declarations}
        wanted: dict[Any, str] = {
            places.span(use.span): use.name
            for use in trace.uses
            # The number in `h.2` is not an identifier, and LeanDojo annotates identifiers only.
            if use.span not in defined and not use.span.of(trace.source).isdigit()
        }
        found = {
            place(node): node.full_name
            for node in nodes(file.ast)
            if type(node).__name__ == "IdentNode" and node.full_name is not None
        }
        assert found == wanted, trace.module


def test_premises_are_where_lean_says(opened: Export, library: Library) -> None:
    environment = library.environment
    listed = {premise["full_name"]: premise for file in opened.files for premise in file.get_premise_definitions()}
    for module in environment.library.values():
        for name, at in module.ranges.items():
            premise = listed.get(user_name(name))
            if premise is not None and premise["start"][0] == at.full.line:
                assert premise["end"] == [at.full.end_line, at.full.end_column + 1], name
    assert set(library.theorem_names) <= set(listed)
    unplaced = {
        node.full_name
        for file in opened.files
        for node in nodes(file.ast)
        if type(node).__name__ == "IdentNode" and node.full_name in listed and node.def_start is None
    }
    assert unplaced == set(), "private ones have a place too"
    cited = [node for file in opened.files for node in nodes(file.ast) if getattr(node, "def_start", None) is not None]
    assert len(cited) > 3000
    for node in cited:
        defined = opened.repo.get_traced_file(node.def_path).lean_file
        written = defined[node.def_start : node.def_end]
        assert node.full_name.endswith(written) or written in {"instance"}, node


def test_private_theorems_are_marked(opened: Export, library: Library) -> None:
    private = [each for each in opened.repo.get_traced_theorems() if each.is_private]
    names = {user_name(name) for module in library.environment.library.values() for name in module.ranges}
    assert private
    assert {each.theorem.full_name for each in private} <= names


def test_round_trip_through_leandojos_own_files_loses_nothing(opened: Export, tmp_path: Path) -> None:
    """What LeanDojo saves as XML and reads again is the same file."""
    root = opened.repo.root_dir
    for file in opened.files:
        source = tmp_path / file.path
        source.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / file.path, source)
        saved = tmp_path / ".lake/build/ir" / file.path.with_suffix(".trace.xml")
        saved.parent.mkdir(parents=True, exist_ok=True)
        text = file.to_xml()
        saved.write_text(text, encoding="utf-8")
        again = type(file).from_xml(tmp_path, saved, file.repo)
        assert again.to_xml() == text, file.path
        assert again.get_premise_definitions() == file.get_premise_definitions()


def test_benchmark_is_what_leandojo_would_write(opened: Export, exported: tuple[Path, Manifest]) -> None:
    folder, manifest = exported
    records = {record["full_name"]: record for side in benchmark(folder, "random").values() for record in side}
    assert set(records) == {each.theorem.full_name for each in opened.theorems}
    for traced in opened.theorems:
        record = records[traced.theorem.full_name]
        tactics = [
            {
                "tactic": tactic.tactic,
                "annotated_tactic": list(tactic.get_annotated_tactic()),
                "state_before": tactic.state_before,
                "state_after": tactic.state_after,
            }
            for tactic in traced.get_traced_tactics()
            if tactic.state_before != "no goals" and "·" not in tactic.tactic
        ]
        assert record["traced_tactics"] == tactics, traced.theorem.full_name
        assert (record["start"], record["end"]) == (list(traced.start), list(traced.end))
        assert record["file_path"] == str(traced.file_path)
        assert (record["url"], record["commit"]) == (manifest.about["url"], manifest.about["commit"])


def test_corpus_is_what_leandojo_would_write(opened: Export, exported: tuple[Path, Manifest]) -> None:
    text = (exported[0] / "benchmark/corpus.jsonl").read_text(encoding="ascii")
    corpus = {entry["path"]: entry for entry in map(json.loads, text.splitlines())}
    known: dict[str, set[str]] = {}
    for path, entry in corpus.items():
        assert set(entry["imports"]) <= set(known), "an import must come before"
        known[path] = set(entry["imports"]).union(*(known[each] for each in entry["imports"]))
    for file in opened.files:
        assert corpus[str(file.path)]["premises"] == file.get_premise_definitions()
    cited = [
        (record, premise)
        for side in benchmark(exported[0], "random").values()
        for record in side
        for tactic in record["traced_tactics"]
        for premise in tactic["annotated_tactic"][1]
    ]
    assert len(cited) > 1000
    for record, premise in cited:
        # A retriever looks for the declaration in which the cited name is defined, among those before the theorem.
        path = premise["def_path"]
        around = [each for each in corpus[path]["premises"] if each["start"] <= premise["def_pos"] <= each["end"]]
        found = [each for each in around if premise["full_name"].startswith(each["full_name"]) and each["code"]]
        assert found, premise
        earlier = path == record["file_path"] and found[0]["end"] <= record["start"]
        assert earlier or path in known[record["file_path"]], premise


@pytest.mark.parametrize("strategy", ["random", "novel_premises"])
def test_splits_are_complete_and_never_separate_near_copies(
    exported: tuple[Path, Manifest], opened: Export, library: Library, strategy: str
) -> None:
    sides = benchmark(exported[0], strategy)
    names = {side: [record["full_name"] for record in records] for side, records in sides.items()}
    everything = [name for side in names.values() for name in side]
    assert sorted(everything) == sorted(library.theorem_names)
    assert all(len(names[side]) >= len(everything) // 20 for side in SIDES)
    side_of = {name: side for side, members in names.items() for name in members}
    for name in everything:
        record = opened.record(name)
        assert record["splits"][strategy] == side_of[name]
        assert all(side_of[other] == side_of[name] for other in record["near_copies"])
    said = {name: opened.record(name)["statement"] for name in everything}
    conclusions: dict[str, set[str]] = {}
    for name, statement in said.items():
        conclusions.setdefault(json.dumps([statement["hypotheses"], statement["conclusion"]]), set()).add(side_of[name])
    assert all(len(found) == 1 for found in conclusions.values())


def test_novel_premises_are_novel(opened: Export, library: Library) -> None:
    records = {name: opened.record(name) for name in library.theorem_names}
    known = {
        premise
        for record in records.values()
        if record["splits"]["novel_premises"] == "train"
        for premise in record["premises"]
    }
    held_out = [record for record in records.values() if record["splits"]["novel_premises"] != "train"]
    assert held_out
    assert all(set(record["premises"]) - known for record in held_out)


def test_restatements_stand_together(opened: Export) -> None:
    record = opened.record("ToyModels.capacity_nonneg")
    assert "ToyModels.untiedCapacity_nonneg" in record["near_copies"]


def test_records_say_what_the_library_says(opened: Export, library: Library) -> None:
    for theorem in library.theorems:
        record = opened.record(theorem.name)
        assert record["statement"]["text"] == theorem.text
        assert record["docstring"]["summary"] == theorem.docstring.summary
        assert record["source"].startswith("theorem")
        assert record["audit"] == {"ok": True, "reasons": []}
        assert opened.statement(theorem.name) == theorem.statement, "as terms, nothing is lost"
        assert record["lean"]
        assert [each["name"] for each in record["tree"]["hypotheses"]] == [
            each["name"] for each in record["statement"]["hypotheses"]
        ]


def test_records_have_what_was_measured_or_say_why_not(opened: Export, library: Library) -> None:
    counts = opened.manifest.about["counts"]
    records = [opened.record(name) for name in library.theorem_names]
    for record in records:
        assert ("verify" in record["missing"]) == (record["verdict"] is None) == (record["evidence"] is None)
        assert record["verdict"] is None or record["verdict"]["kind"] == "held"
        measured = [record[key] for key in ("necessity", "tightness", "mutation")]
        assert all(each is None for each in measured) == ("power" in record["missing"])
        assert "power" in record["missing"] or None not in measured
        if record["necessity"] is not None:
            stated = {each["name"] for each in record["statement"]["hypotheses"]}
            assert {each["hypothesis"] for each in record["necessity"]} <= stated
    assert counts["verified"] == sum("verify" not in record["missing"] for record in records)
    assert counts["measured"] == sum("power" not in record["missing"] for record in records)


def test_counts_with_leandojo_alone(
    exported: tuple[Path, Manifest], library: Library, opened: Export, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(*arguments, **named): raise AssertionError('the network was used')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    environment.pop("GITHUB_ACCESS_TOKEN")
    done = subprocess.run(
        [sys.executable, str(HERE / "count.py"), str(exported[0])],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    counted = json.loads(done.stdout)
    counts = exported[1].about["counts"]
    assert sorted(counted["theorems"]) == sorted(library.theorem_names)
    assert (len(counted["theorems"]), counted["private"]) == (counts["theorems"], counts["private_theorems"])
    assert counted["premises"] == counts["premises"]
    assert (counted["tactics"], counted["private_tactics"]) == (counts["tactics"], counts["private_tactics"])
    said = (exported[0] / "README.md").read_text(encoding="utf-8")
    assert f"| their tactics, with the states before and after | {counted['tactics']} |" in said


def test_the_examples_in_the_readme_of_an_export_run(
    opened: Export, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (opened.folder / "README.md").read_text(encoding="utf-8")
    with_us, alone = re.findall(r"```python\n(.*?)```", text.replace('"DIR', f'"{opened.folder}'), re.DOTALL)
    monkeypatch.setattr(leandojo_of_ours, "open_export", {str(opened.folder): opened}.__getitem__)
    monkeypatch.setenv("DISABLE_REMOTE_CACHE", "1")
    exec(with_us, {})
    first = next(tactic for theorem in opened.theorems for tactic in theorem.get_traced_tactics())
    assert capsys.readouterr().out.startswith(f"{first.state_before} {first.tactic} {first.state_after}\n")
    exec(alone, {})
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    names = [name for name, is_private, _ in lines if is_private == "False"]
    assert sorted(names) == sorted(theorem.theorem.full_name for theorem in opened.theorems)
    assert sum(int(tactics) for *_, tactics in lines) == sum(
        opened.manifest.about["counts"][key] for key in ("tactics", "private_tactics")
    )


def test_sources_and_licence_come_along(opened: Export, library: Library) -> None:
    root = library.project.root
    copied = {path.relative_to(opened.repo.root_dir) for path in opened.repo.root_dir.rglob("*") if path.is_file()}
    sources = {path for path in copied if path.parts[0] != ".lake"}
    modules = {library.project.source_of(module).relative_to(root) for module in library.environment.library}
    assert sources == modules | {Path("lakefile.lean"), Path("lean-toolchain"), Path("LICENSE")}
    for path in sources:
        assert (opened.repo.root_dir / path).read_bytes() == (root / path).read_bytes()


def test_what_cannot_be_exported_leaves_nothing(
    library: Library, traces: Mapping[str, ModuleTrace], tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match=r"the proofs of .* were not traced; trace the whole project"):
        export_leandojo(library, {}, tmp_path / "out")
    module, trace = next(iter(traces.items()))
    windows = {**traces, module: replace(trace, source=trace.source + "\r\n")}
    with pytest.raises(ExportError, match="has Windows line endings, which LeanDojo refuses"):
        export_leandojo(library, windows, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_unknown_names(opened: Export) -> None:
    with pytest.raises(UnknownName, match=r"no theorem .* is called 'nothing'"):
        opened.theorem("nothing")
    with pytest.raises(UnknownName, match="no record of 'nothing'"):
        opened.record("nothing")


def test_an_export_is_the_same_every_time_and_names_no_machine(
    exported: tuple[Path, Manifest],
    library: Library,
    traces: Mapping[str, ModuleTrace],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, manifest = exported
    source = Origin(*(manifest.about[key] for key in ("url", "commit", "commit_is")))
    monkeypatch.setattr(export, "origin", always(source))  # somebody may commit meanwhile
    again = export_leandojo(library, traces, tmp_path / "again")
    # So may somebody measure, which shows in these.
    measured = {name for name in manifest.files if name.startswith("toymodels/")} | {"README.md"}
    assert again.files.keys() == manifest.files.keys()
    assert {name for name in manifest.files if again.files[name] != manifest.files[name]} <= measured
    root = str(library.project.root).encode()
    assert [name for name in manifest.files if root in (folder / name).read_bytes()] == []
