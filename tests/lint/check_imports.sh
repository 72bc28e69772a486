#!/bin/sh
# The built objects ask of the C library only what a malloc may ask: the
# folder os for system calls, and no folder for anything that allocates.
# The core defines none of the names that the shim replaces.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lint/lib.sh"

# Functions that end in the kernel: a folder other than os asks os instead.
system='mmap|mmap64|munmap|mprotect|madvise|mremap|mlock|syscall|prctl'
system="$system|open|open64|openat|read|write|writev|close|brk|sbrk"
system="$system|process_madvise|getrandom|sched_.*|sysconf|getpagesize"
system="$system|getrlimit|getrlimit64|nanosleep|clock_.*|usleep"

# Functions that allocate, or take locks that allocation may hold.
allocating='malloc|calloc|realloc|free|aligned_alloc|memalign|strdup|strndup'
allocating="$allocating|v?asprintf|printf|.*printf|fopen|fopen64|fdopen"
allocating="$allocating|puts|fputs|fwrite|opendir|getline|qsort|qsort_r"
allocating="$allocating|atexit|__cxa_atexit|dlopen|dlsym|dlvsym|dladdr"
allocating="$allocating|setenv|putenv|syslog|backtrace"
# It allocates, so only what never runs inside the allocator may ask for it.
threads=pthread_create

# objects FOLDER: what the library was built from in that folder of src.
objects()
{
	find "${top_builddir:-.}/src/$1" -path '*/.libs/*.o' | sort
}

# wants FILE PATTERN: what the object asks for that matches the pattern.
wants()
{
	$NM -u "$1" | awk '{ sub(/@.*/, "", $NF); print $NF }' | grep -xE "$2"
}

# replaces FILE: what the object defines that the shim alone may define.
replaces()
{
	$NM -g --defined-only "$1" | awk '{ print $NF }' |
		grep -xFf "$scratch/replaced"
}

grep -v '^buddy_' "$lint/exports.txt" >"$scratch/replaced"

# check FOLDER OBJECT...
check()
{
	folder=$1
	shift
	wrong=0
	case $folder in
	os) forbidden=$allocating ;;
	shim) forbidden=$system ;;
	*) forbidden="$system|$allocating" ;;
	esac
	for object; do
		banned=$forbidden
		case $object in
		*/src/api/*control.o) ;;
		*) banned="$banned|$threads" ;;
		esac
		if wants "$object" "$banned"; then
			echo "$object asks the C library for these"
			wrong=1
		fi
		if [ "$folder" != shim ] && replaces "$object"; then
			echo "$object defines these"
			wrong=1
		fi
	done
	return $wrong
}

echo 'void *mmap(void); void *malloc(int); int snprintf();
	void *f(void) { return mmap(); }
	void *calloc(void) { return malloc(snprintf()); }' >"$scratch/a.c"
$CC -w -fno-builtin -c -o "$scratch/a.o" "$scratch/a.c"
must_reject '^mmap$' check base "$scratch/a.o"
must_reject '^snprintf$' check os "$scratch/a.o"
must_reject '^calloc$' check os "$scratch/a.o"
must_reject '^mmap$' check shim "$scratch/a.o"
mkdir -p "$scratch/src/api"
echo 'int pthread_create(void); int f(void) { return pthread_create(); }' \
	>"$scratch/c.c"
$CC -w -c -o "$scratch/src/api/init.o" "$scratch/c.c"
must_reject '^pthread_create$' check api "$scratch/src/api/init.o"
$CC -w -c -o "$scratch/src/api/control.o" "$scratch/c.c"
check api "$scratch/src/api/control.o" || fail "self-test: rejected control.o"
echo 'void *mmap(void); void *f(void) { return mmap(); }' >"$scratch/b.c"
$CC -w -c -o "$scratch/b.o" "$scratch/b.c"
check os "$scratch/b.o" || fail "self-test: rejected a sound object"

failed=0
seen=0
for folder in $(sed 's/#.*//' "$top_srcdir/src/LAYERS"); do
	# shellcheck disable=SC2046 # our file names have no blanks
	set -- $(objects "$folder")
	seen=$((seen + $#))
	check "$folder" "$@" || failed=1
done
[ "$seen" -gt 0 ] || fail "no objects below ${top_builddir:-.}/src"
exit $failed
