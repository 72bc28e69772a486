# SPDX-License-Identifier: MIT
#
# report.jq - a report on the accounts of a document
#
# Stands for queries as they are typed: filter, derive, group, sort, format.

def worth: [.lines[] | .count * .price] | add;

.accounts
| map(select(.active) | . + {
	total: ([.orders[] | select(.paid) | worth] | add // 0 | round),
	words: (.notes | split(" ") | map(ascii_upcase) | unique)
  })
| (group_by(.address.city) | map({
	city: .[0].address.city,
	accounts: length,
	total: (map(.total) | add),
	tags: (map(.tags[]) | group_by(.) | map({ (.[0]): length }) | add)
  }) | sort_by(-.total, .city) | .[0:20][]),
  (sort_by(-.total, .id)[0:20][] | "\(.id) \(.name): \(.total), \(.mail)"),
  (map(.words[]) | group_by(.) | map([length, .[0]]) | sort | .[-20:])
