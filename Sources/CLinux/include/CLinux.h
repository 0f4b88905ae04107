// The door to Linux: what the Glibc module map leaves out.
#ifndef VERDICT_CLINUX_H
#define VERDICT_CLINUX_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#endif
