# For everybody: `make verify` (build, audit, cross-check), `make site` (the documentation), `make test` (the harness on
# small packages), `make test-all` (all tests: also what is about the whole library or a large corpus), `make wheel` (a
# package with the proofs in it).
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: verify site wheel test test-all lint clean

verify: .venv/core .venv/kernel
	$(BIN)/toymodels verify

site: .venv/site verify
	$(BIN)/toymodels power --quiet
	$(BIN)/toymodels site build

# A package that brings the compiled library along, with the evidence.
wheel: verify
	$(BIN)/toymodels power --quiet
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir build/wheel .

# Two workers: tests that share something dear (this library, a built package, a running Lean) are a group and share one
# worker.
test: .venv/dev .venv/kernel lint
	$(BIN)/toymodels build
	$(BIN)/pytest -n 2 --dist loadgroup -m "not whole"

test-all: .venv/dev .venv/kernel lint
	$(BIN)/toymodels build
	$(BIN)/pytest -n 2 --dist loadgroup --toymodels . --toymodels-seed 1

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	PYTHONPATH=python $(BIN)/lint-imports --no-logo --no-cache

clean:
	rm -rf build .venv

.venv/core: pyproject.toml
	@echo "Installing the Python packages that toymodels needs into .venv, which takes a minute or so." >&2
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; name one with make PYTHON=...") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "$(PYTHON) -m venv failed, so nothing could be installed. On Debian and Ubuntu install the package" \
	    "python3-venv (python3.12-venv for Python 3.12, and so on), or name another Python: make PYTHON=..."; exit 1; } >&2
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/kernel: .venv/core
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[kernel]' || \
	  echo "The official Lean kernel, a second opinion on every proof, could not be installed here. All else works" \
	    "without it; to try again: $(BIN)/pip install -e '.[kernel]'" >&2
	touch $@

.venv/site: .venv/core
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[site]'
	touch $@

.venv/dev: .venv/core
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
