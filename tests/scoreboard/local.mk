# The scoreboard: its arithmetic, and a small run of all it measures.

scoreboard_tests = %D%/scoreboard.tap %D%/smoke.tap

if !SANITIZER
TESTS += $(scoreboard_tests)
endif

EXTRA_DIST += $(scoreboard_tests) \
	%D%/documents.py \
	%D%/lib.sh \
	%D%/run.py \
	%D%/test_against.py \
	%D%/test_allocators.py \
	%D%/test_journal.py \
	%D%/test_launch.py \
	%D%/test_layers.py \
	%D%/test_machine.py \
	%D%/test_report.py \
	%D%/test_schedule.py \
	%D%/test_score.py \
	%D%/test_table.py \
	%D%/test_workloads.py
