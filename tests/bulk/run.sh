#!/bin/sh
# Many documents in one run: threads, folders, resuming, limits, progress (docs/bulk.md).
exec "$(dirname "$0")/bulk.py" "$1/spo"
