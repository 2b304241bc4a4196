# Everything happens in .venv; nothing is installed for the system's Python. Both commands may be repeated.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
BIN := .venv/bin
UV := $(shell command -v uv)
PIP := $(if $(UV),$(UV) --quiet pip install --python $(BIN)/python,$(BIN)/python -m pip --disable-pip-version-check --quiet install)
LOCK := $(BIN)/uv --quiet pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header

.PHONY: serve test test-fast test-slow test-whole check coverage supply-chain build lock reference docs format clean

serve: .venv/.serve                 ## set up and serve openapi.yaml at http://127.0.0.1:8000/api/v1
	@$(BIN)/mock-server $(ARGS)

test: check coverage test-slow      ## set up, then format, lint, types, all tests and the built wheel

check: .venv/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/deptry mock_server contracts

test-fast: .venv/.test
	$(BIN)/python -m pytest -n 2 --dist worksteal --reruns 1 -rfEsR -m "not slow"

test-slow: .venv/.test
	$(BIN)/python -m pytest -n 2 --dist worksteal --reruns 1 -rfEsR -m "slow and not whole"

test-whole: .venv/.test             ## what `make test` leaves out of large tables: before a release
	$(BIN)/python -m pytest -n 2 --dist worksteal --reruns 1 -rfEsR -m whole

coverage: .venv/.test               ## the fast tests, and whether the lines that they reach, in subprocesses too, are as many as before
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 2 --dist worksteal --reruns 1 -rfEsR -m "not slow"
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --skip-covered

supply-chain: .venv/.test           ## licences, and known vulnerabilities where advisories can be reached
	PYTHONPATH=.ci $(BIN)/python -m supply_chain.licences
	PYTHONPATH=.ci $(BIN)/python -m supply_chain.advisories $(ARGS)

build: .venv/.test                  ## the wheel, the source, and the bill of materials (CycloneDX) in dist/
	$(BIN)/python -m build --no-isolation
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible --of JSON -o dist/mythic-mock.cdx.json

lock: .venv/.test                   ## pin what pyproject.toml asks for, newest versions, with hashes
	$(PIP) uv
	$(LOCK) --upgrade --all-extras --group dev -o requirements-dev.lock
	$(LOCK) --extra contracts --extra speed -c requirements-dev.lock -o requirements.lock
	PYTHONPATH=.ci $(BIN)/python -m supply_chain.constraints

reference: .venv/.test              ## the page of all options and the schema of the file of settings, from the parsers
	PYTHONPATH=.ci $(BIN)/python -m reference

docs: .venv/.test                   ## the site of the documentation in build/site; what leads nowhere is an error
	PYTHONPATH=.ci $(BIN)/python -m docs_site

format: .venv/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache

.venv/.python:
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or newer is needed; install it, or name it with PYTHON=..." >&2; exit 2; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.serve: .venv/.python pyproject.toml requirements.lock
	$(PIP) --no-deps --require-hashes -r requirements.lock
	$(PIP) --no-deps -e .
	@touch $@

.venv/.test: .venv/.serve requirements-dev.lock
	$(PIP) --no-deps --require-hashes -r requirements-dev.lock
	@touch $@
