<?php
// SPDX-License-Identifier: MIT
//
// shop.php FILE REQUESTS - pages of a shop
//
// Stands for a web application: each request decodes what it needs, builds
// objects and arrays, renders a page from pieces of text, and forgets it all;
// a session table lives on.  Run with USE_ZEND_ALLOC=0, so that PHP asks
// malloc for each block; and with -n, because PHP binds its extensions' own
// malloc past any preloaded one.

declare(strict_types=1);

const SESSIONS = 5000; // the oldest are forgotten

final class Line
{
	public function __construct(public string $article, public int $count,
		public float $price)
	{
	}

	public function html(): string
	{
		return sprintf("<li>%s x %d: %.2f</li>",
			htmlspecialchars(ucwords($this->article)),
			$this->count, $this->count * $this->price);
	}
}

function render(array $account, array $lines): string
{
	$parts = ["<h1>" . htmlspecialchars($account["name"]) . "</h1>"];
	foreach ($lines as $line)
		$parts[] = $line->html();
	foreach ($account["tags"] as $tag)
		$parts[] = "<a href='/tag/" . rawurlencode($tag) . "'>$tag</a>";
	$page = implode("\n", $parts) . wordwrap($account["notes"], 60);
	return preg_replace('/\b(\w+) x 1\b/', '$1', $page);
}

$accounts = array_map("json_encode",
	json_decode(file_get_contents($argv[1]), true)["accounts"]);
$sessions = [];
$bytes = 0;
for ($i = 0; $i < (int)$argv[2]; $i++) {
	$account = json_decode($accounts[$i * 7919 % count($accounts)], true);
	$lines = [];
	foreach ($account["orders"] as $order)
		foreach ($order["lines"] as $line)
			$lines[] = new Line(...$line);
	usort($lines, fn($a, $b) => [$b->price, $a->article]
		<=> [$a->price, $b->article]);
	$page = render($account, $lines);
	$bytes += strlen($page);
	$sessions["s$i"] = ["crc" => crc32($page), "seen" => $i,
		"cart" => array_slice($lines, 0, 3)];
	unset($sessions["s" . ($i - SESSIONS)]);
}
echo $bytes, " ", count($sessions), " ",
	crc32(serialize($sessions)), "\n";
