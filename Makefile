# Dugai 督改. `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test bench crash fmt lint front

DEMO_DATA ?= demo-data

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing (apt-get, npm) and build the front end
	@scripts/setup all

demo: ## build, play two years of an invented city, and serve it (DEMO_SERVE=0: end after the table)
	@scripts/setup front
	@scripts/demo "$(DEMO_DATA)"

test: ## everything, in the order in which it is checked before a merge
	@scripts/setup all
	@cargo xtask ci

bench: ## measure the release build through HTTP on both engines, beside its aims
	@cargo xtask bench

crash: ## kill a writing process many times and check that nothing acknowledged is lost
	@cargo xtask crash 200

fmt: ## format the Rust sources
	@cargo fmt

lint: ## house rules and clippy, without tests
	@scripts/setup front
	@cargo xtask tidy
	@cargo clippy --workspace --all-targets -- -D warnings

front: ## build the front end when its sources changed
	@scripts/setup front
