# SPDX-License-Identifier: MIT
"""python_objects.py EVENTS - an order book

Stands for an application of small classes: orders are objects in
dictionaries and lists, they are placed, matched, split and cancelled, trades
are recorded as tuples and reported as text.  Run with PYTHONMALLOC=malloc,
every object is a block of malloc.
"""

import random
import sys

NR_TRADERS = 500
LEVELS = 50
DEPTH = 40  # orders at a price before the oldest is cancelled


class Order:
    def __init__(self, number, trader, price, count):
        self.number = number
        self.trader = trader
        self.price = price
        self.count = count
        self.tags = [f"order-{number}", f"trader-{trader}"]


class Book:
    def __init__(self):
        self.waiting = {True: {}, False: {}}  # buying: price: orders
        self.trades = {}  # trader: trades, newest last
        self.nr_cancelled = 0

    def place(self, order, buying):
        """Trade with what waits at this price, or wait there."""
        others = self.waiting[not buying].get(order.price, [])
        while others and order.count:
            other = others[0]
            count = min(order.count, other.count)
            order.count -= count
            other.count -= count
            self.record(order, other, count)
            if not other.count:
                del others[0]
        if order.count:
            queue = self.waiting[buying].setdefault(order.price, [])
            queue.append(order)
            if len(queue) > DEPTH:
                del queue[0]
                self.nr_cancelled += 1

    def record(self, order, other, count):
        trade = (order.number, other.number, order.price * 0.01, count)
        for trader in order.trader, other.trader:
            self.trades.setdefault(trader, []).append(trade)


def report(book):
    for trader, trades in sorted(book.trades.items())[:20]:
        worth = sum(price * count for _, _, price, count in trades)
        print(f"{trader}: {len(trades)} trades, {worth:.2f}")
    lines = [",".join(order.tags) for side in book.waiting.values()
             for queue in side.values() for order in queue]
    print(len(lines), sum(map(len, lines)), book.nr_cancelled)


def main():
    rng = random.Random(1)
    book = Book()
    for number in range(int(sys.argv[1])):
        buying = rng.random() < 0.5
        price = int(rng.gauss(LEVELS * (1.0 if buying else 1.4), 15))
        book.place(Order(number, rng.randrange(NR_TRADERS), price,
                         rng.randint(1, 9)), buying)
    report(book)


main()
