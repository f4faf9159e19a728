"""Pictures of the ideas: for each module of the library what it is about, computed from the library's own definitions.

Each file here names the modules that it draws in its `FIGURES`; the site finds them by itself.
"""
