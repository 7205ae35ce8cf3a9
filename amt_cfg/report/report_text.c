#include "amt_cfg/report/report_text.h"

#include <langinfo.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "common/text.h"

enum { WIDTH = 80, LABEL_WIDTH = 13, LINE_SIZE = 4096 };

void report_text_init(struct report_text *text, FILE *to, enum plan_mode mode)
{
    int fd = fileno(to);
    *text = (struct report_text){.to = to, .terminal = fd >= 0 && isatty(fd) == 1, .mode = mode};
}

/* ---------------------------------------------------------------- lines */

static void clean(const char *in, char *out, size_t size)
{
    if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
        text_clean_visible(in, out, size);
    else
        text_clean_ascii(in, out, size);
}

/* Prints label in at least label_width columns and text after it; further lines begin at indent. */
static void print_line(const struct report_text *text, const char *label, size_t label_width,
                       size_t indent, const char *line)
{
    char visible[LINE_SIZE];
    clean(line, visible, sizeof visible);
    (void)fprintf(text->to, "%-*s", (int)label_width, label);
    if (text->terminal) {
        size_t taken = strlen(label);
        text_wrap(text->to, visible, taken > label_width ? taken : label_width, indent, WIDTH);
    } else {
        (void)fputs(visible, text->to);
    }
    (void)fputc('\n', text->to);
    (void)fflush(text->to);
}

static void print_labelled(const struct report_text *text, const char *name, const char *line)
{
    char label[32];
    (void)snprintf(label, sizeof label, "%s:", name);
    print_line(text, label, LABEL_WIDTH, LABEL_WIDTH, line);
}

__attribute__((format(printf, 3, 4))) static void add(char *out, size_t size, const char *format,
                                                      ...)
{
    size_t used = strlen(out);
    va_list args;
    va_start(args, format);
    if (vsnprintf(out + used, size - used, format, args) < 0)
        out[used] = '\0';
    va_end(args);
}

/* ---------------------------------------------------------------- one machine */

/* Makes "account, pet"; returns how many there are. */
static size_t name_steps(const struct machine_report *report, enum step_state state, char *out,
                         size_t size)
{
    size_t count = 0;
    out[0] = '\0';
    for (int i = 0; i < STEP_COUNT; i++)
        if (report->steps[i].state == state)
            add(out, size, "%s%s", count++ == 0 ? "" : ", ",
                machine_step_name((enum machine_step)i));
    return count;
}

static void describe_steps(const struct machine_report *report, enum step_state state,
                           const char *otherwise, char *out, size_t size)
{
    if (name_steps(report, state, out, size) == 0)
        (void)snprintf(out, size, "%s", otherwise);
}

/* The reason; if there is none, the text of the step with which the machine ended. */
static void describe_failure(const struct machine_report *report, char *out, size_t size)
{
    char steps[128];
    out[0] = '\0';
    if (report->reason[0] != '\0')
        add(out, size, "%s", report->reason);
    for (int i = 0; i < STEP_COUNT && out[0] == '\0'; i++)
        if (report->steps[i].state == STEP_FAILED || report->steps[i].state == STEP_INTERRUPTED)
            add(out, size, "%s: %s", machine_step_name((enum machine_step)i),
                report->steps[i].text);
    if (out[0] == '\0')
        add(out, size, "%s", "the reason is not known");
    if (name_steps(report, STEP_CHANGED, steps, sizeof steps) > 0)
        add(out, size, " (changed before that: %s)", steps);
}

static const char *nothing_done(enum plan_mode mode)
{
    switch (mode) {
    case PLAN_CONFIGURE:
        return "nothing had to be changed";
    case PLAN_CHECK:
        return "nothing is missing";
    case PLAN_LEARN:
        return "the register had all of it";
    case PLAN_REMOVE:
        break;
    }
    return "there was nothing to take away";
}

static void describe(enum plan_mode mode, const struct machine_report *report, char *out,
                     size_t size)
{
    switch (run_result(report)) {
    case MACHINE_UNCHANGED:
        (void)snprintf(out, size, "%s", nothing_done(mode));
        break;
    case MACHINE_CHANGED:
        describe_steps(report, STEP_CHANGED, "changed", out, size);
        break;
    case MACHINE_MISSING:
        describe_steps(report, STEP_MISSING, "something", out, size);
        break;
    case MACHINE_FAILED:
    case MACHINE_INTERRUPTED:
        describe_failure(report, out, size);
        break;
    }
}

/* As machine_result_name, but what PLAN_REMOVE changed is called removed. */
static const char *result_word(enum plan_mode mode, enum machine_result result)
{
    return mode == PLAN_REMOVE && result == MACHINE_CHANGED ? "removed"
                                                            : machine_result_name(result);
}

void report_text_step(const struct report_text *text, const struct machine_report *report,
                      enum machine_step step)
{
    const struct step_result *result = &report->steps[step];
    char line[LINE_SIZE];
    if (result->state == STEP_NOT_RUN)
        return;
    (void)snprintf(line, sizeof line, "%s%s%s", machine_state_name(result->state),
                   result->text[0] != '\0' ? ": " : "", result->text);
    print_labelled(text, machine_step_name(step), line);
}

