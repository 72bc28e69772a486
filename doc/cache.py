# The program of the README's pictures: a cache of rows and blobs.  Half of the
# rows go; then rows and blobs are replaced at random, for ever.
import random
import time

random.seed(1)


def new_blob():
    return bytearray(random.randrange(10000, 300000))


rows = [{"id": i, "name": "row %d" % i, "tags": [i % 7, i % 11]}
        for i in range(200000)]
blobs = [new_blob() for i in range(300)]
del rows[::2]
while True:
    for i in range(2000):
        blobs[random.randrange(len(blobs))] = new_blob()
        rows[random.randrange(len(rows))] = {"id": i, "name": "new", "tags": []}
    time.sleep(0.05)
