/*
 * Things kept in order while they come and go: a balanced tree (a treap) whose nodes are members of
 * the things. All but tree_next take log n steps on average, whatever comes in which order. Nothing
 * is allocated here.
 *
 *     struct thing { struct tree_node by_name; ... };
 *     static int by_name(const struct tree_node *a, const struct tree_node *b);
 *     struct tree names = {.compare = by_name};
 *     tree_insert(&names, &thing->by_name);
 */
#ifndef FCFH_COMMON_TREE_H
#define FCFH_COMMON_TREE_H

#include <stddef.h>
#include <stdint.h>

struct tree_node {
    struct tree_node *left, *right, *parent;
    uint32_t priority;
};

struct tree {
    int (*compare)(const struct tree_node *a, const struct tree_node *b); /* as for qsort */
    struct tree_node *root;
    uint32_t random;
};

/* The thing that the node is a member of; NULL gives NULL if the node is its first member. */
#define TREE_ENTRY(node, type, member) ((type *)(void *)((char *)(node)-offsetof(type, member)))

/* The node must not be in a tree yet. Among equal nodes a later one comes after. */
void tree_insert(struct tree *tree, struct tree_node *node);
void tree_remove(struct tree *tree, struct tree_node *node);

/* NULL: there is none. */
struct tree_node *tree_first(const struct tree *tree);
struct tree_node *tree_next(const struct tree_node *node);
/* The first that does not come before `wanted`, which need not be in the tree. */
struct tree_node *tree_lower_bound(const struct tree *tree, const struct tree_node *wanted);

#endif
