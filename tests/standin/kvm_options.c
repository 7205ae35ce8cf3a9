#include "tests/standin/kvm_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/standin/kvm_picture.h"
#include "tests/standin/option_table.h"

#define AT(member) offsetof(struct kvm_options, member)

static const struct table_option known[] = {
    {"kvm-size", OPTION_WORD, AT(sizes_word)},
    {"kvm-fps", OPTION_NUMBER, AT(fps)},
    {"kvm-banner", OPTION_WORD, AT(banner)},
    {"kvm-security", OPTION_WORD, AT(security)},
    {"kvm-format", OPTION_WORD, AT(format)},
    {"kvm-grey", OPTION_FLAG, AT(grey)},
    {"kvm-packed", OPTION_FLAG, AT(packed)},
    {"kvm-pieces", OPTION_FLAG, AT(pieces)},
    {"kvm-no-monitor", OPTION_FLAG, AT(no_monitor)},
    {"kvm-encoding", OPTION_WORD, AT(encoding)},
    {"kvm-tiles", OPTION_WORD, AT(tiles)},
    {"kvm-idle", OPTION_NUMBER, AT(idle)},
    {"kvm-session-timeout", OPTION_NUMBER, AT(session_timeout)},
    {"kvm-consent", OPTION_WORD, AT(consent)},
    {"kvm-fault", OPTION_LIST, AT(faults)},
    {"kvm-print", OPTION_WORD, AT(print)},
};

/* See README.md. */
static const char *const faults[] = {
    "banner-endless",  "banner-junk",    "bell-flood",
    "colour-map",      "encoding",       "length-huge",
    "length-long",     "length-short",   "lost",
    "message",         "name-endless",   "name-hostile",
    "open-lost",       "outside",        "palette-index",
    "raw-huge",        "reason-endless", "rectangle-empty",
    "rectangle-huge",  "rectangles",     "rectangles-endless",
    "refused",         "resize-flood",   "resize-huge",
    "resize-zero",     "run-endless",    "run-long",
    "security-failed", "silent",         "size-huge",
    "size-wide",       "size-zero",      "stop",
    "text-flood",      "text-huge",      "tile-type",
    "zlib-bad",        "zlib-bomb",
};

enum { KNOWN_COUNT = sizeof known / sizeof *known };
enum { FAULT_NAMES = sizeof faults / sizeof *faults };
enum { SIZE_MOST = 65535 };

_Static_assert((int)KNOWN_COUNT <= (int)KVM_OPTION_MAX, "room for every option");

void kvm_options_init(struct kvm_options *kvm)
{
    memset(kvm, 0, sizeof *kvm);
    kvm->sizes_word = "800x600";
    kvm->banner = "004.000";
    kvm->security = "1,128";
    kvm->format = "565";
    kvm->encoding = "zrle";
    kvm->tiles = "all";
    kvm->session_timeout = 3;
    kvm->consent = "wait";
}

size_t kvm_options_list(struct option *list, int first)
{
    option_table_list(known, KNOWN_COUNT, list, first);
    return KNOWN_COUNT;
}

void kvm_options_take(struct kvm_options *kvm, size_t which, const char *word)
{
    option_table_take(&known[which], kvm, word);
}

static bool is_fault(const char *name)
{
    for (size_t i = 0; i < FAULT_NAMES; i++) {
        if (strcmp(faults[i], name) == 0)
            return true;
    }
    return false;
}

static void read_sizes(struct kvm_options *kvm)
{
    const char *word = kvm->sizes_word;
    int used = 0;

    while (kvm->size_count < KVM_SIZES_MAX) {
        struct kvm_size *size = &kvm->sizes[kvm->size_count];

        if (sscanf(word, "%5ux%5u%n", &size->width, &size->height, &used) != 2 ||
            size->width == 0 || size->height == 0 || size->width > SIZE_MOST ||
            size->height > SIZE_MOST || (word[used] != ',' && word[used] != '\0'))
            break;
        kvm->size_count++;
        if (word[used] == '\0')
            return;
        word += used + 1;
    }
    words_usage("--kvm-size is like 800x600,1024x768", kvm->sizes_word);
}

/* words: up to a NULL. */
static void check_word(const char *word, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], word) == 0)
            return;
    }
    words_usage("not one of the words for this option", word);
}

void kvm_options_check(struct kvm_options *kvm)
{
    static const char *const banners[] = {"004.000", "003.008", "003.007", "003.003", NULL};
    static const char *const encodings[] = {"zrle", "raw", "mixed", NULL};
    static const char *const tiles[] = {"all", "smallest", "raw", "rle", NULL};
    static const char *const consents[] = {"wait", "close", "field", NULL};

    read_sizes(kvm);
    check_word(kvm->banner, banners);
    check_word(kvm->encoding, encodings);
    check_word(kvm->tiles, tiles);
    check_word(kvm->consent, consents);
    if (strcmp(kvm->security, "none") != 0 &&
        strspn(kvm->security, "0123456789,") != strlen(kvm->security))
        words_usage("--kvm-security is like 1,128, or none", kvm->security);
    if (kvm_format_named(kvm->format) == NULL)
        words_usage("no such format of pixels", kvm->format);
    for (size_t i = 0; i < kvm->faults.count; i++) {
        if (!is_fault(kvm->faults.items[i]))
            words_usage("no such fault of KVM", kvm->faults.items[i]);
    }
}

void kvm_options_free(struct kvm_options *kvm)
{
    free(kvm->faults.items);
}

bool kvm_fault(const struct kvm_options *kvm, const char *name)
{
    if (!is_fault(name))
        words_usage("no such fault of KVM", name); /* an error in the stand-in itself */
    return list_has(&kvm->faults, name);
}
