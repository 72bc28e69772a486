# SPDX-License-Identifier: MIT
"""python_json.py FILE - read, change and write a JSON document

Stands for a service that keeps its state as one document, in the Python that
people run: objects up to 512 bytes come from Python's own arenas, and
malloc is left with tables, texts and the buffers of files.
"""

import json
import sys

ROUNDS = 3


def change(document, round_):
    """Derived fields, some records less, some more."""
    for account in document["accounts"]:
        account["total"] = sum(line["count"] * line["price"]
                               for order in account["orders"]
                               for line in order["lines"])
        account["notes"] = account["notes"].title() + f" ({round_})"
        account["orders"].sort(key=lambda order: order["placed"])
    accounts = document["accounts"]
    document["accounts"] = [a for a in accounts if a["id"] % 7 != round_]


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        text = file.read()
    for round_ in range(ROUNDS):
        document = json.loads(text)
        change(document, round_)
        text = json.dumps(document, indent=round_)
        print(len(document["accounts"]), len(text))
    cities = {}
    for account in document["accounts"]:
        cities.setdefault(account["address"]["city"], []).append(account)
    print(json.dumps({city: len(found) for city, found in cities.items()},
                     sort_keys=True))


main()
