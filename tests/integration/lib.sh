# shellcheck shell=sh
# Shared by the *.tap scripts of this folder: where things are, TAP output, and
# running one program under the C library's malloc and under libbuddy.

set -u

: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$(pwd)}"
sources=$top_srcdir/tests/integration
programs=$top_builddir/tests/integration

find_library()
{
	for candidate in "${BUDDY_LIBRARY:-}" \
		"$top_builddir/.libs/libbuddy.so" \
		"$top_builddir/src/.libs/libbuddy.so"; do
		[ -f "$candidate" ] || continue
		echo "$candidate"
		return
	done
}

library=$(find_library)
if [ -z "$library" ]; then
	echo "Bail out! no libbuddy.so under $top_builddir"
	exit 1
fi

# The same surroundings everywhere: plain messages, no tuning, no core files.
unset BUDDY_CONF LD_PRELOAD LD_AUDIT MALLOC_PERTURB_ MALLOC_ARENA_MAX \
	MALLOC_CHECK_ GLIBC_TUNABLES
LC_ALL=C.UTF-8
export LC_ALL
ulimit -S -c 0

work=$(mktemp -d "${TMPDIR:-/tmp}/libbuddy-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# ---- TAP ---------------------------------------------------------------------

count=0

ok()
{
	count=$((count + 1))
	echo "ok $count - $1"
}

# not_ok NAME WHY [FILE...]: the files are shown as diagnostics.
not_ok()
{
	count=$((count + 1))
	echo "not ok $count - $1: $2"
	shift 2
	for file in "$@"; do
		[ -s "$file" ] || continue
		echo "# ${file##*/}:"
		tail -n 20 "$file" | tr -d '\000' | sed 's/^/#   /'
	done
}

skip()
{
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

finish()
{
	echo "1..$count"
}

have()
{
	command -v "$1" >/dev/null 2>&1
}

# What the library takes for a system page.
system_page()
{
	least=$(sed -n 's/^#define BUDDY_PAGE_SIZE //p' "$top_builddir/config.h")
	page=$(getconf PAGESIZE)
	echo $((page > least ? page : least))
}

# ---- running -----------------------------------------------------------------

limit=240 # seconds for one program

# Run with the preload; with none; the exit status is the program's.
# The program ends by itself or is ended: a hang is status 124 or 137.
with_libbuddy()
{
	timeout -k 5 "$limit" env LD_PRELOAD="$library" "$@"
}

with_libc()
{
	timeout -k 5 "$limit" "$@"
}

# What a status above 128, or timeout's own, says.
describe_status()
{
	case $1 in
	124 | 137) echo "still running after $limit s" ;;
	134) echo "aborted" ;;
	139) echo "segmentation fault" ;;
	142) echo "it hangs" ;;
	159) echo "forbidden system call" ;;
	*) echo "exit status $1" ;;
	esac
}

# relay NAME STATUS OUTPUT ERRORS: turn a small program's output into TAP.
# Lines of TAP are numbered; a program without them is one case.
relay()
{
	failures=0
	cases=0
	while IFS= read -r line; do
		case $line in
		"ok - "*" # SKIP "*)
			line=${line#ok - }
			skip "$1: ${line%% # SKIP *}" "${line#* # SKIP }"
			;;
		"ok - "*)
			ok "$1: ${line#ok - }"
			;;
		"not ok - "*)
			line=${line#not ok - }
			not_ok "$1: ${line%%: *}" "${line#*: }" "$4"
			failures=$((failures + 1))
			;;
		*)
			continue
			;;
		esac
		cases=$((cases + 1))
	done <"$3"

	if [ "$cases" -gt 0 ]; then
		[ "$2" -eq 0 ] || [ "$failures" -gt 0 ] ||
			not_ok "$1" "$(describe_status "$2")" "$3" "$4"
		return
	fi
	case $2 in
	0) ok "$1" ;;
	77) skip "$1" "$(tail -n 1 "$3")" ;;
	1) not_ok "$1" "$(tail -n 1 "$3")" "$4" ;;
	*) not_ok "$1" "$(describe_status "$2")" "$3" "$4" ;;
	esac
}

# expect_holds_for_libc NAME: what a test asks of libbuddy, the C library's
# own malloc grants as well, where the rows say so.  A test that fails here is
# wrong itself.
expect_holds_for_libc()
{
	with_libc "$programs/$1" >"$work/out" 2>"$work/err"
	status=$?
	case $status in
	0 | 77) return ;;
	esac
	not_ok "$1 without the preload" "$(describe_status "$status")" \
		"$work/out" "$work/err"
}

# run_small NAME: one of our small programs, under libbuddy.
run_small()
{
	with_libbuddy "$programs/$1" >"$work/out" 2>"$work/err"
	relay "$1" $? "$work/out" "$work/err"
}

# Every source file of a folder has to have been built.
names_in()
{
	for source in "$sources/$1"/*.c "$sources/$1"/*.cc; do
		[ -f "$source" ] || continue
		name=${source##*/}
		echo "$1/${name%.*}"
	done
}
