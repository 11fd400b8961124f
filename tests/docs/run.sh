#!/bin/sh
# run.sh BUILD_DIR - runs the examples of docs/rules.md.
here=$(cd "$(dirname "$0")" && pwd)
exec python3 "$here/rules.py" "$1/spo" "$here/../.."
