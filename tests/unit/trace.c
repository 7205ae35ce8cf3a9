#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "amt_cfg/report/trace.h"
#include "amt_cfg/report/trace_head.h"

static char folder[] = "/tmp/fcfh-trace-XXXXXX";
static char path[sizeof folder + 16];

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    (void)snprintf(path, sizeof path, "%s/trace", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static void check_heads(const char *const (*rows)[2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(rows[i][0]);
        char *exact = malloc(len > 0 ? len : 1); /* both for the sanitizer */
        char *out = malloc(len * TRACE_HEAD_GROWTH + 1);
        assert_non_null(exact);
        assert_non_null(out);
        memcpy(exact, rows[i][0], len);
        out[trace_mask_head(exact, len, out)] = '\0';
        assert_string_equal(out, rows[i][1]);
        free(exact);
        free(out);
    }
}

static void headers_lose_what_logs_in(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"POST /wsman HTTP/1.1\r\nAuthorization: Digest username=\"admin\",realm=\"Digest:A0\", "
         "nonce=\"n1\", uri=\"/wsman\", cnonce=\"c1\", nc=00000001, algorithm=MD5, "
         "response=\"r1\", qop=\"auth\"\r\nHost: pc1\r\n\r\n",
         "POST /wsman HTTP/1.1\r\nAuthorization: Digest username=\"admin\",realm=\"Digest:A0\", "
         "nonce=\"n1\", uri=\"/wsman\", cnonce=***, nc=00000001, algorithm=MD5, "
         "response=***, qop=\"auth\"\r\nHost: pc1\r\n\r\n"},
        {"authorization:digest RESPONSE = r1,CNONCE=c1\n",
         "authorization:digest RESPONSE = ***,CNONCE=***\n"},
        {"Proxy-Authorization: Digest response=\"r1\"", "Proxy-Authorization: Digest response=***"},
        {"Authorization: Digest username=\"u\",\r\n\tresponse=\"r1\"\r\nX: y",
         "Authorization: Digest username=\"u\",\r\n\tresponse=***\r\nX: y"},
        {"Authorization: Digest username=\"a\\\", b\", response=\"r\\\"1\"\r\n",
         "Authorization: Digest username=\"a\\\", b\", response=***\r\n"},
        {"Authorization: Basic YTpi\r\n", "Authorization: Basic ***\r\n"},
        {"Authorization: Negotiate YII==\r\n", "Authorization: Negotiate ***\r\n"},
        {"Authorization: YII==\r\nA: b", "Authorization: ***\r\nA: b"},
        {"Authorization:\r\n", "Authorization:\r\n"},
        {"Authorization", "Authorization"},
        {"WWW-Authenticate: Negotiate oRQwEqADCgEA\r\n", "WWW-Authenticate: Negotiate ***\r\n"},
        {"WWW-Authenticate: Negotiate\r\n", "WWW-Authenticate: Negotiate\r\n"},
        {"WWW-Authenticate: Digest realm=\"Digest:A0\", nonce=\"n\",stale=\"false\",qop=\"auth\"",
         "WWW-Authenticate: Digest realm=\"Digest:A0\", nonce=\"n\",stale=\"false\",qop=\"auth\""},
        {"Authentication-Info: rspauth=\"r1\", nc=1\r\n",
         "Authentication-Info: rspauth=***, nc=1\r\n"},
        {"X-Authorization: Basic a\r\n", "X-Authorization: Basic a\r\n"},
        {"X: Authorization: Basic a\r\n", "X: Authorization: Basic a\r\n"},
    };
    check_heads(rows, COUNT(rows));
}

/* What cannot be understood is removed with everything that follows it. */
static void broken_headers_give_nothing_away(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"Authorization: Digest username=\"u, response=\"r1\"", "Authorization: Digest ***"},
        {"Authorization: Digest nc=1 response=\"r1\"", "Authorization: Digest ***"},
        {"Authorization: Digest nc=1, response", "Authorization: Digest nc=1, ***"},
        {"Authorization: Digest nc=1, response=\"r1", "Authorization: Digest nc=1, ***"},
        {"Authorization: Digest nc=1, res=r1, nc=2", "Authorization: Digest nc=1, ***"},
        {"Authorization: Digest ,, ", "Authorization: Digest ,, "},
        {"Authentication-Info: r1", "Authentication-Info: ***"},
    };
    check_heads(rows, COUNT(rows));
}

/* ---------------------------------------------------------------- the file */

static struct trace *opened(void)
{
    struct trace *trace;
    struct err e;
    if (trace_open(&trace, path, &e) != ERR_OK)
        fail_msg("%s", e.text);
    return trace;
}

static void piece(struct trace_line *line, enum http_trace_kind kind, const char *text)
{
    trace_piece(line, kind, text, strlen(text));
}

/* What the file holds, each block's time replaced by "T". */
static void get(struct trace *trace, char *text, size_t size)
{
    struct err e;
    char line[512];
    if (trace_close(trace, &e) != ERR_OK)
        fail_msg("%s", e.text);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[0] = '\0';
    while (fgets(line, sizeof line, file) != NULL) {
        size_t used = strlen(text);
        if (strncmp(line, "--- ", 4) == 0) {
            int end = 0;
            assert_true(sscanf(line,
                               "--- %*4[0-9]-%*2[0-9]-%*2[0-9]T%*2[0-9]:%*2[0-9]:%*2[0-9]."
                               "%*3[0-9]Z %n",
                               &end) == 0 &&
                        end == 29);
            (void)snprintf(text + used, size - used, "--- T %s", line + end);
        } else {
            (void)snprintf(text + used, size - used, "%s", line);
        }
    }
    assert_int_equal(fclose(file), 0);
    assert_int_equal(unlink(path), 0);
}

