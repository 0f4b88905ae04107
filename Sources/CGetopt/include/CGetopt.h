// A door to glibc's getopt_long: one object instead of four global variables and two arrays.
//
// getopt_long keeps its state in globals, so only one scan can be under way in a process.
#ifndef VERDICT_CGETOPT_H
#define VERDICT_CGETOPT_H

// A command line and the options that it may have.
struct cgetopt;

// What one step of a scan has found.
struct cgetopt_step {
    // The number of the option, in the order of adding from 0, or one of `cgetopt_code`.
    int option;
    // The option's argument, or null; the operand; the bad option as written. Lives as long as the
    // scan.
    const char *text;
};

enum cgetopt_code {
    cgetopt_operand = -1,
    cgetopt_end = -2,
    // An option that was not added, an abbreviation of several, or one with an argument that it
    // does not take.
    cgetopt_unknown = -3,
    cgetopt_missing_argument = -4
};

// Starts with nothing added. Running out of memory here ends the process.
struct cgetopt *cgetopt_new(void);
void cgetopt_free(struct cgetopt *scan);

// Adds an option by its name without dashes. Options of one letter are all unknown.
void cgetopt_add_option(struct cgetopt *scan, const char *name, int has_argument);

// Adds an element of the command line, not counting the program's name.
void cgetopt_add_element(struct cgetopt *scan, const char *text);

// Finds the next option, or when all have been found, the next operand.
struct cgetopt_step cgetopt_next(struct cgetopt *scan);

#endif
