/* Of fault.so: a program's own calls to libraries other than the C library. */
#include "tests/torture/fault.h"

#include <curl/curl.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <ini.h>
#include <jansson.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlwriter.h>
#include <microhttpd.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* --- libcurl */

#undef curl_easy_setopt
#undef curl_multi_setopt

MAY_FAIL(CURLcode, curl_global_init, CURLE_OUT_OF_MEMORY, ENOMEM, (long flags), (flags))
MAY_FAIL(CURL *, curl_easy_init, NULL, ENOMEM, (void), ())
MAY_FAIL(CURLM *, curl_multi_init, NULL, ENOMEM, (void), ())
MAY_FAIL(CURLMcode, curl_multi_add_handle, CURLM_OUT_OF_MEMORY, ENOMEM, (CURLM * multi, CURL *easy),
         (multi, easy))
MAY_FAIL(CURLMcode, curl_multi_perform, CURLM_OUT_OF_MEMORY, ENOMEM, (CURLM * multi, int *running),
         (multi, running))
MAY_FAIL(CURLMcode, curl_multi_poll, CURLM_OUT_OF_MEMORY, ENOMEM,
         (CURLM * multi, struct curl_waitfd fds[], unsigned count, int ms, int *ready),
         (multi, fds, count, ms, ready))
MAY_FAIL(struct curl_slist *, curl_slist_append, NULL, ENOMEM,
         (struct curl_slist * list, const char *text), (list, text))
MAY_FAIL(CURLcode, curl_easy_recv, CURLE_RECV_ERROR, ECONNRESET,
         (CURL * easy, void *to_here, size_t size, size_t *got), (easy, to_here, size, got))
MAY_FAIL(CURLcode, curl_easy_send, CURLE_SEND_ERROR, ECONNRESET,
         (CURL * easy, const void *what, size_t size, size_t *sent), (easy, what, size, sent))

