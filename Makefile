# Dugai 督改. `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test bench crash fmt lint front

DEMO_DATA ?= demo-data

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing (apt-get, npm) and build the front end
	@scripts/setup all

demo: ## build, and show what the program does with the example lists
	@scripts/setup front
	@scripts/demo "$(DEMO_DATA)"

test: ## everything, in the order in which it is checked before a merge
	@scripts/setup all
	@cargo xtask ci

bench: ## measure the release build: size, start, reading of lists
	@cargo xtask bench

crash: ## kill a writing process many times and check that nothing acknowledged is lost
	@cargo xtask crash 50

fmt: ## format the Rust sources
	@cargo fmt

lint: ## house rules and clippy, without tests
	@scripts/setup front
	@cargo xtask tidy
	@cargo clippy --workspace --all-targets -- -D warnings

front: ## build the front end when its sources changed
	@scripts/setup front
