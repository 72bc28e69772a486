/* SPDX-License-Identifier: MIT */
/*
 * harden/harden.c - which defences are on
 */
#include "harden/harden.h"

#include "harden/guard.h"
#include "harden/secret.h"

_Atomic unsigned harden_features = HARDEN_UNDECIDED;

void harden_decide(unsigned features)
{
	if (features & (HARDEN_CANARY | HARDEN_RANDOM))
		secret_init();
	if (features & HARDEN_GUARD)
		guard_init();
	store_relaxed(&harden_features, features);
}
