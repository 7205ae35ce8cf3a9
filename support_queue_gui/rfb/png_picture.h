/* A framebuffer as PNG, without any loss. With libpng. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_RFB_PNG_PICTURE_H
#define FCFH_SUPPORT_QUEUE_GUI_RFB_PNG_PICTURE_H

#include "support_queue_gui/rfb/framebuffer.h"

/* Where the file goes, piece by piece. False: it cannot go there. */
typedef bool png_picture_sink(void *context, const unsigned char *bytes, size_t len);

/* False: the sink said so, or there is no memory. */
bool png_picture(const struct framebuffer *fb, png_picture_sink *sink, void *context);

#endif
