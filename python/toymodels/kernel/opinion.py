"""The official kernel's opinion of a built library: asked for in a process of its own, and kept by content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from msgspec import Struct

from toymodels.errors import KernelMissing, OleanError
from toymodels.kernel.kept import KeptProofs
from toymodels.kernel.outcome import Outcome, Recheck, Summary
from toymodels.kernel.process import GIGABYTES, SECONDS, Request, ask
from toymodels.kernel.verdicts import Known
from toymodels.kernel.wheel import LIBRARIES, WHEEL, missing_kernel
from toymodels.lean.build import BuildResult
from toymodels.lean.environment import find_module
from toymodels.lean.project import Project
from toymodels.progress import Progress
from toymodels.records.freshness import code_digest, file_hash
from toymodels.records.store import Kept, read_kept, write_record

_KEPT = "as it said before of the same compiled files; `--fresh` asks again"
_PART = "asked about this part, with all that it rests on"


def recheck(
    project: Project,
    build: BuildResult,
    names: Collection[str] | None = None,
    *,
    seconds: int = SECONDS,
    gigabytes: int = GIGABYTES,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Recheck:
    """Hand the compiled declarations of a library to the official kernel.

    What it says of the whole library is kept in `build/recheck.json`, under a hash of all compiled files and of the
    kernel, and used again while that is the same, for single declarations too. Where it is not, those are handed over
    with all that they rest on. Every proof that it accepts is kept by itself as soon as it is known, in
    `build/recheck-proofs.json`, under a hash of the compiled files with something that it rests on: a run that was
    ended is resumed, and after a change only what rests on what was changed is judged again.

    Args:
        project: what was built.
        build: the outcome of the build.
        names: full names of those that are wanted; without them, all.
        seconds: how long the kernel may take.
        gigabytes: how much address space it may take.
        fresh: do not use what is kept.
        progress: told of each declaration.

    Raises:
        KernelMissing: there is no official kernel here.
        OleanError: a compiled file is missing or corrupt.
    """
    if why := missing_kernel():
        raise KernelMissing(why)
    library = _compiled_files(build)
    basis, contents = _basis(build), _contents(library)
    key, kept = _key(basis, contents), _record(project)
    known = None if fresh else _kept(kept, key)
    if known is not None:
        known = replace(
            known, note=_KEPT if names is None else f"{_KEPT}; what is said of core is of the whole library"
        )
    else:
        proofs = KeptProofs(project.build_folder / "recheck-proofs.json", fresh=fresh)
        request = Request(
            library,
            build.search_path[1:],
            None if names is None else tuple(names),
            known=Known(basis, contents, proofs.known),
            seconds=seconds,
            gigabytes=gigabytes,
        )
        try:
            known = ask(request, progress, proofs.add)
        except BaseException:
            proofs.write()
            raise
        is_whole = names is None and not known.trouble
        proofs.write(is_all=is_whole)
        known = replace(known, note=_note(known, is_part=names is not None))
        if is_whole:
            write_record(kept, Kept(key, known.record()))
    return known if names is None else replace(known, outcomes={name: known.of(name) for name in names})


def _note(said: Recheck, *, is_part: bool) -> str:
    """What of the library the kernel was asked about, if that was not all of it just now."""
    before = f"{said.recognized:,} proofs {_KEPT}" if said.recognized else ""
    return "; ".join(filter(None, (_PART if is_part else "", before)))


def recheck_if_installed(
    project: Project,
    build: BuildResult,
    names: Collection[str] | None = None,
    *,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Recheck:
    """What `recheck` says, or one that did not run, with the reason, where there is no official kernel.

    Raises:
        OleanError: a compiled file is missing or corrupt.
    """
    try:
        return recheck(project, build, names, fresh=fresh, progress=progress)
    except KernelMissing as missing:
        return Recheck({}, trouble=str(missing), ran=False)


def kept_opinion(project: Project, build: BuildResult) -> Recheck | None:
    """What the kernel said of the whole library when it was asked last, if these are the files that it judged."""
    return _kept(_record(project), _key(_basis(build), _contents(_compiled_files(build))))


def _record(project: Project) -> Path:
    return project.build_folder / "recheck.json"


def _compiled_files(build: BuildResult) -> dict[str, Path]:
    """The main compiled file of each module."""
    compiled = build.search_path[0]
    files: dict[str, Path] = {}
    for module in build.modules:
        path = find_module(module.name, [compiled])
        if path is None:
            raise OleanError(f"{module.name} has no compiled file in {compiled}; build again with `toymodels build`")
        files[module.name] = path
    return files


def _basis(build: BuildResult) -> str:
    """What the kernel's opinion depends on beside the library: the kernel, the code that asks it, and core."""
    return json.dumps([WHEEL, LIBRARIES, build.toolchain.identity, code_digest("kernel.worker", "kernel.process")])


def _contents(library: Mapping[str, Path]) -> dict[str, str]:
    """By module, a hash of its compiled files."""
    contents: dict[str, str] = {}
    for name, path in library.items():
        digest = hashlib.sha256()
        for part in (path, path.with_name(f"{path.name}.server"), path.with_name(f"{path.name}.private")):
            digest.update(bytes.fromhex(file_hash(part)) if part.is_file() else hashlib.sha256(b"").digest())
        contents[name] = digest.hexdigest()
    return contents


def _key(basis: str, contents: Mapping[str, str]) -> str:
    """A hash of all that the kernel's opinion of the library depends on."""
    return hashlib.sha256(json.dumps([basis, sorted(contents.items())]).encode()).hexdigest()


class _Whole(Struct, frozen=True):
    declarations: tuple[Outcome, ...]
    summary: Summary


def _kept(path: Path, key: str) -> Recheck | None:
    """The opinion kept in a file, if it is whole and of these compiled files."""
    kept = read_kept(path, _Whole, key)
    return kept and Recheck({each.name: each for each in kept.declarations}, kept.summary)
