// The door to Linux: what Swift's Glibc module leaves out, and what is awkward without macros.
//
// Every function that can fail returns a negative error number instead of setting `errno`, so that
// nothing that runs between the call and its check can change the answer.
//
// No system header is included beyond <stdint.h> and <stddef.h>: some of them change with
// _GNU_SOURCE, which CLinux.c needs, and would then contradict the Glibc module.
#ifndef VERDICT_CLINUX_H
#define VERDICT_CLINUX_H

#include <stddef.h>
#include <stdint.h>

// --- Files ---

void clinux_close(int fd);

// Reads at most `count` bytes; 0 at the end of the file.
int64_t clinux_read(int fd, void *bytes, size_t count);

// --- Readiness (epoll, level-triggered) ---

enum clinux_event_kind {
    clinux_event_read = 0x001,       // EPOLLIN
    clinux_event_write = 0x004,      // EPOLLOUT
    clinux_event_error = 0x008,      // EPOLLERR
    clinux_event_hang_up = 0x010,    // EPOLLHUP
    clinux_event_exclusive = 1 << 28 // EPOLLEXCLUSIVE
};

// One readiness report, without the packing of `struct epoll_event`.
struct clinux_event {
    uint64_t token;
    uint32_t events;
};

// How many reports one wait can bring.
enum { clinux_event_batch = 256 };

int64_t clinux_poller(void);
int64_t clinux_poller_add(int poller, int fd, uint32_t events, uint64_t token);
int64_t clinux_poller_update(int poller, int fd, uint32_t events, uint64_t token);
int64_t clinux_poller_remove(int poller, int fd);

// Waits and returns the number of reports; `events` has room for `clinux_event_batch`.
// Negative milliseconds wait for ever.
int64_t clinux_poller_wait(int poller, struct clinux_event *events, int milliseconds);

// --- Wake-ups (eventfd) and signals (signalfd) ---

int64_t clinux_wakeup(void);
int64_t clinux_wakeup_add(int fd);
int64_t clinux_wakeup_take(int fd);

// Blocks the signals in `mask`, where bit n stands for signal n, for this thread and those it
// starts, and opens a file that reports them.
int64_t clinux_signals(uint64_t mask);

// The number of the next pending signal.
int64_t clinux_signals_take(int fd);

// --- Changes of directories (inotify) ---

enum clinux_watch_flag {
    // The kernel ran out of room: there were more changes, of anything.
    clinux_watch_overflow = 0x4000, // IN_Q_OVERFLOW
    // The watch has ended, since the directory is gone.
    clinux_watch_ended = 0x8000 // IN_IGNORED
};

int64_t clinux_watcher(void);

// Watches a directory for entries that come and go and, with `contents`, for files in it that
// change. Returns the watch's number, the same for a directory that is watched already.
int64_t clinux_watcher_add(int watcher, const char *path, int contents);

int64_t clinux_watcher_remove(int watcher, int watch);

// --- Sockets; none of them ever waits ---

int64_t clinux_receive(int fd, void *bytes, size_t count);

// Never raises SIGPIPE: a vanished peer is an error number like any other.
int64_t clinux_send(int fd, const void *bytes, size_t count);

int64_t clinux_end_output(int fd);

int64_t clinux_accept(int fd);

// Listens at a numeric address; -EINVAL if `host` is none.
int64_t clinux_listen_tcp(const char *host, uint16_t port, int shares_port, int backlog);

// Lets a listening TCP socket lose the first segment of each new connection, which its client sends
// again after a second. Connections that have begun are not touched.
int64_t clinux_turn_new_away(int fd);

// Lets a listening TCP socket listen no more. What still waits in its queue is lost.
int64_t clinux_stop_listening(int fd);

// Listens at a path where nothing is yet. Before anybody can connect, the file gets this mode,
// unless that is negative, and this group, a name or a number, unless that is empty; -EINVAL if
// there is no such group.
int64_t clinux_listen_unix(const char *path, int mode, const char *group, int backlog);

// Who has connected to a Unix socket: process, user and group, as they were then.
int64_t clinux_peer(int fd, int32_t *process, uint32_t *user, uint32_t *group);

// Connects to a Unix socket.
int64_t clinux_connect_unix(const char *path);

// 4 or 6 for a numeric IPv4 or IPv6 address, otherwise -EINVAL.
int64_t clinux_address_version(const char *host);

// The port a TCP socket is bound to.
int64_t clinux_local_port(int fd);

// Where a stream socket listens, as `1.2.3.4:80`, `[::1]:80` or `unix:/path`, in `text` with a zero at its
// end. Fails with EINVAL if the file is no socket that listens, or if its address is of another kind.
int64_t clinux_listening_address(int fd, char *text, uint32_t size);

// A second number for a file, which no program that is started here gets; reading and writing with
// it, and with every other number of the file, never waits.
int64_t clinux_duplicate(int fd);

// The longest path of a Unix socket, without its closing zero.
enum { clinux_unix_path_max = 107 };

// 1 if a socket is at `path`, 0 if another kind of file is.
int64_t clinux_is_socket(const char *path);

int64_t clinux_unlink(const char *path);

// --- The process ---

// Lets the other threads of this process go before the calling one.
int64_t clinux_lower_priority(void);

// How many processors this process may run on, at least 1.
int64_t clinux_processor_count(void);

// Raises the soft limit of open files to the hard one, and returns it.
int64_t clinux_raise_file_limit(void);

#endif
