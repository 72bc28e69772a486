#!/bin/sh
# perl.sh SOURCES OUTCOMES - Perl's own tests of the language
#
# SOURCES are perl's, of the version that is installed; the installed perl and
# its modules run the tests in them.
set -eu
cd "$1/t"
outcomes=$2

# The tests look for ./perl, and for modules in ../lib alone.
modules='print "$_\n" for grep { m,^/usr/(lib|share)/(.*/)?perl(-base|/[\d.]+)$, } @INC'
if ! [ -e perl ]; then
	perl -e "$modules" | while IFS= read -r folder; do
		cp -rLf "$folder/." ../lib
	done
	ln -s "$(command -v perl)" perl
fi

for test in base/*.t cmd/*.t comp/*.t mro/*.t op/*.t opbasic/*.t re/*.t uni/*.t
do
	status=0
	timeout 300 ./perl "$test" >"$outcomes.one" 2>/dev/null || status=$?
	# Without the names, in which there may be addresses and times; how far
	# one came whose time was over means nothing.
	[ "$status" = 124 ] || sed -nE \
		"s,^((not )?ok [0-9]+)( .*)?\$,$test: \1,p" "$outcomes.one"
	echo "$test: ended with $status"
done >"$outcomes"
