// TLS for servers of HTTP/2, with what OpenSSL has as macros or asks for as callbacks.
#ifndef VERDICT_COPENSSL_TLS_H
#define VERDICT_COPENSSL_TLS_H

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

// The longest name of a client; a SPIFFE id has no more.
enum { copenssl_name_max = 2048 };

// What a handshake may fail for.
enum copenssl_tls_failure {
    copenssl_tls_other,
    copenssl_tls_version,
    copenssl_tls_protocol,
    copenssl_tls_certificate
};

// --- The name in a certificate ---

// Copies a name that is one line of visible ASCII characters and spaces; 0 if it is not.
static inline int copenssl_copy_name(const char *bytes, int count, char *name) {
    if (count <= 0 || count > copenssl_name_max) return 0;
    for (int index = 0; index < count; index += 1) {
        if (bytes[index] < 0x20 || bytes[index] > 0x7e) return 0;
    }
    memcpy(name, bytes, count);
    return count;
}

static inline int copenssl_subject(X509 *certificate, char *name) {
    BIO *text = BIO_new(BIO_s_mem());
    if (!text) return 0;
    int count = 0;
    if (X509_NAME_entry_count(X509_get_subject_name(certificate)) > 0 &&
        X509_NAME_print_ex(text, X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253) >= 0) {
        char *bytes = NULL;
        long length = BIO_get_mem_data(text, &bytes);
        if (length > 0 && length <= copenssl_name_max)
            count = copenssl_copy_name(bytes, (int)length, name);
    }
    BIO_free(text);
    return count;
}

// Writes the name, up to copenssl_name_max bytes without a closing zero: the only URI among the
// alternative names, else the subject. Returns its length; 0 if there is none that is clear.
static inline int copenssl_certificate_name(X509 *certificate, char *name) {
    int occurrence = -1;
    GENERAL_NAMES *names =
        (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, &occurrence, NULL);
    // -1 is none; -2 is more than one extension, and others can't be read.
    if (!names) return occurrence == -1 ? copenssl_subject(certificate, name) : 0;
    const ASN1_IA5STRING *uri = NULL;
    int uri_count = 0;
    for (int index = 0; index < sk_GENERAL_NAME_num(names); index += 1) {
        const GENERAL_NAME *entry = sk_GENERAL_NAME_value(names, index);
        if (entry->type != GEN_URI) continue;
        uri = entry->d.uniformResourceIdentifier;
        uri_count += 1;
    }
    int count = 0;
    if (uri_count == 0) {
        count = copenssl_subject(certificate, name);
    } else if (uri_count == 1) {
        count = copenssl_copy_name(
            (const char *)ASN1_STRING_get0_data(uri), ASN1_STRING_length(uri), name);
        // So that no URI reads as a subject, which begins with `CN=` or the like.
        int scheme = 0;
        while (scheme < count && name[scheme] != ':' && name[scheme] != '=') scheme += 1;
        if (scheme == count || name[scheme] != ':') count = 0;
    }
    GENERAL_NAMES_free(names);
    return count;
}

// --- Contexts ---

static inline int copenssl_verify(X509_STORE_CTX *store, void *unused) {
    (void)unused;
    if (X509_verify_cert(store) <= 0) return 0;
    char name[copenssl_name_max];
    X509 *certificate = X509_STORE_CTX_get0_cert(store);
    if (certificate && copenssl_certificate_name(certificate, name) > 0) return 1;
    X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
    return 0;
}

