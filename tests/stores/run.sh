#!/bin/sh
# run.sh BUILD_DIR - `spo load` and `spo extract --load` against real stores: Virtuoso and Oxigraph, each if it can be had.
exec python3 "$(dirname "$0")/stores.py" "$1"
