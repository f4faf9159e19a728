"""What a kept result depends on: no code that makes it is missed, and no other counts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
import pytest
from tests.support.statements import (
    app,
    fin,
    forall,
    le,
    nat,
    ne,
    num,
    relu_antipodal_exact,
    scalar,
    sq,
    vec,
    welch_coherence,
)
from tests.support.watching import PACKAGE, watched

from toymodels.check.runner import check
from toymodels.power.theorem import power
from toymodels.records import freshness
from toymodels.records.freshness import code_digest, code_files, file_hash, key
from toymodels.statements.language import Hypothesis, Statement

X, N = scalar("x"), nat("n")
V, PLACE = vec("v", N), fin("i", N)
FALSE = Statement("false", (N, V), (), forall(PLACE, ne(app(V, PLACE), num(1))), {})
POSITIVE = Hypothesis("h", le(num(1), X))
TRUE = Statement("true", (X,), (POSITIVE,), le(num(1), sq(X)), {})
STATEMENTS = (welch_coherence(), relu_antipodal_exact(), FALSE, TRUE)


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda each: each.name)
def test_a_check_runs_no_code_that_its_evidence_does_not_depend_on(statement: Statement):
    check(statement, instances=16)  # what is imported when it is first needed is there then
    with watched() as ran:
        check(statement, instances=16)
    assert len(ran) > 20
    assert not ran - code_files(["check.runner"])


def test_a_measurement_runs_no_code_that_it_does_not_depend_on():
    with watched() as ran:
        power(TRUE, instances=30, searches=1)
    assert len(ran) > 20
    assert not ran - code_files(["power.theorem"])


def names(*work: str, apart: tuple[str, ...] = ()) -> set[str]:
    return {path.relative_to(PACKAGE).as_posix() for path in code_files(work, apart)}


def test_what_is_imported_inside_functions_and_through_packages_counts():
    runner = names("check.runner")
    assert {"check/runner.py", "check/candidates/large.py", "evaluate/oracle.py"} <= runner
    assert {"search/refute.py", "power/necessity.py", "site/build.py"}.isdisjoint(runner)
    assert "library.py" in names("catalogue")
    assert "check/runner.py" in names("catalogue")


def test_what_is_only_for_types_does_not_count():
    assert "library.py" not in names("roles")
    assert "statements/language.py" in names("roles")


def test_what_is_set_apart_does_not_count():
    assert not any(name.startswith("check/") for name in names("catalogue", apart=("check",)))


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Callable[[str, str], None]]:
    """Writes the files of another package in this one's place."""
    monkeypatch.setattr(freshness, "_ROOT", tmp_path)
    caches = (freshness.code_digest, freshness._source, freshness._imported, freshness._file)  # pyright: ignore[reportPrivateUsage]

    def write(name: str, text: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for each in caches:
            each.cache_clear()

    yield write
    for each in caches:
        each.cache_clear()


def test_the_hash_changes_with_what_is_imported_and_with_nothing_else(
    package: Callable[[str, str], None], tmp_path: Path
):
    package("work.py", "from toymodels.parts import (\n    used,  # why\n    made as other,\n)\n")
    parts = ("from toymodels.parts.one import used", "from toymodels.parts.two import idle", "made = 1", "")
    package("parts/__init__.py", "\n".join(parts))
    package("parts/one.py", "def used():\n    from toymodels.deep import x\n")
    package("parts/two.py", "idle = 1\n")
    package("deep.py", "x = 1\n")
    package("other.py", "y = 1\n")
    seen = {code_digest("work")}
    package("other.py", "y = 2\n")
    assert code_digest("work") in seen
    for name in ("work.py", "parts/__init__.py", "parts/one.py", "deep.py", "parts/two.py"):
        package(name, (tmp_path / name).read_text(encoding="utf-8") + "# changed\n")
        assert code_digest("work") not in seen, name
        seen.add(code_digest("work"))


def test_the_version_of_a_library_that_computes_counts_where_it_is_imported(
    package: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
):
    package("work.py", "import numpy as np\n")
    package("plain.py", "import json\n")
    before = [code_digest("work"), code_digest("plain")]

    def version(name: str) -> str:
        return f"{np.__version__}.{name}"

    monkeypatch.setattr(freshness, "_version", version)
    package("other.py", "")
    assert code_digest("work") != before[0]
    assert code_digest("plain") == before[1]


def test_a_key_tells_all_parts_apart():
    assert len({key("a", "b"), key("ab"), key("a", ("b",)), key("b", "a")}) == 4
    assert key(1, "x") == key(1, "x")


def test_a_file_is_hashed_again_when_it_was_changed_and_not_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(freshness, "_SETTLED", 0)
    path = tmp_path / "M.olean"
    path.write_bytes(b"one")
    first = file_hash(path)
    assert first == hashlib.sha256(b"one").hexdigest()
    with monkeypatch.context() as unread:
        unread.setattr(freshness, "_hash_of", None)
        assert file_hash(path) == first
    (tmp_path / "new").write_bytes(b"two")
    (tmp_path / "new").replace(path)
    assert file_hash(path) == hashlib.sha256(b"two").hexdigest()


def test_a_change_that_times_may_not_show_is_seen(tmp_path: Path):
    """Of the same size, in place, and within what a file system may call the same moment."""
    path = tmp_path / "M.olean"
    for content in (b"one", b"two", b"six"):
        path.write_bytes(content)
        os.utime(path, ns=(0, 0))
        assert file_hash(path) == hashlib.sha256(content).hexdigest()
