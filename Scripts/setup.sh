# Sourced by the other scripts: finds the project, installs what is missing, and says so in one line each.
# shellcheck shell=bash

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$project" || exit 1

say() { printf '%s\n' "── $*" >&2; }

fail() {
    printf '%s\n' "✗ $*" >&2
    exit 1
}

# Runs a command as root: directly, or with sudo, which must not ask.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        command -v sudo >/dev/null || fail "need root or sudo to run: $*"
        sudo -n "$@" || fail "sudo failed (it must not ask for a password) on: $*"
    fi
}

# Installs the Debian or Ubuntu packages that are not there yet.
install_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
            missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        say "packages: all there"
        return
    fi
    command -v apt-get >/dev/null || fail "this is no Debian or Ubuntu; install by hand: ${missing[*]}"
    say "packages: installing ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "${missing[@]}" >&2
}

command -v swift >/dev/null || fail "the Swift 6.3 toolchain is not on PATH; see https://www.swift.org/install/linux"
command -v git >/dev/null || fail "git is not on PATH"
install_packages libpq-dev libssl-dev libsqlite3-dev zlib1g-dev libbrotli-dev libxml2-dev pkg-config postgresql sqlite3 \
    procps curl jq
