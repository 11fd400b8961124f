#!/bin/sh
# run.sh BUILD_DIR - `spo merge`: see merge.py.
exec python3 "$(dirname "$0")/merge.py" "$1/spo"
