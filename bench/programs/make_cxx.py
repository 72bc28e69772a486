# SPDX-License-Identifier: MIT
"""make_cxx.py CLASSES FILE - one C++ file of classes and templates

Stands for the usual translation unit: a few headers of the standard
library, then classes with virtual functions that keep containers of each
other, so that templates are instantiated for ever new types.
"""

import random
import sys

SEED = 20240229

HEAD = """\
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct shape {
\tvirtual ~shape() = default;
\tvirtual long weigh(int depth) const = 0;
};
template <typename T, int N> class ring {
\tT items[N] {};
\tunsigned at = 0;
public:
\tvoid push(const T &item) { items[at++ % N] = item; }
\ttemplate <typename F> long fold(F f) const
\t{
\t\tlong sum = N;
\t\tfor (const T &item : items)
\t\t\tsum = f(sum, item);
\t\treturn sum;
\t}
};
"""

CLASS = """
class c{i} final : public shape {{
\tstruct item {{ int key; double weight; std::string name; }};
\tstd::vector<item> items;
\tstd::map<{key}, item> by_key;
\tring<{ring}, {n}> recent;
\tstd::unique_ptr<shape> child;
public:
\tvoid add(int key, const std::string &name)
\t{{
\t\titem it {{ key % {c}, key * 0.{c}, name + "{i}" }};
\t\tby_key.insert({{ {key}(it.key), it }});
\t\trecent.push({ring}(it.key));
\t\titems.push_back(std::move(it));
\t\t{make}
\t}}

\tvoid tidy()
\t{{
\t\tstd::sort(items.begin(), items.end(),
\t\t\t  [](const item &a, const item &b) {{
\t\t\t\t  return a.weight > b.weight;
\t\t\t  }});
\t}}

\tlong weigh(int depth) const override
\t{{
\t\tlong sum = recent.fold([depth](long s, {ring} r) {{
\t\t\treturn s * {c} + long(r) - depth;
\t\t}});
\t\tfor (const auto &entry : by_key)
\t\t\tsum += long(entry.second.weight) ^ entry.second.key;
\t\treturn child ? sum + child->weigh(depth + 1) : sum;
\t}}
}};

long use{i}(int n)
{{
\tc{i} c;
\tfor (int i = 0; i < n; i++)
\t\tc.add(i, std::to_string(i * {c}));
\tc.tidy();
\treturn c.weigh(0);
}}
"""


def main():
    rng = random.Random(SEED)
    with open(sys.argv[2], "w", encoding="ascii") as out:
        out.write(HEAD)
        for i in range(int(sys.argv[1])):
            make = f"child.reset(new c{rng.randrange(i)});" if i else ""
            out.write(CLASS.format(
                i=i, n=rng.randint(3, 40), c=rng.randint(3, 999),
                key=rng.choice(["int", "long", "unsigned", "double"]),
                ring=rng.choice(["int", "short", "float", "long"]),
                make=make))


main()
