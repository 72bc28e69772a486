# SPDX-License-Identifier: MIT
"""make_c.py MODULES FILE - one large C file

Stands for machine-made or amalgamated C: modules, each with a struct, a
constant table, and functions with loops, branches, switches and calls of
the functions before, so that the inliner and the optimizers have work.
"""

import random
import sys

SEED = 20240229
NR_FIELDS = 8

HEAD = """\
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
"""

MODULE = """
struct m{i} {{
{fields}
\tstruct m{i} *next;
}};

static const int32_t m{i}_table[16] = {{ {table} }};

static int32_t m{i}_step(struct m{i} *m, int32_t x)
{{
\tswitch ((uint32_t)x % {cases}) {{
{switch}
\tdefault:
\t\treturn m->f{a} ^ m{i}_table[x & 15];
\t}}
}}

static int64_t m{i}_sum(const struct m{i} *list, size_t n)
{{
\tint64_t sum = {c};

\tfor (const struct m{i} *m = list; m && n; m = m->next, n--)
\t\tif (m->f{a} > m->f{b})
\t\t\tsum += (int64_t)m->f{a} * {c} - m->f{d};
\t\telse
\t\t\tsum ^= m->f{b} << {shift};
\treturn sum;
}}

int m{i}_run(const int32_t *in, int32_t *out, int n)
{{
\tstruct m{i} m = {{ .f{a} = {c}, .f{d} = n }};
\tint32_t x = n;

\tfor (int i = 0; i < n; i++) {{
\t\tx = m{i}_step(&m, in[i] + x);
\t\tout[i] = x * {c} + m{i}_table[i & 15];
\t\tif (out[i] % {shift} == 0) {{
\t\t\tm.f{b} += out[i] >> {shift};
\t\t\tprintf("{i}: %d %d\\n", m.f{a}, x);
\t\t}}
\t}}
\tfor (int i = 1; i < n; i++)
\t\tout[i] += out[i - 1] * m.f{d};
\treturn (int)m{i}_sum(&m, (size_t)n) + {call};
}}
"""


def module(rng, i):
    a, b, d = rng.sample(range(NR_FIELDS), 3)
    cases = rng.randint(4, 10)
    switch = "\n".join(
        f"\tcase {k}:\n\t\tm->f{rng.randrange(NR_FIELDS)} "
        f"{rng.choice(['+=', '-=', '^=', '|='])} x * {rng.randint(2, 99)};\n"
        f"\t\treturn m->f{rng.randrange(NR_FIELDS)} + {rng.randint(0, 999)};"
        for k in range(cases))
    call = f"m{rng.randrange(i)}_run(out, out, n / 2)" if i else "0"
    return MODULE.format(
        i=i, a=a, b=b, d=d, c=rng.randint(3, 9999), cases=cases + 1,
        shift=rng.randint(2, 9), switch=switch, call=call,
        fields="\n".join(f"\tint32_t f{k};" for k in range(NR_FIELDS)),
        table=", ".join(str(rng.randint(-999, 999)) for _ in range(16)))


def main():
    rng = random.Random(SEED)
    with open(sys.argv[2], "w", encoding="ascii") as out:
        out.write(HEAD)
        for i in range(int(sys.argv[1])):
            out.write(module(rng, i))


main()
