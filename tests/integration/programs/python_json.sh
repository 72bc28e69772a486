# Dictionaries, strings, JSON and regular expressions in Python.
PYTHONMALLOC=malloc exec "$PYTHON" - <<'END'
import hashlib, json, random, re, zlib

random.seed(1)
data = {}
for i in range(60000):
    data["key%d" % i] = {"n": i, "s": "x" * (i % 40), "l": list(range(i % 9))}
text = json.dumps(data, sort_keys=True)
print(len(text), hashlib.sha256(text.encode()).hexdigest())
again = json.loads(text)
assert again == data
for key in random.sample(sorted(again), 30000):
    del again[key]
print(len(again), zlib.crc32(json.dumps(again, sort_keys=True).encode()))
print(len(re.findall(r'"n": (\d+)', text)))
big = 3 ** 40000
print(len(str(big % 10 ** 3000)))
print(sum(bytearray(5000000)), len(b"".join(bytes([i % 256]) * i
                                            for i in range(2000))))
END
