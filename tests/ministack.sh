#!/usr/bin/env bash
# Runs a command against ministack, an emulator of DynamoDB over HTTP, on the loopback interface:
#
#     tests/ministack.sh [command...]        # cargo test --test it, when none is given
#
# The command runs at the root of the workspace and finds the endpoint in
# SINGLETABLE_TEST_ENDPOINT. Its exit status is the script's.
# Needs python3 with venv; ministack goes into target/ministack-venv, once.
set -euo pipefail

version=1.5.33
seconds=60 # for the server to answer

cd "$(dirname "${BASH_SOURCE[0]}")/.."
venv=$PWD/target/ministack-venv
[ $# -gt 0 ] || set -- cargo test --test it

# An environment cut off half-way, or of another version, is made again.
if [ "$(cat "$venv/installed" 2>/dev/null)" != "$version" ]; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check "ministack==$version"
    echo "$version" >"$venv/installed"
fi

python=$venv/bin/python
port=$("$python" -c '
import socket
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    print(s.getsockname()[1])')
endpoint=http://127.0.0.1:$port
log=$venv/$port.log

# By default it would listen on every interface.
BIND_HOST=127.0.0.1 GATEWAY_PORT=$port SERVICES=dynamodb "$venv/bin/ministack" >"$log" 2>&1 &
server=$!
stop() {
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    rm -f "$log"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
    echo "ministack $1; the end of its log:" >&2
    tail -n 20 "$log" >&2
    exit 1
}

# Whether DynamoDB is served, and not only the port open.
answers() {
    "$python" - "$endpoint" 2>/dev/null <<'EOF'
import sys, urllib.request
request = urllib.request.Request(sys.argv[1], data=b"{}", headers={
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "DynamoDB_20120810.ListTables",
    "authorization": "AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/dynamodb/aws4_request",
})
# No proxy stands before the loopback interface, whatever the environment says.
urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=2).read()
EOF
}

deadline=$((SECONDS + seconds))
until answers; do
    kill -0 "$server" 2>/dev/null || fail "has ended"
    [ $SECONDS -lt $deadline ] || fail "did not answer within $seconds seconds"
    sleep 0.2
done

export SINGLETABLE_TEST_ENDPOINT=$endpoint
export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=eu-west-1
status=0
"$@" || status=$?
exit "$status"