static void each_piece_has_its_block(void **state)
{
    (void)state;
    struct trace *trace = opened();
    struct mask mask = {.count = 0};
    struct trace_line one = {trace, "pc1", &mask};
    struct trace_line two = {trace, "pc2", NULL};
    char text[2048];
    mask_add(&mask, "x&x-");
    piece(&one, HTTP_TRACE_NOTE, "Connected\n");
    piece(&one, HTTP_TRACE_REQUEST_HEAD, "POST /wsman HTTP/1.1\r\nA: b\r\n\r\n");
    piece(&one, HTTP_TRACE_REQUEST_BODY, "<Password>x&amp;x-</Password>");
    piece(&one, HTTP_TRACE_ANSWER_HEAD, "HTTP/1.1 200 OK\r\n");
    piece(&one, HTTP_TRACE_ANSWER_HEAD, "WWW-Authenticate: Negotiate abc\r\n");
    piece(&one, HTTP_TRACE_ANSWER_HEAD, " def\r\n");
    piece(&two, HTTP_TRACE_ANSWER_HEAD, "HTTP/1.1 401 No\r\n");
    piece(&two, HTTP_TRACE_ANSWER_BODY, "");
    piece(&one, HTTP_TRACE_ANSWER_HEAD, "\r\n");
    piece(&one, HTTP_TRACE_ANSWER_BODY, "<a/>\n");
    get(trace, text, sizeof text);
    assert_string_equal(text, "--- T pc1 * note\nConnected\n"
                              "--- T pc1 > request head\nPOST /wsman HTTP/1.1\nA: b\n\n"
                              "--- T pc1 > request body\n<Password>***</Password>\n"
                              "--- T pc1 < answer head\nHTTP/1.1 200 OK\n"
                              "WWW-Authenticate: Negotiate ***\n ***\n"
                              "--- T pc2 < answer head\nHTTP/1.1 401 No\n"
                              "--- T pc1 < answer head\n\n"
                              "--- T pc1 < answer body\n<a/>\n");
}

static void what_nobody_sees_is_made_visible(void **state)
{
    (void)state;
    struct trace *trace = opened();
    struct trace_line line = {trace, "pc1", NULL};
    char text[2048];
    trace_piece(&line, HTTP_TRACE_NOTE, "a\0b", 3);
    piece(&line, HTTP_TRACE_NOTE, "\033[2J\r\t\x7f\r\r\n\xc3\xbc\xff\xc3");
    piece(&line, HTTP_TRACE_NOTE, "\xc2\x9b\xe2\x80\xae\xe2\x80\xa8");
    piece(&line, HTTP_TRACE_NOTE, "--- a\n--- b\n ---c");
    get(trace, text, sizeof text);
    assert_string_equal(text, "--- T pc1 * note\na\\x00b\n"
                              "--- T pc1 * note\n\\x1b[2J\\x0d\t\\x7f\\x0d\n\xc3\xbc\\xff\\xc3\n"
                              "--- T pc1 * note\n\\xc2\\x9b\\xe2\\x80\\xae\\xe2\\x80\\xa8\n"
                              "--- T pc1 * note\n\\x2d-- a\n\\x2d-- b\n ---c\n");
}

static void secrets_are_found_anywhere(void **state)
{
    (void)state;
    struct mask mask = {.count = 0};
    struct trace *trace = opened();
    struct trace_line line = {trace, "pc1", &mask};
    char text[2048];
    mask_add(&mask, "P@ss");
    mask_add(&mask, "P@ssw0rd");
    mask_add(&mask, "abc");
    mask_add(&mask, "");
    piece(&line, HTTP_TRACE_ANSWER_BODY, "P@ssw0rdP@ss P@s abc <a b='P@ssw0rd'/>P@ss");
    piece(&line, HTTP_TRACE_NOTE, "Password <Password>P@ssw0rd</Password>");
    get(trace, text, sizeof text);
    assert_string_equal(text, "--- T pc1 < answer body\n****** P@s abc <a b='***'/>***\n"
                              "--- T pc1 * note\nPassword <Password>***</Password>\n");
}

static void the_file_is_for_nobody_else(void **state)
{
    (void)state;
    struct stat st;
    int fd = open(path, O_WRONLY | O_CREAT, 0666);
    struct trace *trace;
    struct err e;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "old", 3), 3);
    assert_int_equal(fchmod(fd, 0666), 0);
    assert_int_equal(close(fd), 0);
    trace = opened();
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(st.st_size, 0);
    assert_int_equal(trace_close(trace, &e), ERR_OK);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/tmp", path), 0);
    assert_int_equal(trace_open(&trace, path, &e), ERR_CANTCREAT);
    assert_holds(e.text, "a symbolic link");
    assert_null(trace);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_not_equal(trace_open(&trace, path, &e), ERR_OK);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(trace_open(&trace, "/dev/null", &e), ERR_CANTCREAT);
    assert_int_equal(trace_close(NULL, &e), ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_lose_what_logs_in),
        cmocka_unit_test(broken_headers_give_nothing_away),
        cmocka_unit_test(each_piece_has_its_block),
        cmocka_unit_test(what_nobody_sees_is_made_visible),
        cmocka_unit_test(secrets_are_found_anywhere),
        cmocka_unit_test(the_file_is_for_nobody_else),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
