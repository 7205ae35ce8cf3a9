#include "support_queue_gui/rfb/rfb_viewer.h"

#include <stdlib.h>
#include <string.h>

/* Types of messages from a viewer, and to it. */
enum { SET_FORMAT = 0, SET_ENCODINGS = 2, ASK = 3, KEY = 4, POINTER = 5, TEXT = 6 };
enum { UPDATE = 0, COLOURS = 1, BELL = 2 };

enum { RAW = 0, DESKTOP_SIZE = -223 };

enum { UPDATE_SIZE = 4, RECTANGLE_SIZE = 12, COLOURS_SIZE = 6 + 256 * 6 };

static unsigned read16(const unsigned char *in)
{
    return (unsigned)in[0] << 8 | in[1];
}

static uint32_t read32(const unsigned char *in)
{
    return (uint32_t)read16(in) << 16 | read16(in + 2);
}

static void add16(struct rfb_viewer *v, unsigned value)
{
    v->out[v->out_len++] = (unsigned char)(value >> 8);
    v->out[v->out_len++] = (unsigned char)value;
}

static void add32(struct rfb_viewer *v, uint32_t value)
{
    add16(v, value >> 16);
    add16(v, value & 0xFFFF);
}

void rfb_viewer_begin(struct rfb_viewer *viewer, struct framebuffer *fb,
                      const struct rfb_viewer_input *input, const char *name)
{
    struct rfb_viewer *v = viewer;
    size_t len = strnlen(name, RFB_VIEWER_NAME_MAX);
    memset(v, 0, sizeof *v);
    v->fb = fb;
    v->input = *input;
    v->width = fb->width;
    v->height = fb->height;
    v->format = rfb_format_rgb888;
    add16(v, v->width);
    add16(v, v->height);
    rfb_format_put(&v->format, v->out + v->out_len);
    v->out_len += RFB_FORMAT_SIZE;
    add32(v, (uint32_t)len);
    memcpy(v->out + v->out_len, name, len);
    v->out_len += len;
}

void rfb_viewer_free(struct rfb_viewer *viewer)
{
    free(viewer->boxes);
    viewer->boxes = NULL;
    explicit_bzero(viewer->in, sizeof viewer->in);
}

/* ---------------------------------------------------------------- what comes */

/* How long the message with this first byte is, as far as it is kept; 0: RFB has no such
 * message. */
static size_t message_size(unsigned char type)
{
    switch (type) {
    case SET_FORMAT:
        return 4 + RFB_FORMAT_SIZE;
    case SET_ENCODINGS:
        return 4;
    case ASK:
        return 10;
    case KEY:
    case TEXT:
        return 8;
    case POINTER:
        return 6;
    default:
        return 0;
    }
}

static void on_update_request(struct rfb_viewer *v)
{
    const unsigned char *in = v->in;
    struct framebuffer_box area = {.x = read16(in + 2),
                                   .y = read16(in + 4),
                                   .width = read16(in + 6),
                                   .height = read16(in + 8)};
    if (in[1] == 0)
        framebuffer_mark_changed(v->fb, &area);
    if (v->wants_update) { /* both, and what lies between */
        const struct framebuffer_box old = v->area;
        unsigned right = area.x + area.width, bottom = area.y + area.height;
        area.x = old.x < area.x ? old.x : area.x;
        area.y = old.y < area.y ? old.y : area.y;
        area.width = (old.x + old.width > right ? old.x + old.width : right) - area.x;
        area.height = (old.y + old.height > bottom ? old.y + old.height : bottom) - area.y;
    }
    v->area = area;
    v->wants_update = true;
}

static void on_format(struct rfb_viewer *v)
{
    if (!rfb_format_read(v->in + 4, &v->format)) {
        v->state = RFB_VIEWER_PROTOCOL_ERROR;
        return;
    }
    v->pixel_size = 0;
    v->wants_colours = !v->format.true_colour;
}

static void on_message(struct rfb_viewer *v)
{
    switch (v->in[0]) {
    case SET_FORMAT:
        on_format(v);
        break;
    case SET_ENCODINGS:
        v->encodings = read16(v->in + 2);
        v->can_resize = false;
        break;
    case ASK:
        on_update_request(v);
        break;
    case KEY:
        v->input.key(v->input.context, v->in[1] != 0, read32(v->in + 4));
        break;
    case POINTER:
        v->input.pointer(v->input.context, v->in[1], read16(v->in + 2), read16(v->in + 4));
        break;
    default:
        v->skip = read32(v->in + 4); /* a clipboard, which stays here */
        break;
    }
}

void rfb_viewer_feed(struct rfb_viewer *viewer, const unsigned char *bytes, size_t len)
{
    struct rfb_viewer *v = viewer;
    size_t at = 0;
    while (at < len && v->state == RFB_VIEWER_OPEN) {
        if (v->skip > 0) {
            size_t part = len - at < v->skip ? len - at : v->skip;
            v->skip -= (uint32_t)part;
            at += part;
            continue;
        }
        v->in[v->in_len++] = bytes[at++];
        size_t size = v->encodings > 0 ? 4 : message_size(v->in[0]);
        if (size == 0)
            v->state = RFB_VIEWER_PROTOCOL_ERROR;
        if (v->in_len < size)
            continue;
        v->in_len = 0;
        if (v->encodings > 0) {
            v->can_resize |= read32(v->in) == (uint32_t)DESKTOP_SIZE;
            v->encodings--;
        } else if (v->state == RFB_VIEWER_OPEN) {
            on_message(v);
        }
    }
}

