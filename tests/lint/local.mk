# Rules about the sources and about the built library, each a test.

lint_scripts = \
	%D%/check_layers.sh \
	%D%/check_headers.sh \
	%D%/check_budget.sh \
	%D%/check_words.sh \
	%D%/check_hazards.sh \
	%D%/check_models.sh \
	%D%/check_format.sh
library_scripts = \
	%D%/check_exports.sh \
	%D%/check_imports.sh

if SANITIZER
lint_tests = $(lint_scripts)
else
lint_tests = $(lint_scripts) $(library_scripts)
endif
TESTS += $(lint_tests)

EXTRA_DIST += $(lint_scripts) $(library_scripts) \
	%D%/exports.txt \
	%D%/lib.sh \
	%D%/layers.awk \
	%D%/budget.awk
