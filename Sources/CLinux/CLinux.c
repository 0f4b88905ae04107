#define _GNU_SOURCE
#include "CLinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int64_t result_of(int64_t result) { return result < 0 ? -errno : result; }

// Closes `fd` if `result` is an error, else answers with `fd`.
static int64_t keep_or_close(int fd, int64_t result) {
    if (result >= 0) return fd;
    close(fd);
    return result;
}

// --- Files ---

void clinux_close(int fd) { close(fd); }

int64_t clinux_read(int fd, void *bytes, size_t count) { return result_of(read(fd, bytes, count)); }

// --- Readiness ---

_Static_assert((uint32_t)clinux_event_read == (uint32_t)EPOLLIN, "as the kernel has it");
_Static_assert((uint32_t)clinux_event_write == (uint32_t)EPOLLOUT, "as the kernel has it");
_Static_assert((uint32_t)clinux_event_error == (uint32_t)EPOLLERR, "as the kernel has it");
_Static_assert((uint32_t)clinux_event_hang_up == (uint32_t)EPOLLHUP, "as the kernel has it");
_Static_assert((uint32_t)clinux_event_exclusive == (uint32_t)EPOLLEXCLUSIVE, "as the kernel has it");

int64_t clinux_poller(void) { return result_of(epoll_create1(EPOLL_CLOEXEC)); }

static int64_t control(int poller, int operation, int fd, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data.u64 = token};
    return result_of(epoll_ctl(poller, operation, fd, &event));
}

int64_t clinux_poller_add(int poller, int fd, uint32_t events, uint64_t token) {
    return control(poller, EPOLL_CTL_ADD, fd, events, token);
}

int64_t clinux_poller_update(int poller, int fd, uint32_t events, uint64_t token) {
    return control(poller, EPOLL_CTL_MOD, fd, events, token);
}

int64_t clinux_poller_remove(int poller, int fd) {
    return control(poller, EPOLL_CTL_DEL, fd, 0, 0);
}

int64_t clinux_poller_wait(int poller, struct clinux_event *events, int milliseconds) {
    struct epoll_event reports[clinux_event_batch];
    int count = epoll_wait(poller, reports, clinux_event_batch, milliseconds);
    if (count < 0) return -errno;
    for (int index = 0; index < count; index++) {
        events[index].token = reports[index].data.u64;
        events[index].events = reports[index].events;
    }
    return count;
}

// --- Wake-ups and signals ---

