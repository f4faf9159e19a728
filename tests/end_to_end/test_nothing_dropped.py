"""Nothing is dropped in silence: a package without public theorems is an error that says why."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.lean

HERE = Path(__file__).parent
PROOF = "(n : Nat) : 0 ≤ n := Nat.zero_le n\n"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (f"/- no module -/\nprivate theorem trivially {PROOF}", "its modules (Plain) declare none"),
        (f"module\ntheorem trivially {PROOF}", "nothing in its modules is `public`"),
        ("module\npublic def one : Nat := 1\n", "its modules (Plain) declare none"),
    ],
    ids=["no module", "nothing public", "definitions only"],
)
def test_a_package_without_public_theorems(tmp_path: Path, source: str, message: str) -> None:
    (tmp_path / "lean").mkdir()
    (tmp_path / "lean" / "Plain.lean").write_text(source, encoding="utf-8")
    (tmp_path / "lean-toolchain").write_bytes((HERE / "planted" / "lean-toolchain").read_bytes())
    lakefile = (HERE / "planted" / "lakefile.lean").read_text(encoding="utf-8")
    (tmp_path / "lakefile.lean").write_text(lakefile.replace("Planted", "Plain"), encoding="utf-8")
    for command in ("list", "check", "audit", "verify", "power"):
        done = subprocess.run(
            [sys.executable, "-m", "toymodels", command, "--json"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (command, done.returncode, done.stdout) == (command, 3, "")
        assert f"error: no public theorem in {tmp_path}: " in done.stderr
        assert message in done.stderr
