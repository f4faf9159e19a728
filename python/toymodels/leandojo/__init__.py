"""A bridge to LeanDojo: the built library in the format of LeanDojo's traces and of its benchmark, and back.

`export_leandojo` (on the command line `toymodels export leandojo --out DIR`) writes a folder that needs nothing of this
package to be read; `open_export` opens one as objects of lean-dojo (the extra `leandojo`), without network or token:

    export = open_export("DIR")
    export.repo                # lean_dojo.TracedRepo: files, imports
    export.theorems            # lean_dojo.TracedTheorem: places, proofs, tactics with states, premises
    export.record(full_name)   # what LeanDojo has no place for
    export.statement(full_name)  # toymodels.statements.language.Statement

It is not LeanDojo's tracing: its extractor does not compile with this Lean, needs the network, and yields source text
only, in which the variables of a section are missing from statements. The syntax trees here are rebuilt from the
places that Lean gives to declarations, tactics and names; states and resolved names are Lean's own.

A record says what a theorem states as text, as terms and as a Lean proposition, what it rests on, what `toymodels
verify` and `toymodels power` found (or, in `missing`, that they did not), and which theorems are its near copies. The
README of an export, `guide.md` here, describes every key.
"""

from toymodels.leandojo.errors import ExportError
from toymodels.leandojo.export import export_leandojo
from toymodels.leandojo.load import Export, lean_dojo, open_export
from toymodels.leandojo.manifest import Manifest

__all__ = ["Export", "ExportError", "Manifest", "export_leandojo", "lean_dojo", "open_export"]
