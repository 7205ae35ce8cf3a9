/*
 * bench_client ADDRESS COUNT PARALLEL PASSWORD-FILE: the smallest client that asks COUNT stand-ins,
 * at ADDRESS and the following addresses, what fcfh-identify asks, with TLS: PARALLEL threads, each
 * with a libcurl easy handle, reading no XML but the context of an enumeration. Prints the
 * milliseconds that all of them took.
 */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/amt/wsman.h"
#include "tests/bench/measure.h"

/* The questions that fcfh-identify asks a stand-in without faults: see
 * alert_collector/identify/inquiry.c. */
static const struct wsman_request questions[] = {
    {.operation = WSMAN_GET, .class_name = "AMT_GeneralSettings"},
    {.operation = WSMAN_GET, .class_name = "CIM_ComputerSystemPackage"},
    {.operation = WSMAN_GET, .class_name = "CIM_Chassis"},
    {.operation = WSMAN_GET, .class_name = "CIM_Card"},
    {.operation = WSMAN_GET, .class_name = "CIM_BIOSElement"},
    {.operation = WSMAN_GET, .class_name = "CIM_Chip"},
    {.operation = WSMAN_ENUMERATE, .class_name = "CIM_PhysicalMemory"},
    {.operation = WSMAN_ENUMERATE, .class_name = "CIM_MediaAccessDevice"},
};
enum { QUESTIONS = sizeof questions / sizeof questions[0], ANSWER_MAX = 65536 };

struct answer {
    size_t used;
    char text[ANSWER_MAX];
};

static uint32_t first;
static unsigned count;
static atomic_uint next;
static char login[96];

static size_t on_data(char *data, size_t size, size_t items, void *context)
{
    struct answer *answer = context;
    if (items * size >= ANSWER_MAX - answer->used)
        return 0;
    memcpy(answer->text + answer->used, data, size * items);
    answer->used += size * items;
    answer->text[answer->used] = '\0';
    return size * items;
}

static void ask(CURL *curl, const struct wsman_request *request, struct answer *answer)
{
    struct err e = {.text = ""};
    char *text;
    size_t len;
    long status = 0;
    if (wsman_build(request, 1, &text, &len, &e) != ERR_OK)
        errx(70, "%s", e.text);
    answer->used = 0;
    answer->text[0] = '\0';
    CURLcode code = curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)len);
    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_POSTFIELDS, text);
    if (code == CURLE_OK)
        code = curl_easy_perform(curl);
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    free(text);
    if (code != CURLE_OK || status != 200)
        errx(69, "%s: %s, status %ld", request->class_name, curl_easy_strerror(code), status);
}

static void ask_all(CURL *curl, struct answer *answer)
{
    static const char tag[] = "EnumerationContext>";
    for (size_t i = 0; i < QUESTIONS; i++) {
        ask(curl, &questions[i], answer);
        if (questions[i].operation != WSMAN_ENUMERATE)
            continue;
        const char *from = strstr(answer->text, tag);
        if (from == NULL)
            errx(69, "%s: no context", questions[i].class_name);
        from += strlen(tag);
        char context[WSMAN_CONTEXT_SIZE];
        (void)snprintf(context, sizeof context, "%.*s", (int)strcspn(from, "<"), from);
        ask(curl,
            &(struct wsman_request){
                .operation = WSMAN_PULL, .class_name = questions[i].class_name, .context = context},
            answer);
    }
}

static void *work(void *unused)
{
    struct answer *answer = malloc(sizeof *answer);
    CURL *curl = curl_easy_init();
    struct curl_slist *type = curl_slist_append(NULL, "Content-Type: application/soap+xml");
    if (answer == NULL || curl == NULL || type == NULL)
        errx(71, "no memory");
    for (unsigned n; (n = atomic_fetch_add(&next, 1)) < count;) {
        struct in_addr at = {htonl(first + n)};
        char url[64], host[INET_ADDRSTRLEN];
        (void)snprintf(url, sizeof url, "https://%s:16993" WSMAN_PATH,
                       inet_ntop(AF_INET, &at, host, sizeof host));
        curl_easy_reset(curl);
        if (curl_easy_setopt(curl, CURLOPT_URL, url) != CURLE_OK ||
            curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_DIGEST) != CURLE_OK ||
            curl_easy_setopt(curl, CURLOPT_USERPWD, login) != CURLE_OK ||
            curl_easy_setopt(curl, CURLOPT_HTTPHEADER, type) != CURLE_OK ||
            curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L) != CURLE_OK ||
            curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L) != CURLE_OK ||
            curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) != CURLE_OK ||
            curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data) != CURLE_OK ||
            curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer) != CURLE_OK)
            errx(70, "libcurl does not take an option");
        ask_all(curl, answer);
    }
    curl_slist_free_all(type);
    curl_easy_cleanup(curl);
    free(answer);
    return unused;
}

int main(int argc, char **argv)
{
    struct in_addr address;
    char password[64];
    if (argc != 5 || inet_pton(AF_INET, argv[1], &address) != 1)
        errx(64, "usage: bench_client ADDRESS COUNT PARALLEL PASSWORD-FILE");
    first = ntohl(address.s_addr);
    count = (unsigned)strtoul(argv[2], NULL, 10);
    const unsigned parallel = (unsigned)strtoul(argv[3], NULL, 10);
    pthread_t *threads = calloc(parallel, sizeof *threads);
    FILE *file = fopen(argv[4], "r");
    if (threads == NULL || file == NULL || fgets(password, sizeof password, file) == NULL ||
        fclose(file) != 0)
        err(66, "%s", argv[4]);
    password[strcspn(password, "\n")] = '\0';
    (void)snprintf(login, sizeof login, "FCFH:%s", password);
    if (curl_global_init(CURL_GLOBAL_ALL) != CURLE_OK)
        errx(70, "libcurl");
    const double began = now_ms();
    for (unsigned i = 0; i < parallel; i++) {
        if (pthread_create(&threads[i], NULL, work, NULL) != 0)
            errx(71, "no thread");
    }
    for (unsigned i = 0; i < parallel; i++)
        (void)pthread_join(threads[i], NULL);
    (void)printf("%.0f\n", now_ms() - began);
    free(threads);
    curl_global_cleanup();
    return 0;
}
