"""`python -m toymodels` is `toymodels`."""

from toymodels.cli.app import main

if __name__ == "__main__":
    main()
