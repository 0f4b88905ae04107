#ifndef VERDICT_CMICROHTTPD_H
#define VERDICT_CMICROHTTPD_H

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <microhttpd.h>
#include <string.h>

// What Swift can't call, since it takes variable arguments.

typedef void *(*cmicrohttpd_target_callback)(
    void *context, const char *target, struct MHD_Connection *connection);

// What a daemon shows over TLS, in PEM, and the authorities of its clients' certificates, if it asks
// for these. All null for a daemon without TLS.
typedef struct {
    const char *certificate;
    const char *key;
    const char *client_authority;
} cmicrohttpd_identity;

// A daemon without a thread and without a listening socket of its own: both are ours. The identity
// is used during the call alone.
static inline struct MHD_Daemon *cmicrohttpd_start(
    unsigned int connection_count_max, size_t connection_byte_count_max,
    unsigned int idle_seconds_max, void *context, MHD_AccessHandlerCallback on_request,
    cmicrohttpd_target_callback on_target, MHD_RequestCompletedCallback on_completion,
    MHD_NotifyConnectionCallback on_connection, cmicrohttpd_identity identity)
{
    // Options whose pointer is null would be taken for ones that are given.
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_PRIORITIES, 0, "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)identity.certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)identity.key},
        {identity.client_authority ? MHD_OPTION_HTTPS_MEM_TRUST : MHD_OPTION_END, 0,
         (void *)identity.client_authority},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | (identity.key ? MHD_USE_TLS : 0), 0, NULL, NULL, on_request, context,
        MHD_OPTION_CONNECTION_LIMIT, connection_count_max,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_byte_count_max,
        MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds_max,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, context,
        MHD_OPTION_NOTIFY_COMPLETED, on_completion, context,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, context,
        MHD_OPTION_ARRAY, identity.key ? tls : none,
        MHD_OPTION_END);
}

// Finds out whether a daemon can use an identity, since it would not say why not.
// Returns NULL if it can, else a constant text.
static inline const char *cmicrohttpd_identity_mistake(cmicrohttpd_identity identity)
{
    gnutls_certificate_credentials_t credentials;
    if (gnutls_certificate_allocate_credentials(&credentials) < 0) return "not enough memory";
    gnutls_datum_t certificate = {
        (unsigned char *)identity.certificate, (unsigned)strlen(identity.certificate)};
    gnutls_datum_t key = {(unsigned char *)identity.key, (unsigned)strlen(identity.key)};
    int result = gnutls_certificate_set_x509_key_mem(
        credentials, &certificate, &key, GNUTLS_X509_FMT_PEM);
    const char *mistake = result < 0 ? gnutls_strerror(result) : NULL;
    if (!mistake && identity.client_authority) {
        gnutls_datum_t authority = {
            (unsigned char *)identity.client_authority,
            (unsigned)strlen(identity.client_authority)};
        result = gnutls_certificate_set_x509_trust_mem(
            credentials, &authority, GNUTLS_X509_FMT_PEM);
        if (result < 0) mistake = gnutls_strerror(result);
        if (result == 0) mistake = "there is no certificate of an authority";
    }
    gnutls_certificate_free_credentials(credentials);
    return mistake;
}

// The name in a client's certificate: the first URI among its alternative names, else its subject.
// Writes it to `name`, of `size` bytes, with a zero at the end, and returns 1; returns 0 if there is
// no certificate, or one that the authorities have not signed for a client, or without a name.
static inline int cmicrohttpd_peer_name(struct MHD_Connection *connection, char *name, size_t size)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    if (!info || !info->tls_session) return 0;
    gnutls_session_t session = (gnutls_session_t)info->tls_session;
    unsigned count = 0, status = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &count);
    if (!chain || count == 0) return 0;
    gnutls_typed_vdata_st purpose = {
        GNUTLS_DT_KEY_PURPOSE_OID, (unsigned char *)GNUTLS_KP_TLS_WWW_CLIENT, 0};
    if (gnutls_certificate_verify_peers(session, &purpose, 1, &status) < 0 || status != 0) return 0;

    gnutls_x509_crt_t certificate;
    if (gnutls_x509_crt_init(&certificate) < 0) return 0;
    int found = 0, result = gnutls_x509_crt_import(certificate, chain, GNUTLS_X509_FMT_DER);
    for (unsigned index = 0; result >= 0 && !found; index += 1) {
        size_t length = size - 1;
        result = gnutls_x509_crt_get_subject_alt_name(certificate, index, name, &length, NULL);
        if (result == GNUTLS_SAN_URI) {
            name[length] = 0;
            found = length > 0 && strlen(name) == length;
            if (!found) result = GNUTLS_E_CERTIFICATE_ERROR;
        }
    }
    if (result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE) {
        size_t length = size;
        found = gnutls_x509_crt_get_dn(certificate, name, &length) >= 0 && name[0] != 0;
    }
    gnutls_x509_crt_deinit(certificate);
    return found;
}

// The file that is ready to read when the daemon is to run; -1 if there is none.
static inline int cmicrohttpd_epoll_file(struct MHD_Daemon *daemon)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info ? info->epoll_fd : -1;
}

// How many connections the daemon has.
static inline unsigned cmicrohttpd_connection_count(struct MHD_Daemon *daemon)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    return info ? info->num_connections : 0;
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
