#!/bin/sh
# Stands in for the unit tests where Check is not installed.
echo "unit tests: Check 0.15 or later was not found by configure"
exit 77