static inline int copenssl_select_h2(
    SSL *session, const unsigned char **out, unsigned char *out_count, const unsigned char *in,
    unsigned in_count, void *unused) {
    (void)session;
    (void)unused;
    for (unsigned at = 0; at < in_count; at += 1 + in[at]) {
        if (in[at] == 2 && at + 2 < in_count && memcmp(in + at + 1, "h2", 2) == 0) {
            *out = in + at + 1;
            *out_count = 2;
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

// A client that names no protocol would otherwise not be asked for one.
static inline int copenssl_check_hello(SSL *session, int *alert, void *unused) {
    (void)unused;
    const unsigned char *bytes;
    size_t count;
    if (SSL_client_hello_get0_ext(
            session, TLSEXT_TYPE_application_layer_protocol_negotiation, &bytes, &count))
        return SSL_CLIENT_HELLO_SUCCESS;
    *alert = SSL_AD_NO_APPLICATION_PROTOCOL;
    return SSL_CLIENT_HELLO_ERROR;
}

static inline int copenssl_no_password(char *buffer, int size, int writing, void *unused) {
    (void)buffer;
    (void)size;
    (void)writing;
    (void)unused;
    return -1;
}

// A context without certificate, or NULL.
static inline SSL_CTX *copenssl_tls_context(void) {
    ERR_clear_error();
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (!context) return NULL;
    // No sessions are resumed: connections live for long, and a resumed one would carry on what
    // was proven by a certificate that may be void by now.
    SSL_CTX_set_options(
        context, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                     SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(context, copenssl_select_h2, NULL);
    SSL_CTX_set_client_hello_cb(context, copenssl_check_hello, NULL);
    SSL_CTX_set_cert_verify_callback(context, copenssl_verify, NULL);
    SSL_CTX_set_default_passwd_cb(context, copenssl_no_password);
    if (SSL_CTX_set_num_tickets(context, 0) == 1 &&
        SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
        SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
        SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
        SSL_CTX_set_ciphersuites(
            context, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:"
                     "TLS_CHACHA20_POLY1305_SHA256") == 1)
        return context;
    SSL_CTX_free(context);
    return NULL;
}

// The next certificate of a PEM file, or NULL: at the end, with an empty queue of errors.
static inline X509 *copenssl_next_certificate(BIO *file) {
    ERR_clear_error();
    X509 *certificate = PEM_read_bio_X509(file, NULL, copenssl_no_password, NULL);
    if (!certificate && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE)
        ERR_clear_error();
    return certificate;
}

// Shows the first certificate of a PEM file, and sends the others along; 1 if that is possible.
static inline int copenssl_use_certificate(SSL_CTX *context, const void *bytes, int count) {
    BIO *file = BIO_new_mem_buf(bytes, count);
    if (!file) return 0;
    X509 *certificate = copenssl_next_certificate(file);
    int is_good = certificate && SSL_CTX_use_certificate(context, certificate) == 1;
    X509_free(certificate);
    while (is_good && (certificate = copenssl_next_certificate(file))) {
        is_good = SSL_CTX_add1_chain_cert(context, certificate) == 1;
        X509_free(certificate);
    }
    BIO_free(file);
    return is_good && ERR_peek_error() == 0;
}

// Uses the private key of a PEM file; 1 if it is that of the certificate.
static inline int copenssl_use_key(SSL_CTX *context, const void *bytes, int count) {
    ERR_clear_error();
    BIO *file = BIO_new_mem_buf(bytes, count);
    if (!file) return 0;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(file, NULL, copenssl_no_password, NULL);
    int is_good = key && SSL_CTX_use_PrivateKey(context, key) == 1 &&
                  SSL_CTX_check_private_key(context) == 1;
    EVP_PKEY_free(key);
    BIO_free(file);
    return is_good;
}

// Asks clients for certificates of the authorities in a PEM file; 1 if there is one.
static inline int copenssl_trust(SSL_CTX *context, const void *bytes, int count, int is_required) {
    BIO *file = BIO_new_mem_buf(bytes, count);
    if (!file) return 0;
    int trusted = 0, is_good = 1;
    X509 *authority;
    while (is_good && (authority = copenssl_next_certificate(file))) {
        is_good = X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority) == 1 &&
                  SSL_CTX_add_client_CA(context, authority) == 1;
        X509_free(authority);
        trusted += 1;
    }
    BIO_free(file);
    SSL_CTX_set_verify(
        context, SSL_VERIFY_PEER | (is_required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), NULL);
    return is_good && trusted > 0 && ERR_peek_error() == 0;
}

// --- Sessions ---

// A server's session that reads from memory and writes to it, or NULL.
static inline SSL *copenssl_tls_session(SSL_CTX *context) {
    ERR_clear_error();
    SSL *session = SSL_new(context);
    BIO *input = BIO_new(BIO_s_mem()), *output = BIO_new(BIO_s_mem());
    if (!session || !input || !output) {
        SSL_free(session);
        BIO_free(input);
        BIO_free(output);
        return NULL;
    }
    SSL_set_bio(session, input, output);
    SSL_set_accept_state(session);
    return session;
}

// What is to be sent; valid until the session is used again.
static inline long copenssl_tls_output(SSL *session, const char **bytes) {
    char *data = NULL;
    long count = BIO_get_mem_data(SSL_get_wbio(session), &data);
    *bytes = data;
    return count;
}

// Forgets what was to be sent. Gives memory back that exceeds `kept_count` bytes.
static inline void copenssl_tls_clear_output(SSL *session, long kept_count) {
    char *data = NULL;
    BIO *output = SSL_get_wbio(session);
    if (BIO_get_mem_data(output, &data) > kept_count) {
        BIO *fresh = BIO_new(BIO_s_mem());
        if (fresh) {
            SSL_set0_wbio(session, fresh);
            return;
        }
    }
    (void)BIO_reset(output);
}

// Gives memory for input back, if all of it is used.
static inline void copenssl_tls_clear_input(SSL *session) {
    if (BIO_ctrl_pending(SSL_get_rbio(session)) > 0) return;
    BIO *fresh = BIO_new(BIO_s_mem());
    if (fresh) SSL_set0_rbio(session, fresh);
}

// The name of the client that has shown a certificate; 0 without one.
static inline int copenssl_peer_name(SSL *session, char *name) {
    X509 *certificate = SSL_get0_peer_certificate(session);
    if (!certificate || SSL_get_verify_result(session) != X509_V_OK) return 0;
    return copenssl_certificate_name(certificate, name);
}

// Why the last call of this thread failed.
static inline enum copenssl_tls_failure copenssl_tls_failure_reason(void) {
    unsigned long error = ERR_peek_error();
    if (ERR_GET_LIB(error) != ERR_LIB_SSL) return copenssl_tls_other;
    switch (ERR_GET_REASON(error)) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW: return copenssl_tls_version;
    case SSL_R_CALLBACK_FAILED:
    case SSL_R_NO_APPLICATION_PROTOCOL: return copenssl_tls_protocol;
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
    case SSL_R_CERTIFICATE_VERIFY_FAILED: return copenssl_tls_certificate;
    default: return copenssl_tls_other;
    }
}

// What OpenSSL says of the last failed call of this thread; "" if nothing.
static inline const char *copenssl_error_text(void) {
    const char *text = ERR_reason_error_string(ERR_peek_last_error());
    return text ? text : "";
}

#endif
