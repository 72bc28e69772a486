# A pool of forked workers in Python, started while threads run.
cat >work.py <<'END'
import hashlib, multiprocessing, threading

def work(n):
    table = {i: str(i) * (i % 10) for i in range(n)}
    return hashlib.sha256(repr(sorted(table.items())).encode()).hexdigest()

def churn(stop):
    while not stop.is_set():
        [str(i) for i in range(1000)]

if __name__ == "__main__":
    for method in "fork", "spawn":
        stop = threading.Event()
        threads = [threading.Thread(target=churn, args=(stop,))
                   for _ in range(2)]
        for thread in threads:
            thread.start()
        with multiprocessing.get_context(method).Pool(4) as pool:
            for digest in pool.map(work, range(1000, 21000, 1000)):
                print(method, digest)
        stop.set()
        for thread in threads:
            thread.join()
END
PYTHONMALLOC=malloc exec "$PYTHON" work.py
