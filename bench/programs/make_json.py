# SPDX-License-Identifier: MIT
"""make_json.py RECORDS FILE - a JSON document of nested records

Stands for what a service answers or a database exports: an array of
accounts, each with strings, numbers, flags, a list of tags, an address and
0 to 12 orders with lines of their own.  About 1.2 KB a record.
"""

import json
import sys

from words import Words


def order(words, account):
    rng = words.rng
    return {
        "id": f"{account:06}-{rng.randint(0, 16 ** 8):08x}",
        "placed": f"2024-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        "paid": rng.random() < 0.8,
        "lines": [{"article": words.phrase(1, 3),
                   "count": rng.randint(1, 9),
                   "price": rng.randint(100, 99999) / 100}
                  for _ in range(rng.randint(1, 4))],
    }


def account(words, i):
    rng = words.rng
    # Most have few orders.
    nr_orders = int(rng.random() ** 2 * 13)
    return {
        "id": i,
        "name": words.phrase(2, 3).title(),
        "mail": ".".join(words.take(2)) + "@example.org",
        "active": rng.random() < 0.7,
        "balance": round(rng.gauss(0, 500), 2),
        "referrer": rng.randint(0, i) if rng.random() < 0.4 else None,
        "tags": words.take(rng.randint(0, 6)),
        "address": {"street": words.phrase(1, 3).title(),
                    "city": words.take(1)[0].title(),
                    "place": [rng.uniform(-90, 90), rng.uniform(-180, 180)]},
        "notes": words.phrase(0, 30),
        "orders": [order(words, i) for _ in range(nr_orders)],
    }


def main():
    nr_records, path = int(sys.argv[1]), sys.argv[2]
    words = Words()
    document = {"version": 3,
                "accounts": [account(words, i) for i in range(nr_records)]}
    with open(path, "w", encoding="ascii") as out:
        json.dump(document, out)


main()
