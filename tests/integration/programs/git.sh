# A generated repository: fast-import, clone, log, diff, grep, gc and fsck.
HOME=$PWD GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
export HOME GIT_CONFIG_NOSYSTEM GIT_TERMINAL_PROMPT
set -e
git init -q -b main one
awk 'BEGIN {
	for (c = 1; c <= 400; c++) {
		printf "commit refs/heads/main\nmark :%d\n", c
		printf "committer A U Thor <a@example.org> %d +0000\n",
			1600000000 + c * 60
		m = "commit " c "\n"
		printf "data %d\n%s", length(m), m
		if (c > 1)
			printf "from :%d\n", c - 1
		for (f = 0; f < 5; f++) {
			t = ""
			for (l = 0; l < 40 + (c * f) % 60; l++)
				t = t "line " l " of " f " at " \
					int(c / (l % 7 + 1)) "\n"
			printf "M 100644 inline dir%d/file%d\n",
				(c + f) % 20, f
			printf "data %d\n%s\n", length(t), t
		}
		print ""
	}
}' | git -C one fast-import --quiet
git clone -q --no-local one two
cd two
git log --stat --format='%h %s' | cksum
git log -p -n 50 --word-diff | cksum
git diff HEAD~200 HEAD | cksum
git grep -c 'line 3' HEAD~100 | cksum
git blame dir1/file1 | cksum
git gc -q --aggressive
git fsck --full --no-progress
git cat-file --batch-check --batch-all-objects | sort | cksum
git rev-list --objects --all | sort | cksum
git checkout -q -b topic HEAD~10
git merge -q main
git status --short | wc -l
