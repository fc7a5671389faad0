# `make run` and `make test` do everything on a machine with git, make and Python >= 3.11.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run demo test test-postgres lint bench fuzz examples clean

run: $(VENV)/run.stamp
	$(BIN)/python -m streamlit run app.py

# The example returns in a database of its own, thrown away at the end.
demo: $(VENV)/run.stamp
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT INT TERM && \
	export DATABASE_URL="sqlite:///$$folder/demo.sqlite3" && \
	$(BIN)/python -m lib examples --load && \
	$(BIN)/python -m streamlit run app.py

test: lint
	$(BIN)/python -m pytest -rfEs --tb=short -n auto --dist loadfile

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# The store's tests again, on a PostgreSQL started for them in a temporary folder.
test-postgres: $(VENV)/test.stamp
	$(BIN)/python -m tests.support.postgres

# Ratios against a bare reference measured in the same run; needs Chromium.
bench: $(VENV)/test.stamp
	$(BIN)/python -m pytest tests/bench -o addopts="--import-mode=importlib" -s

# Thousands of damaged files, read as the application reads them: `make fuzz COUNT=20000 SEED=7`.
COUNT ?= 5000
SEED ?= 1
fuzz: $(VENV)/test.stamp
	$(BIN)/python -m tests.robust.fuzz --count $(COUNT) --seed $(SEED)

# Writes data/examples again from the generator.
examples: $(VENV)/run.stamp
	$(BIN)/python -m lib examples --write data/examples

$(VENV)/run.stamp: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/test.stamp: tests/requirements.txt requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .benchmarks
