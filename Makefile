# Everything happens in .venv, which each target makes when it needs it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test lint model notebooks clean

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable ".[html,notebook]" --group test --group lint
	touch $@

demo: $(VENV)/.installed  ## train on data/, evaluate on the held-out split, analyse an article
	$(BIN)/python -m stance.demo demo-output

lint: $(VENV)/.installed  ## style, types, and imports that only go down
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint  ## lint, then the whole suite
	$(BIN)/python -m pytest -n 2 --dist loadgroup

model: $(VENV)/.installed  ## train the bundled models anew
	$(BIN)/stance train data --beside data/other-topics --preset accurate -o models/default
	$(BIN)/stance train data --beside data/other-topics --preset fast -o models/fast
	$(BIN)/python benchmarks/holders.py --train models/holders

notebooks: $(VENV)/.installed  ## run the notebooks and keep their outputs
	$(BIN)/jupyter execute --inplace notebooks/*.ipynb

clean:
	rm -rf $(VENV) demo-output dist
