"""Has a wheel bring along the library that was built: `toymodels.lean.carry` says what of it, and what is lacking."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HOME = "toymodels/carried"


class CarryLibrary(BuildHookInterface):  # pyright: ignore[reportMissingTypeArgument]
    """Adds the files of the library to a wheel; an editable installation has those of the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add what `build/` has, and a record of it."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "python"))
        from toymodels.catalogue import Catalogue
        from toymodels.lean.carried import RECORD
        from toymodels.lean.carry import build_at_hand, pack
        from toymodels.lean.project import read_project
        from toymodels.records.store import write_record

        project = read_project(root)
        build = build_at_hand(project)
        if build is not None:
            Catalogue(project, build).entries()  # kept in `build/`, so that `list` and `show` find it
        packed = pack(project, build, self.config.get("also", ()))
        record = Path(tempfile.mkdtemp(prefix="toymodels-wheel-")) / RECORD
        write_record(record, packed.record)
        self.written = record
        files = {path: name for name, path in packed.files.items()} | {record: RECORD}
        build_data["force_include"].update({str(path): f"{HOME}/{name}" for path, name in files.items()})
        tell = self.app.display_warning if packed.record.lacks else self.app.display_info
        tell(packed.summary)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what is in the wheel now."""
        del version, build_data, artifact_path
        written = getattr(self, "written", None)
        if written is not None:
            written.unlink()
            written.parent.rmdir()
