#include "tests/unit/unit.h"

#include "support_queue_gui/rfb/rfb_amt.h"

static struct rfb_amt amt;

#define HEARS(text) rfb_amt_feed(&amt, (const unsigned char *)(text), sizeof(text) - 1)

/* Everything that should be sent is this. */
static void says(const void *bytes, size_t len)
{
    assert_int_equal(amt.out_len, len);
    assert_memory_equal(amt.out, bytes, len);
    rfb_amt_sent(&amt, len);
}
#define SAYS(text) says((text), sizeof(text) - 1)

static void begins(unsigned bits)
{
    rfb_amt_free(&amt);
    rfb_amt_begin(&amt, bits);
    SAYS("\x40\0\0\0\0\0\0\0");
}

/* What was seen on a machine with AMT 15, except for the size. */
#define OPENING_(width, height)                                                                    \
    "\x41\0\0\0\0\0\0\0RFB 004.000\n\2\1\x80\0\0\0\0" width height                                 \
    "\x10\x10\0\1\0\x1f\0\x3f\0\x1f\x0b\5\0\0\0\0\0\0\0\x10Intel(r) AMT KVM"
#define ENCODINGS "\2\0\0\3\0\0\0\x10\0\0\0\0\xff\xff\xff\x21"
#define RGB332    "\0\0\0\0\x08\x08\0\1\0\7\0\7\0\3\5\2\0\0\0\0"
#define RGB565    "\0\0\0\0\x10\x10\0\1\0\x1f\0\x3f\0\x1f\x0b\5\0\0\0\0"

static void opens(unsigned bits)
{
    begins(bits);
    assert_int_equal(HEARS(OPENING_("\0\x80", "\0\x40")), RFB_AMT_NEWS_OPEN | RFB_AMT_NEWS_SIZE);
    assert_int_equal(amt.state, RFB_AMT_OPEN);
    rfb_amt_sent(&amt, amt.out_len);
}

static void amt_is_answered_as_a_machine_was(void **state)
{
    (void)state;
    begins(8);
    assert_int_equal(HEARS("\x41\0\0\0\0\0\0\0RFB 004.000\n"), 0);
    SAYS("RFB 003.008\n");
    assert_int_equal(HEARS("\2\1\x80"), 0);
    SAYS("\1");
    assert_int_equal(HEARS("\0\0\0\0"), 0);
    SAYS("\1");
    assert_int_equal(HEARS("\3\x20\2\x58\x10\x10\0\1\0\x1f\0\x3f\0\x1f\x0b\5\0\0\0\0\0\0\0\x10"
                           "Intel(r) AMT KVM"),
                     RFB_AMT_NEWS_OPEN | RFB_AMT_NEWS_SIZE);
    SAYS(ENCODINGS RGB332);
    assert_int_equal(amt.fb.width, 800);
    assert_int_equal(amt.fb.height, 600);
    rfb_amt_request_update(&amt);
    SAYS("\3\0\0\0\0\0\3\x20\2\x58");
    rfb_amt_request_update(&amt); /* the first is on its way */
    SAYS("");
}

/* The first rectangles that it sent: each a stored block of zlib. */
#define TILES                                                                                      \
    "\2\3\0\0\0\0\0\0\x10\0KvmDataChannel\0\0\0\0\2"                                               \
    "\0\0\0\0\0\x40\0\x40\0\0\0\x10\0\0\0\x09\x78\x9c\0\2\0\xfd\xff\1\x25"                         \
    "\0\x40\0\0\0\x40\0\x40\0\0\0\x10\0\0\0\7\0\2\0\xfd\xff\1\xe0"

static void has_tiles(void)
{
    assert_int_equal(amt.state, RFB_AMT_OPEN);
    assert_true(amt.had_picture);
    assert_true(framebuffer_is_complete(&amt.fb));
    for (unsigned y = 0; y < 64; y++)
        for (unsigned x = 0; x < 128; x++)
            assert_int_equal(amt.fb.pixels[y * 128 + x], x < 64 ? 0x25 : 0xE0);
}

