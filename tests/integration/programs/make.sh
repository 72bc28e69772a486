# make -j2 of this project, configure and all: the same object code.
"$top_srcdir/configure" --quiet --disable-static >configure.out 2>configure.err ||
	{ echo "configure failed"; tail -n 5 configure.err; exit 1; }
make -s -j2 libbuddy.la >make.out 2>make.err ||
	{ echo "make failed"; tail -n 5 make.err; exit 1; }
find . -name '*.o' -path '*/.libs/*' ! -name 'libbuddy*' | sort |
	while read -r object; do
		echo "$object $(cksum <"$object")"
	done
LD_PRELOAD=$PWD/.libs/libbuddy.so sh -c 'echo "it runs" | cat'
