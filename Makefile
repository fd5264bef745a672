# make run    the campaign on the built-in sandbox network, with its page on port 8000
#             (another port: make run OPTIONS="--port 8001")
# make test   everything a change must pass
# make pictures   the report of four weeks on the sandbox network, as pictures in build/pictures
# make bench  every benchmark, as one table
# make comparison   Campaign beside what a user would take instead: docs/comparison.md
#             (OPTIONS="--help" says what can be left out)
# make fuzz   mangled files for ten minutes (MINUTES=10)
# make chaos  everything goes wrong at once for two minutes (MINUTES=2 DATABASE=postgresql|sqlite)
# make chaos-adapters   every adapter, every step of publishing, every mishap, as a table
# make points   every step of delivering, killed, cut off or without a database, as a table
# make explore  lives of posts, played for five minutes (MINUTES=10)
#
# Programs of the environment are started as modules: not every pip copes with a folder whose
# name holds a space. -P keeps a folder called "campaign" elsewhere from being taken for ours.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
RIVALS := .venv-comparison
READY := $(VENV)/.ready

.PHONY: run test lint pictures bench comparison fuzz chaos chaos-adapters points explore lock clean

run: $(READY)
	@exec $(PY) -P -m campaign run --rehearse $(OPTIONS)

JOBS ?= 3
test: lint
	$(PY) -m pytest -n $(JOBS) --dist worksteal --durations=25

lint: $(READY)
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -c "from importlinter.cli import lint_imports_command as c; c()" --no-cache

pictures: $(READY)
	@$(PY) -m tests.pictures

bench: $(READY)
	@$(PY) -m tests.bench

comparison: $(RIVALS)/.ready
	@$(RIVALS)/bin/python -m tests.comparison $(OPTIONS)

$(RIVALS)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(RIVALS)
	$(RIVALS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(RIVALS)/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[comparison]'
	@touch $@

fuzz: MINUTES ?= 10
fuzz: $(READY)
	$(PY) -m tests.fuzz $(MINUTES)

chaos: MINUTES ?= 2
chaos: DATABASE ?= postgresql
chaos: SEED ?= 7
chaos: $(READY)
	@$(PY) -m tests.chaos.run --minutes $(MINUTES) --database $(DATABASE) --seed $(SEED)

chaos-adapters: $(READY)
	@$(PY) -m tests.chaos.matrix $(ADAPTERS)

points: $(READY)
	@$(PY) -m tests.chaos.points

explore: MINUTES := 5
explore: $(READY)
	@$(PY) -m tests.chaos.explore $(MINUTES)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Campaign needs Python 3.11 or newer: install it, or name it with make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Needs uv; the lock names no index.
lock:
	uv pip compile pyproject.toml --extra cluster --extra dev --generate-hashes --no-annotate --no-header \
		--universal --python-version 3.11 --output-file requirements.lock

clean:
	rm -rf $(VENV) $(RIVALS) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
