# Databases for the benchmarks, in the embedded server of a home of their own. Sourced; sets admctl, psql, server
# and the functions below. The server is stopped and the home removed at the end.
admctl=${admctl:-$(dirname -- "${BASH_SOURCE[0]}")/../../build/release/cli/admctl}
# The programs themselves: on Debian plain "psql" is a wrapper in Perl.
postgresql_bin=$(find /usr/lib/postgresql/*/bin -name psql -printf '%h\n' 2>/dev/null | sort -V | tail -n 1)
psql=${postgresql_bin:+$postgresql_bin/}psql
pgbench=${postgresql_bin:+$postgresql_bin/}pgbench
deals_sql=$(dirname -- "${BASH_SOURCE[0]}")/deals.sql

bench_home=$(mktemp -d /var/tmp/admctl-bench.XXXXXX)
chmod 755 "$bench_home"  # the server is another account's when root runs this
export HOME=$bench_home
unset DATABASE_URL ADMCTL_DB_URL ADMCTL_TARGET XDG_DATA_HOME XDG_CONFIG_HOME
stop_bench() {
  "$admctl" db down -q >/dev/null 2>&1 || true
  rm -rf -- "$bench_home"
}
trap stop_bench EXIT
"$admctl" db up -q >/dev/null
server=$("$admctl" db url)
server=${server/\/admarket\?//postgres?}

now() { date +%s%N; }
# The URL of a database of the server.
url_of() { printf '%s\n' "${server/\/postgres\?//$1?}"; }
run_sql() { PGOPTIONS="-c client_min_messages=warning" "$psql" -X -q -v ON_ERROR_STOP=1 "$@"; }

# make_deals NAME COUNT STATE: a new database with the platform's schema and COUNT deals; STATE is an SQL expression
# over the deal's number n.
make_deals() {
  run_sql "$server" -c "CREATE DATABASE \"$1\""
  "$admctl" --db "$(url_of "$1")" migrate up -q >/dev/null
  run_sql -v count="$2" -v state="$3" -f "$deals_sql" "$(url_of "$1")" >/dev/null
}

# The middle of the numbers on standard input.
median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
