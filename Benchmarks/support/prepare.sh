# Sourced by the benchmarks: finds the project, installs peers and tools, and finds or builds the programs to measure.
# shellcheck shell=bash

# shellcheck source=Scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../Scripts/setup.sh"

programs=

# Builds release programs into .build-release and says where they are; none are built where PARALLAX_BIN names their folder
# (or the program `parallax` in it).
prepare_programs() {
    if [ -n "${PARALLAX_BIN:-}" ]; then
        programs=$PARALLAX_BIN
        [ -d "$programs" ] || programs=$(dirname "$programs")
        say "build: none, the programs in $programs are used"
        return
    fi
    say "build: release (the first time takes some minutes)"
    export PARALLAX_BENCHMARKS=1
    programs=$(Scripts/build "$@")
}

# Compiles the load tool, which takes a second.
prepare_load() {
    mkdir -p .build-release
    cc -O2 -Wall -std=c11 -o .build-release/load Benchmarks/support/load.c
}