static void its_tiles_are_read_however_they_are_cut(void **state)
{
    static const char bytes[] = TILES;
    (void)state;
    for (size_t piece = 1; piece < sizeof bytes; piece++) {
        unsigned news = 0;
        opens(8);
        rfb_amt_request_update(&amt);
        for (size_t at = 0; at < sizeof bytes - 1; at += piece) {
            size_t left = sizeof bytes - 1 - at;
            news |=
                rfb_amt_feed(&amt, (const unsigned char *)bytes + at, left < piece ? left : piece);
        }
        assert_int_equal(news, RFB_AMT_NEWS_BELL | RFB_AMT_NEWS_PICTURE);
        has_tiles();
    }
    rfb_amt_sent(&amt, amt.out_len);
    rfb_amt_request_update(&amt);
    SAYS("\3\1\0\0\0\0\0\x80\0\x40"); /* and now what changes */
}

static void bits_follow_from_the_size(void **state)
{
    static const struct {
        const char *init;
        unsigned wanted, bits;
    } rows[] = {
        {"\7\x80\4\x38", 0, 16},    /* 1920x1080 */
        {"\x0a\0\6\x40", 0, 16},    /* 2560x1600, the largest that AMT has with 16 */
        {"\x0f\0\x08\x70", 0, 8},   /* 3840x2160 */
        {"\x0f\0\x08\x70", 16, 16}, /* as was requested */
        {"\7\x80\4\x38", 8, 8},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begins(rows[i].wanted);
        (void)HEARS("\x41\0\0\0\0\0\0\0RFB 003.008\n\1\1\0\0\0\0");
        (void)rfb_amt_feed(&amt, (const unsigned char *)rows[i].init, 4);
        (void)HEARS("\x10\x10\0\1\0\x1f\0\x3f\0\x1f\x0b\5\0\0\0\0\0\0\0\0");
        assert_int_equal(amt.state, RFB_AMT_OPEN);
        assert_int_equal(amt.bits, rows[i].bits);
        assert_int_equal(amt.fb.pixel_size, rows[i].bits / 8);
    }
}

static void older_rfb_is_spoken_where_amt_does(void **state)
{
    (void)state;
    begins(0);
    (void)HEARS("\x41\0\0\0\0\0\0\0RFB 003.007\n\1\1");
    SAYS("RFB 003.007\n\1\1");
    begins(0);
    (void)HEARS("\x41\0\0\0\0\0\0\0RFB 003.003\n\0\0\0\1");
    SAYS("RFB 003.003\n\1");
    begins(0);
    (void)HEARS("\x41\0\0\0\0\0\0\0RFB 003.003\n\0\0\0\0\0\0\0\4busy");
    assert_string_equal(amt.reason, "busy");
}

static void a_new_size_is_taken(void **state)
{
    (void)state;
    opens(0);
    rfb_amt_request_update(&amt);
    rfb_amt_sent(&amt, amt.out_len);
    assert_int_equal(HEARS("\0\0\0\1\0\0\0\0\0\x10\0\x20\xff\xff\xff\x21"),
                     RFB_AMT_NEWS_SIZE | RFB_AMT_NEWS_PICTURE);
    assert_int_equal(amt.fb.width, 16);
    assert_int_equal(amt.fb.height, 32);
    assert_false(amt.had_picture);
    rfb_amt_request_update(&amt);
    SAYS("\3\0\0\0\0\0\0\x10\0\x20"); /* all of it */
}

static void pixels_of_a_new_size_may_be_others(void **state)
{
    (void)state;
    opens(0);
    assert_int_equal(HEARS("\0\0\0\1\0\0\0\0\x0f\0\x08\x70\xff\xff\xff\x21"),
                     RFB_AMT_NEWS_SIZE | RFB_AMT_NEWS_PICTURE);
    SAYS(RGB332);
}

static void keys_and_the_pointer_go_to_amt(void **state)
{
    (void)state;
    opens(0);
    rfb_amt_key(&amt, true, 0xFFE3);
    SAYS("\4\1\0\0\0\0\xff\xe3");
    rfb_amt_pointer(&amt, 5, 100, 5000); /* never beyond the screen */
    SAYS("\5\5\0\x64\0\x3f");
    size_t count = 0;
    while (rfb_amt_room(&amt) >= RFB_AMT_KEY_SIZE && count < 10000) {
        rfb_amt_key(&amt, true, ' ');
        count++;
    }
    rfb_amt_request_update(&amt); /* there is room for this, however much is typed */
    assert_true(amt.asked);
}

