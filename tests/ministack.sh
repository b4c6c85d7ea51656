#!/usr/bin/env bash
# Runs a command against a second engine over HTTP: installs ministack into a virtual environment,
# starts it on a free loopback port, and stops it when the command has ended.
#
#   tests/ministack.sh                              the integration tests
#   tests/ministack.sh cargo run --example blog     any other command
set -euo pipefail
cd "$(dirname "$0")/.."

venv=${CARGO_TARGET_DIR:-target}/ministack-venv
version=1.5.33
if ! "$venv/bin/pip" show ministack 2>/dev/null | grep -qx "Version: $version"; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "ministack==$version"
fi

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
log=$venv/ministack-$port.log
# Its default is to listen on all interfaces.
BIND_HOST=127.0.0.1 GATEWAY_PORT=$port SERVICES=dynamodb "$venv/bin/ministack" >"$log" 2>&1 &
server=$!
stop() {
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
}
trap stop EXIT

ready=
for _ in $(seq 100); do
  if python3 -c "import socket; socket.create_connection(('127.0.0.1', $port), 1).close()" 2>/dev/null; then
    ready=1
    break
  fi
  kill -0 "$server" 2>/dev/null || break
  sleep 0.2
done
if [ -z "$ready" ]; then
  echo "ministack did not start:" >&2
  tail -n 20 "$log" >&2
  exit 1
fi

export SINGLETABLE_TEST_ENDPOINT=http://127.0.0.1:$port
if [ $# -eq 0 ]; then
  set -- cargo test --test it
fi
"$@"
