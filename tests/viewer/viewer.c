/*
 * A viewer for the tests of fcfh-manage kvm, which does what its arguments say, one after the
 * other:
 *
 *   viewer WISH... -passwd FILE 127.0.0.1::PORT
 *
 * Each argument before -passwd is a step. Everything that happens is a line on its output. The exit
 * status is 0 if all steps were done, and 1 if something else happened. These are the steps, each
 * with a colon and a word after it if it takes one:
 *
 *   out:FILE        writes its output there
 *   connect, password:TEXT (instead of the file's), enter[:3|7|8] (logs in, as RFB 3.x)
 *   format:NAME, encodings:N,N...     sets them; the names are in the tables below
 *   all             asks for the whole screen until each pixel was sent
 *   next, size      asks for what is new until there is something, or another size
 *   until:FILE      asks for what is new until the picture is that of a PPM
 *   dump:FILE       writes the picture as a PPM
 *   key:K           sends a character, or a keysym in hexadecimal; pointer:BUTTONS,X,Y; paste:TEXT
 *   bell, text      waits for one
 *   send:HEX, flood:HEX               sends any bytes, once or up to 8 MiB of them
 *   ask:0|1         asks for a picture (0) or for what is new of it (1), and does not wait
 *   file:FILE, deaf:FILE              waits until the file exists, and reads meanwhile, or does not
 *   touch:FILE, close, end            makes the file; hangs up; waits until the other side does
 *   tell            prints the address and the password file that it was started with
 *   stamp           prints the time, in ms since 1970
 *   watch:SECONDS   asks for what is new, and counts the frames that it gets
 */
#include <arpa/inet.h>
#include <errno.h>
#include <openssl/evp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { KEY = 8, CHALLENGE = 16, FORMAT = 16, PATIENCE_MS = 20000 };
enum { UPDATE, COLOR_MAP, BELL, TEXT }; /* from the server */
enum { SET_FORMAT = 0, SET_ENCODINGS = 2, REQUEST = 3, PRESS = 4, MOVE = 5, CLIPBOARD = 6 };
enum { SECURITY_VNC = 2, RAW = 0, DESKTOP_SIZE = -223, ENCODINGS_MAX = 16 };

struct format {
    const char *name;
    unsigned char wire[FORMAT];
};

