/* SPDX-License-Identifier: MIT */
/*
 * support/suite.c - what every suite starts with
 */
#include "support/suite.h"

#include <stdlib.h>

/* Seconds: far above what any test takes, even instrumented or emulated. */
enum { TIMEOUT = 60 };

TCase *suite_case(Suite *suite, const char *name, SFun setup)
{
	TCase *tc = tcase_create(name);

	tcase_set_timeout(tc, TIMEOUT);
	if (setup)
		tcase_add_checked_fixture(tc, setup, NULL);
	suite_add_tcase(suite, tc);
	return tc;
}

int suite_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
