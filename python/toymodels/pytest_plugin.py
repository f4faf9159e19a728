"""A pytest plugin: `pytest --toymodels DIR` makes a test of every public theorem of the Lean project in DIR.

Each theorem is tested on fresh exact instances, like `toymodels check`. The tests of a file's theorems stand below that
Lean file, `lean/Packing/Welch.lean::ToyModels.welch_bound`, so that pytest's own means select them:

    pytest --toymodels .                                  # with the other tests of this run
    pytest --toymodels . -m toymodels                     # theorems only
    pytest --toymodels . -k welch                         # by name
    pytest --toymodels . lean/Packing/Welch.lean          # of one file

A theorem that is refuted or vacuous fails; one that cannot be tested is skipped with the reason, or fails as well under
`--toymodels-strict`. `--toymodels-seed` and `--toymodels-instances` say what is drawn; without a seed of its own the
run takes the number in `--hypothesis-seed`, else 0. The same numbers always draw the same instances.

In tests of your own, the fixture `toymodels_library` is the project as `toymodels.load` returns it:

    @given(data=st.data())
    def test_my_solver(toymodels_library, data):
        instance = data.draw(toymodels_library.theorem("bessel").strategy())

Without `--toymodels` the plugin does nothing and imports nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from toymodels.check.evidence import Evidence
    from toymodels.evaluate.batch import Instance
    from toymodels.library import Library, Theorem

MARKER = "toymodels"
_DEFAULT_INSTANCES = 1000
_COMPARISONS_SHOWN = 3
_COUNTS = ("effective_instances", "exact_instances")
_HINT = "give the option --toymodels DIR, the folder of a Lean project"

_project_key = pytest.StashKey["_Project"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("toymodels", "theorems of a Lean project")
    group.addoption("--toymodels", metavar="DIR", help="test every public theorem of the Lean project that DIR lies in")
    group.addoption(
        "--toymodels-instances",
        metavar="N",
        type=int,
        default=_DEFAULT_INSTANCES,
        help=f"exact instances a theorem (default: {_DEFAULT_INSTANCES})",
    )
    group.addoption("--toymodels-seed", metavar="N", type=int, help="seed (default: that of Hypothesis if given, or 0)")
    group.addoption(
        "--toymodels-strict", action="store_true", help="theorems that cannot be tested fail instead of being skipped"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Add the project's sources to what is collected."""
    config.addinivalue_line("markers", f"{MARKER}: a theorem of a Lean project, tested numerically (--toymodels DIR)")
    folder = cast("str | None", config.getoption("toymodels"))
    if folder is not None:
        config.stash[_project_key] = project = _Project(config, config.invocation_params.dir / folder)
        if not any(project.contains(argument) for argument in config.args):
            config.args.append(str(project.sources))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Build before anything is collected; under xdist once, before the workers start."""
    project = session.config.stash.get(_project_key, None)
    if project is not None and not hasattr(session.config, "workerinput"):
        project.build()


def pytest_report_header(config: pytest.Config) -> str | None:
    """What is tested and how."""
    project = config.stash.get(_project_key, None)
    return project and f"toymodels: {project.root}, {project.instances} instances a theorem, seed {project.seed}"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A Lean file of the project holds the tests of its theorems."""
    project = parent.config.stash.get(_project_key, None)
    if project is None or not project.has_module(file_path):
        return None
    return LeanFile.from_parent(parent, path=file_path)  # pyright: ignore[reportUnknownMemberType]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how much was tested."""
    project = config.stash.get(_project_key, None)
    if project is None:
        return
    reports = cast("list[pytest.TestReport]", terminalreporter.getreports("passed"))
    properties = [dict(report.user_properties) for report in reports]
    tested = [each for each in properties if "exact_instances" in each]
    if tested:
        effective, exact = (sum(cast(int, each[key]) for each in tested) for key in _COUNTS)
        counted = f"{exact:,} exact instances, {effective:,} of which could have failed"
        terminalreporter.write_line(f"toymodels: {counted}; theorems that held: {len(tested)}")


@pytest.fixture(scope="session")
def toymodels_library(pytestconfig: pytest.Config) -> Library:
    """The Lean project named by `--toymodels`, built; tests that ask for it are skipped where there is none."""
    project = pytestconfig.stash.get(_project_key, None)
    if project is None:
        pytest.skip(f"no Lean project: {_HINT}")
    import_module("toymodels.instances.strategies")  # now, since a test under Hypothesis has a deadline
    return project.library


class _Project:
    """The Lean project that this run tests, and how."""

    def __init__(self, config: pytest.Config, folder: Path) -> None:
        from toymodels.errors import ToyModelsError
        from toymodels.session import project_at

        if not folder.is_dir():
            raise pytest.UsageError(f"--toymodels {folder}: no such folder; {_HINT}")
        try:
            self._project = project_at(folder)
        except ToyModelsError as error:
            raise pytest.UsageError(f"--toymodels {folder}: {error}") from error
        self._library: Library | None = None
        self._modules: dict[Path, str] = {}
        self.root = self._project.root
        self.sources = self._project.sources
        self.instances = cast(int, config.getoption("toymodels_instances"))
        self.strict = cast(bool, config.getoption("toymodels_strict"))
        self.seed = _seed(config)
        if self.instances < 1 or self.seed < 0:
            raise pytest.UsageError("--toymodels-instances must be at least 1 and --toymodels-seed at least 0")

    def contains(self, argument: str) -> bool:
        """Whether an argument of the command line names Lean sources of the project."""
        path = (Path.cwd() / argument.partition("::")[0]).resolve()
        if path.suffix == ".lean":
            return path.is_relative_to(self.sources)
        return self.sources == path or self.sources in path.parents

    @property
    def library(self) -> Library:
        """The library, built when first asked for."""
        return self.build()

    def build(self) -> Library:
        """Build what changed; Lean's errors end the run."""
        if self._library is None:
            import toymodels
            from toymodels.errors import ToyModelsError

            try:
                self._library = toymodels.load(self.root)
            except ToyModelsError as error:
                raise pytest.UsageError(str(error)) from error
            names = self._library.environment.library
            self._modules = {self._project.source_of(name).resolve(): name for name in names}
        return self._library

    def has_module(self, path: Path) -> bool:
        """Whether a file is a module of the project."""
        if path.suffix != ".lean":
            return False
        self.build()
        return path.resolve() in self._modules

    def theorems(self, path: Path) -> Iterator[Theorem]:
        """The public theorems of a file, in its order."""
        library = self.build()
        ranges = library.environment.library[self._modules[path.resolve()]].ranges
        return (library.theorem(name) for name in library.theorem_names if name in ranges)


