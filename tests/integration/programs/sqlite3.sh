# The sqlite3 shell: 100 000 rows sorted, grouped, joined, indexed, dumped.
sqlite3 test.db <<'END' || exit
create table t (a integer, b text, c real);
with recursive n (i) as
	(select 1 union all select i + 1 from n where i < 100000)
insert into t select i * 7919 % 100003, 'text ' || (i % 977), i / 7.0 from n;
create index t_b on t (b, a);
select count(*), sum(a), min(b), max(b), round(sum(c), 3) from t;
select b, count(*), sum(a) from t group by b order by 3 desc limit 5;
select count(*) from t x join t y on x.b = y.b
	where x.a < y.a and y.a < 2000;
create table u as
	select *, length(group_concat(b)) as l from t group by a % 500;
select sum(l) from u;
delete from t where a % 2;
vacuum;
pragma integrity_check;
END
sqlite3 test.db .dump | cksum