/* ---------------------------------------------------------------- what goes */

void rfb_viewer_bell(struct rfb_viewer *viewer)
{
    viewer->bell = true;
}

void rfb_viewer_sent(struct rfb_viewer *viewer, size_t len)
{
    viewer->out_at += len;
    if (viewer->out_at == viewer->out_len)
        viewer->out_at = viewer->out_len = 0;
}

static void add_update(struct rfb_viewer *v, size_t rectangles)
{
    v->out[v->out_len++] = UPDATE;
    v->out[v->out_len++] = 0;
    add16(v, (unsigned)rectangles);
}

static void add_rectangle(struct rfb_viewer *v, const struct framebuffer_box *box, int32_t encoding)
{
    add16(v, box->x);
    add16(v, box->y);
    add16(v, box->width);
    add16(v, box->height);
    add32(v, (uint32_t)encoding);
}

/* The colours of rgb332, in the order of its pixels. */
static void add_colours(struct rfb_viewer *v)
{
    const struct rfb_format *from = &rfb_format_rgb332;
    v->out[v->out_len++] = COLOURS;
    v->out[v->out_len++] = 0;
    add16(v, 0);
    add16(v, 256);
    for (unsigned pixel = 0; pixel < 256; pixel++)
        for (size_t i = 0; i < RFB_CHANNELS; i++)
            add16(v, rfb_scale(pixel >> from->shift[i] & from->max[i], from->max[i], 0xFFFF));
    v->wants_colours = false;
}

static void add_size(struct rfb_viewer *v)
{
    if (!v->can_resize) {
        v->state = RFB_VIEWER_CANNOT_RESIZE;
        return;
    }
    v->width = v->fb->width;
    v->height = v->fb->height;
    add_update(v, 1);
    add_rectangle(v, &(struct framebuffer_box){.width = v->width, .height = v->height},
                  DESKTOP_SIZE);
    v->wants_update = false;
}

/* Begins an update with what has changed by now. */
static void begin_update(struct rfb_viewer *v)
{
    size_t most = framebuffer_boxes_max(v->fb);
    if (v->boxes_max < most) {
        struct framebuffer_box *boxes = realloc(v->boxes, most * sizeof *boxes);
        if (boxes == NULL) {
            v->state = RFB_VIEWER_NO_MEMORY;
            return;
        }
        v->boxes = boxes;
        v->boxes_max = most;
    }
    if (v->pixel_size != v->fb->pixel_size) {
        v->pixel_size = v->fb->pixel_size;
        rfb_converter_begin(&v->converter, v->pixel_size, &v->format);
        if (v->wants_colours)
            add_colours(v);
    }
    v->box = 0;
    v->row = 0;
    v->boxes_count = framebuffer_take_changes(v->fb, &v->area, v->boxes);
    if (v->boxes_count == 0)
        return;
    add_update(v, v->boxes_count);
    v->wants_update = false;
}

/* A row of a box; black if the screen has meanwhile become smaller or has other pixels: an update
 * that was begun must be ended, and then all of the screen is sent again. */
static void add_row(struct rfb_viewer *v, const struct framebuffer_box *box, unsigned y)
{
    const struct framebuffer *fb = v->fb;
    const struct framebuffer_box row = {.x = box->x, .y = y, .width = box->width, .height = 1};
    unsigned char *to = v->out + v->out_len;
    size_t len = (size_t)box->width * v->converter.to_size;
    if (framebuffer_contains(fb, &row) && fb->pixel_size == v->converter.from_size)
        rfb_convert(&v->converter, fb->pixels + ((size_t)y * fb->width + box->x) * fb->pixel_size,
                    box->width, to);
    else
        memset(to, 0, len);
    v->out_len += len;
}

static void continue_update(struct rfb_viewer *v)
{
    while (v->box < v->boxes_count) {
        const struct framebuffer_box *box = &v->boxes[v->box];
        size_t len = (size_t)box->width * v->converter.to_size;
        if (sizeof v->out - v->out_len < RECTANGLE_SIZE + len)
            return;
        if (v->row == 0)
            add_rectangle(v, box, RAW);
        add_row(v, box, box->y + v->row);
        if (++v->row == box->height) {
            v->row = 0;
            v->box++;
        }
    }
}

void rfb_viewer_build_update(struct rfb_viewer *viewer)
{
    struct rfb_viewer *v = viewer;
    if (v->out_len > 0 || v->state != RFB_VIEWER_OPEN)
        return;
    if (v->box == v->boxes_count) {
        if (v->bell)
            v->out[v->out_len++] = BELL;
        v->bell = false;
        if (v->wants_update && (v->width != v->fb->width || v->height != v->fb->height))
            add_size(v);
        else if (v->wants_update && framebuffer_is_changed(v->fb))
            begin_update(v);
    }
    if (v->state == RFB_VIEWER_OPEN)
        continue_update(v);
}
