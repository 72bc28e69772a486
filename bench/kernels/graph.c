/* SPDX-License-Identifier: MIT */
/*
 * kernels/graph.c - a graph is built, searched, thinned out and torn down
 *
 * The mix of a data-structure program: nodes of one size with a label each,
 * vectors of neighbours that grow by realloc, and a hash of edges with
 * chains.  Old and new blocks of all sizes lie side by side; removing nodes
 * at random leaves holes that the next edges are to fill.
 */
#include "kernels/kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NR_NODES = 50 * 1000,
	EDGES_PER_NODE = 6,
	NR_BUCKETS = 1 << 17, /* about two edges a chain */
	FIRST_CAPACITY = 4,   /* neighbours; doubled when full */
	MOST_WEIGHT = 100,
	NR_ROUNDS = 2,
};

struct node {
	char *label;
	uint32_t *neighbours;
	uint32_t nr_neighbours;
	uint32_t capacity;
	uint32_t distance; /* from the start of the last search, or NEVER */
};

enum { NEVER = INT32_MAX };

struct edge {
	struct edge *next; /* in its chain */
	uint32_t from;
	uint32_t to;
	uint32_t weight;
};

struct graph {
	struct node **nodes;  /* a block; NULL where a node was removed */
	struct edge **chains; /* a block */
	uint32_t *queue;      /* a table: of the search */
	uint32_t nr_nodes;
};

static uint32_t chain_of(uint32_t from, uint32_t to)
{
	struct random mixer = { ((uint64_t)from << 32) | to };

	return random_below(&mixer, NR_BUCKETS);
}

/* find - the link that points to this edge, or to the end of its chain */
static struct edge **find(const struct graph *graph, uint32_t from, uint32_t to)
{
	struct edge **link = &graph->chains[chain_of(from, to)];

	while (*link && ((*link)->from != from || (*link)->to != to))
		link = &(*link)->next;
	return link;
}

static struct node *node_new(uint32_t name)
{
	static const char remark[] = ", one of the many of this graph of nodes";
	struct node *node = block_new(sizeof(*node));
	char label[sizeof("node 4294967295") + sizeof(remark)];
	int length = snprintf(label, sizeof(label), "node %u%.*s", name,
			      (int)(name % sizeof(remark)), remark);

	node->label = block_new((size_t)length + 1);
	memcpy(node->label, label, (size_t)length + 1);
	node->neighbours = NULL;
	node->nr_neighbours = 0;
	node->capacity = 0;
	return node;
}

static void node_free(struct node *node)
{
	free(node->label);
	free(node->neighbours);
	free(node);
}

static void node_add(struct node *node, uint32_t neighbour)
{
	if (node->nr_neighbours == node->capacity) {
		node->capacity = node->capacity ? 2 * node->capacity :
						  FIRST_CAPACITY;
		node->neighbours = block_resize(
			node->neighbours,
			node->capacity * sizeof(*node->neighbours));
	}
	node->neighbours[node->nr_neighbours++] = neighbour;
}

/*
 * graph_connect - an edge of a random weight, unless there is one or one of
 * its nodes was removed
 */
static void graph_connect(struct graph *graph, struct random *random,
			  uint32_t from, uint32_t to)
{
	struct edge **link = find(graph, from, to);

	if (*link || !graph->nodes[from] || !graph->nodes[to])
		return;
	*link = block_new(sizeof(**link));
	(*link)->next = NULL;
	(*link)->from = from;
	(*link)->to = to;
	(*link)->weight = random_below(random, MOST_WEIGHT);
	node_add(graph->nodes[from], to);
}

/*
 * graph_connect_some - edges at random, each from a node to a later one
 *
 * The early nodes are favoured twice over, so that a few get long vectors,
 * as the popular ones of a network have, and all can be reached from 0.
 */
static void graph_connect_some(struct graph *graph, struct random *random,
			       uint32_t nr_edges)
{
	for (uint32_t i = 0; i < nr_edges; i++) {
		uint32_t to = random_below(random, graph->nr_nodes);
		uint32_t from = random_below(random, to + 1);

		from = random_below(random, from + 1);
		graph_connect(graph, random, from, to);
	}
}

