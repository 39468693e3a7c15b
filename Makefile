# A shorthand for `python -m dev …`, which does the same on systems without make.
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help verify test lint format bench serve lock setup

help: ## show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

verify: ## follow the shipped Dutch guide in a browser, and report
	@$(PYTHON) -m dev verify

test: ## everything: lint, types, import contract, unit tests, scenarios in the browser
	@$(PYTHON) -m dev test

lint: ## only what looks without running
	@$(PYTHON) -m dev lint

format: ## put the code in the house style
	@$(PYTHON) -m dev format

bench: ## measure what it costs, against a bare browser script
	@$(PYTHON) -m dev bench

serve: ## run the simulator and its phones, to explore by hand
	@$(PYTHON) -m dev serve

lock: ## write the lock files anew
	@$(PYTHON) -m dev lock

setup: ## only make the environment
	@$(PYTHON) -m dev setup
