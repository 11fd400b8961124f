#!/bin/sh
# run.sh BUILD_DIR - `spo extract --fetch` against a server of its own on this machine.
exec python3 "$(dirname "$0")/fetch.py" "$1/spo"