/* One with an argument that is a pointer or as large as one. */
#define MAY_FAIL_WITH(type, name, bad, handle_type, option_type)                                   \
    type name(handle_type *handle, option_type option, ...)                                        \
    {                                                                                              \
        static type (*real)(handle_type *, option_type, ...);                                      \
        va_list rest;                                                                              \
        va_start(rest, option);                                                                    \
        void *argument = va_arg(rest, void *);                                                     \
        va_end(rest);                                                                              \
        if (fault_is_due(#name, CALLER))                                                           \
            return bad;                                                                            \
        if (real == NULL)                                                                          \
            real = (type(*)(handle_type *, option_type, ...))dlsym(RTLD_NEXT, #name);              \
        return real(handle, option, argument);                                                     \
    }
MAY_FAIL_WITH(CURLcode, curl_easy_setopt, CURLE_OUT_OF_MEMORY, CURL, CURLoption)
MAY_FAIL_WITH(CURLMcode, curl_multi_setopt, CURLM_OUT_OF_MEMORY, CURLM, CURLMoption)

/* --- libxml2 */

MAY_FAIL(xmlParserCtxtPtr, xmlNewParserCtxt, NULL, ENOMEM, (void), ())
MAY_FAIL(xmlDocPtr, xmlCtxtReadMemory, NULL, ENOMEM,
         (xmlParserCtxtPtr parser, const char *text, int size, const char *url,
          const char *encoding, int options),
         (parser, text, size, url, encoding, options))
MAY_FAIL(xmlDocPtr, xmlNewDoc, NULL, ENOMEM, (const xmlChar *version), (version))
MAY_FAIL(xmlNodePtr, xmlDocCopyNode, NULL, ENOMEM, (xmlNodePtr node, xmlDocPtr doc, int deep),
         (node, doc, deep))
MAY_FAIL(xmlBufferPtr, xmlBufferCreate, NULL, ENOMEM, (void), ())
MAY_FAIL(xmlTextWriterPtr, xmlNewTextWriterMemory, NULL, ENOMEM,
         (xmlBufferPtr buffer, int compression), (buffer, compression))
MAY_FAIL(int, xmlTextWriterSetIndent, -1, ENOMEM, (xmlTextWriterPtr writer, int indent),
         (writer, indent))
MAY_FAIL(int, xmlTextWriterStartDocument, -1, ENOMEM,
         (xmlTextWriterPtr writer, const char *version, const char *encoding, const char *alone),
         (writer, version, encoding, alone))
MAY_FAIL(int, xmlTextWriterEndDocument, -1, ENOMEM, (xmlTextWriterPtr writer), (writer))
MAY_FAIL(int, xmlTextWriterStartElement, -1, ENOMEM, (xmlTextWriterPtr writer, const xmlChar *name),
         (writer, name))
MAY_FAIL(int, xmlTextWriterEndElement, -1, ENOMEM, (xmlTextWriterPtr writer), (writer))
MAY_FAIL(int, xmlTextWriterWriteAttribute, -1, ENOMEM,
         (xmlTextWriterPtr writer, const xmlChar *name, const xmlChar *text), (writer, name, text))
MAY_FAIL(int, xmlTextWriterWriteString, -1, ENOMEM, (xmlTextWriterPtr writer, const xmlChar *text),
         (writer, text))
MAY_FAIL(int, xmlTextWriterFlush, -1, ENOMEM, (xmlTextWriterPtr writer), (writer))

/* --- jansson, inih */

MAY_FAIL(json_t *, json_object, NULL, ENOMEM, (void), ())
MAY_FAIL(json_t *, json_array, NULL, ENOMEM, (void), ())
MAY_FAIL(json_t *, json_string, NULL, ENOMEM, (const char *text), (text))
MAY_FAIL(json_t *, json_integer, NULL, ENOMEM, (json_int_t number), (number))
MAY_FAIL(json_t *, json_loadb, NULL, ENOMEM,
         (const char *text, size_t size, size_t flags, json_error_t *error),
         (text, size, flags, error))
MAY_FAIL(char *, json_dumps, NULL, ENOMEM, (const json_t *json, size_t flags), (json, flags))
MAY_FAIL(int, json_object_set_new, (json_decref(value), -1), ENOMEM,
         (json_t * object, const char *key, json_t *value), (object, key, value))
MAY_FAIL(int, json_array_append_new, (json_decref(value), -1), ENOMEM,
         (json_t * array, json_t *value), (array, value))

json_t *json_pack(const char *format, ...)
{
    va_list rest;
    va_start(rest, format);
    json_t *result =
        fault_is_due("json_pack", CALLER) ? NULL : json_vpack_ex(NULL, 0, format, rest);
    va_end(rest);
    return result;
}

MAY_FAIL(int, ini_parse_stream, -2, ENOMEM,
         (ini_reader reader, void *stream, ini_handler handler, void *context),
         (reader, stream, handler, context))

/* --- OpenSSL */

MAY_FAIL(EVP_MD_CTX *, EVP_MD_CTX_new, NULL, ENOMEM, (void), ())
MAY_FAIL(int, EVP_DigestInit_ex, 0, ENOMEM,
         (EVP_MD_CTX * digest, const EVP_MD *kind, ENGINE *engine), (digest, kind, engine))
MAY_FAIL(int, EVP_DigestUpdate, 0, ENOMEM, (EVP_MD_CTX * digest, const void *what, size_t size),
         (digest, what, size))
MAY_FAIL(int, EVP_DigestFinal_ex, 0, ENOMEM,
         (EVP_MD_CTX * digest, unsigned char *to_here, unsigned *size), (digest, to_here, size))
MAY_FAIL(int, EVP_Digest, 0, ENOMEM,
         (const void *what, size_t size, unsigned char *to_here, unsigned *result_size,
          const EVP_MD *kind, ENGINE *engine),
         (what, size, to_here, result_size, kind, engine))
MAY_FAIL(X509_STORE *, X509_STORE_new, NULL, ENOMEM, (void), ())
MAY_FAIL(int, X509_STORE_load_locations, 0, ENOMEM,
         (X509_STORE * store, const char *file, const char *directory), (store, file, directory))
MAY_FAIL(int, X509_STORE_set_default_paths, 0, ENOMEM, (X509_STORE * store), (store))
MAY_FAIL(int, X509_STORE_set_flags, 0, ENOMEM, (X509_STORE * store, unsigned long flags),
         (store, flags))
MAY_FAIL(int, X509_STORE_up_ref, 0, ENOMEM, (X509_STORE * store), (store))
MAY_FAIL(int, X509_up_ref, 0, ENOMEM, (X509 * certificate), (certificate))
MAY_FAIL(X509 *, SSL_get1_peer_certificate, NULL, ENOMEM, (const SSL *ssl), (ssl))
MAY_FAIL(int, i2d_X509_PUBKEY, -1, ENOMEM, (const X509_PUBKEY *key, unsigned char **to_here),
         (key, to_here))
MAY_FAIL(void *, X509_get_ext_d2i, NULL, ENOMEM,
         (const X509 *certificate, int kind, int *critical, int *index),
         (certificate, kind, critical, index))
MAY_FAIL(int, ASN1_STRING_to_UTF8, -1, ENOMEM, (unsigned char **to_here, const ASN1_STRING *text),
         (to_here, text))

/* --- libmicrohttpd, GnuTLS */

struct MHD_Daemon *MHD_start_daemon(unsigned flags, uint16_t port, MHD_AcceptPolicyCallback admits,
                                    void *admits_context, MHD_AccessHandlerCallback serve,
                                    void *serve_context, ...)
{
    va_list rest;
    va_start(rest, serve_context);
    struct MHD_Daemon *result =
        fault_is_due("MHD_start_daemon", CALLER)
            ? NULL
            : MHD_start_daemon_va(flags, port, admits, admits_context, serve, serve_context, rest);
    va_end(rest);
    return result;
}

MAY_FAIL(enum MHD_Result, MHD_add_connection, (close(fd), MHD_NO), ENOMEM,
         (struct MHD_Daemon * server, MHD_socket fd, const struct sockaddr *at, socklen_t size),
         (server, fd, at, size))
MAY_FAIL(enum MHD_Result, MHD_run, MHD_NO, ENOMEM, (struct MHD_Daemon * server), (server))
MAY_FAIL(const union MHD_ConnectionInfo *, MHD_get_connection_info, NULL, ENOMEM,
         (struct MHD_Connection * connection, enum MHD_ConnectionInfoType what, ...),
         (connection, what))
MAY_FAIL(struct MHD_Response *, MHD_create_response_from_buffer, NULL, ENOMEM,
         (size_t size, void *text, enum MHD_ResponseMemoryMode mode), (size, text, mode))
MAY_FAIL(enum MHD_Result, MHD_add_response_header, MHD_NO, ENOMEM,
         (struct MHD_Response * response, const char *name, const char *text),
         (response, name, text))
MAY_FAIL(enum MHD_Result, MHD_queue_response, MHD_NO, ENOMEM,
         (struct MHD_Connection * connection, unsigned status, struct MHD_Response *response),
         (connection, status, response))
MAY_FAIL(enum MHD_Result, MHD_queue_auth_fail_response2, MHD_NO, ENOMEM,
         (struct MHD_Connection * connection, const char *realm, const char *opaque,
          struct MHD_Response *response, int stale, enum MHD_DigestAuthAlgorithm algorithm),
         (connection, realm, opaque, response, stale, algorithm))
MAY_FAIL(int, gnutls_certificate_allocate_credentials, GNUTLS_E_MEMORY_ERROR, ENOMEM,
         (gnutls_certificate_credentials_t * credentials), (credentials))
MAY_FAIL(int, gnutls_certificate_set_x509_key_mem, GNUTLS_E_MEMORY_ERROR, ENOMEM,
         (gnutls_certificate_credentials_t credentials, const gnutls_datum_t *certificate,
          const gnutls_datum_t *key, gnutls_x509_crt_fmt_t format),
         (credentials, certificate, key, format))
MAY_FAIL(int, gnutls_pcert_list_import_x509_raw, GNUTLS_E_MEMORY_ERROR, ENOMEM,
         (gnutls_pcert_st * list, unsigned *count, const gnutls_datum_t *text,
          gnutls_x509_crt_fmt_t format, unsigned flags),
         (list, count, text, format, flags))
MAY_FAIL(int, gnutls_privkey_init, GNUTLS_E_MEMORY_ERROR, ENOMEM, (gnutls_privkey_t * key), (key))
MAY_FAIL(int, gnutls_privkey_import_x509_raw, GNUTLS_E_MEMORY_ERROR, ENOMEM,
         (gnutls_privkey_t key, const gnutls_datum_t *text, gnutls_x509_crt_fmt_t format,
          const char *password, unsigned flags),
         (key, text, format, password, flags))
