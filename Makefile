# `make run` is all it takes; `make help` lists the rest. HOST, PORT and every setting of
# .env.example can stand before the command: PORT=9000 make run
SHELL := /bin/bash
PYTHON_IN := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run build migrate migration doctor demo test check format bench screenshots lock

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:
	@bin/prepare

setup-dev:
	@bin/prepare dev

run: setup  ## set up what is missing, then serve; says the address
	@exec $(PYTHON_IN) -m invoice_app serve

build: setup  ## build the pages, if they have changed
	@$(PYTHON_IN) -m invoice_app build

migrate: setup  ## bring the database up to date, after a copy
	@$(PYTHON_IN) -m invoice_app migrate

migration: setup  ## write the migration for changed tables: make migration NAME="contract notes"
	@$(PYTHON_IN) -m alembic revision --autogenerate -m "$(NAME)"

doctor: setup  ## say what works here and what does not, with what to do
	@$(PYTHON_IN) -m invoice_app doctor

demo: setup  ## serve a fictional club in data/demo, apart from your own data
	@export DATA_DIR=data/demo DATABASE_URL=; \
	$(PYTHON_IN) -m invoice_app build && $(PYTHON_IN) -m invoice_app sample-data && exec $(PYTHON_IN) -m invoice_app serve

test: setup-dev  ## every test: rules, both databases, browser
	@$(PYTHON_IN) -m invoice_app build
	@$(PYTHON_IN) -m pytest

check: setup-dev  ## form, style, types and the line of rooms
	$(PYTHON_IN) -m ruff format --check .
	$(PYTHON_IN) -m ruff check .
	$(PYTHON_IN) -m mypy
	.venv/bin/lint-imports

format: setup-dev  ## put the code in form
	$(PYTHON_IN) -m ruff format .
	$(PYTHON_IN) -m ruff check --fix .

bench: setup-dev  ## measure
	@$(PYTHON_IN) -m bench

screenshots: setup-dev  ## pictures of every page with the sample organisation, in build/screenshots
	@$(PYTHON_IN) -m tests.browser.pictures

LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" pyproject.toml

lock: setup-dev  ## write the locks anew from pyproject.toml; UPGRADE=--upgrade for newer versions
	@$(LOCK) $(UPGRADE) --output-file requirements.txt > /dev/null
	@$(LOCK) $(UPGRADE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt > /dev/null
