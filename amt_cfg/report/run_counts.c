#include "amt_cfg/report/run_counts.h"

#include <stdio.h>
#include <string.h>

enum machine_result run_result(const struct machine_report *report)
{
    if (report->result != MACHINE_CHANGED && report->result != MACHINE_UNCHANGED)
        return report->result;
    for (int i = 0; i < STEP_COUNT; i++)
        if (report->steps[i].state == STEP_FAILED || report->steps[i].state == STEP_INTERRUPTED)
            return MACHINE_FAILED;
    return report->result;
}

static struct run_kind *find_kind(struct run_counts *counts, const char *name)
{
    for (size_t i = 0; i < counts->kind_count; i++)
        if (strcmp(counts->kinds[i].name, name) == 0)
            return &counts->kinds[i];
    return NULL;
}

/* The last place is kept for "other", which takes the kinds that have no place. */
static struct run_kind *kind_of(struct run_counts *counts, const char *name)
{
    static const char other[] = "other";
    struct run_kind *kind = find_kind(counts, name[0] != '\0' ? name : other);
    if (kind == NULL && (name[0] == '\0' || counts->kind_count >= RUN_KINDS_MAX - 1)) {
        name = other;
        kind = find_kind(counts, other);
    }
    if (kind == NULL) {
        kind = &counts->kinds[counts->kind_count++];
        (void)snprintf(kind->name, sizeof kind->name, "%s", name);
    }
    return kind;
}

static void move_forward(struct run_counts *counts, size_t i)
{
    for (; i > 0 && counts->kinds[i - 1].count < counts->kinds[i].count; i--) {
        struct run_kind kind = counts->kinds[i];
        counts->kinds[i] = counts->kinds[i - 1];
        counts->kinds[i - 1] = kind;
    }
}

void run_counts_add(struct run_counts *counts, const struct machine_report *report)
{
    enum machine_result result = run_result(report);
    counts->done++;
    counts->results[result]++;
    if (result != MACHINE_FAILED)
        return;
    struct run_kind *kind = kind_of(counts, report->kind);
    if (kind->count == 0)
        (void)snprintf(kind->reason, sizeof kind->reason, "%s", report->reason);
    if (kind->count < RUN_HOSTS_MAX)
        (void)snprintf(kind->hosts[kind->count], sizeof kind->hosts[0], "%s", report->host);
    kind->count++;
    move_forward(counts, (size_t)(kind - counts->kinds));
}
