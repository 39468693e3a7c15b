# A shorthand for `python -m dev …`, which does the same on systems without make.
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help verify test test-fast test-long test-shared lint format bench pictures attack sbom docs serve lock setup

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

verify: ## follow the shipped Dutch guide in a browser, and report
	@$(PYTHON) -m dev verify

test: ## everything but what is long or shared: linters, tests, scenarios in the browser
	@$(PYTHON) -m dev test

test-fast: ## only tests without browser, processes of their own, wheel, PostgreSQL and made-up requests
	@$(PYTHON) -m dev test-fast

test-long: ## the tests that take too long for every day
	@$(PYTHON) -m dev test-long

test-shared: ## the tests that read ../shared, where that folder is
	@$(PYTHON) -m dev test-shared

lint: ## only what looks without running
	@$(PYTHON) -m dev lint

format: ## put the code in the house style
	@$(PYTHON) -m dev format

bench: ## measure what it costs, beside what others do, within 6 minutes
	@$(PYTHON) -m dev bench

pictures: ## take the pictures anew that the documentation shows
	@$(PYTHON) -m dev pictures

attack: ## the tests that SECURITY.md names, one or more for each threat
	@$(PYTHON) -m dev attack

sbom: ## write build/sbom.cdx.json: packages and licences
	@$(PYTHON) -m dev sbom

docs: ## the documentation as a site (build/docs/html), and man pages
	@$(PYTHON) -m dev docs

serve: ## run the simulator and its phones, to explore by hand
	@$(PYTHON) -m dev serve

lock: ## write the lock files anew
	@$(PYTHON) -m dev lock

setup: ## only make the environment
	@$(PYTHON) -m dev setup
