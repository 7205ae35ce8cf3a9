#include "tests/unit/unit.h"

#include "support_queue_gui/rfb/rfb_handshake.h"
#include "support_queue_gui/rfb/rfb_viewer.h"

static struct rfb_handshake handshake;
static struct rfb_viewer viewer;
static struct framebuffer fb;
static char heard[256];

static void on_key(void *context, bool down, uint32_t key)
{
    (void)context;
    (void)snprintf(heard + strlen(heard), sizeof heard - strlen(heard), "key %d %x;", down, key);
}

static void on_pointer(void *context, unsigned char buttons, unsigned x, unsigned y)
{
    (void)context;
    (void)snprintf(heard + strlen(heard), sizeof heard - strlen(heard), "pointer %d %u %u;",
                   buttons, x, y);
}

#define HEARS(text) rfb_viewer_feed(&viewer, (const unsigned char *)(text), sizeof(text) - 1)

static void says(const void *bytes, size_t len)
{
    rfb_viewer_build_update(&viewer);
    assert_int_equal(viewer.out_len - viewer.out_at, len);
    assert_memory_equal(viewer.out + viewer.out_at, bytes, len);
    rfb_viewer_sent(&viewer, len);
}
#define SAYS(text) says((text), sizeof(text) - 1)

/* A screen of two pixels by one, red and blue. */
static void opens(void)
{
    const struct rfb_viewer_input input = {on_key, on_pointer, NULL};
    heard[0] = '\0';
    assert_true(framebuffer_resize(&fb, 2, 1, 2));
    framebuffer_put(&fb, &(struct framebuffer_box){.width = 2, .height = 1},
                    (const unsigned char *)"\0\xf8\x1f\0");
    rfb_viewer_free(&viewer);
    rfb_viewer_begin(&viewer, &fb, &input, "pc-17");
    SAYS("\0\2\0\1\x20\x18\0\1\0\xff\0\xff\0\xff\x10\x08\0\0\0\0\0\0\0\5pc-17");
}

#define ASK_ALL  "\3\0\0\0\0\0\0\2\0\1"
#define ASK_MORE "\3\1\0\0\0\0\0\2\0\1"
#define UPDATE   "\0\0\0\1\0\0\0\0\0\2\0\1\0\0\0\0"

static void a_viewer_with_its_defaults_gets_32_bits(void **state)
{
    (void)state;
    opens();
    HEARS(ASK_ALL);
    SAYS(UPDATE "\0\0\xff\0\xff\0\0\0");
    HEARS(ASK_MORE);
    SAYS(""); /* nothing has changed */
    framebuffer_put(&fb, &(struct framebuffer_box){.x = 1, .width = 1, .height = 1},
                    (const unsigned char *)"\0\xf8");
    SAYS("\0\0\0\1\0\1\0\0\0\1\0\1\0\0\0\0\0\0\xff\0"); /* only what did */
    framebuffer_put(&fb, &(struct framebuffer_box){.x = 1, .width = 1, .height = 1},
                    (const unsigned char *)"\x1f\0");
    SAYS(""); /* it has not asked for more */
}

