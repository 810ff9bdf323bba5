# Everything a person or CI runs. `make help` lists it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STACK  ?= prod

.DEFAULT_GOAL := help
.PHONY: help setup preview rehearse gate verify cost report bench soak test test-fast check format clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# The stamp is newer than the requirements once everything they name is installed.
$(VENV)/.installed: requirements.txt requirements-dev.txt policy/requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed, this is %d.%d: make PYTHON=python3.12 ..." % sys.version_info[:2])'
	@echo "Installing Python packages into $(VENV) (once, about a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

setup: $(VENV)/.installed ## Install the Python packages into .venv

preview: setup ## Plan a whole stack on the local emulator, under the policy gate (STACK=dev for the small one)
	@$(BIN)/python -m local preview -s $(STACK)

rehearse: setup ## Would Azure take what changed since BASE? Deploys that to an emulator, then the change (STACK=dev BASE=main)
	@$(BIN)/python -m local rehearse -s $(STACK) $(if $(BASE),--base $(BASE))

gate: setup ## Say in ten seconds whether the gate lets a stack pass, and why not (STACK=dev)
	@$(BIN)/python -m local gate -s $(STACK)

cost: setup ## Estimate what a stack costs in a month, and say what is not known (STACK=dev)
	@$(BIN)/python -m report cost -s $(STACK)

report: setup ## Say what a stack's plan does: resources, reachability, cost, the gate, the network drawn (STACK=dev)
	@$(BIN)/python -m report -s $(STACK)

# Needs no .venv: the jump host and the agents have Python and the stack's outputs. VERIFY takes flags, see pipelines/README.md.
verify: ## After a deployment, on a machine of its network: is the stack private in practice? (STACK=prod OUTPUTS=file)
	@if [ -n "$(OUTPUTS)" ]; then exec $(PYTHON) -m pipelines.verify "$(OUTPUTS)" $(VERIFY); fi; \
	command -v pulumi >/dev/null || { echo "error: pulumi is not on the path: install it, or make verify OUTPUTS=FILE with what it printed elsewhere" >&2; exit 2; }; \
	outputs=$$(pulumi stack output --json -s $(STACK)) || exit 2; \
	printf '%s\n' "$$outputs" | $(PYTHON) -m pipelines.verify - $(VERIFY)

test: setup ## All tests: unit, policy and end to end on the real engine
	$(BIN)/python -m local engine
	$(BIN)/python -m pytest -n 2 --dist loadscope

test-fast: setup ## The tests that need no engine
	$(BIN)/python -m pytest -m 'not e2e and not slow'

bench: setup ## Measure what the gate costs, see bench/README.md
	@$(BIN)/python -m bench.gate_overhead
	@$(BIN)/python -m bench.gate_scale

soak: setup ## Every trouble at every resource of a stack's deployment; hours, goes on where it was (STACK=dev: a third)
	@$(BIN)/python -m tests.soak -s $(STACK) --keep .local/soak

check: setup ## Formatter, linter, type checker
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy bench components local pipelines report tests __main__.py
	cd policy && ../$(BIN)/mypy --config-file ../pyproject.toml .

format: setup ## Rewrite the code in the project's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## Remove the local stacks, the emulator's store and caches (not the engine in the user's cache)
	rm -rf .local .mypy_cache .ruff_cache .pytest_cache .hypothesis
