#!/bin/sh
# The built library exports exactly what exports.txt lists, asks for the C
# library only, and keeps at most 64 bytes in each thread's static storage.
#
# A version on malloc would silently keep it from replacing malloc, so a name
# of the C library must have none; buddy_ names are in BUDDY_1.0.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lint/lib.sh"

# exports LIBRARY: each symbol that other objects can bind to.
exports()
{
	$NM -D --defined-only "$1" | awk '$2 != "A" { print $3 }' | sort
}

# needed LIBRARY: the shared objects that the loader adds for it.
needed()
{
	$READELF -dW "$1" |
		sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p'
}

# tls_bytes LIBRARY
tls_bytes()
{
	echo $(($($READELF -lW "$1" | awk '$1 == "TLS" { print $6 }') + 0))
}

# check LIBRARY GOLDEN
check()
{
	wrong=0
	exports "$1" >"$scratch/exports"
	diff "$2" "$scratch/exports" || {
		echo "exports differ: < as agreed, > as built"
		wrong=1
	}
	if $NM -D --defined-only "$1" | grep ' i '; then
		echo "an IFUNC runs before the library is relocated"
		wrong=1
	fi
	for object in $(needed "$1"); do
		case $object in
		libc.so.6 | ld-linux*.so.*) ;;
		*)
			echo "needs $object"
			wrong=1
			;;
		esac
	done
	bytes=$(tls_bytes "$1")
	[ "$bytes" -le 64 ] || {
		echo "has $bytes bytes of thread-local storage, of 64"
		wrong=1
	}
	return $wrong
}

# build NAME SOURCE FLAGS...: a small library with one fault.
build()
{
	name=$1
	echo "$2" >"$scratch/$name.c"
	shift 2
	$CC -shared -fPIC -o "$scratch/$name.so" "$scratch/$name.c" "$@"
}

echo 'BUDDY_1.0 { global: buddy_*; };' >"$scratch/sound.map"
echo 'BUDDY_1.0 { global: *; };' >"$scratch/all.map"
printf 'buddy_f@@BUDDY_1.0\nmalloc\n' >"$scratch/golden"
sound='void buddy_f(void) { } void malloc(void) { }'
build sound "$sound" -w -Wl,--version-script="$scratch/sound.map"
check "$scratch/sound.so" "$scratch/golden" ||
	fail "self-test: rejected a sound library"
build versioned "$sound" -w -Wl,--version-script="$scratch/all.map"
must_reject '> malloc@@BUDDY_1.0' check "$scratch/versioned.so" \
	"$scratch/golden"
build more "$sound void g(void) { }" -w \
	-Wl,--version-script="$scratch/sound.map"
must_reject '> g$' check "$scratch/more.so" "$scratch/golden"
build tls "$sound _Thread_local char t[65];" -w -fvisibility=hidden
must_reject 'has 65 bytes' check "$scratch/tls.so" "$scratch/golden"
build needy "$sound" -w -Wl,--no-as-needed -lm
must_reject 'needs libm' check "$scratch/needy.so" "$scratch/golden"
build ifunc "$sound static void (*r(void))(void) { return buddy_f; }
	void h(void) __attribute__((ifunc(\"r\")));" -w
must_reject 'IFUNC' check "$scratch/ifunc.so" "$scratch/golden"

library=${top_builddir:-.}/.libs/libbuddy.so.0
[ -e "$library" ] || fail "$library was not built"
$READELF -dW "$library" | grep -q 'SONAME.*\[libbuddy\.so\.0\]' ||
	fail "the library's name is not libbuddy.so.0"
check "$library" "$lint/exports.txt"
