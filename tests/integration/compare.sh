# shellcheck shell=sh
# Shared by the scripts that run programs that people have, under the C
# library's malloc and under libbuddy.

PYTHON=/usr/bin/python3
[ -x $PYTHON ] || PYTHON=python3
export PYTHON top_srcdir

# run NAME RESULT [VARIABLE=VALUE]: its script, in a fresh folder of one name.
run()
{
	rm -rf "$work/run"
	mkdir "$work/run"
	(
		cd "$work/run" || exit 1
		exec timeout -k 5 "$limit" env ${3:+"$3"} \
			sh "$sources/programs/$1.sh"
	) >"$work/$2.out" 2>"$work/$2.err" </dev/null
	echo $? >"$work/$2.status"
}

# compare NAME [COMMAND...]: the case; a command that is not there skips it.
compare()
{
	name=$1
	shift
	for command; do
		have "$command" && continue
		skip "$name" "$command is not installed"
		return
	done

	run "$name" libc
	run "$name" libbuddy "LD_PRELOAD=$library"
	if [ "$(cat "$work/libc.status")" -ne 0 ]; then
		not_ok "$name" "it fails without libbuddy" \
			"$work/libc.out" "$work/libc.err"
	elif [ "$(cat "$work/libbuddy.status")" -ne 0 ]; then
		not_ok "$name" \
			"$(describe_status "$(cat "$work/libbuddy.status")")" \
			"$work/libbuddy.out" "$work/libbuddy.err"
	elif ! cmp -s "$work/libc.out" "$work/libbuddy.out"; then
		diff "$work/libc.out" "$work/libbuddy.out" >"$work/diff"
		not_ok "$name" "another output" "$work/diff"
	elif ! cmp -s "$work/libc.err" "$work/libbuddy.err"; then
		diff "$work/libc.err" "$work/libbuddy.err" >"$work/diff"
		not_ok "$name" "another stderr" "$work/diff"
	else
		ok "$name"
	fi
}

# The commands that a program's script needs.
needs()
{
	case $1 in
	python_*) echo "$PYTHON" ;;
	redis) echo "redis-server redis-cli redis-benchmark" ;;
	make) echo "make gcc" ;;
	*) echo "$1" ;;
	esac
}

# check_program NAME
check_program()
{
	# shellcheck disable=SC2046 # the names of commands have no spaces
	compare "$1" $(needs "$1")
}