static void each_gets_the_pixels_it_wants(void **state)
{
    static const struct {
        const char *name;
        const char *format; /* 16 bytes */
        const char *bytes;
        size_t len;
    } rows[] = {
        {"32 bits, big-endian, blue first", "\x20\x18\1\1\0\xff\0\xff\0\xff\0\x08\x10\0\0\0",
         "\0\0\0\xff\0\xff\0\0", 8},
        {"16 bits, big-endian", "\x10\x10\1\1\0\x1f\0\x3f\0\x1f\x0b\5\0\0\0\0", "\xf8\0\0\x1f", 4},
        {"15 bits", "\x10\x0f\0\1\0\x1f\0\x1f\0\x1f\x0a\5\0\0\0\0", "\0\x7c\x1f\0", 4},
        {"64 colours", "\x08\6\0\1\0\3\0\3\0\3\4\2\0\0\0\0", "\x30\3", 2},
        {"8 colours", "\x08\3\0\1\0\1\0\1\0\1\2\1\0\0\0\0", "\4\1", 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        opens();
        HEARS("\0\0\0\0");
        rfb_viewer_feed(&viewer, (const unsigned char *)rows[i].format, 16);
        HEARS(ASK_ALL);
        rfb_viewer_build_update(&viewer);
        if (viewer.out_len != 16 + rows[i].len ||
            memcmp(viewer.out + 16, rows[i].bytes, rows[i].len) != 0)
            fail_msg("%s", rows[i].name);
    }
}

static void a_map_of_colours_comes_before_its_pixels(void **state)
{
    (void)state;
    opens();
    HEARS("\0\0\0\0\x08\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0" ASK_ALL);
    rfb_viewer_build_update(&viewer);
    assert_int_equal(viewer.out_len, 6 + 256 * 6 + 16 + 2);
    assert_memory_equal(viewer.out, "\1\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\x55\x55", 18);
    assert_memory_equal(viewer.out + 6 + 256 * 6 + 16, "\xe0\3", 2);
    /* 11100000 is red, 00000011 blue */
    assert_memory_equal(viewer.out + 6 + 0xE0 * 6, "\xff\xff\0\0\0\0", 6);
}

static void keys_and_the_pointer_are_told_however_cut_and_texts_are_not(void **state)
{
    static const char bytes[] = "\4\1\0\0\0\0\xff\x0d\6\0\0\0\0\0\0\4\4\1\0\0"
                                "\5\1\0\1\0\0\2\0\0\2\0\0\0\0\xff\xff\xff\x21\4\0\0\0\0\0\xff\x0d";
    (void)state;
    for (size_t piece = 1; piece < sizeof bytes; piece++) {
        opens();
        for (size_t at = 0; at < sizeof bytes - 1; at += piece) {
            size_t left = sizeof bytes - 1 - at;
            rfb_viewer_feed(&viewer, (const unsigned char *)bytes + at,
                            left < piece ? left : piece);
        }
        assert_int_equal(viewer.state, RFB_VIEWER_OPEN);
        assert_string_equal(heard, "key 1 ff0d;pointer 1 1 0;key 0 ff0d;");
        assert_true(viewer.can_resize);
    }
}

static void a_new_size_is_told_to_who_can_have_it(void **state)
{
    (void)state;
    opens();
    HEARS("\2\0\0\1\xff\xff\xff\x21" ASK_ALL);
    rfb_viewer_build_update(&viewer);
    rfb_viewer_sent(&viewer, 5); /* the rest of it is black */
    assert_true(framebuffer_resize(&fb, 1, 1, 1));
    HEARS(ASK_MORE);
    rfb_viewer_build_update(&viewer);
    rfb_viewer_sent(&viewer, viewer.out_len - viewer.out_at);
    SAYS("\0\0\0\1\0\0\0\0\0\1\0\1\xff\xff\xff\x21");
    HEARS("\3\1\0\0\0\0\0\1\0\1");
    SAYS("\0\0\0\1\0\0\0\0\0\1\0\1\0\0\0\0\0\0\0\0");
    opens();
    HEARS(ASK_ALL);
    assert_true(framebuffer_resize(&fb, 1, 1, 1));
    SAYS("");
    assert_int_equal(viewer.state, RFB_VIEWER_CANNOT_RESIZE);
}

static void what_a_slow_viewer_does_not_read_is_not_made(void **state)
{
    enum { WIDTH = 1024, HEIGHT = 512 };
    const struct rfb_viewer_input input = {on_key, on_pointer, NULL};
    size_t total = 0;
    (void)state;
    assert_true(framebuffer_resize(&fb, WIDTH, HEIGHT, 2));
    rfb_viewer_free(&viewer);
    rfb_viewer_begin(&viewer, &fb, &input, "");
    rfb_viewer_sent(&viewer, viewer.out_len);
    HEARS("\3\0\0\0\0\0\4\0\2\0");
    assert_false(rfb_viewer_is_behind(&viewer));
    rfb_viewer_build_update(&viewer);
    size_t made = viewer.out_len;
    rfb_viewer_build_update(&viewer);
    assert_int_equal(viewer.out_len, made);
    while (rfb_viewer_is_behind(&viewer)) {
        total += viewer.out_len;
        rfb_viewer_sent(&viewer, viewer.out_len);
        rfb_viewer_build_update(&viewer);
    }
    /* a row of tiles is one rectangle */
    assert_int_equal(total, 4 + HEIGHT / FRAMEBUFFER_TILE * 12 + WIDTH * HEIGHT * 4);
}

static void what_is_not_rfb_ends_it(void **state)
{
    (void)state;
    opens();
    HEARS("\xff");
    assert_int_equal(viewer.state, RFB_VIEWER_PROTOCOL_ERROR);
    opens();
    HEARS("\0\0\0\0\x18\x18\0\1\0\xff\0\xff\0\xff\x10\x08\0\0\0\0");
    assert_int_equal(viewer.state, RFB_VIEWER_PROTOCOL_ERROR);
    opens();
    rfb_viewer_bell(&viewer);
    SAYS("\2");
    rfb_viewer_free(&viewer);
    framebuffer_free(&fb);
}

/* ---------------------------------------------------------------- how it is let in */

#define CHALLENGE "0123456789abcdef"
#define RESPONSE  "fedcba9876543210"

static void comes(const char *bytes, size_t len)
{
    rfb_handshake_begin(&handshake, (const unsigned char *)CHALLENGE,
                        (const unsigned char *)RESPONSE);
    for (size_t at = 0; at < len && rfb_handshake_wants(&handshake) > 0; at++)
        rfb_handshake_feed(&handshake, (const unsigned char *)bytes + at, 1);
}

static void the_password_lets_in(void **state)
{
    static const struct {
        const char *hears;
        enum rfb_handshake_state state;
        const char *says;
        size_t len;
    } rows[] = {
#define LET(hears, state, says) {hears, state, "RFB 003.008\n" says, sizeof(says) + 11}
        LET("RFB 003.008\n\2" RESPONSE "\1", RFB_HANDSHAKE_DONE, "\1\2" CHALLENGE "\0\0\0\0"),
        LET("RFB 003.889\n\2" RESPONSE "\1", RFB_HANDSHAKE_DONE, "\1\2" CHALLENGE "\0\0\0\0"),
        LET("RFB 003.007\n\2" RESPONSE "\1", RFB_HANDSHAKE_DONE, "\1\2" CHALLENGE "\0\0\0\0"),
        LET("RFB 003.003\n" RESPONSE "\1", RFB_HANDSHAKE_DONE, "\0\0\0\2" CHALLENGE "\0\0\0\0"),
        LET("RFB 003.008\n\2" CHALLENGE "\1", RFB_HANDSHAKE_BAD_PASSWORD,
            "\1\2" CHALLENGE "\0\0\0\1\0\0\0\x15the password is wrong"),
        LET("RFB 003.007\n\2" CHALLENGE "\1", RFB_HANDSHAKE_BAD_PASSWORD,
            "\1\2" CHALLENGE "\0\0\0\1"),
        LET("RFB 003.008\n\1", RFB_HANDSHAKE_PROTOCOL_ERROR, "\1\2"),
        LET("GET / HTTP/1.1\r\n", RFB_HANDSHAKE_PROTOCOL_ERROR, ""),
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        comes(rows[i].hears, strlen(rows[i].hears));
        assert_int_equal(handshake.state, rows[i].state);
        assert_int_equal(handshake.out_len, rows[i].len);
        assert_memory_equal(handshake.out, rows[i].says, rows[i].len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_viewer_with_its_defaults_gets_32_bits),
        cmocka_unit_test(each_gets_the_pixels_it_wants),
        cmocka_unit_test(a_map_of_colours_comes_before_its_pixels),
        cmocka_unit_test(keys_and_the_pointer_are_told_however_cut_and_texts_are_not),
        cmocka_unit_test(a_new_size_is_told_to_who_can_have_it),
        cmocka_unit_test(what_a_slow_viewer_does_not_read_is_not_made),
        cmocka_unit_test(what_is_not_rfb_ends_it),
        cmocka_unit_test(the_password_lets_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
