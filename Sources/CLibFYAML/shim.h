#ifndef VERDICT_CLIBFYAML_H
#define VERDICT_CLIBFYAML_H

#include <libfyaml.h>

// Where an event begins, counted from zero. Returns 0 if that is not known.
static inline int cfyaml_event_start(struct fy_event *event, int *line, int *column)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    if (!mark) return 0;
    *line = mark->line;
    *column = mark->column;
    return 1;
}

// The first error that a parser has met; NULL if there is none. The text lives as long as `diag`.
static inline const char *cfyaml_first_error(struct fy_diag *diag, int *line, int *column)
{
    void *place = NULL;
    struct fy_diag_error *error = fy_diag_errors_iterate(diag, &place);
    if (!error) return NULL;
    *line = error->line;
    *column = error->column;
    return error->msg;
}

#endif