void report_text_end(const struct report_text *text, const struct machine_report *report)
{
    enum machine_result result = run_result(report);
    const char *word = machine_result_name(result);
    char what[LINE_SIZE / 2];
    char line[LINE_SIZE];
    if (result == MACHINE_CHANGED || result == MACHINE_UNCHANGED)
        word = text->mode == PLAN_REMOVE ? "removed" : "done";
    bool is_on = result == MACHINE_UNCHANGED || result == MACHINE_CHANGED;
    describe(text->mode, report, what, sizeof what);
    bool for_calls = text->mode == PLAN_CONFIGURE || text->mode == PLAN_CHECK;
    (void)snprintf(line, sizeof line, "%s: %s%s%s", report->host,
                   is_on && for_calls ? "Fast Call for Help is on; " : "",
                   result == MACHINE_CHANGED && text->mode != PLAN_REMOVE ? "changed: " : "", what);
    if (result == MACHINE_MISSING)
        add(line, sizeof line, "; without --check it is set up");
    print_labelled(text, word, line);
}

void report_text_machine(const struct report_text *text, const struct machine_report *report)
{
    char what[LINE_SIZE / 2];
    char line[LINE_SIZE];
    describe(text->mode, report, what, sizeof what);
    (void)snprintf(line, sizeof line, "%s: %s: %s", report->host,
                   result_word(text->mode, run_result(report)), what);
    print_line(text, "", 0, 4, line);
}

/* ---------------------------------------------------------------- all machines */

static void print_count(const struct report_text *text, const char *name, size_t count)
{
    char line[32];
    if (count == 0)
        return;
    (void)snprintf(line, sizeof line, "%zu", count);
    print_labelled(text, name, line);
}

static void print_kind(const struct report_text *text, const struct run_kind *kind)
{
    char line[LINE_SIZE];
    size_t named = kind->count < RUN_HOSTS_MAX ? kind->count : RUN_HOSTS_MAX;
    (void)snprintf(line, sizeof line, "%zu %s", kind->count, kind->name);
    for (size_t i = 0; i < named; i++)
        add(line, sizeof line, "%s %s", i == 0 ? ":" : ",", kind->hosts[i]);
    if (kind->count > named)
        add(line, sizeof line, " and %zu more", kind->count - named);
    print_line(text, "  ", 2, 4, line);
    /* If this is not a terminal, the reason is in each machine's own line. */
    if (!text->terminal || kind->reason[0] == '\0')
        return;
    (void)snprintf(line, sizeof line, "%s: %s", kind->hosts[0], kind->reason);
    print_line(text, "    ", 4, 6, line);
}

/* At a terminal, says where to find the failures that the summary does not name. */
static void print_where_all_are(const struct report_text *text, const struct run_counts *counts,
                                const char *resume)
{
    char line[LINE_SIZE];
    bool all = true;
    for (size_t k = 0; k < counts->kind_count; k++)
        all = all && counts->kinds[k].count <= RUN_HOSTS_MAX;
    if (all || !text->terminal)
        return;
    if (resume != NULL)
        (void)snprintf(line, sizeof line, "every failure and its reason are in %.1024s", resume);
    else
        (void)snprintf(line, sizeof line,
                       "in a pipe, such as to less, every failure is listed with its reason");
    print_line(text, "  ", 2, 4, line);
}

static void print_total(const struct report_text *text, const struct run_counts *counts)
{
    char line[128];
    (void)snprintf(line, sizeof line, "%zu machine%s", counts->total,
                   counts->total == 1 ? "" : "s");
    if (counts->passed_over > 0)
        add(line, sizeof line, "; %zu more had been done before", counts->passed_over);
    print_labelled(text, "total", line);
}

static void print_next(const struct report_text *text, const struct run_counts *counts,
                       size_t not_begun, const char *resume)
{
    size_t open =
        counts->results[MACHINE_FAILED] + counts->results[MACHINE_INTERRUPTED] + not_begun;
    char line[LINE_SIZE];
    if (text->mode == PLAN_CHECK) {
        if (counts->results[MACHINE_MISSING] > 0)
            print_labelled(text, "next", "the same without --check sets up what is missing");
        return;
    }
    if (open == 0)
        return;
    if (resume != NULL)
        (void)snprintf(line, sizeof line,
                       "the same command with --resume %.1024s skips what is done", resume);
    else
        (void)snprintf(line, sizeof line,
                       "run the same command again; with --resume FILE it would keep a record, and "
                       "skip what is done");
    print_labelled(text, "next", line);
}

void report_text_summary(const struct report_text *text, const struct run_counts *counts,
                         const char *resume)
{
    static const enum machine_result order[] = {MACHINE_CHANGED, MACHINE_UNCHANGED, MACHINE_MISSING,
                                                MACHINE_FAILED, MACHINE_INTERRUPTED};
    size_t not_begun = counts->total > counts->done ? counts->total - counts->done : 0;
    print_total(text, counts);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        print_count(text, result_word(text->mode, order[i]), counts->results[order[i]]);
        for (size_t k = 0; k < counts->kind_count && order[i] == MACHINE_FAILED; k++)
            print_kind(text, &counts->kinds[k]);
        if (order[i] == MACHINE_FAILED)
            print_where_all_are(text, counts, resume);
    }
    print_count(text, "not begun", not_begun);
    print_next(text, counts, not_begun, resume);
}
