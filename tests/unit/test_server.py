"""The process that stays, against a stand-in for the engine: a Python script that speaks the same lines."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest

from toymodels.errors import LeanError
from toymodels.lean.server import LeanServer

SUM = PurePosixPath("A/Sum.lean")


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str], LeanServer]]:
    servers: list[LeanServer] = []

    def make(body: str) -> LeanServer:
        node = tmp_path / "node"
        node.write_text(
            f"#!{sys.executable}\nimport json, os, sys\n"
            "def say(**answer): print(json.dumps(answer), flush=True)\n"
            f"{body}\n"
        )
        node.chmod(0o755)
        loader = tmp_path / "lean.js"
        loader.touch()
        server = LeanServer(node=node, loader=loader, library=tmp_path, sources=tmp_path / "src", output=tmp_path)
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
    say(fileName=request["file"], pos={"line": 3, "column": 2}, severity="warning", kind="hasSorry", data="seen\\n")
    say(finished=0, heap=100, resident=300)
"""


def test_messages_carry_the_users_paths_and_noise_is_dropped(serve: Callable[[str], LeanServer], tmp_path: Path):
    result = serve(ECHO).elaborate(SUM, {"autoImplicit": "false"})
    (message,) = result.messages
    assert result.ok
    assert message.file == tmp_path / "src" / "A" / "Sum.lean"
    assert str(message).endswith("A/Sum.lean:3:2: warning: seen")


def test_one_process_serves_many_modules(serve: Callable[[str], LeanServer]):
    server = serve(ECHO.replace('data="seen\\n"', "data=str(os.getpid())"))
    pids = {server.elaborate(SUM, {}).messages[0].text for _ in range(3)}
    assert len(pids) == 1


@pytest.mark.parametrize("grown", ["heap=100000, resident=300", "heap=100, resident=100000"])
def test_a_process_that_grew_too_large_is_replaced(serve: Callable[[str], LeanServer], grown: str):
    body = ECHO.replace('data="seen\\n"', "data=str(os.getpid())").replace("heap=100, resident=300", grown)
    server = serve(body)
    pids = {server.elaborate(SUM, {}).messages[0].text for _ in range(2)}
    assert len(pids) == 2


def test_a_rejected_module_is_not_ok(serve: Callable[[str], LeanServer]):
    assert not serve(ECHO.replace("finished=0", "finished=1")).elaborate(SUM, {}).ok


@pytest.mark.parametrize(
    ("body", "doing"),
    [
        ("sys.exit('out of memory')", "starting"),
        ("say(ready=True); sys.stdin.readline(); sys.exit('out of memory')", r"elaborating A/Sum\.lean"),
    ],
)
def test_a_process_that_dies_is_reported_with_its_last_words(serve: Callable[[str], LeanServer], body: str, doing: str):
    with pytest.raises(LeanError, match=rf"stopped while {doing} \(exit status .*\n.*out of memory(.*\n)*.*--jobs 1"):
        serve(body).elaborate(SUM, {})


def test_the_process_gets_no_more_of_the_environment_than_it_needs(
    serve: Callable[[str], LeanServer], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SECRET_TOKEN", "x")
    result = serve(ECHO.replace('data="seen\\n"', "data=json.dumps(sorted(os.environ))")).elaborate(SUM, {})
    assert "SECRET_TOKEN" not in result.messages[0].text
    assert "LEAN_PATH" in result.messages[0].text
