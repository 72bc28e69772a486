# gcc -O2 of a large generated file: the same object code.
awk 'BEGIN {
	print "#include <stdio.h>"
	for (f = 0; f < 600; f++) {
		printf "struct s%d { int a[%d]; double b; char c[%d]; };\n",
			f, f % 13 + 1, f % 31 + 1
		printf "int f%d(struct s%d *s, int n)\n{\n\tint t = n;\n", f, f
		printf "\tfor (int i = 0; i < %d; i++) {\n", f % 13 + 1
		printf "\t\tt += s->a[i] * %d ^ (n >> (i & 7));\n",
			f * 31 + 7
		printf "\t\tswitch (t %% 7) {\n"
		for (k = 0; k < 7; k++)
			printf "\t\tcase %d: t ^= %d; break;\n", k, f * k + 1
		printf "\t\t}\n\t\ts->b += t / 3.0;\n\t}\n"
		printf "\ts->c[n %% %d] = (char)t;\n", f % 31 + 1
		printf "\treturn t;\n}\n"
	}
	print "int main(void)\n{\n\tint t = 0;"
	for (f = 0; f < 600; f++)
		printf "\tstruct s%d v%d = {0}; t += f%d(&v%d, %d);\n",
			f, f, f, f, f + 1
	print "\tprintf(\"%d\\n\", t);\n\treturn 0;\n}"
}' >big.c
gcc -O2 -w -c big.c -o big.o && cksum <big.o &&
	gcc big.o -o big && ./big