/* What is not AMT's RFB, and how it ends. */
static void faults_end_it(void **state)
{
#define UPDATE(rectangle) "\0\0\0\1" rectangle
    static const struct {
        const char *name;
        const char *bytes;
        size_t len;
        enum rfb_amt_state state;
    } rows[] = {
#define ROW(name, text, state) {name, text, sizeof(text) - 1, state}
        ROW("no such message", "\x96", RFB_AMT_PROTOCOL_ERROR),
        ROW("beyond the screen", UPDATE("\0\x41\0\0\0\x40\0\x40\0\0\0\0"), RFB_AMT_PROTOCOL_ERROR),
        ROW("below the screen", UPDATE("\0\0\xff\xff\0\x40\0\x40\0\0\0\0"), RFB_AMT_PROTOCOL_ERROR),
        ROW("an encoding nobody asked for", UPDATE("\0\0\0\0\0\x40\0\x40\0\0\0\5"),
            RFB_AMT_PROTOCOL_ERROR),
        ROW("no screen", UPDATE("\0\0\0\0\0\0\0\0\xff\xff\xff\x21"), RFB_AMT_NO_SCREEN),
        ROW("a huge screen", UPDATE("\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\x21"),
            RFB_AMT_PROTOCOL_ERROR),
        ROW("an empty tile", UPDATE("\0\0\0\0\0\x40\0\x40\0\0\0\x10\0\0\0\0"),
            RFB_AMT_PROTOCOL_ERROR),
        ROW("no zlib", UPDATE("\0\0\0\0\0\x40\0\x40\0\0\0\x10\0\0\0\4abcd"),
            RFB_AMT_PROTOCOL_ERROR),
        ROW("a tile that ends early",
            UPDATE("\0\0\0\0\0\x40\0\x40\0\0\0\x10\0\0\0\x08\x78\x9c\0\1\0\xfe\xff\1"),
            RFB_AMT_PROTOCOL_ERROR),
        ROW("a kind of tile that is none",
            UPDATE("\0\0\0\0\0\x40\0\x40\0\0\0\x10\0\0\0\x08\x78\x9c\0\1\0\xfe\xff\x11"),
            RFB_AMT_PROTOCOL_ERROR),
        ROW("a colour that is not in the palette",
            UPDATE("\0\0\0\0\0\1\0\1\0\0\0\x10\0\0\0\x0c\x78\x9c\0\5\0\xfa\xff\3\1\2\3\xc0"),
            RFB_AMT_PROTOCOL_ERROR),
        ROW("a run beyond the tile",
            UPDATE("\0\0\0\0\0\1\0\1\0\0\0\x10\0\0\0\x0a\x78\x9c\0\3\0\xfc\xff\x80\5\1"),
            RFB_AMT_PROTOCOL_ERROR),
        ROW("and one that is right",
            UPDATE("\0\0\0\0\0\1\0\1\0\0\0\x10\0\0\0\x0a\x78\x9c\0\3\0\xfc\xff\x80\5\0"),
            RFB_AMT_OPEN),
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        opens(8);
        (void)rfb_amt_feed(&amt, (const unsigned char *)rows[i].bytes, rows[i].len);
        if (amt.state != rows[i].state)
            fail_msg("%s: state %d", rows[i].name, (int)amt.state);
    }
}

static void who_refuses_says_why(void **state)
{
    (void)state;
    begins(0);
    (void)HEARS("\x41\1\0\0");
    assert_int_equal(amt.state, RFB_AMT_REFUSED);
    begins(0);
    (void)HEARS("\x41\0\0\0\0\0\0\0RFB 004.000\n\0\0\0\0\4busy");
    assert_int_equal(amt.state, RFB_AMT_REFUSED);
    assert_string_equal(amt.reason, "busy");
    begins(0);
    (void)HEARS("\x41\0\0\0\0\0\0\0RFB 004.000\n\1\2");
    assert_int_equal(amt.state, RFB_AMT_REFUSED);
    begins(0);
    (void)HEARS("\x41\0\0\0\0\0\0\0SSH-2.0-dropbear\r\n");
    assert_int_equal(amt.state, RFB_AMT_PROTOCOL_ERROR);
    rfb_amt_free(&amt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amt_is_answered_as_a_machine_was),
        cmocka_unit_test(its_tiles_are_read_however_they_are_cut),
        cmocka_unit_test(bits_follow_from_the_size),
        cmocka_unit_test(older_rfb_is_spoken_where_amt_does),
        cmocka_unit_test(a_new_size_is_taken),
        cmocka_unit_test(pixels_of_a_new_size_may_be_others),
        cmocka_unit_test(keys_and_the_pointer_go_to_amt),
        cmocka_unit_test(faults_end_it),
        cmocka_unit_test(who_refuses_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
