"""A bridge to LeanDojo: the built library in the format of LeanDojo's traces and of its benchmark, and back.

`export_leandojo` (on the command line `toymodels export leandojo --out DIR`) writes a folder that needs nothing of this
package to be read; `open_export` opens one as objects of lean-dojo (the extra `leandojo`), without network or token:

    export = open_export("DIR")
    export.repo                # lean_dojo.TracedRepo: files, imports
    export.theorems            # lean_dojo.TracedTheorem: places, proofs, tactics with states, premises
    export.record(full_name)   # what LeanDojo has no place for

It is not LeanDojo's tracing: its extractor does not compile with this Lean, needs the network, and yields source text
only, in which the variables of a section are missing from statements. The syntax trees here are rebuilt from the
places that Lean gives to declarations, tactics and names; states and resolved names are Lean's own.

A record is a JSON object. `name`, `module`, `file_path`, `start`, `end` say where the theorem is, lines and columns
from 1; `source` is its statement as written, `docstring` the fields of its docstring. `statement` is the elaborated
statement: `text`, `variables` (`name`, `sort`), `hypotheses` (`name`, `text`), `conclusion` and `definitions` (text by
full name), or `unsupported` and `term` if it cannot be read; `lean` is the same as a closed Lean proposition over
`Rat`. `axioms` and `audit` (`ok`, `reasons`) tell what the proof rests on. `verdict` (`kind` is `held`, `refuted`,
`vacuous` or `unknown`) and `evidence` are those of `toymodels verify`; `necessity`, `tightness` and `mutation` those of
`toymodels power`; each is null where it was not measured for the statement as it stands. `premises` are the constants
of the library that the proof uses, `near_copies` the theorems on the same side of every split, `splits` that side for
each split.
"""

from toymodels.leandojo.errors import ExportError
from toymodels.leandojo.export import export_leandojo
from toymodels.leandojo.load import Export, lean_dojo, open_export
from toymodels.leandojo.manifest import Manifest

__all__ = ["Export", "ExportError", "Manifest", "export_leandojo", "lean_dojo", "open_export"]
