"""Maps of a library: what each declaration uses, what uses it, and how its modules build on each other."""
