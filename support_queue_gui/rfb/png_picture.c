#include "support_queue_gui/rfb/png_picture.h"

#include <png.h>
#include <stdint.h>
#include <stdlib.h>

#include "support_queue_gui/rfb/rfb_format.h"

/* Three bytes, red first, of what the converter writes as the first three of four. */
static const struct rfb_format red_first = {
    .bits = 32, .depth = 24, .true_colour = true, .max = {255, 255, 255}, .shift = {0, 8, 16}};

struct output {
    png_picture_sink *sink;
    void *context;
};

static void on_write(png_structp png, png_bytep bytes, size_t len)
{
    const struct output *output = png_get_io_ptr(png);
    if (!output->sink(output->context, bytes, len))
        png_error(png, "it cannot be written");
}

static void on_flush(png_structp png)
{
    (void)png;
}

static void on_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

static void on_error(png_structp png, png_const_charp text)
{
    (void)text;
    png_longjmp(png, 1);
}

/* libpng jumps back into this function on any error. */
static bool write_all(png_structp png, png_infop info, const struct framebuffer *fb,
                      const struct rfb_converter *converter, unsigned char *row)
{
    if (setjmp(png_jmpbuf(png)) != 0)
        return false;
    png_set_IHDR(png, info, fb->width, fb->height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    png_set_filler(png, 0, PNG_FILLER_AFTER);
    for (unsigned y = 0; y < fb->height; y++) {
        rfb_convert(converter, fb->pixels + (size_t)y * fb->width * fb->pixel_size, fb->width, row);
        png_write_row(png, row);
    }
    png_write_end(png, info);
    return true;
}

bool png_picture(const struct framebuffer *fb, png_picture_sink *sink, void *context)
{
    struct output output = {sink, context};
    struct rfb_converter converter;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
    unsigned char *row = malloc((size_t)fb->width * 4);
    bool good = info != NULL && row != NULL;
    rfb_converter_begin(&converter, fb->pixel_size, &red_first);
    if (good) {
        png_set_write_fn(png, &output, on_write, on_flush);
        good = write_all(png, info, fb, &converter, row);
    }
    free(row);
    png_destroy_write_struct(&png, &info);
    return good;
}
