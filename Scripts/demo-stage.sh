# Sourced by the demo: a stage of its own, a private PostgreSQL, the functions and the sidecar, all on loopback or in a
# socket folder, and all gone at the end, also on Ctrl-C.
# shellcheck shell=bash

stage=
bin=
sidecar=
configuration=
demo_configuration=Config/demo.yaml
sidecar_pid=
function_pids=()

# Builds the two programs and says where they are; none are built where PARALLAX_BIN names their folder.
build_products() {
    if [ -n "${PARALLAX_BIN:-}" ]; then
        say "build: none, the programs in $PARALLAX_BIN are used"
        bin=$PARALLAX_BIN
        return
    fi
    say "build: $1 (the first time takes some minutes)"
    if [ "$1" = release ]; then
        bin=$(Scripts/build)
        return
    fi
    swift build -c "$1" --product parallax >&2
    swift build -c "$1" --product tradesphere >&2
    bin=$(swift build -c "$1" --show-bin-path)
}

# Runs a command as the user that may run PostgreSQL, which refuses root.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

open_stage() {
    # A short path: a socket's may be 107 bytes long at most.
    stage=$(mktemp -d /tmp/parallax-demo.XXXXXX)
    trap close_stage EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    postgres_bin=$(find_postgres)
    say "database: starting a private PostgreSQL in $stage"
    [ "$(id -u)" -ne 0 ] || chown postgres "$stage"
    chmod 0755 "$stage"
    as_postgres "$postgres_bin/initdb" --pgdata="$stage/data" --username=tradesphere --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$stage/initdb.log"
    as_postgres "$postgres_bin/postgres" -D "$stage/data" -k "$stage" -c listen_addresses='' -c fsync=off \
        -c max_connections=100 >"$stage/postgres.log" 2>&1 &
    wait_until "PostgreSQL to answer" "$postgres_bin/pg_isready" -q -h "$stage" -U tradesphere
}

find_postgres() {
    local folder
    for folder in /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] && found=$folder
    done
    [ -n "${found:-}" ] || fail "no initdb under /usr/lib/postgresql"
    printf '%s' "$found"
}

# Tries a command for 20 s at most.
wait_until() {
    local what=$1 attempt
    shift
    for ((attempt = 0; attempt < 200; attempt++)); do
        "$@" >/dev/null 2>&1 && return
        sleep 0.1
    done
    tail -n 5 "$stage"/*.log >&2 || true
    fail "waited 20 s for $what; above is what the programs said last"
}

database_url() { printf 'postgres://tradesphere@/%s?host=%s' "$1" "$stage"; }

run_sql() { PGOPTIONS='-c client_min_messages=warning' "$postgres_bin/psql" -X -q -h "$stage" -U tradesphere -d postgres -v ON_ERROR_STOP=1 -c "$1" >/dev/null; }

create_database() { run_sql "CREATE DATABASE $1"; }

# Makes a database anew from another one.
copy_database() {
    run_sql "DROP DATABASE IF EXISTS $2"
    run_sql "CREATE DATABASE $2 TEMPLATE $1"
}

# Waits for a program's line 'listening on http://HOST:PORT', and prints the URL.
listening_url() {
    wait_until "$1 to listen" grep -q 'listening on http' "$stage/$1.log"
    sed -n 's/.*listening on \(http:\/\/[0-9.:]*\).*/\1/p' "$stage/$1.log" | head -n 1
}

start_functions() {
    local name=$1
    shift
    : >"$stage/$name.log"
    "$bin/tradesphere" serve "$@" --port 0 --database "$(database_url "tradesphere_$name")" 2>"$stage/$name.log" &
    function_pids+=($!)
    printf -v "${name}_url" '%s' "$(listening_url "$name")"
    say "functions: $name ($*) on $(eval "printf '%s' \"\$${name}_url\"")"
}

# The demo's configuration with this run's addresses and a ledger of its own.
start_sidecar() {
    configuration=$stage/$1.yaml
    sed -e "s|http://127.0.0.1:9001|$legacy_url|" -e "s|http://127.0.0.1:9002|$candidate_url|" \
        -e "s|127.0.0.1:8080|127.0.0.1:0|" -e "s|127.0.0.1:9090|127.0.0.1:0|" \
        -e "s|sqlite:../Reports/demo.sqlite|sqlite:$project/Reports/$1.sqlite|" "$demo_configuration" >"$configuration"
    : >"$stage/parallax.log"
    "$bin/parallax" serve --config "$configuration" 2>"$stage/parallax.log" &
    sidecar_pid=$!
    sidecar=$(listening_url parallax)
    say "sidecar: $sidecar"
}

# The routes of the demo's configuration.
route_names() { sed -n 's/^  - name: //p' Config/demo.yaml; }

# The demo's configuration with the rules in a folder, a file for each route, in place of its own.
with_rules() {
    awk -v folder="$1" '
        /^    rules:$/ || /^      - \{ at:/ { next }
        { print }
        /^  - name: / {
            file = folder "/" $3 ".yaml"
            isFirst = 1
            while ((getline line < file) > 0) {
                if (line !~ /^- /) continue
                if (isFirst) print "    rules:"
                isFirst = 0
                print "      " line
            }
            close(file)
        }' Config/demo.yaml
}

# Ends a process that we started, and waits until it is gone.
stop_process() {
    [ -n "${1:-}" ] || return 0
    kill -TERM "$1" 2>/dev/null || return 0
    wait "$1" 2>/dev/null || true
}

stop_sidecar() {
    stop_process "$sidecar_pid"
    sidecar_pid=
}

stop_functions() {
    local pid
    for pid in ${function_pids[@]+"${function_pids[@]}"}; do stop_process "$pid"; done
    function_pids=()
}

close_stage() {
    trap - EXIT
    stop_sidecar
    stop_functions
    if [ -f "$stage/data/postmaster.pid" ]; then
        # SIGINT is PostgreSQL's fast shutdown. The file names the server, also where it was not heard of yet.
        as_postgres kill -INT "$(head -n 1 "$stage/data/postmaster.pid")" 2>/dev/null || true
        wait 2>/dev/null || true
    fi
    [ -z "$stage" ] || as_root rm -rf "$stage"
    stage=
}
