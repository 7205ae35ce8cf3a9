/*
 * A VNC viewer that has been let in: a framebuffer goes to it in the pixels it wants, as Raw
 * rectangles, and its keys and pointer come back. No input, output or clock: bytes go in and come
 * out.
 *
 * Nothing is made while what was made before has not been sent: however slowly a viewer reads, it
 * holds up no more than one buffer. What changes meanwhile is in its next update.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_RFB_RFB_VIEWER_H
#define FCFH_SUPPORT_QUEUE_GUI_RFB_RFB_VIEWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support_queue_gui/rfb/framebuffer.h"
#include "support_queue_gui/rfb/rfb_format.h"

enum { RFB_VIEWER_OUT = 128 * 1024, RFB_VIEWER_NAME_MAX = 255 };

enum rfb_viewer_state {
    RFB_VIEWER_OPEN,
    RFB_VIEWER_CANNOT_RESIZE,  /* the screen has another size now, and it cannot have that */
    RFB_VIEWER_PROTOCOL_ERROR, /* what came is not RFB */
    RFB_VIEWER_NO_MEMORY
};

/* Where keys and the pointer go. */
struct rfb_viewer_input {
    void (*key)(void *context, bool down, uint32_t key);
    void (*pointer)(void *context, unsigned char buttons, unsigned x, unsigned y);
    void *context;
};

/* state and wants_update may be read; the latter means that it has asked for more than it got. */
struct rfb_viewer {
    enum rfb_viewer_state state;
    bool wants_update;
    struct framebuffer *fb;
    struct rfb_viewer_input input;
    unsigned width, height; /* that it knows of */
    bool can_resize;
    bool bell;
    bool wants_colours;          /* a map of them */
    struct framebuffer_box area; /* that it wants an update of */
    struct rfb_format format;    /* from the next update on */
    struct rfb_converter converter;
    unsigned pixel_size; /* of the framebuffer that converter is for; 0: for none */

    struct framebuffer_box *boxes; /* of the update that is being made */
    size_t boxes_max;
    size_t boxes_count;
    size_t box;
    unsigned row; /* of that box */

    unsigned char in[20]; /* a message as far as it is kept */
    size_t in_len;
    uint32_t skip;      /* bytes of its text */
    uint32_t encodings; /* of its list */

    unsigned char out[RFB_VIEWER_OUT];
    size_t out_at; /* what was sent of it */
    size_t out_len;
};

/* ServerInit is then in out. fb must outlive the viewer; its size may change. name: ASCII. */
void rfb_viewer_begin(struct rfb_viewer *viewer, struct framebuffer *fb,
                      const struct rfb_viewer_input *input, const char *name);
void rfb_viewer_free(struct rfb_viewer *viewer);

/* Reads what came. Of each byte at most one goes to input. Nothing is read in a state above
 * RFB_VIEWER_OPEN. */
void rfb_viewer_feed(struct rfb_viewer *viewer, const unsigned char *bytes, size_t len);

void rfb_viewer_bell(struct rfb_viewer *viewer);

/* If all of out has been sent: makes what the viewer waits for, as far as out has room. */
void rfb_viewer_build_update(struct rfb_viewer *viewer);
/* len bytes from out + out_at, up to out_len, are on their way. */
void rfb_viewer_sent(struct rfb_viewer *viewer, size_t len);

/* Whether it has not yet read what was made for it. */
static inline bool rfb_viewer_is_behind(const struct rfb_viewer *viewer)
{
    return viewer->out_at < viewer->out_len || viewer->box < viewer->boxes_count;
}

#endif
