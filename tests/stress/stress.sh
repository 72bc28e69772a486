#!/bin/sh
# Everything at once, for three seconds; scripts/soak does it for half an hour.
exec timeout -k 5 240 "$top_builddir/tests/stress/stress" 3
