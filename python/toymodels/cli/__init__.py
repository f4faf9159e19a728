"""The command line of toymodels."""
