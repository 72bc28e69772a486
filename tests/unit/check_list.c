/* SPDX-License-Identifier: MIT */
/*
 * unit/check_list.c - the doubly linked list
 */
#include "base/list.h"
#include "support/suite.h"

struct item {
	int value;
	struct list link;
};

static struct list head;
static struct item items[4];

static void setup(void)
{
	list_init(&head);
	for (int i = 0; i < 4; i++) {
		items[i].value = i;
		list_init(&items[i].link);
	}
}

/* The values on the list as decimal digits, forwards; -1 if backwards differs.
 */
static int digits(void)
{
	int forwards = 0, backwards = 0, place = 1;

	for (struct list *n = head.next; n != &head; n = n->next)
		forwards =
			forwards * 10 + list_entry(n, struct item, link)->value;
	for (struct list *n = head.prev; n != &head; n = n->prev) {
		backwards += place * list_entry(n, struct item, link)->value;
		place *= 10;
	}
	return forwards == backwards ? forwards : -1;
}

START_TEST(test_list_starts_empty)
{
	ck_assert(list_empty(&head));
	ck_assert_int_eq(digits(), 0);
}
END_TEST

START_TEST(test_list_add_puts_first)
{
	list_add(&head, &items[1].link);
	list_add(&head, &items[2].link);
	list_add(&head, &items[3].link);

	ck_assert(!list_empty(&head));
	ck_assert_int_eq(digits(), 321);
}
END_TEST

START_TEST(test_list_add_behind_a_node)
{
	list_add(&head, &items[1].link);
	list_add(&items[1].link, &items[2].link);
	list_add(head.prev, &items[3].link);

	ck_assert_int_eq(digits(), 123);
}
END_TEST

START_TEST(test_list_del_anywhere)
{
	for (int i = 3; i > 0; i--)
		list_add(&head, &items[i].link);

	list_del(&items[2].link);
	ck_assert_int_eq(digits(), 13);
	list_del(&items[1].link);
	ck_assert_int_eq(digits(), 3);
	list_del(&items[3].link);
	ck_assert(list_empty(&head));
}
END_TEST

START_TEST(test_list_del_leaves_a_node_alone)
{
	list_add(&head, &items[1].link);
	list_add(&head, &items[2].link);

	list_del(&items[1].link);
	ck_assert(list_empty(&items[1].link));
	list_del(&items[1].link);
	ck_assert_int_eq(digits(), 2);
	list_add(&head, &items[1].link);
	ck_assert_int_eq(digits(), 12);
}
END_TEST

static Suite *list_suite(void)
{
	Suite *s = suite_create("list");
	TCase *core = suite_case(s, "core", setup);

	tcase_add_test(core, test_list_starts_empty);
	tcase_add_test(core, test_list_add_puts_first);
	tcase_add_test(core, test_list_add_behind_a_node);
	tcase_add_test(core, test_list_del_anywhere);
	tcase_add_test(core, test_list_del_leaves_a_node_alone);
	return s;
}

int main(void)
{
	return suite_run(list_suite());
}
