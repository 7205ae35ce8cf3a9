/* An ordered set that stays in order while elements are added and removed. */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "common/tree.h"

enum { THINGS = 2000 };

struct thing {
    int value;
    bool in;
    struct tree_node by_value;
};

static struct thing things[THINGS];

static int value_of(const struct tree_node *node)
{
    return TREE_ENTRY(node, const struct thing, by_value)->value;
}

static int by_value(const struct tree_node *a, const struct tree_node *b)
{
    return value_of(a) - value_of(b);
}

/* All elements in it, in order. Returns how many there are. */
static size_t check_order(const struct tree *tree)
{
    size_t count = 0;
    int last = -1;
    for (const struct tree_node *node = tree_first(tree); node != NULL; node = tree_next(node)) {
        assert_true(TREE_ENTRY(node, const struct thing, by_value)->in);
        assert_true(value_of(node) >= last);
        last = value_of(node);
        count++;
    }
    return count;
}

static size_t depth(const struct tree_node *node)
{
    if (node == NULL)
        return 0;
    size_t left = depth(node->left);
    size_t right = depth(node->right);
    return 1 + (left > right ? left : right);
}

static void keeps_order(void **state)
{
    (void)state;
    struct tree tree = {.compare = by_value};
    size_t in = 0;
    srand(1);
    for (int turn = 0; turn < 20000; turn++) {
        struct thing *thing = &things[rand() % THINGS];
        if (thing->in) {
            tree_remove(&tree, &thing->by_value);
            in--;
        } else {
            thing->value = rand() % 500;
            tree_insert(&tree, &thing->by_value);
            in++;
        }
        thing->in = !thing->in;
    }
    assert_int_equal(check_order(&tree), in);
    for (int value = -1; value <= 500; value++) {
        const struct thing wanted = {.value = value};
        const struct tree_node *found = tree_lower_bound(&tree, &wanted.by_value);
        const struct tree_node *node = tree_first(&tree);
        while (node != NULL && value_of(node) < value)
            node = tree_next(node);
        assert_ptr_equal(found, node);
    }
    for (size_t i = 0; i < THINGS; i++)
        if (things[i].in)
            tree_remove(&tree, &things[i].by_value);
    assert_null(tree_first(&tree));
}

/* In whatever order they come: sorted, or all alike. */
static void stays_flat(void **state)
{
    (void)state;
    static const int divisors[] = {1, THINGS};
    for (size_t i = 0; i < 2; i++) {
        struct tree tree = {.compare = by_value};
        for (int value = 0; value < THINGS; value++) {
            things[value] = (struct thing){.value = value / divisors[i], .in = true};
            tree_insert(&tree, &things[value].by_value);
        }
        assert_int_equal(check_order(&tree), THINGS);
        assert_in_range(depth(tree.root), 11, 60);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_order),
        cmocka_unit_test(stays_flat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
