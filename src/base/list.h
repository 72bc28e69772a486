/* SPDX-License-Identifier: MIT */
/*
 * base/list.h - a circular doubly linked list
 *
 * The head is a node of its own, so adding and removing need no special case.
 * A node that is on no list points at itself.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include "base/compiler.h"

struct list {
	struct list *next, *prev;
};

/* The structure of which node is the member. */
#define list_entry(node, type, member) \
	((type *)(void *)&((char *)(node))[-(ptrdiff_t)offsetof(type, member)])

static inline void list_init(struct list *node)
{
	node->next = node->prev = node;
}

static inline bool list_empty(const struct list *head)
{
	return head->next == head;
}

static inline void list_add(struct list *head, struct list *node)
{
	node->next = head->next;
	node->prev = head;
	head->next->prev = node;
	head->next = node;
}

static inline void list_del(struct list *node)
{
	node->next->prev = node->prev;
	node->prev->next = node->next;
	list_init(node);
}

#endif /* BASE_LIST_H */