static const struct format formats[] = {
    {"888", {32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0}},
    {"bgr", {32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16}},
    {"888be", {32, 24, 1, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0}},
    {"565", {16, 16, 0, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0}},
    {"565be", {16, 16, 1, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0}},
    {"332", {8, 8, 0, 1, 0, 7, 0, 7, 0, 3, 5, 2, 0}},
    {"map", {8, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {"odd", {24, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0}},
    {"zero", {32, 24, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {"shift", {32, 24, 0, 1, 255, 255, 255, 255, 255, 255, 255, 200, 64}},
};

static struct {
    int fd;
    const char *where, *password_file;
    char password[KEY + 1];
    unsigned width, height;
    struct format format;
    unsigned char *picture; /* three bytes a pixel */
    bool *seen;             /* of each pixel: whether it came since the last full request */
    size_t unseen;
    unsigned bells, texts, sizes, updates;
} viewer = {.fd = -1};

/* ---------------------------------------------------------------- messages */

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout);
}

static _Noreturn void fail(const char *why)
{
    say("failed: %s", why);
    exit(1);
}

static void *must(void *memory)
{
    if (memory == NULL)
        fail("no memory");
    return memory;
}

/* ---------------------------------------------------------------- bytes */

/* Waits for something to read; false if nothing came within so many ms. */
static bool is_readable(int timeout)
{
    struct pollfd end = {.fd = viewer.fd, .events = POLLIN};

    return poll(&end, 1, timeout) > 0;
}

static void recv_all(void *bytes, size_t size)
{
    unsigned char *next = bytes;

    while (size > 0) {
        ssize_t got;

        if (!is_readable(PATIENCE_MS))
            fail("nothing comes any more");
        got = recv(viewer.fd, next, size, 0);
        if (got <= 0)
            fail(got == 0 ? "the connection was closed" : strerror(errno));
        next += got;
        size -= (size_t)got;
    }
}

static unsigned get16(const unsigned char *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static unsigned long get32(const unsigned char *at)
{
    return (unsigned long)get16(at) << 16 | get16(at + 2);
}

static void put16(unsigned char *at, unsigned value)
{
    at[0] = value >> 8 & 255;
    at[1] = value & 255;
}

static void put32(unsigned char *at, unsigned long value)
{
    put16(at, value >> 16 & 65535);
    put16(at + 2, value & 65535);
}

static void send_all(const void *bytes, size_t size)
{
    const char *next = bytes;

    while (size > 0) {
        ssize_t sent = send(viewer.fd, next, size, MSG_NOSIGNAL);

        if (sent <= 0)
            fail("what is sent is not taken any more");
        next += sent;
        size -= (size_t)sent;
    }
}

/* ---------------------------------------------------------------- logging in */

/* VNC's DES: the bits of each byte of the key the other way round. */
static void des(const unsigned char key[KEY], bool encrypt, const unsigned char *in, size_t size,
                unsigned char *out)
{
    unsigned char turned[3 * KEY] = {0};
    EVP_CIPHER_CTX *context = must(EVP_CIPHER_CTX_new());
    int done = 0;

    for (int i = 0; i < 3 * KEY; i++) {
        for (int bit = 0; bit < 8; bit++)
            turned[i] |= (key[i % KEY] >> bit & 1) << (7 - bit);
    }
    if (EVP_CipherInit_ex(context, EVP_des_ede3_ecb(), NULL, turned, NULL, encrypt) != 1 ||
        EVP_CIPHER_CTX_set_padding(context, 0) != 1 ||
        EVP_CipherUpdate(context, out, &done, in, (int)size) != 1 || done != (int)size)
        fail("no DES");
    EVP_CIPHER_CTX_free(context);
}

/* A file as vncpasswd writes it. */
static void read_password(const char *path)
{
    static const unsigned char key[KEY] = {23, 82, 107, 6, 35, 78, 88, 7};
    unsigned char bytes[KEY + 1];
    FILE *file = fopen(path, "rb");
    size_t size = file != NULL ? fread(bytes, 1, sizeof bytes, file) : 0;

    if (file != NULL)
        fclose(file);
    if (size != KEY)
        fail("the password's file does not have 8 bytes");
    des(key, false, bytes, KEY, (unsigned char *)viewer.password);
}

static void find_format(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(formats[i].name, name) == 0) {
            viewer.format = formats[i];
            return;
        }
    }
    fail("no such format");
}

static void begin_picture(unsigned width, unsigned height)
{
    size_t pixels = (size_t)width * height;

    viewer.width = width;
    viewer.height = height;
    viewer.picture = must(realloc(viewer.picture, 3 * pixels + 1));
    viewer.seen = must(realloc(viewer.seen, pixels + 1));
    memset(viewer.picture, 0, 3 * pixels);
    memset(viewer.seen, 0, pixels);
    viewer.unseen = pixels;
}

static void read_reason(void)
{
    unsigned char length[4];
    char reason[256] = "";

    recv_all(length, 4);
    if (get32(length) >= sizeof reason)
        fail("a long reason");
    recv_all(reason, get32(length));
    say("reason %s", reason);
}

static void log_in(const char *banner)
{
    unsigned char bytes[256], response[CHALLENGE];
    unsigned minor = (unsigned)(banner[10] - '0');

    recv_all(bytes, 12);
    say("banner %.11s", (char *)bytes);
    send_all(banner, 12);
    if (minor < 7) {
        recv_all(bytes, 4);
        say("security %lu", get32(bytes));
    } else {
        unsigned char list[256], choice = SECURITY_VNC;

        recv_all(list, 1);
        recv_all(list + 1, list[0]);
        for (unsigned i = 1; i <= list[0]; i++)
            say("security %u", list[i]);
        send_all(&choice, 1);
    }
    recv_all(bytes, CHALLENGE);
    des((unsigned char *)viewer.password, true, bytes, CHALLENGE, response);
    send_all(response, sizeof response);
    recv_all(bytes, 4);
    say("result %lu", get32(bytes));
    if (get32(bytes) != 0) {
        if (minor == 8)
            read_reason();
        exit(1);
    }
}

static void initialise(void)
{
    unsigned char bytes[24], shared = 1;
    char name[1024] = "";

    send_all(&shared, 1);
    recv_all(bytes, sizeof bytes);
    begin_picture(get16(bytes), get16(bytes + 2));
    viewer.format.name = "the server's";
    memcpy(viewer.format.wire, bytes + 4, FORMAT);
    if (get32(bytes + 20) >= sizeof name)
        fail("a long name");
    recv_all(name, get32(bytes + 20));
    say("size %ux%u", viewer.width, viewer.height);
    say("name %s", name);
}

/* ---------------------------------------------------------------- pictures */

static unsigned char widen(unsigned long pixel, unsigned most, unsigned shift)
{
    unsigned long value = shift < 32 ? pixel >> shift & most : 0;

    return most == 0 ? 0 : (unsigned char)((value * 255 + most / 2) / most);
}

static void take_pixel(size_t at, const unsigned char *bytes)
{
    const unsigned char *wire = viewer.format.wire;
    unsigned size = wire[0] / 8;
    unsigned long pixel = 0;

    for (unsigned i = 0; i < size; i++)
        pixel = pixel << 8 | bytes[wire[2] ? i : size - 1 - i];
    for (unsigned color = 0; color < 3; color++)
        viewer.picture[3 * at + color] =
            widen(pixel, get16(wire + 4 + 2 * color), wire[10 + color]);
    viewer.unseen -= !viewer.seen[at];
    viewer.seen[at] = true;
}

static void take_raw(unsigned x, unsigned y, unsigned width, unsigned height)
{
    size_t size = (size_t)width * (viewer.format.wire[0] / 8);
    unsigned char *line = must(malloc(size + 1));

    if (x + width > viewer.width || y + height > viewer.height)
        fail("a rectangle beyond the screen");
    for (unsigned row = 0; row < height; row++) {
        recv_all(line, size);
        for (unsigned column = 0; column < width; column++)
            take_pixel((size_t)(y + row) * viewer.width + x + column,
                       line + (size_t)column * (viewer.format.wire[0] / 8));
    }
    free(line);
}

static void take_update(void)
{
    unsigned char head[12];
    unsigned count;

    recv_all(head, 3);
    count = get16(head + 1);
    viewer.updates++;
    while (count-- > 0) {
        int encoding;

        recv_all(head, sizeof head);
        encoding = (int)get32(head + 8);
        if (encoding == DESKTOP_SIZE) {
            begin_picture(get16(head + 4), get16(head + 6));
            viewer.sizes++;
            say("resized %ux%u", viewer.width, viewer.height);
        } else if (encoding == RAW) {
            take_raw(get16(head), get16(head + 2), get16(head + 4), get16(head + 6));
        } else {
            fail("an encoding that was not asked for");
        }
    }
}

static void take_text(void)
{
    unsigned char head[7];
    char text[4096] = "";
    unsigned long size;

    recv_all(head, sizeof head);
    size = get32(head + 3);
    if (size >= sizeof text)
        fail("a long text");
    recv_all(text, size);
    viewer.texts++;
    say("text %s", text);
}

static void take_message(void)
{
    unsigned char type;

    recv_all(&type, 1);
    switch (type) {
    case UPDATE:
        take_update();
        break;
    case BELL:
        viewer.bells++;
        break;
    case TEXT:
        take_text();
        break;
    default:
        fail("a message of no known type");
    }
}

static void request(bool incremental)
{
    unsigned char message[10] = {REQUEST, incremental};

    put16(message + 6, viewer.width);
    put16(message + 8, viewer.height);
    send_all(message, sizeof message);
}

static void show_all(const char *word)
{
    (void)word;
    memset(viewer.seen, 0, (size_t)viewer.width * viewer.height);
    viewer.unseen = (size_t)viewer.width * viewer.height;
    request(false);
    while (viewer.unseen > 0) {
        unsigned before = viewer.updates;

        while (viewer.updates == before)
            take_message();
        if (viewer.unseen > 0)
            request(true);
    }
    say("all is seen");
}

static void dump(const char *path)
{
    FILE *file = must(fopen(path, "wb"));

    fprintf(file, "P6\n%u %u\n255\n", viewer.width, viewer.height);
    fwrite(viewer.picture, 3, (size_t)viewer.width * viewer.height, file);
    if (fclose(file) != 0)
        fail("the picture cannot be written");
}

static bool is_picture(const unsigned char *wanted, unsigned width, unsigned height)
{
    return width == viewer.width && height == viewer.height &&
           memcmp(wanted, viewer.picture, 3 * (size_t)width * height) == 0;
}

/* Asks for what is new until the picture is that of the file. */
static void wait_for_picture(const char *path)
{
    FILE *file = must(fopen(path, "rb"));
    unsigned width, height;
    unsigned char *wanted;

    if (fscanf(file, "P6 %5u %5u 255", &width, &height) != 2 || fgetc(file) == EOF)
        fail("no picture");
    wanted = must(malloc(3 * (size_t)width * height));
    if (fread(wanted, 3, (size_t)width * height, file) != (size_t)width * height)
        fail("half a picture");
    fclose(file);
    while (!is_picture(wanted, width, height)) {
        unsigned before = viewer.updates;

        request(true);
        while (viewer.updates == before) {
            if (!is_readable(PATIENCE_MS)) {
                dump("viewer-got.ppm");
                fail("the picture does not become the wanted one");
            }
            take_message();
        }
    }
    free(wanted);
    say("as in %s", path);
}

/* ---------------------------------------------------------------- steps */

static void send_format(const char *name)
{
    unsigned char message[4 + FORMAT] = {SET_FORMAT};

    find_format(name);
    memcpy(message + 4, viewer.format.wire, FORMAT);
    send_all(message, sizeof message);
}

static void send_encodings(const char *list)
{
    unsigned char message[4 + 4 * ENCODINGS_MAX] = {SET_ENCODINGS};
    unsigned count = 0;
    char *end = (char *)list;

    while (*list != '\0' && count < ENCODINGS_MAX) {
        put32(message + 4 + (size_t)4 * count++, (unsigned long)strtol(list, &end, 10));
        list = *end == ',' ? end + 1 : end;
    }
    put16(message + 2, count);
    send_all(message, 4 + (size_t)4 * count);
}

static void send_key(const char *word)
{
    unsigned char message[8] = {PRESS};

    put32(message + 4, word[1] == '\0' ? (unsigned char)word[0] : strtoul(word, NULL, 16));
    for (int down = 1; down >= 0; down--) {
        message[1] = (unsigned char)down;
        send_all(message, sizeof message);
    }
}

static void send_pointer(const char *word)
{
    unsigned char message[6] = {MOVE};
    unsigned buttons = 0, x = 0, y = 0;

    if (sscanf(word, "%u,%u,%u", &buttons, &x, &y) != 3)
        fail("no pointer");
    message[1] = (unsigned char)buttons;
    put16(message + 2, x);
    put16(message + 4, y);
    send_all(message, sizeof message);
}

static void send_clipboard(const char *text)
{
    unsigned char head[8] = {CLIPBOARD};

    put32(head + 4, strlen(text));
    send_all(head, sizeof head);
    send_all(text, strlen(text));
}

static void send_hex(const char *digits)
{
    unsigned char byte;

    for (unsigned value; sscanf(digits, "%2x", &value) == 1; digits += 2) {
        byte = (unsigned char)value;
        send_all(&byte, 1);
    }
}

/* Sends the same bytes again and again, until the server takes no more or 8 MiB are sent. */
static void flood(const char *digits)
{
    unsigned char block[65536];
    size_t size = 0;

    for (unsigned value; sscanf(digits, "%2x", &value) == 1; digits += 2)
        block[size++] = (unsigned char)value;
    for (size_t i = size; i < sizeof block / size * size; i++)
        block[i] = block[i - size];
    for (unsigned i = 0; i < 128; i++) {
        if (send(viewer.fd, block, sizeof block / size * size, MSG_NOSIGNAL) <= 0)
            break;
    }
    say("flooded");
}

/* Reads and discards until the server has closed the connection. */
static void wait_for_end(const char *word)
{
    char bytes[65536];

    (void)word;
    for (;;) {
        if (!is_readable(PATIENCE_MS))
            fail("it does not end");
        if (recv(viewer.fd, bytes, sizeof bytes, 0) <= 0)
            break;
    }
    say("ended");
}

/* Waits until the file exists; meanwhile messages are handled unless deaf is set. */
static void wait_for_file(const char *path, bool deaf)
{
    for (int tries = 0; access(path, F_OK) != 0; tries++) {
        if (tries > PATIENCE_MS / 20)
            fail("the file never came");
        if (deaf)
            usleep(20000);
        else if (is_readable(20))
            take_message();
    }
}

static void until(const unsigned *counter, unsigned before)
{
    while (*counter == before)
        take_message();
}

static void connect_to(const char *word)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    const char *colons = strstr(viewer.where, "::");
    char host[64];

    (void)word;
    snprintf(host, sizeof host, "%.*s", colons != NULL ? (int)(colons - viewer.where) : 0,
             viewer.where);
    if (colons == NULL || inet_pton(AF_INET, host, &to.sin_addr) != 1)
        fail("no HOST::PORT");
    to.sin_port = htons((uint16_t)atoi(colons + 2));
    viewer.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (viewer.fd < 0 || connect(viewer.fd, (struct sockaddr *)&to, sizeof to) != 0)
        fail(strerror(errno));
}

