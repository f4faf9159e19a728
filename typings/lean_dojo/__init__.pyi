"""The part of lean-dojo 4.20.0 that `toymodels.leandojo` uses, so that types are checked where it is not installed."""

from pathlib import Path

class LeanGitRepo: ...

class Theorem:
    full_name: str

class TracedTheorem:
    theorem: Theorem
    is_private: bool

class TracedFile:
    path: Path
    traced_repo: TracedRepo | None
    def get_traced_theorems(self) -> list[TracedTheorem]: ...
    def get_direct_dependencies(self, repo: LeanGitRepo) -> list[tuple[str, Path]]: ...

class TracedRepo:
    traced_files: list[TracedFile]
