# Short names for what the scripts do.
.PHONY: build release test demo format lint

build:
	swift build

release:
	Scripts/build

test:
	Scripts/test

demo:
	Scripts/demo

format:
	swift format --in-place --recursive Sources Tests Package.swift

lint:
	swift format lint --strict --recursive Sources Tests Package.swift
