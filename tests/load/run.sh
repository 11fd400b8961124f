#!/bin/sh
# run.sh BUILD_DIR - `spo load` and `spo extract --load` against a store that misbehaves (fake_store.py), on this machine.
exec python3 "$(dirname "$0")/load.py" "$1/spo"
