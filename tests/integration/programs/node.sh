# Objects, buffers, workers and compression in node.
cat >work.js <<'END'
const { Worker, isMainThread, parentPort, workerData } =
	require("worker_threads");
const crypto = require("crypto");
const zlib = require("zlib");

function work(n) {
	const map = new Map();
	for (let i = 0; i < n; i++)
		map.set("k" + (i * 7919) % 10007, { i, s: "x".repeat(i % 50) });
	const text = JSON.stringify([...map.entries()].sort());
	return crypto.createHash("sha256").update(text).digest("hex");
}

if (isMainThread) {
	console.log(work(100000));
	const buffers = [];
	for (let i = 1; i < 500; i++)
		buffers.push(Buffer.alloc(i * 1000, i % 256));
	const all = Buffer.concat(buffers);
	const packed = zlib.deflateSync(all);
	console.log(all.length, zlib.inflateSync(packed).equals(all));
	const jobs = [1, 2, 3, 4].map((n) => new Promise((done, fail) => {
		const worker = new Worker(__filename,
					  { workerData: n * 10000 });
		worker.on("message", done);
		worker.on("error", fail);
	}));
	Promise.all(jobs).then((results) =>
		results.forEach((r) => console.log(r)));
} else {
	parentPort.postMessage(work(workerData));
}
END
exec node work.js
