# shellcheck shell=sh
# Shared by the scripts that run programs with one bug each: whether one was
# stopped, with the message that its source asks for: the function, the address,
# what is wrong with it, and whether it leads to a slab or to pages.

# says NAME KEY: what the first comment of a program says of that.
says()
{
	sed -n "s/^ \* $2: //p" "$sources/$1.c"
}

# plain ADDRESS FILE: a message as the sources write it.
plain()
{
	sed -E -e 's/^libbuddy: //' -e "s/(^| )0x0*$1 /\1ADDRESS /" \
		-e 's/; slab of ([0-9]+)-byte objects at 0x[0-9a-f]+$/; slab \1/' \
		-e 's/; pages, pfn [0-9]+$/; pages/' "$2"
}

# in_slab ADDRESS FILE: where a slab is named, the address lies in it.
in_slab()
{
	slab=$(sed -n 's/.*-byte objects at 0x//p' "$2")
	[ -n "$slab" ] || return 0
	distance=$((0x$1 - 0x$slab))
	[ $distance -ge 0 ] && [ $distance -lt 65536 ] # the largest slab
}

# check_stop NAME [SLAB]: the case.  With SLAB, of any size, objects may be of
# another than the source says.
check_stop()
{
	with_libbuddy "$programs/$1" >"$work/out" 2>"$work/err"
	status=$?
	address=$(sed -n 's/^address 0x//p' "$work/out")
	says "$1" stops >"$work/expected"
	grep '^libbuddy: ' "$work/err" >"$work/said"
	plain "$address" "$work/said" >"$work/plain"
	[ $# -lt 2 ] ||
		sed -i 's/; slab [0-9]*$/; slab any/' "$work/expected" \
			"$work/plain"

	if [ -z "$address" ]; then
		not_ok "$1" "it did not get so far" "$work/out" "$work/err"
	elif [ $status -ne 134 ]; then
		not_ok "$1" "not noticed ($(describe_status $status))" \
			"$work/out" "$work/err"
	elif ! [ -s "$work/expected" ]; then
		not_ok "$1" "the source does not say how it stops"
	elif [ "$(wc -l <"$work/said")" -ne 1 ] ||
		! grep -Fqx -f "$work/expected" "$work/plain"; then
		not_ok "$1" "another message" "$work/expected" "$work/err"
	elif ! in_slab "$address" "$work/said"; then
		not_ok "$1" "0x$address is not in that slab" "$work/err"
	else
		ok "$1"
	fi
}
