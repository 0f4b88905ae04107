#define _GNU_SOURCE
#include "CGetopt.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

// Option numbers are shifted out of the range of characters, which getopt_long returns too.
enum { first_value = 256 };

struct cgetopt {
    char **elements;
    struct option *options;
    int element_count;
    int option_count;
    int is_started;
    int is_past_options;
    char letter[3];
};

static void *or_abort(void *pointer) {
    if (!pointer) abort();
    return pointer;
}

// Makes room for two more members of `size` bytes: a new one, and the zeroes behind the last.
static void *grown(void *array, int count, size_t size) {
    char *bytes = or_abort(realloc(array, (size_t)(count + 2) * size));
    memset(bytes + (size_t)count * size, 0, 2 * size);
    return bytes;
}

struct cgetopt *cgetopt_new(void) {
    struct cgetopt *scan = or_abort(calloc(1, sizeof *scan));
    cgetopt_add_element(scan, "verdict");
    scan->options = grown(0, 0, sizeof *scan->options);
    return scan;
}

void cgetopt_free(struct cgetopt *scan) {
    for (int i = 0; i < scan->element_count; i++) free(scan->elements[i]);
    for (int i = 0; i < scan->option_count; i++) free((char *)scan->options[i].name);
    free(scan->elements);
    free(scan->options);
    free(scan);
}

void cgetopt_add_option(struct cgetopt *scan, const char *name, int has_argument) {
    scan->options = grown(scan->options, scan->option_count, sizeof *scan->options);
    struct option *option = &scan->options[scan->option_count];
    option->name = or_abort(strdup(name));
    option->has_arg = has_argument ? required_argument : no_argument;
    option->val = first_value + scan->option_count++;
}

void cgetopt_add_element(struct cgetopt *scan, const char *text) {
    scan->elements = grown(scan->elements, scan->element_count, sizeof *scan->elements);
    scan->elements[scan->element_count++] = or_abort(strdup(text));
}

// What getopt_long complains about: a letter, which it names in optopt, or a whole element.
static const char *culprit(struct cgetopt *scan) {
    if (optopt <= 0 || optopt >= first_value) return scan->elements[optind - 1];
    scan->letter[0] = '-';
    scan->letter[1] = (char)optopt;
    return scan->letter;
}

struct cgetopt_step cgetopt_next(struct cgetopt *scan) {
    if (!scan->is_past_options) {
        if (!scan->is_started) optind = 0;
        scan->is_started = 1;
        opterr = 0;
        // The colon has a missing argument told apart from an unknown option.
        int value = getopt_long(scan->element_count, scan->elements, ":", scan->options, 0);
        if (value == '?') return (struct cgetopt_step){cgetopt_unknown, culprit(scan)};
        if (value == ':') return (struct cgetopt_step){cgetopt_missing_argument, culprit(scan)};
        if (value != -1) return (struct cgetopt_step){value - first_value, optarg};
        scan->is_past_options = 1;
    }
    if (optind == scan->element_count) return (struct cgetopt_step){cgetopt_end, 0};
    return (struct cgetopt_step){cgetopt_operand, scan->elements[optind++]};
}
