#!/bin/sh
# Run a program with the freshly built libbuddy.so preloaded:
#   tests/integration/preload.sh PROGRAM [ARGUMENT...]
# BUDDY_LIBRARY names another library, top_builddir another build.
set -eu

if [ $# -eq 0 ]; then
	echo "usage: $0 PROGRAM [ARGUMENT...]" >&2
	exit 2
fi

build=${top_builddir:-$(pwd)}
for library in "${BUDDY_LIBRARY:-}" "$build/.libs/libbuddy.so" \
	"$build/src/.libs/libbuddy.so"; do
	[ -f "$library" ] || continue
	exec env LD_PRELOAD="$library${LD_PRELOAD:+:$LD_PRELOAD}" "$@"
done
echo "$0: no libbuddy.so under $build" >&2
exit 2
