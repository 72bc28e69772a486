# Threads that hand lists and strings to each other in Python.
PYTHONMALLOC=malloc exec "$PYTHON" - <<'END'
import queue, threading

numbers = queue.Queue(100)
totals = []

def produce(start):
    for i in range(start, start + 3000):
        numbers.put(["item %d" % i] * (i % 20 + 1))

def consume():
    total = 0
    while True:
        item = numbers.get()
        if item is None:
            break
        total += len("".join(item))
    totals.append(total)

producers = [threading.Thread(target=produce, args=(i * 3000,))
             for i in range(8)]
consumers = [threading.Thread(target=consume) for _ in range(8)]
for thread in producers + consumers:
    thread.start()
for thread in producers:
    thread.join()
for thread in consumers:
    numbers.put(None)
for thread in consumers:
    thread.join()
print(sum(totals))
END
