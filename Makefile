# `make help` lists the targets. Each sets the environment up first if it is missing.
PYTHON ?= $(shell sh tools/find_python.sh)
VENV := .venv
BIN := $(VENV)/bin
# What a reader needs, and what tests, grading and measuring need as well, in the same environment.
READER := $(VENV)/.reader
DEV := $(VENV)/.dev

.DEFAULT_GOAL := help
.PHONY: help lab dashboard dev published lessons-published check test test-portable lint book book-serve refresh \
	renumber exercises lock upgrade classroom-rehearsal jupyterhub-rehearsal image-rehearsal screenshots bench

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

$(READER): requirements.txt constraints.txt pyproject.toml tools/install.py
	python="$(PYTHON)" && "$$python" tools/install.py
	touch $@

$(DEV): requirements-dev.txt $(READER)
	$(BIN)/python tools/install.py --dev
	touch $@

# Jupyter refuses to run as root unless told to; in a container that is the only user there is.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

lab: $(READER) ## open JupyterLab in notebooks/
	@command -v npm >/dev/null || echo "Node is missing: no lesson needs it, and the site cannot be built without it."
	cd notebooks && ../$(BIN)/jupyter lab $(AS_ROOT) $(LAB_OPTIONS)

dashboard: $(READER) ## open the playground without its code, with Voilà
	JUPYTER_PATH=tools/dashboard JUPYTER_CONFIG_PATH=tools/dashboard HF_HUB_DISABLE_PROGRESS_BARS=1 \
	$(BIN)/voila $(wildcard notebooks/*_playground.ipynb) $(DASHBOARD_OPTIONS)

dev: $(DEV) ## install what tests, grading and measuring need

published: $(READER) ## fetch and verify the published checkpoint (about 501 MB)
	$(BIN)/python -m helpers.checkpoints published

lessons-published: $(DEV) ## run every notebook on the published checkpoint, outputs not compared
	$(BIN)/python -m tools.run_notebooks published

check: $(DEV) lint ## lint, types and the fast tests
	$(BIN)/pytest -m "not slow"

test: $(DEV) ## run every test and compare every notebook's outputs
	$(BIN)/pytest

test-portable: $(DEV) ## compare the notebooks again on one thread and the oldest instruction set
	ATEN_CPU_CAPABILITY=default DNNL_MAX_CPU_ISA=SSE41 $(BIN)/pytest notebooks

lint: $(DEV) ## check code and notebooks, their form and their types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tools.web check

book: $(DEV) ## build the site into site/ from the stored outputs
	$(BIN)/python -m tools.book

BOOK_PORT ?= 8000
book-serve: book ## build the site and show it at http://127.0.0.1:BOOK_PORT
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory site $(BOOK_PORT)

refresh: $(DEV) ## execute every notebook and store its outputs in normal form
	$(BIN)/python -m tools.refresh

renumber: $(DEV) ## give the lessons the numbers of tools/order.py: names, titles, links
	$(BIN)/python -m tools.order

exercises: $(DEV) ## make the exercises from their solutions, with nbgrader
	$(BIN)/python -m tools.exercises

lock: $(DEV) ## make constraints.txt again from the pins, for every system and Python at once
	$(BIN)/python -m tools.lock

upgrade: $(DEV) ## move the pins to the newest versions, or those of PACKAGES alone, and make the lock again
	$(BIN)/python -m tools.lock --upgrade $(PACKAGES)

classroom-rehearsal: $(DEV) ## hand out, collect and grade the exercises for made-up students
	$(BIN)/python -m tools.rehearsals.classroom

STUDENTS ?= 4
jupyterhub-rehearsal: $(DEV) ## run lesson 1 and its exercises on a JupyterHub, for STUDENTS at once
	$(BIN)/python tools/install.py --jupyterhub
	npm install --silent --prefix $(VENV)/jupyterhub configurable-http-proxy@5.3.0
	$(BIN)/python -m tools.rehearsals.jupyterhub --students $(STUDENTS)

image-rehearsal: $(DEV) ## run the steps of the container image in a clean folder
	$(BIN)/python -m tools.rehearsals.image

screenshots: $(DEV) ## take the README's pictures of the explorers and the page of the whole way
	SCREENSHOTS=images $(BIN)/pytest tests/browser tests/site -k "picture and not every_chapter"

bench: $(DEV) ## measure start-up, loading, forward pass, memory, installation and tests
	$(BIN)/python -m tools.bench
