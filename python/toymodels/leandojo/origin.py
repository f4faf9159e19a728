"""Where the exported sources come from, as LeanDojo names it: the address and the commit of a Git repository."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from toymodels.lean.project import Project

STAND_IN = "https://toymodels.invalid"
"""The address of a library that has none; `.invalid` is reserved for names that do not exist."""

_ADDRESS = re.compile(r"(?P<scheme>https?://|ssh://)(?:[^@/]*@)?(?P<rest>[^?#]+)")
_SSH = re.compile(r"(?:[^@/]+@)(?P<host>[^:/]+):(?P<path>[^?#]+)")
_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Origin:
    """An address and a commit.

    Attributes:
        url: the address of the repository's remote `origin`, or one that stands in for it.
        commit: 40 hexadecimal digits: the commit, or a hash of the sources.
        commit_is: `git commit`, or `hash of the sources` where they are not as some commit has them.
    """

    url: str
    commit: str
    commit_is: str


def origin(project: Project, sources: Iterable[Path]) -> Origin:
    """Where a project's `sources` come from; asks Git on this machine and nobody else."""
    paths = sorted(sources)
    top = _git(project.root, "rev-parse", "--show-toplevel")
    is_repository = top is not None and Path(top).resolve() == project.root
    remote = _git(project.root, "remote", "get-url", "origin") if is_repository else None
    url = public_address(remote or "") or f"{STAND_IN}/{project.roots[0]}"
    if is_repository and _git(project.root, "status", "--porcelain", "--", *map(str, paths)) == "":
        commit = _git(project.root, "rev-parse", "HEAD")
        if commit is not None and re.fullmatch(r"[0-9a-f]{40}", commit):
            return Origin(url, commit, "git commit")
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(project.root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return Origin(url, digest.hexdigest()[:40], "hash of the sources")


def public_address(remote: str) -> str | None:
    """A remote's address without user names and passwords; `None` for a folder of this machine."""
    if match := _ADDRESS.fullmatch(remote):
        scheme = "https://" if match["scheme"] == "ssh://" else match["scheme"]
        address = scheme + match["rest"]
    elif match := _SSH.fullmatch(remote):
        address = f"https://{match['host']}/{match['path']}"
    else:
        return None
    return address.rstrip("/").removesuffix(".git")


def _git(root: Path, *arguments: str) -> str | None:
    """What Git answers; `None` if there is no Git, or no repository, or no answer."""
    git = shutil.which("git")
    if git is None:
        return None
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        result = subprocess.run(  # noqa: S603
            [git, "-C", str(root), *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
            env=environment,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return result.stdout.strip() if result.returncode == 0 else None
