#!/usr/bin/env bash
# A throw-away PostgreSQL for the tests: starts one and prints its URL, or stops it.
#
#   export TEST_DATABASE_URL=$(ci/postgres.sh start)    # keeps running in the background
#   npm test
#   ci/postgres.sh stop                                 # by TEST_DATABASE_URL; removes everything
#
# Needs Debian's postgresql package (any version from 14 on) or PG_BINDIR. PostgreSQL refuses to run as root, so root
# hands it to the user `postgres`. It listens on a Unix socket in a directory of its own and on no network port:
# nothing to collide with, and several can run at once. fsync is off: the data lives as long as the tests.
set -euo pipefail

newest_bindir() {
  local candidate found=''
  for candidate in /usr/lib/postgresql/*/bin; do
    [[ -x $candidate/initdb ]] && found=$(printf '%s\n' $found "$candidate" | sort -V | tail -n 1)
  done
  if [[ -z $found ]] && command -v initdb >/dev/null; then
    found=$(dirname "$(readlink -f "$(command -v initdb)")")
  fi
  if [[ -z $found ]]; then
    echo "No PostgreSQL server programs found: apt-get install postgresql, or set PG_BINDIR to the folder of initdb." >&2
    return 1
  fi
  echo "$found"
}

# Runs a command as a user that PostgreSQL accepts.
unprivileged() {
  if [[ $(id -u) -eq 0 ]]; then
    setpriv --reuid=postgres --regid=postgres --init-groups --reset-env "$@"
  else
    "$@"
  fi
}

start() {
  local bindir cluster
  bindir=${PG_BINDIR:-$(newest_bindir)}
  cluster=$(cd / && unprivileged mktemp -d /tmp/voreg-postgres.XXXXXX)
  cd "$cluster"
  if ! {
    unprivileged "$bindir/initdb" --pgdata="$cluster/data" --username=postgres --auth=trust \
      --encoding=UTF8 --locale=C.UTF-8 --no-sync &&
      unprivileged "$bindir/pg_ctl" start --pgdata="$cluster/data" --log="$cluster/log" --wait --timeout=60 \
        --options="-c listen_addresses= -c unix_socket_directories=$cluster -c unix_socket_permissions=0700 \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
  } >"$cluster/setup" 2>&1; then
    cat "$cluster/setup" "$cluster/log" >&2 2>/dev/null || true
    echo "PostgreSQL did not start; see above." >&2
    rm -rf "$cluster"
    return 1
  fi
  echo "$bindir" >"$cluster/bindir"
  # Trusting whoever connects is safe here: folder and socket are open to this user (and root) only.
  echo "postgres://postgres@/postgres?host=$cluster"
}

stop() {
  local cluster=${1##*host=}
  if [[ $cluster != /tmp/voreg-postgres.* || ! -d $cluster/data ]]; then
    echo "stop: '${1:-}' is not a URL that 'start' printed." >&2
    return 2
  fi
  cd /
  unprivileged "$(cat "$cluster/bindir")/pg_ctl" stop --pgdata="$cluster/data" --mode=immediate --wait >/dev/null || true
  rm -rf "$cluster"
}

case ${1:-} in
  start) start ;;
  stop) stop "${2:-${TEST_DATABASE_URL:-}}" ;;
  *)
    echo "usage: ci/postgres.sh start | stop [URL]" >&2
    exit 2
    ;;
esac
