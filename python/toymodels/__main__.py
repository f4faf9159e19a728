"""`python -m toymodels` is `toymodels`."""

from toymodels.cli import main

if __name__ == "__main__":
    main()