/* ---------------------------------------------------------------- the table of steps */

static void set_password(const char *word)
{
    snprintf(viewer.password, sizeof viewer.password, "%s", word);
}

static void enter(const char *word)
{
    char banner[13];

    snprintf(banner, sizeof banner, "RFB 003.00%c\n", word[0] != '\0' ? word[0] : '8');
    log_in(banner);
    initialise();
}

static void see_new(const char *word)
{
    (void)word;
    request(true);
    until(&viewer.updates, viewer.updates);
}

static void wait_for_bell(const char *word)
{
    (void)word;
    until(&viewer.bells, viewer.bells);
    say("bell");
}

static void wait_for_text(const char *word)
{
    (void)word;
    until(&viewer.texts, viewer.texts);
}

static void wait_for_size(const char *word)
{
    (void)word;
    request(true);
    until(&viewer.sizes, viewer.sizes);
}

static void see_file(const char *word)
{
    wait_for_file(word, false);
}

static void stop_reading(const char *word)
{
    wait_for_file(word, true);
}

static void touch(const char *word)
{
    fclose(must(fopen(word, "w")));
}

static void ask(const char *word)
{
    request(word[0] != '0');
}

static long long milliseconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void stamp(const char *word)
{
    (void)word;
    say("time %lld", milliseconds(CLOCK_REALTIME));
}

