#include "common/tree.h"

/* Each node's priority is random, and no node is below one of lower priority: that gives the shape
 * of a tree filled in random order. xorshift, by George Marsaglia. */
static uint32_t next_random(struct tree *tree)
{
    uint32_t x = tree->random != 0 ? tree->random : 2463534242U;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return tree->random = x;
}

/* The pointer in the tree that leads to the node. */
static struct tree_node **place_of(struct tree *tree, const struct tree_node *node)
{
    if (node->parent == NULL)
        return &tree->root;
    return node->parent->left == node ? &node->parent->left : &node->parent->right;
}

/* The child takes its parent's place, and the parent becomes its child. */
static void rotate_up(struct tree *tree, struct tree_node *child)
{
    struct tree_node *parent = child->parent;
    struct tree_node **from = parent->left == child ? &parent->left : &parent->right;
    struct tree_node **to = parent->left == child ? &child->right : &child->left;
    *place_of(tree, parent) = child;
    child->parent = parent->parent;
    *from = *to;
    if (*from != NULL)
        (*from)->parent = parent;
    *to = parent;
    parent->parent = child;
}

void tree_insert(struct tree *tree, struct tree_node *node)
{
    struct tree_node **at = &tree->root;
    *node = (struct tree_node){.priority = next_random(tree)};
    while (*at != NULL) {
        node->parent = *at;
        at = tree->compare(node, *at) < 0 ? &(*at)->left : &(*at)->right;
    }
    *at = node;
    while (node->parent != NULL && node->parent->priority < node->priority)
        rotate_up(tree, node);
}

void tree_remove(struct tree *tree, struct tree_node *node)
{
    while (node->left != NULL && node->right != NULL)
        rotate_up(tree, node->left->priority > node->right->priority ? node->left : node->right);
    struct tree_node *child = node->left != NULL ? node->left : node->right;
    *place_of(tree, node) = child;
    if (child != NULL)
        child->parent = node->parent;
}

static struct tree_node *leftmost(struct tree_node *node)
{
    while (node != NULL && node->left != NULL)
        node = node->left;
    return node;
}

struct tree_node *tree_first(const struct tree *tree)
{
    return leftmost(tree->root);
}

struct tree_node *tree_next(const struct tree_node *node)
{
    if (node->right != NULL)
        return leftmost(node->right);
    while (node->parent != NULL && node->parent->right == node)
        node = node->parent;
    return node->parent;
}

struct tree_node *tree_lower_bound(const struct tree *tree, const struct tree_node *wanted)
{
    struct tree_node *found = NULL;
    struct tree_node *node = tree->root;
    while (node != NULL) {
        if (tree->compare(node, wanted) < 0) {
            node = node->right;
        } else {
            found = node;
            node = node->left;
        }
    }
    return found;
}
