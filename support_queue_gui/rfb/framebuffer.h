/*
 * The screen as AMT sent it, and what of it has changed since the changes were last taken. Pure,
 * except for memory.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_RFB_FRAMEBUFFER_H
#define FCFH_SUPPORT_QUEUE_GUI_RFB_FRAMEBUFFER_H

#include <stdbool.h>
#include <stddef.h>

enum {
    FRAMEBUFFER_SIDE_MAX = 8192, /* in pixels; AMT has at most 8192x4320 */
    FRAMEBUFFER_PIXELS_MAX = 8192 * 4320,
    FRAMEBUFFER_TILE = 64 /* changes are noted for squares of so many pixels */
};

struct framebuffer_box {
    unsigned x, y, width, height;
};

struct framebuffer_tile;

struct framebuffer {
    unsigned width, height;
    unsigned pixel_size; /* bytes: 1 or 2, of rgb332 or rgb565 */
    unsigned char *pixels;
    /* the rest is framebuffer.c's */
    unsigned columns, rows; /* of tiles */
    struct framebuffer_tile *tiles;
    size_t changed; /* tiles with changes */
    size_t unseen;  /* tiles of which nothing has come yet */
};

/* A struct of all zeros is a framebuffer without pixels. After this call it is black, all of it
 * counts as changed, and none of it as seen. False: there is no memory, and it is as before. The
 * size must be within the bounds above. */
bool framebuffer_resize(struct framebuffer *fb, unsigned width, unsigned height,
                        unsigned pixel_size);
void framebuffer_free(struct framebuffer *fb);

/* Whether a screen may have that size. */
bool framebuffer_size_is_valid(unsigned width, unsigned height);
bool framebuffer_contains(const struct framebuffer *fb, const struct framebuffer_box *box);

/* Puts pixels, row by row, into a box that is within it. Only pixels that differ count as
 * changed. */
void framebuffer_put(struct framebuffer *fb, const struct framebuffer_box *box,
                     const unsigned char *pixels);

/* box, cut to the screen, counts as changed. */
void framebuffer_mark_changed(struct framebuffer *fb, const struct framebuffer_box *box);

/* How many boxes there may be. */
size_t framebuffer_boxes_max(const struct framebuffer *fb);
/* What has changed in the tiles that area touches, as boxes: returns how many. From then on it
 * counts as unchanged. */
size_t framebuffer_take_changes(struct framebuffer *fb, const struct framebuffer_box *area,
                                struct framebuffer_box *boxes);

static inline bool framebuffer_is_changed(const struct framebuffer *fb)
{
    return fb->changed > 0;
}

/* Whether something of each part of it has come. */
static inline bool framebuffer_is_complete(const struct framebuffer *fb)
{
    return fb->unseen == 0;
}

/* Whether all its pixels are the same. */
bool framebuffer_is_plain(const struct framebuffer *fb);

#endif
