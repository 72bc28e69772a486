# A session with sqlite3 inside Python: inserts, joins, indices, a backup.
PYTHONMALLOC=malloc exec "$PYTHON" - <<'END'
import random, sqlite3

random.seed(7)
db = sqlite3.connect("test.db")
db.execute("create table word (id integer primary key, w text, n integer)")
db.execute("create table link (a integer, b integer)")
db.executemany("insert into word (w, n) values (?, ?)",
               (("w" * (i % 50) + str(i), random.randrange(1000))
                for i in range(30000)))
db.executemany("insert into link values (?, ?)",
               ((random.randrange(30000), random.randrange(30000))
                for _ in range(30000)))
db.execute("create index by_n on word (n)")
db.commit()
print(db.execute("select count(*), sum(n), sum(length(w)) from word")
      .fetchone())
print(db.execute("""select x.n, count(*) from word x join link on x.id = a
                    join word y on y.id = b where y.n < 100
                    group by x.n order by 2 desc, 1 limit 5""").fetchall())
db.execute("delete from word where n % 3 = 0")
db.execute("update word set w = w || w where n < 500")
db.commit()
db.execute("vacuum")
copy = sqlite3.connect(":memory:")
db.backup(copy)
print(copy.execute("select count(*), sum(length(w)) from word").fetchone())
print(copy.execute("pragma integrity_check").fetchone())
END