/* The number of the frame, which the stand-in's picture has in its first pixels. */
static unsigned frame_number(void)
{
    unsigned frame = 0;

    for (unsigned x = 0; x < 16 && x < viewer.width; x++)
        frame = frame << 1 | viewer.picture[3 * (size_t)x] >> 7;
    return frame;
}

/* Asks for what is new for so many seconds, and counts the frames. */
static void watch(const char *word)
{
    long long end = milliseconds(CLOCK_MONOTONIC) + 1000LL * atoi(word);
    unsigned seen = frame_number(), frames = 0;

    while (milliseconds(CLOCK_MONOTONIC) < end) {
        see_new(word);
        frames += frame_number() != seen;
        seen = frame_number();
    }
    say("frames %u", frames);
}

/* Prints what the viewer was started with. */
static void tell(const char *word)
{
    (void)word;
    say("where %s", viewer.where);
    say("password %s", viewer.password_file);
}

static void hang_up(const char *word)
{
    (void)word;
    close(viewer.fd);
}

static const struct {
    const char *name;
    void (*grant)(const char *word);
} wishes[] = {
    {"connect", connect_to},
    {"password", set_password},
    {"enter", enter},
    {"format", send_format},
    {"encodings", send_encodings},
    {"all", show_all},
    {"next", see_new},
    {"until", wait_for_picture},
    {"dump", dump},
    {"key", send_key},
    {"pointer", send_pointer},
    {"paste", send_clipboard},
    {"bell", wait_for_bell},
    {"text", wait_for_text},
    {"size", wait_for_size},
    {"send", send_hex},
    {"flood", flood},
    {"end", wait_for_end},
    {"file", see_file},
    {"deaf", stop_reading},
    {"touch", touch},
    {"ask", ask},
    {"close", hang_up},
    {"tell", tell},
    {"stamp", stamp},
    {"watch", watch},
};

static void run_command(const char *wish)
{
    const char *colon = strchr(wish, ':'), *word = colon != NULL ? colon + 1 : "";
    size_t size = colon != NULL ? (size_t)(colon - wish) : strlen(wish);

    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++) {
        if (strlen(wishes[i].name) == size && memcmp(wishes[i].name, wish, size) == 0) {
            wishes[i].grant(word);
            return;
        }
    }
    fail("no such wish");
}

int main(int count, char **words)
{
    int last = count - 3; /* before -passwd FILE WHERE */

    signal(SIGPIPE, SIG_IGN);
    if (last < 1 || strcmp(words[last], "-passwd") != 0)
        fail("usage: viewer WISH... -passwd FILE HOST::PORT");
    viewer.where = words[count - 1];
    viewer.password_file = words[count - 2];
    read_password(words[count - 2]);
    for (int i = 1; i < last; i++) {
        if (strncmp(words[i], "out:", 4) != 0)
            run_command(words[i]);
        else if (freopen(words[i] + 4, "w", stdout) == NULL)
            return 1;
    }
    return 0;
}