/* graph_remove - a node and the edges from it; those to it stay, unused */
static uint64_t graph_remove(struct graph *graph, uint32_t name)
{
	struct node *node = graph->nodes[name];
	uint64_t sum = 0;

	if (!node)
		return 0;
	for (uint32_t i = 0; i < node->nr_neighbours; i++) {
		struct edge **link = find(graph, name, node->neighbours[i]);
		struct edge *edge = *link;

		sum += edge->weight;
		*link = edge->next;
		free(edge);
	}
	sum += (unsigned char)node->label[strlen(node->label) - 1];
	node_free(node);
	graph->nodes[name] = NULL;
	return sum;
}

/* graph_search - breadth first; the sum of the distances from the start */
static uint64_t graph_search(struct graph *graph, uint32_t start)
{
	uint32_t nr_found = 0;
	uint64_t sum = 0;

	for (uint32_t i = 0; i < graph->nr_nodes; i++)
		if (graph->nodes[i])
			graph->nodes[i]->distance = NEVER;
	if (!graph->nodes[start])
		return 0;
	graph->nodes[start]->distance = 0;
	graph->queue[nr_found++] = start;
	for (uint32_t done = 0; done < nr_found; done++) {
		const struct node *node = graph->nodes[graph->queue[done]];

		sum += node->distance;
		for (uint32_t i = 0; i < node->nr_neighbours; i++) {
			struct node *next = graph->nodes[node->neighbours[i]];

			if (!next || next->distance != NEVER)
				continue;
			next->distance = node->distance + 1;
			graph->queue[nr_found++] = node->neighbours[i];
		}
	}
	return sum + nr_found;
}

static void graph_build(struct graph *graph, uint32_t nr_nodes)
{
	graph->nr_nodes = nr_nodes;
	graph->queue = table_new(nr_nodes * sizeof(*graph->queue));
	graph->nodes = block_new(nr_nodes * sizeof(struct node *));
	graph->chains = block_zeroed(NR_BUCKETS * sizeof(struct edge *));
	for (uint32_t i = 0; i < nr_nodes; i++)
		graph->nodes[i] = node_new(i);
}

static uint64_t graph_tear_down(struct graph *graph)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < graph->nr_nodes; i++)
		sum += graph_remove(graph, i);
	free(graph->chains);
	free(graph->nodes);
	table_free(graph->queue, graph->nr_nodes * sizeof(*graph->queue));
	return sum;
}

/* graph_thin_out - remove random nodes, but not the start of the search */
static uint64_t graph_thin_out(struct graph *graph, struct random *random,
			       uint32_t nr_times)
{
	uint64_t sum = 0;

	while (nr_times-- > 0) {
		uint32_t name = random_below(random, graph->nr_nodes);

		if (name > 0)
			sum += graph_remove(graph, name);
	}
	return sum;
}

static uint64_t graph_round(struct random *random, uint32_t nr_nodes)
{
	struct graph graph;
	uint64_t sum;

	graph_build(&graph, nr_nodes);
	graph_connect_some(&graph, random, nr_nodes * EDGES_PER_NODE);
	sum = graph_search(&graph, 0);
	sum += graph_thin_out(&graph, random, nr_nodes / 2);
	graph_connect_some(&graph, random, nr_nodes * EDGES_PER_NODE);
	sum += graph_search(&graph, 0);
	return sum + graph_tear_down(&graph);
}

static void graph_run(struct worker *worker)
{
	uint32_t nr_nodes = scaled(worker->team, NR_NODES);

	for (uint32_t i = 0; i < NR_ROUNDS; i++)
		worker->checksum += graph_round(&worker->random, nr_nodes);
}

const struct kernel kernel_graph = {
	.name = "graph",
	.stands_for = "a graph with labels and a hash: built, thinned, freed",
	.run = graph_run,
};
