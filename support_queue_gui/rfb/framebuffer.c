#include "support_queue_gui/rfb/framebuffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What has changed in a tile: from left to just before right, from top to just before bottom. */
struct framebuffer_tile {
    unsigned char left, right;
    unsigned char top, bottom; /* the same: nothing */
    bool seen;
};

bool framebuffer_size_is_valid(unsigned width, unsigned height)
{
    return width > 0 && height > 0 && width <= FRAMEBUFFER_SIDE_MAX &&
           height <= FRAMEBUFFER_SIDE_MAX && width * height <= FRAMEBUFFER_PIXELS_MAX;
}

static unsigned tiles_in(unsigned pixels)
{
    return (pixels + FRAMEBUFFER_TILE - 1) / FRAMEBUFFER_TILE;
}

bool framebuffer_resize(struct framebuffer *fb, unsigned width, unsigned height,
                        unsigned pixel_size)
{
    unsigned columns = tiles_in(width);
    unsigned rows = tiles_in(height);
    unsigned char *pixels = calloc((size_t)width * height, pixel_size);
    struct framebuffer_tile *tiles = calloc((size_t)columns * rows, sizeof *tiles);
    if (pixels == NULL || tiles == NULL) {
        free(pixels);
        free(tiles);
        return false;
    }
    framebuffer_free(fb);
    *fb = (struct framebuffer){.width = width,
                               .height = height,
                               .pixel_size = pixel_size,
                               .pixels = pixels,
                               .columns = columns,
                               .rows = rows,
                               .tiles = tiles,
                               .unseen = (size_t)columns * rows};
    framebuffer_mark_changed(fb, &(struct framebuffer_box){.width = width, .height = height});
    return true;
}

void framebuffer_free(struct framebuffer *fb)
{
    free(fb->pixels);
    free(fb->tiles);
    *fb = (struct framebuffer){.pixels = NULL};
}

bool framebuffer_contains(const struct framebuffer *fb, const struct framebuffer_box *box)
{
    return box->x <= fb->width && box->width <= fb->width - box->x && box->y <= fb->height &&
           box->height <= fb->height - box->y;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static void grow(struct framebuffer *fb, struct framebuffer_tile *tile, unsigned left,
                 unsigned right, unsigned top, unsigned bottom)
{
    if (tile->top == tile->bottom) {
        *tile = (struct framebuffer_tile){(unsigned char)left, (unsigned char)right,
                                          (unsigned char)top, (unsigned char)bottom, tile->seen};
        fb->changed++;
        return;
    }
    if (left < tile->left)
        tile->left = (unsigned char)left;
    if (right > tile->right)
        tile->right = (unsigned char)right;
    if (top < tile->top)
        tile->top = (unsigned char)top;
    if (bottom > tile->bottom)
        tile->bottom = (unsigned char)bottom;
}

/* A box within the screen has changed. */
static void mark_changed(struct framebuffer *fb, unsigned x, unsigned y, unsigned width,
                         unsigned height)
{
    for (unsigned row = y / FRAMEBUFFER_TILE; row < tiles_in(y + height); row++) {
        unsigned y0 = row * FRAMEBUFFER_TILE;
        for (unsigned column = x / FRAMEBUFFER_TILE; column < tiles_in(x + width); column++) {
            unsigned x0 = column * FRAMEBUFFER_TILE;
            grow(fb, &fb->tiles[row * fb->columns + column], x > x0 ? x - x0 : 0,
                 least(x + width - x0, FRAMEBUFFER_TILE), y > y0 ? y - y0 : 0,
                 least(y + height - y0, FRAMEBUFFER_TILE));
        }
    }
}

void framebuffer_mark_changed(struct framebuffer *fb, const struct framebuffer_box *box)
{
    if (box->x >= fb->width || box->y >= fb->height || box->width == 0 || box->height == 0)
        return;
    mark_changed(fb, box->x, box->y, least(box->width, fb->width - box->x),
                 least(box->height, fb->height - box->y));
}

static void mark_seen(struct framebuffer *fb, const struct framebuffer_box *box)
{
    for (unsigned row = box->y / FRAMEBUFFER_TILE; row < tiles_in(box->y + box->height); row++)
        for (unsigned column = box->x / FRAMEBUFFER_TILE; column < tiles_in(box->x + box->width);
             column++) {
            struct framebuffer_tile *tile = &fb->tiles[row * fb->columns + column];
            fb->unseen -= tile->seen ? 0 : 1;
            tile->seen = true;
        }
}

void framebuffer_put(struct framebuffer *fb, const struct framebuffer_box *box,
                     const unsigned char *pixels)
{
    unsigned size = fb->pixel_size;
    size_t len = (size_t)box->width * size;
    if (len == 0 || box->height == 0)
        return;
    if (fb->unseen > 0)
        mark_seen(fb, box);
    for (unsigned row = 0; row < box->height; row++, pixels += len) {
        unsigned char *to = fb->pixels + ((size_t)(box->y + row) * fb->width + box->x) * size;
        size_t first = 0;
        size_t end = len;
        if (memcmp(to, pixels, len) == 0)
            continue;
        while (to[first] == pixels[first])
            first++;
        while (to[end - 1] == pixels[end - 1])
            end--;
        memcpy(to + first, pixels + first, end - first);
        first /= size;
        end = (end + size - 1) / size;
        mark_changed(fb, box->x + (unsigned)first, box->y + row, (unsigned)(end - first), 1);
    }
}

size_t framebuffer_boxes_max(const struct framebuffer *fb)
{
    return (size_t)fb->columns * fb->rows;
}

/* Whether the change continues from one tile to the next on its right, as one box. */
static bool goes_on(const struct framebuffer_box *before, const struct framebuffer_box *box)
{
    return before->y == box->y && before->height == box->height &&
           before->x + before->width == box->x;
}

size_t framebuffer_take_changes(struct framebuffer *fb, const struct framebuffer_box *area,
                                struct framebuffer_box *boxes)
{
    size_t count = 0;
    if (fb->changed == 0 || area->width == 0 || area->height == 0)
        return 0;
    unsigned last_row = least(tiles_in(area->y + area->height), fb->rows);
    unsigned last_column = least(tiles_in(area->x + area->width), fb->columns);
    for (unsigned row = area->y / FRAMEBUFFER_TILE; row < last_row; row++)
        for (unsigned column = area->x / FRAMEBUFFER_TILE; column < last_column; column++) {
            struct framebuffer_tile *tile = &fb->tiles[row * fb->columns + column];
            if (tile->top == tile->bottom)
                continue;
            const struct framebuffer_box box = {.x = column * FRAMEBUFFER_TILE + tile->left,
                                                .y = row * FRAMEBUFFER_TILE + tile->top,
                                                .width = (unsigned)tile->right - tile->left,
                                                .height = (unsigned)tile->bottom - tile->top};
            tile->bottom = tile->top;
            fb->changed--;
            if (count > 0 && goes_on(&boxes[count - 1], &box))
                boxes[count - 1].width += box.width;
            else
                boxes[count++] = box;
        }
    return count;
}

bool framebuffer_is_plain(const struct framebuffer *fb)
{
    size_t size = fb->pixel_size;
    size_t len = (size_t)fb->width * fb->height * size;
    return memcmp(fb->pixels, fb->pixels + size, len - size) == 0;
}