int64_t clinux_wakeup(void) { return result_of(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

int64_t clinux_wakeup_add(int fd) {
    uint64_t one = 1;
    return result_of(write(fd, &one, sizeof one));
}

int64_t clinux_wakeup_take(int fd) {
    uint64_t count = 0;
    return result_of(read(fd, &count, sizeof count));
}

int64_t clinux_signals(uint64_t mask) {
    sigset_t set;
    sigemptyset(&set);
    for (int number = 1; number < 64; number++)
        if (mask >> number & 1) sigaddset(&set, number);
    int error = pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (error != 0) return -error;
    return result_of(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

int64_t clinux_signals_take(int fd) {
    struct signalfd_siginfo info;
    ssize_t count = read(fd, &info, sizeof info);
    if (count < 0) return -errno;
    return count == sizeof info ? (int64_t)info.ssi_signo : -EIO;
}

// --- Changes of directories ---

_Static_assert(clinux_watch_overflow == IN_Q_OVERFLOW, "");
_Static_assert(clinux_watch_ended == IN_IGNORED, "");

int64_t clinux_watcher(void) { return result_of(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)); }

int64_t clinux_watcher_add(int watcher, const char *path, int contents) {
    uint32_t mask =
        IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;
    // Whoever keeps a file open while writing never closes it: `IN_MODIFY` tells nonetheless.
    if (contents) mask |= IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB;
    return result_of(inotify_add_watch(watcher, path, mask | IN_ONLYDIR));
}

int64_t clinux_watcher_remove(int watcher, int watch) {
    return result_of(inotify_rm_watch(watcher, watch));
}

// --- Sockets ---

int64_t clinux_receive(int fd, void *bytes, size_t count) {
    return result_of(recv(fd, bytes, count, 0));
}

int64_t clinux_send(int fd, const void *bytes, size_t count) {
    return result_of(send(fd, bytes, count, MSG_NOSIGNAL));
}

int64_t clinux_end_output(int fd) { return result_of(shutdown(fd, SHUT_WR)); }

int64_t clinux_accept(int fd) {
    return result_of(accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

static int64_t open_socket(int family) {
    return result_of(socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

static int64_t enable(int fd, int level, int option) {
    int on = 1;
    return result_of(setsockopt(fd, level, option, &on, sizeof on));
}

// An address of any family that we use.
union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    struct sockaddr_un unix_path;
};

// Fills in a numeric address and returns its size, or -EINVAL.
static int64_t tcp_address(const char *host, uint16_t port, union address *address) {
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, host, &address->four.sin_addr) == 1) {
        address->four.sin_family = AF_INET;
        address->four.sin_port = htons(port);
        return sizeof address->four;
    }
    if (inet_pton(AF_INET6, host, &address->six.sin6_addr) == 1) {
        address->six.sin6_family = AF_INET6;
        address->six.sin6_port = htons(port);
        return sizeof address->six;
    }
    return -EINVAL;
}

// Fills in a path and returns the address's size, or -ENAMETOOLONG.
static int64_t unix_address(const char *path, union address *address) {
    _Static_assert(clinux_unix_path_max == sizeof address->unix_path.sun_path - 1, "");
    size_t count = strlen(path);
    if (count == 0 || count > clinux_unix_path_max) return -ENAMETOOLONG;
    memset(address, 0, sizeof *address);
    address->unix_path.sun_family = AF_UNIX;
    memcpy(address->unix_path.sun_path, path, count);
    return sizeof address->unix_path;
}

static int64_t bind_and_listen(int fd, union address *address, int64_t size, int backlog) {
    if (bind(fd, &address->any, size) < 0) return -errno;
    return result_of(listen(fd, backlog));
}

static int64_t prepare_tcp(int fd, int family, int shares_port) {
    // Lets a daemon restart while connections of its predecessor linger.
    int64_t result = enable(fd, SOL_SOCKET, SO_REUSEADDR);
    if (result >= 0 && shares_port) result = enable(fd, SOL_SOCKET, SO_REUSEPORT);
    // So that `[::]` leaves IPv4 to a listener of its own.
    if (result >= 0 && family == AF_INET6) result = enable(fd, IPPROTO_IPV6, IPV6_V6ONLY);
    // Accepted connections inherit this. Answers are written whole, so waiting for more bytes to
    // fill a packet could only delay them.
    if (result >= 0) result = enable(fd, IPPROTO_TCP, TCP_NODELAY);
    return result;
}

int64_t clinux_listen_tcp(const char *host, uint16_t port, int shares_port, int backlog) {
    union address address;
    int64_t size = tcp_address(host, port, &address);
    if (size < 0) return size;
    int64_t fd = open_socket(address.any.sa_family);
    if (fd < 0) return fd;
    int64_t result = prepare_tcp(fd, address.any.sa_family, shares_port);
    if (result >= 0) result = bind_and_listen(fd, &address, size, backlog);
    return keep_or_close(fd, result);
}

int64_t clinux_turn_new_away(int fd) {
    // To a listening socket's filter, a segment begins with the header of TCP; its flags are at 13.
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 13),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0x12),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x02, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, 0x7fffffff),
    };
    struct sock_fprog program = {.len = sizeof code / sizeof code[0], .filter = code};
    return result_of(setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program));
}

int64_t clinux_stop_listening(int fd) { return result_of(shutdown(fd, SHUT_RDWR)); }

// Finds a group by name or number.
static int64_t group_number(const char *group) {
    char *end;
    unsigned long number = strtoul(group, &end, 10);
    if (*group >= '0' && *group <= '9' && *end == 0) return number < UINT32_MAX ? number : -EINVAL;
    struct group *entry = getgrnam(group);
    return entry == NULL ? -EINVAL : (int64_t)entry->gr_gid;
}

static int64_t give_access(const char *path, int mode, const char *group) {
    if (*group != 0) {
        int64_t number = group_number(group);
        if (number < 0) return number;
        if (lchown(path, -1, number) < 0) return -errno;
    }
    return mode < 0 ? 0 : result_of(chmod(path, mode));
}

