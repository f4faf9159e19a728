"""Long lines from the engine arrive whole, also when the pipe is full: a trace of a proof is longer than a pipe."""

import os
import subprocess
import time
from pathlib import Path

from toymodels.lean import server
from toymodels.lean.install import node_executable

WHOLE_LINES = Path(server.__file__).with_name("stdout.js")
PRINT = """
const fs = require("fs");
fs.writeSync(1, "μ".repeat(600000) + "\\n");
fs.writeSync(1, "end\\n");
"""


def test_a_line_longer_than_the_pipe_is_written_whole():
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with open(reading, encoding="utf-8") as output:  # noqa: PTH123
        process = subprocess.Popen([node_executable(), "--require", WHOLE_LINES, "-e", PRINT], stdout=writing)
        os.close(writing)
        time.sleep(0.3)
        assert output.readline() == "μ" * 600000 + "\n"
        assert output.readline() == "end\n"
    assert process.wait() == 0
