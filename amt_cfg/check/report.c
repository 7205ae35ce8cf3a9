#include "amt_cfg/check/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_SIZE = 1024 };

const char *finding_code_name(enum finding_code code)
{
#define FINDING_CODE_WORD(id, word) [id] = (word),
    static const char *const words[FOUND_CODES] = {FINDING_CODES(FINDING_CODE_WORD)};
#undef FINDING_CODE_WORD
    return words[code];
}

__attribute__((format(printf, 5, 0))) static void
report_args(struct report *report, enum finding_kind kind, enum finding_code code,
            const char *object, const char *format, va_list args)
{
    char text[TEXT_SIZE];
    if (vsnprintf(text, sizeof text, format, args) < 0)
        text[0] = '\0';
    struct finding finding = {.kind = kind, .code = code, .object = object, .text = text};
    char *newline = strchr(text, '\n');
    if (newline != NULL) {
        *newline = '\0';
        finding.command = newline + 1;
    }
    if (kind == FINDING_WRONG)
        report->good = false;
    report->on_finding(&finding);
}

void report_ok(struct report *report, const char *object, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report_args(report, FINDING_OK, FOUND_CODES, object, format, args);
    va_end(args);
}

void report_note(struct report *report, enum finding_code code, const char *object,
                 const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report_args(report, FINDING_NOTE, code, object, format, args);
    va_end(args);
}

void report_wrong(struct report *report, enum finding_code code, const char *object,
                  const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report_args(report, FINDING_WRONG, code, object, format, args);
    va_end(args);
}

void report_as(struct report *report, enum finding_kind kind, enum finding_code code,
               const char *object, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report_args(report, kind, code, object, format, args);
    va_end(args);
}
