# budget.awk - how long a file, a function and a line may be
#
# A function's body starts with a brace in the first column and ends with one;
# its lines are those between.  Prints what is over and exits 1 if anything is.

FNR == 1 {
	finish_file()
	name = FILENAME
	in_body = 0
}

{
	length_of_file = FNR
	width = columns($0)
	if (width > 80)
		report(FNR, "is " width " columns wide, of 80")
	if ($0 == "{") {
		in_body = 1
		body_start = FNR
	} else if ($0 ~ /^}/ && in_body) {
		in_body = 0
		if (FNR - body_start - 1 > 60)
			report(body_start, "starts a function of " \
			       FNR - body_start - 1 " lines, of 60")
	}
}

END {
	finish_file()
	exit failed
}

function finish_file(    most)
{
	if (name == "")
		return
	most = name ~ /\.h$/ ? 250 : 300
	if (name ~ /^(src|tools|bench)\// && length_of_file > most)
		report(length_of_file, "ends a file that may have " most " lines")
}

function columns(line,    n, i, cells, tabs)
{
	n = split(line, cells, "\t")
	tabs = 0
	for (i = 1; i < n; i++)
		tabs += 8 * (int(length(cells[i]) / 8) + 1)
	return tabs + length(cells[n])
}

function report(line, what)
{
	printf "%s:%d: %s\n", name, line, what
	failed = 1
}
