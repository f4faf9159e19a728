"""The part of lean-dojo 4.20.0 that `toymodels.leandojo` and its tests use.

So types are checked where it is not installed, too.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

class Pos:
    line_nb: int
    column_nb: int
    def __iter__(self) -> Iterator[int]: ...

class LeanFile:
    def __getitem__(self, key: slice[Pos, Pos, None]) -> str: ...

class LeanGitRepo: ...

class Theorem:
    full_name: str

class TracedTactic:
    tactic: str
    state_before: str
    state_after: str
    start: Pos
    end: Pos
    def get_annotated_tactic(self) -> tuple[str, list[dict[str, Any]]]: ...

class TracedTheorem:
    theorem: Theorem
    is_private: bool
    file_path: Path
    start: Pos
    end: Pos
    def has_tactic_proof(self) -> bool: ...
    def get_theorem_statement(self) -> str: ...
    def get_traced_tactics(self, atomic_only: bool = False) -> list[TracedTactic]: ...
    def get_num_tactics(self) -> int: ...

class TracedFile:
    path: Path
    repo: LeanGitRepo
    lean_file: LeanFile
    ast: Any  # a `FileNode`; what is below it depends on its class
    traced_repo: TracedRepo | None
    @classmethod
    def from_traced_file(cls, root_dir: str | Path, json_path: Path, repo: LeanGitRepo) -> Self: ...
    @classmethod
    def from_xml(cls, root_dir: str | Path, path: str | Path, repo: LeanGitRepo) -> Self: ...
    def to_xml(self) -> str: ...
    def get_premise_definitions(self) -> list[dict[str, Any]]: ...
    def get_traced_theorems(self) -> list[TracedTheorem]: ...
    def get_direct_dependencies(self, repo: LeanGitRepo) -> list[tuple[str, Path]]: ...

class TracedRepo:
    root_dir: Path
    traced_files: list[TracedFile]
    def check_sanity(self) -> None: ...
    def get_traced_file(self, path: str | Path) -> TracedFile: ...
    def get_traced_theorems(self) -> list[TracedTheorem]: ...