int64_t clinux_listen_unix(const char *path, int mode, const char *group, int backlog) {
    union address address;
    int64_t size = unix_address(path, &address);
    if (size < 0) return size;
    int64_t fd = open_socket(AF_UNIX);
    if (fd < 0) return fd;
    int64_t result = result_of(bind(fd, &address.any, size));
    if (result >= 0) {
        // Until `listen`, whoever connects is refused.
        result = give_access(path, mode, group);
        if (result >= 0) result = result_of(listen(fd, backlog));
        if (result < 0) unlink(path);
    }
    return keep_or_close(fd, result);
}

int64_t clinux_peer(int fd, int32_t *process, uint32_t *user, uint32_t *group) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) return -errno;
    *process = peer.pid;
    *user = peer.uid;
    *group = peer.gid;
    return 0;
}

int64_t clinux_connect_unix(const char *path) {
    union address address;
    int64_t size = unix_address(path, &address);
    if (size < 0) return size;
    int64_t fd = open_socket(AF_UNIX);
    if (fd < 0) return fd;
    return keep_or_close(fd, result_of(connect(fd, &address.any, size)));
}

int64_t clinux_address_version(const char *host) {
    union address address;
    int64_t size = tcp_address(host, 0, &address);
    if (size < 0) return size;
    return address.any.sa_family == AF_INET6 ? 6 : 4;
}

int64_t clinux_local_port(int fd) {
    union address address;
    socklen_t size = sizeof address;
    if (getsockname(fd, &address.any, &size) < 0) return -errno;
    return ntohs(address.any.sa_family == AF_INET6 ? address.six.sin6_port : address.four.sin_port);
}

int64_t clinux_listening_address(int fd, char *text, uint32_t size) {
    int listens = 0, type = 0;
    socklen_t length = sizeof listens;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) < 0) return -errno;
    length = sizeof type;
    if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) < 0) return -errno;
    if (!listens || type != SOCK_STREAM) return -EINVAL;

    struct sockaddr_storage address;
    length = sizeof address;
    memset(&address, 0, sizeof address);
    if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) return -errno;
    char host[INET6_ADDRSTRLEN];
    int count = -1;
    if (address.ss_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)&address;
        if (!inet_ntop(AF_INET, &four->sin_addr, host, sizeof host)) return -errno;
        count = snprintf(text, size, "%s:%d", host, ntohs(four->sin_port));
    } else if (address.ss_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address;
        if (!inet_ntop(AF_INET6, &six->sin6_addr, host, sizeof host)) return -errno;
        count = snprintf(text, size, "[%s]:%d", host, ntohs(six->sin6_port));
    } else if (address.ss_family == AF_UNIX) {
        const struct sockaddr_un *local = (const struct sockaddr_un *)&address;
        // A socket without a path has no place that it could be called by.
        if (local->sun_path[0] == 0) return -EINVAL;
        count = snprintf(text, size, "unix:%s", local->sun_path);
    }
    return count >= 0 && (uint32_t)count < size ? 0 : -EINVAL;
}

int64_t clinux_duplicate(int fd) {
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (copy < 0) return -errno;
    int flags = fcntl(copy, F_GETFL);
    if (flags < 0 || fcntl(copy, F_SETFL, flags | O_NONBLOCK) < 0) {
        int error = errno;
        close(copy);
        return -error;
    }
    return copy;
}

int64_t clinux_is_socket(const char *path) {
    struct stat status;
    if (lstat(path, &status) < 0) return -errno;
    return S_ISSOCK(status.st_mode) ? 1 : 0;
}

int64_t clinux_unlink(const char *path) { return result_of(unlink(path)); }

// --- The process ---

int64_t clinux_lower_priority(void) {
    // On Linux a priority belongs to a thread, and 0 is the calling one.
    return result_of(setpriority(PRIO_PROCESS, 0, 10));
}

int64_t clinux_processor_count(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) < 0) return 1;
    int count = CPU_COUNT(&set);
    return count > 0 ? count : 1;
}

int64_t clinux_raise_file_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return -errno;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0) return -errno;
    return (int64_t)limit.rlim_cur;
}
