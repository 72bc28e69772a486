# Pipes, subshells, process substitution, arrays and traps in bash.
exec bash -euo pipefail -c '
declare -A seen
for i in $(seq 1 300); do
	word=w$((i * 7919 % 101))
	seen[$word]=$((${seen[$word]:-0} + 1))
done
for word in $(printf "%s\n" "${!seen[@]}" | sort); do
	echo "$word ${seen[$word]}"
done | cksum
(
	cd /
	(echo inner; (echo innermost) | cat) | tr a-z A-Z
)
paste <(seq 1 2000) <(seq 2000 -1 1) | awk "{ s += \$1 * \$2 } END { print s }"
text=
for i in {1..2000}; do
	text+="line $i
"
done
printf "%s" "$text" | sed "s/line/row/" | sort -r | sed -n 1,3p
fib() { if (($1 < 2)); then echo "$1"; else
	echo $(($(fib $(($1 - 1))) + $(fib $(($1 - 2))))); fi; }
fib 10
trap "echo leaving" EXIT
cat <<END | wc -l
$(seq 1 500)
END
wait
'
