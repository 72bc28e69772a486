# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# tools/buddyctl.bash - bash completion of buddyctl and buddyinfo
#
# Uses what bash itself has; with bash-completion around, the arguments of a
# program to be run are completed as that program's own.

# The options of a command; those that end in "=" want a value.
_buddyctl_options()
{
	case $1 in
	run)
		echo --check --python --library= --conf= --arena= \
			--limit= --min-free= --reserve-ratio= --stripes= \
			--purge-floor= --purge-share= --purge-slack= \
			--purge-delay= --thp= --populate= --cache= \
			--hardened --harden= --foreign= \
			--stats-print --stats-interval= --stats-file= \
			--control --observe --warn
		;;
	info)
		echo --virgin --pagetype --zones --slabs --frag --json \
			--prometheus --all
		;;
	top) echo -b --batch -n --count= -d --delay= -u --user= ;;
	map) echo -o --output= -f --format= --rows --every= --count= ;;
	stat)
		echo --every= -e --count= -n --prometheus-listen= --user= -u
		;;
	esac
	echo --help
}

# Whether the next word is this option's value.
_buddyctl_takes_word()
{
	case $1:$2 in
	top:-[ndu] | map:-[of] | stat:-[enu]) return 0 ;;
	esac
	case " $(_buddyctl_options "$1" | tr '\n' ' ') " in
	*" $2= "*) return 0 ;;
	esac
	return 1
}

# The user's processes that have the library mapped.
_buddyctl_pids()
{
	local file pid

	grep -sl '/libbuddy\.so' /proc/[0-9]*/maps | while read -r file; do
		pid=${file#/proc/}
		pid=${pid%/maps}
		[ -O "/proc/$pid" ] && echo "$pid"
	done
}

_buddyctl_reply()
{
	local IFS=$' \t\n'

	# shellcheck disable=SC2207 # neither options nor numbers have blanks
	COMPREPLY=($(compgen -W "$1" -- "$2"))
	case ${COMPREPLY[0]-} in
	*=) compopt -o nospace 2>/dev/null ;;
	esac
}

# Names of files, or with -c of commands; a line each.
_buddyctl_files()
{
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "${2:--f}" -- "$1")
}

# The program to be run starts at word $1.
_buddyctl_program()
{
	local cur=${COMP_WORDS[COMP_CWORD]}

	if declare -F _command_offset >/dev/null; then
		_command_offset "$1"
	elif [ "$COMP_CWORD" -eq "$1" ] && [[ $cur != */* ]]; then
		_buddyctl_files "$cur" -c
	else
		_buddyctl_files "$cur"
	fi
}

# The value of an option.
_buddyctl_value()
{
	case $1 in
	--format | -f) _buddyctl_reply "html svg png" "$2" ;;
	--thp) _buddyctl_reply "auto always never" "$2" ;;
	--foreign) _buddyctl_reply "auto ignore abort" "$2" ;;
	--harden)
		_buddyctl_reply "canary poison quarantine random guard" "$2"
		;;
	--hardened | --stats-print | --control | --observe | --warn)
		_buddyctl_reply "true false" "$2"
		;;
	--library | --stats-file | --output | -o) _buddyctl_files "$2" ;;
	--user | -u) _buddyctl_reply "$(id -u) all" "$2" ;;
	esac
}

# Prints where the program to be run starts, nothing if it has not yet.
_buddyctl_find_program()
{
	local command=$1 i=$2

	for (( ; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--)
			echo $((i + 1))
			return
			;;
		=) i=$((i + 1)) ;;
		-*)
			_buddyctl_takes_word "$command" "${COMP_WORDS[i]}" &&
				[ "${COMP_WORDS[i + 1]-}" != = ] &&
				i=$((i + 1))
			;;
		*)
			[ "$command" = run ] && echo "$i"
			[ "$command" = run ] && return
			;;
		esac
	done
	[ "$command" = run ] && [ "$i" -eq "$COMP_CWORD" ] &&
		[[ ${COMP_WORDS[COMP_CWORD]} != [-=]* ]] &&
		[ "${COMP_WORDS[COMP_CWORD - 1]}" != = ] && echo "$i"
}

# The words of a command from number $2 on.
_buddyctl_command()
{
	local command=$1 program cur=${COMP_WORDS[COMP_CWORD]}
	local prev=${COMP_WORDS[COMP_CWORD - 1]}

	case $command in
	run | info | top | map | stat | trim | dump | ctl) ;;
	*) return ;;
	esac
	case $command in
	run | info) program=$(_buddyctl_find_program "$command" "$2") ;;
	esac
	if [ -n "${program-}" ]; then
		_buddyctl_program "$program"
	elif [ "$cur" = = ]; then
		_buddyctl_value "$prev" ""
	elif [ "$prev" = = ]; then
		_buddyctl_value "${COMP_WORDS[COMP_CWORD - 2]}" "$cur"
	elif _buddyctl_takes_word "$command" "$prev"; then
		_buddyctl_value "$prev" "$cur"
	elif [[ $cur == -* ]]; then
		_buddyctl_reply "$(_buddyctl_options "$command")" "$cur"
	else
		_buddyctl_reply "$(_buddyctl_pids)" "$cur"
		case $command:$cur in
		info:?* | map:?*)
			[ ${#COMPREPLY[@]} -gt 0 ] || _buddyctl_files "$cur"
			;;
		esac
	fi
}

_buddyctl()
{
	COMPREPLY=()
	if [ "${COMP_WORDS[0]##*/}" = buddyinfo ]; then
		_buddyctl_command info 1
	elif [ "$COMP_CWORD" -gt 1 ]; then
		_buddyctl_command "${COMP_WORDS[1]}" 2
	else
		_buddyctl_reply "run info top map stat trim dump ctl
			--help --version" "${COMP_WORDS[1]-}"
	fi
}

complete -F _buddyctl buddyctl buddyinfo
