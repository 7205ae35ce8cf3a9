/*
 * Counts the pixels in which two pictures differ:
 *
 *   compare PICTURE PICTURE [within]
 *
 * Each is a PPM, a PNG or an X window dump with 32 bits for each pixel. With "within" the first one
 * may be a part of the second, and is compared at the first place where its upper row is found. The
 * number is printed. The exit status is 0 if no pixel differs, and 1 if some do, or the sizes.
 */
#include <png.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct picture {
    unsigned width, height;
    unsigned char *rgb;
};

static _Noreturn void fail(const char *what, const char *why)
{
    fprintf(stderr, "compare: %s: %s\n", what, why);
    exit(2);
}

static void make_room(struct picture *picture)
{
    picture->rgb = malloc(3 * (size_t)picture->width * picture->height + 1);
    if (picture->rgb == NULL)
        fail("memory", "there is none");
}

static bool read_ppm(FILE *file, struct picture *picture)
{
    size_t pixels;

    if (fscanf(file, "P6 %5u %5u 255", &picture->width, &picture->height) != 2 ||
        fgetc(file) == EOF)
        return false;
    make_room(picture);
    pixels = (size_t)picture->width * picture->height;
    return fread(picture->rgb, 3, pixels, file) == pixels;
}

static bool read_png(FILE *file, struct picture *picture)
{
    png_image image = {.version = PNG_IMAGE_VERSION};

    if (png_image_begin_read_from_stdio(&image, file) == 0)
        return false;
    image.format = PNG_FORMAT_RGB;
    picture->width = image.width;
    picture->height = image.height;
    make_room(picture);
    return png_image_finish_read(&image, NULL, picture->rgb, 0, NULL) != 0;
}

static unsigned long get32(const unsigned char *at)
{
    return (unsigned long)at[0] << 24 | (unsigned long)at[1] << 16 | (unsigned long)at[2] << 8 |
           at[3];
}

/* Reads what xwd writes for a screen with 24 bits in words of 32, the lowest byte first. */
static bool read_xwd(FILE *file, struct picture *picture)
{
    enum { HEADER = 100, PIXMAP_WIDTH = 16, PIXMAP_HEIGHT = 20, LOW_FIRST = 28, PIXEL_BITS = 44 };
    enum { LINE = 48, COLORS = 76, COLOR_SIZE = 12 };
    unsigned char header[HEADER];
    unsigned long line;
    unsigned char *bytes;
    bool good = true;

    if (fread(header, 1, HEADER, file) != HEADER || get32(header + 4) != 7 ||
        get32(header + PIXEL_BITS) != 32 || get32(header + LOW_FIRST) != 0)
        return false;
    picture->width = (unsigned)get32(header + PIXMAP_WIDTH);
    picture->height = (unsigned)get32(header + PIXMAP_HEIGHT);
    line = get32(header + LINE);
    if (fseek(file, (long)(get32(header) + COLOR_SIZE * get32(header + COLORS)), SEEK_SET) != 0)
        return false;
    make_room(picture);
    bytes = malloc(line + 1);
    for (unsigned y = 0; y < picture->height && good; y++) {
        good = bytes != NULL && fread(bytes, 1, line, file) == line;
        for (unsigned x = 0; good && x < picture->width; x++) {
            for (unsigned color = 0; color < 3; color++)
                picture->rgb[3 * ((size_t)y * picture->width + x) + color] =
                    bytes[4 * x + 2 - color];
        }
    }
    free(bytes);
    return good;
}

static void read_picture(const char *path, struct picture *picture)
{
    FILE *file = fopen(path, "rb");
    int first = file != NULL ? fgetc(file) : EOF;
    bool good;

    if (first == EOF)
        fail(path, "cannot be read");
    rewind(file);
    good = first == 'P'    ? read_ppm(file, picture)
           : first == 0x89 ? read_png(file, picture)
                           : read_xwd(file, picture);
    fclose(file);
    if (!good)
        fail(path, "is no such picture");
}

static const unsigned char *line_of(const struct picture *picture, unsigned x, unsigned y)
{
    return picture->rgb + 3 * ((size_t)y * picture->width + x);
}

/* Finds the upper row of one picture in the other one; false if it is not there. */
static bool find_place(const struct picture *part, const struct picture *whole, unsigned *left,
                       unsigned *top)
{
    if (part->width > whole->width || part->height > whole->height)
        return false;
    for (*top = 0; *top <= whole->height - part->height; ++*top) {
        for (*left = 0; *left <= whole->width - part->width; ++*left) {
            if (memcmp(part->rgb, line_of(whole, *left, *top), 3 * (size_t)part->width) == 0)
                return true;
        }
    }
    return false;
}

static unsigned long count_wrong(const struct picture *wanted, const struct picture *got,
                                 unsigned left, unsigned top)
{
    unsigned long wrong = 0;

    for (unsigned y = 0; y < wanted->height; y++) {
        for (unsigned x = 0; x < wanted->width; x++)
            wrong += memcmp(line_of(wanted, x, y), line_of(got, left + x, top + y), 3) != 0;
    }
    return wrong;
}

int main(int count, char **words)
{
    struct picture wanted = {0}, got = {0};
    unsigned left = 0, top = 0;
    bool within = count == 4 && strcmp(words[3], "within") == 0;
    unsigned long wrong;

    if (count != 3 && !within)
        fail("usage", "compare PICTURE PICTURE [within]");
    read_picture(words[1], &wanted);
    read_picture(words[2], &got);
    if (within ? !find_place(&wanted, &got, &left, &top)
               : wanted.width != got.width || wanted.height != got.height) {
        printf("%ux%u, wanted %ux%u\n", got.width, got.height, wanted.width, wanted.height);
        return 1;
    }
    wrong = count_wrong(&wanted, &got, left, top);
    printf("%lu\n", wrong);
    free(wanted.rgb);
    free(got.rgb);
    return wrong != 0;
}
