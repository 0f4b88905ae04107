#ifndef VERDICT_CMICROHTTPD_H
#define VERDICT_CMICROHTTPD_H

#include <microhttpd.h>

// What Swift can't call, since it takes variable arguments.

typedef void *(*cmicrohttpd_target_callback)(
    void *context, const char *target, struct MHD_Connection *connection);

// A daemon without a thread and without a listening socket of its own: both are ours.
static inline struct MHD_Daemon *cmicrohttpd_start(
    unsigned int connection_count_max, size_t connection_byte_count_max,
    unsigned int idle_seconds_max, void *context, MHD_AccessHandlerCallback on_request,
    cmicrohttpd_target_callback on_target, MHD_RequestCompletedCallback on_completion,
    MHD_NotifyConnectionCallback on_connection)
{
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL, on_request, context,
        MHD_OPTION_CONNECTION_LIMIT, connection_count_max,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_byte_count_max,
        MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds_max,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, context,
        MHD_OPTION_NOTIFY_COMPLETED, on_completion, context,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, context,
        MHD_OPTION_END);
}

// The file that is ready to read when the daemon is to run; -1 if there is none.
static inline int cmicrohttpd_epoll_file(struct MHD_Daemon *daemon)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info ? info->epoll_fd : -1;
}

// What `on_connection` has stored for the connection.
static inline void *cmicrohttpd_connection_context(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

// How many bytes the head of the request has, from the method to the empty line; 0 if not known.
static inline size_t cmicrohttpd_head_byte_count(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

// The connection's socket.
static inline int cmicrohttpd_connection_file(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

#endif
