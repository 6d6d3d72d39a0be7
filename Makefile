# `make help` lists the targets. Each sets the environment up first if it is missing.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help lab dashboard published lessons-published test test-portable refresh renumber exercises classroom-rehearsal hub-rehearsal screenshots lint bench

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

$(READY): requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "Python 3.11 is needed, and this is " + sys.version.split()[0] + ": run make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --requirement requirements.txt
	touch $@

# Jupyter refuses to run as root unless told to; in a container that is the only user there is.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

lab: $(READY) ## open JupyterLab in notebooks/
	cd notebooks && ../$(BIN)/jupyter lab $(AS_ROOT) $(LAB_OPTIONS)

dashboard: $(READY) ## open the playground without its code, with Voilà
	JUPYTER_PATH=tools/dashboard HF_HUB_DISABLE_PROGRESS_BARS=1 \
	$(BIN)/voila --template=offline $(wildcard notebooks/*_playground.ipynb) $(DASHBOARD_OPTIONS)

published: $(READY) ## fetch and verify the published checkpoint (about 501 MB)
	$(BIN)/python -m helpers.checkpoints published

lessons-published: $(READY) ## run every notebook on the published checkpoint, outputs not compared
	$(BIN)/python -m tools.lessons published

test: $(READY) ## run every test and compare every notebook's outputs
	$(BIN)/pytest --nbval

test-portable: $(READY) ## compare the notebooks again on one thread and the oldest instruction set
	ATEN_CPU_CAPABILITY=default DNNL_MAX_CPU_ISA=SSE41 OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 \
	$(BIN)/pytest notebooks --nbval

refresh: $(READY) ## execute every notebook and store its outputs in normal form
	$(BIN)/python -m tools.refresh

renumber: $(READY) ## give the lessons the numbers of tools/order.py: names, titles, links
	$(BIN)/python -m tools.order

exercises: $(READY) ## make the exercises from their solutions, with nbgrader
	$(BIN)/python -m tools.exercises

classroom-rehearsal: $(READY) ## hand out, collect and grade the exercises for made-up students
	$(BIN)/python -m tools.classroom

STUDENTS ?= 4
hub-rehearsal: $(READY) ## run lesson 1 and its exercises on a JupyterHub, for STUDENTS at once
	$(BIN)/pip install --quiet jupyterhub==6.1.1
	npm install --silent --prefix $(VENV)/hub configurable-http-proxy@5.3.0
	$(BIN)/python -m tools.hub --students $(STUDENTS)

screenshots: $(READY) ## take the README's pictures of the explorers
	SCREENSHOTS=images $(BIN)/pytest tests/browser -k picture

lint: $(READY) ## check and format code and notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

bench: $(READY) ## measure start-up, loading, forward pass and memory
	$(BIN)/python -m tools.bench
