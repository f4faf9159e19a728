"""The means of a search, a file each; `registry` has them in the order in which they are tried."""
