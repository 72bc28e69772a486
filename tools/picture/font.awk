# font.awk - from the letters of font.txt to the bytes of font.h
#
# A paragraph is a line of names, and the rows of their glyphs side by side.
# The first paragraph is words.

function byte(row,   i, sum)
{
	for (i = 1; i <= 8; i++)
		sum = 2 * sum + (substr(row, i, 1) == "#")
	return sum
}

BEGIN {
	RS = ""
	FS = "\n"
	for (i = 32; i < 127; i++)
		code[sprintf("%c", i)] = i
	print "#include \"picture/font.h\""
	print "const uint8_t"
	print "font_glyphs[FONT_LAST - FONT_FIRST + 1][FONT_HEIGHT] = {"
}

NR > 1 {
	n = split($1, name, " ")
	for (line = 2; line <= NF; line++) {
		if (split($line, row, " ") != n) {
			print "font.txt: not " n " rows: " $line >"/dev/stderr"
			exit 1
		}
		for (i = 1; i <= n; i++)
			bytes[i] = bytes[i] " " byte(row[i]) ","
	}
	for (i = 1; i <= n; i++) {
		print "\t[" code[name[i]] " - FONT_FIRST] = {" bytes[i] " },"
		bytes[i] = ""
	}
}

END {
	print "};"
}
