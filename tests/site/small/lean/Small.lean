module

public import Small.Deep.Numbers
public import Small.Headlines

/-!
# A small library

Everything that a page can hold, once. It proves next to nothing.
-/
