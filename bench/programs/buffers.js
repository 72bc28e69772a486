// SPDX-License-Identifier: MIT
//
// buffers.js FILE REQUESTS - a server's work without its network
//
// Stands for a JavaScript server.  JavaScript's own objects live in the
// engine's heap and never meet malloc; what does are buffers and what the
// runtime keeps in C++.  So each request reads and changes a JSON record, and
// moves its text through buffers, a digest, a compressor and a cache.

"use strict";

const crypto = require("crypto");
const fs = require("fs");
const zlib = require("zlib");

const CACHED = 2000; // buffers kept, the oldest dropped
const PACK_EVERY = 8; // requests for one compressed answer

const [path, count] = [process.argv[2], Number(process.argv[3])];
const accounts = JSON.parse(fs.readFileSync(path, "latin1")).accounts;
const cache = new Map();
let bytes = 0;

// A body of one to several copies, as an upload arrives in parts.
function collect(text, copies) {
	const parts = [];
	for (let i = 0; i < copies; i++)
		parts.push(Buffer.from(text + i, "latin1"));
	return Buffer.concat(parts);
}

function request(i) {
	const account = accounts[(i * 7919) % accounts.length];
	account.balance = Math.round(account.balance * 101) / 100;
	account.seen = i;
	const body = collect(JSON.stringify(account), 1 + (i % 24));
	const digest = crypto.createHash("sha1").update(body).digest("hex");
	let answer = body;
	if (i % PACK_EVERY === 0)
		answer = zlib.inflateSync(zlib.deflateSync(body.subarray(0, 4096), {
			level: 1 }));
	cache.set(digest, answer);
	bytes += answer.length;
	if (cache.size > CACHED)
		cache.delete(cache.keys().next().value);
}

for (let i = 0; i < count; i++)
	request(i);
const total = crypto.createHash("sha1");
for (const [digest, answer] of cache)
	total.update(digest).update(answer);
console.log(bytes, cache.size, total.digest("hex"));
