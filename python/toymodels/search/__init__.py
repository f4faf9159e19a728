"""The search for counterexamples to conjectures: a file a means."""
