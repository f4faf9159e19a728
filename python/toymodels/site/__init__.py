"""The documentation of a library as a site of plain files, generated from the built library alone."""
