# SPDX-License-Identifier: MIT
"""make_sql.py ROWS FILE - a session with a database

Stands for an application's embedded database: it is filled by transactions
of single statements, indexed, queried by joins, groups and sorts, changed
and thinned out.  Every result is printed.
"""

import sys

from words import Words

SCHEMA = """
CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, city TEXT, born INT);
CREATE TABLE entry (id INTEGER PRIMARY KEY, person INT, topic TEXT,
 amount INT, note TEXT);
"""

QUERIES = """
CREATE INDEX entry_person ON entry (person, amount);
CREATE INDEX entry_topic ON entry (topic);
SELECT city, count(*), sum(amount) FROM person JOIN entry
 ON person.id = entry.person GROUP BY city ORDER BY 3 DESC, 1 LIMIT 20;
SELECT topic, group_concat(amount) FROM (SELECT topic, amount FROM entry
 ORDER BY topic, amount, id) GROUP BY topic ORDER BY count(*), 1 LIMIT 20;
SELECT p.name, (SELECT max(amount) FROM entry WHERE person = p.id) AS most
 FROM person p ORDER BY most DESC, p.id LIMIT 20;
WITH RECURSIVE walk(id, steps) AS (SELECT 1, 0 UNION ALL
 SELECT (id * 31 + 7) % (SELECT count(*) FROM entry) + 1, steps + 1
 FROM walk WHERE steps < 20000)
 SELECT count(DISTINCT topic), sum(amount) FROM walk JOIN entry USING (id);
UPDATE entry SET note = note || ' ' || upper(topic) WHERE amount % 3 = 0;
DELETE FROM entry WHERE id % 4 = 1;
SELECT length(group_concat(note)), count(DISTINCT note) FROM entry
 WHERE note LIKE '%an%';
SELECT note FROM entry WHERE note GLOB '*ou*' ORDER BY note, id LIMIT 20;
VACUUM;
SELECT count(*), sum(amount), sum(length(note)) FROM entry;
"""

BATCH = 1000  # statements a transaction


def rows(words, nr_rows):
    """The INSERT statements; one person for every five entries."""
    rng = words.rng
    nr_persons = nr_rows // 5 + 1
    for i in range(nr_persons):
        yield (f"INSERT INTO person VALUES ({i},'{words.phrase(2, 3)}',"
               f"'{words.take(1)[0]}',{rng.randint(1930, 2010)});\n")
    for i in range(nr_rows):
        yield (f"INSERT INTO entry VALUES (NULL,{rng.randrange(nr_persons)},"
               f"'{words.take(1)[0]}',{rng.randint(1, 99999)},"
               f"'{words.phrase(1, 12)}');\n")


def main():
    nr_rows, path = int(sys.argv[1]), sys.argv[2]
    with open(path, "w", encoding="ascii") as out:
        out.write(SCHEMA + "BEGIN;\n")
        for i, statement in enumerate(rows(Words(), nr_rows), 1):
            out.write(statement)
            if i % BATCH == 0:
                out.write("COMMIT;\nBEGIN;\n")
        out.write("COMMIT;" + QUERIES)


main()