class LeanFile(pytest.File):
    """A module of the Lean project."""

    def collect(self) -> Iterable[TheoremItem]:
        """Its public theorems."""
        for theorem in self.config.stash[_project_key].theorems(self.path):
            yield TheoremItem.from_parent(  # pyright: ignore[reportUnknownMemberType]
                self, name=theorem.name, theorem=theorem
            )


class TheoremItem(pytest.Item):
    """The test of one theorem."""

    def __init__(self, *, theorem: Theorem, **arguments: object) -> None:
        super().__init__(**arguments)  # pyright: ignore[reportArgumentType, reportUnknownMemberType]
        self.theorem = theorem
        self.add_marker(MARKER)

    def runtest(self) -> None:
        """Test the theorem; raise `TheoremFailure` unless it held."""
        from toymodels.check.verdict import Held, Unknown

        project = self.config.stash[_project_key]
        evidence = self.theorem.check(instances=project.instances, seed=project.seed)
        self.user_properties += zip(_COUNTS, (evidence.effective, evidence.instances), strict=True)
        if isinstance(evidence.verdict, Held):
            return
        if isinstance(evidence.verdict, Unknown) and not project.strict:
            pytest.skip(f"cannot be tested: {evidence.verdict}")
        raise TheoremFailure(self.theorem, evidence)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> Any:
        """What a person needs to see of a failure."""
        if isinstance(excinfo.value, TheoremFailure):
            from toymodels.lean.names import last

            project = self.config.stash[_project_key]
            again = f"pytest --toymodels {_from_here(project.root)} -k {last(self.name)}"
            again += f" --toymodels-seed {project.seed} --toymodels-instances {project.instances}"
            return f"{excinfo.value}\n\nagain:  {excinfo.value.evidence.replay}\n   or:  {again}"
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the theorem stands; pytest counts lines from 0."""
        return self.theorem.file, self.theorem.line - 1, f"theorem {self.name}"


class TheoremFailure(Exception):
    """A theorem that did not hold, told in full by `str`."""

    def __init__(self, theorem: Theorem, evidence: Evidence) -> None:
        super().__init__(theorem.name)
        self.theorem = theorem
        self.evidence = evidence

    def __str__(self) -> str:
        return "\n".join([f"{self.theorem.name} {self._headline()}", "", f"  {self.theorem.text}", *self._details()])

    def _headline(self) -> str:
        return {
            "refuted": "is false",
            "vacuous": "is vacuous: no instance satisfies its hypotheses, so nothing was tested",
            "unknown": "cannot be tested, which --toymodels-strict does not accept",
        }[self.evidence.kind]

    def _details(self) -> Iterator[str]:
        from toymodels.check.verdict import Held, Refuted, Unknown, Vacuous

        match self.evidence.verdict:
            case Refuted(witness, _, reason, shown):
                yield from ("", "counterexample, as small as could be found:")
                yield from (f"  {name} = {text}" for name, text in (shown or _texts(witness)).items())
                yield from ("", f"every hypothesis holds there, but {reason}")
                yield from self._sides(witness)
                yield from self._lesson()
            case Vacuous(why):
                yield from ("", why)
            case Unknown() as unknown:
                yield from ("", str(unknown))
            case Held():
                return

    def _lesson(self) -> Iterator[str]:
        """A counterexample that tells more than the smallest one, if there is any."""
        told = self.evidence.lesson
        if told is not None:
            yield from ("", "one that tells more:")
            yield from (f"  {name} = {text}" for name, text in (told.shown or _texts(told.instance)).items())
            yield from ("", f"where {told.reason}")

    def _sides(self, witness: Instance) -> Iterator[str]:
        """Both sides of what fails at the counterexample."""
        failing = (comparison for comparison in self.theorem.evaluate(witness).comparisons if not comparison.holds)
        for comparison in islice(failing, _COMPARISONS_SHOWN):
            place = "".join(f", {name} = {value}" for name, value in comparison.place.items())
            yield f"  left side {comparison.left}, right side {comparison.right}{place}"


def _texts(instance: Instance) -> dict[str, str]:
    """The values of an instance as people write them."""
    from toymodels.check.explain import show

    return {name: show(value) for name, value in instance.values.items()}


def _seed(config: pytest.Config) -> int:
    """The seed asked for, else Hypothesis's if that is a number, else 0."""
    own = cast("int | None", config.getoption("toymodels_seed"))
    if own is not None:
        return own
    hypothesis = cast("str | None", config.getoption("hypothesis_seed", default=None))
    return int(hypothesis) if hypothesis is not None and str(hypothesis).isdecimal() else 0


def _from_here(path: Path) -> Path:
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path
