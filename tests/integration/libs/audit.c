/* SPDX-License-Identifier: MIT */
/* The least that the loader takes for an LD_AUDIT library. */
unsigned la_version(unsigned version);

__attribute__((visibility("default"))) unsigned la_version(unsigned version)
{
	return version;
}
