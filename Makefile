# Thin face over the console command `ppks`. Needs python3 (3.11 or newer, with venv) and make 3.81 or newer.
PYTHON ?= python3
STUDY ?= studies/payakumbuh-2019.toml
NAME = $(basename $(notdir $(STUDY)))
VENV := .venv
BIN := $(VENV)/bin
# Named by the lock and by this folder: an environment copied elsewhere would still run the library of its first home.
LOCKED := $(VENV)/.lock-$(shell { cat requirements.lock; pwd; } | cksum | cut -d' ' -f1)
# Our own package is installed anew when its description changes: the commands and plugins that it offers are named there.
STAMP := $(LOCKED)-$(shell cksum < pyproject.toml | cut -d' ' -f1)

.DEFAULT_GOAL := help
.PHONY: help paper test lab verify lint bench mutate clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | expand -t 10

$(LOCKED):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ppks_study needs Python 3.11 or newer; say which: make PYTHON=python3.12")'
	rm -rf $(VENV) && $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install -q --require-hashes -r requirements.lock
	@touch $@

$(STAMP): $(LOCKED)
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e . && touch $@

paper: $(STAMP) ## figures, tables, notebooks, HTML and article of STUDY
	@$(BIN)/python -m ppks_study paper "$(STUDY)" $(ARGS)

test: $(STAMP) ## the test suite
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

lab: $(STAMP) ## explore the notebooks in JupyterLab
	@$(BIN)/python -m ppks_study reconstruct "$(STUDY)" --if-needed
	@$(BIN)/python -m jupyterlab notebooks $(ARGS)

verify: $(STAMP) ## a verdict on every published claim, and a recount of the imposed ones
	@$(BIN)/ppks verify "$(STUDY)" $(ARGS)
	@$(BIN)/python -m ppks_study reconstruct "$(STUDY)" --if-needed
	@$(BIN)/python -m claimcheck.recount "data/raw/$(NAME)/claims.csv" "data/processed/$(NAME)/reconstructed.csv"

lint: $(STAMP) ## ruff, mypy and the layers
	@$(BIN)/python -m ruff check . && $(BIN)/python -m mypy && $(BIN)/lint-imports

bench: $(STAMP) ## what all this costs, side by side; writes benchmarks/README.md
	@$(BIN)/python -m benchmarks $(ARGS)

mutate: $(STAMP) ## break lines of the library, and see which no test notices
	@$(BIN)/python -m benchmarks.mutations $(ARGS)

clean: ## remove everything generated
	rm -rf $(VENV) scratch .build && find figures results data/processed -mindepth 1 ! -name README.md -delete
