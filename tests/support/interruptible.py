"""The command line in a process that Ctrl-C reaches, also where this run has it ignored, as in a shell's background."""

import sys

_PROGRAM = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("toymodels", run_name="__main__", alter_sys=True)
"""

INTERRUPTIBLE = (sys.executable, "-c", _PROGRAM)
