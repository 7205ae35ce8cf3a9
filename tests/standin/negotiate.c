#include "tests/standin/negotiate.h"

#include <gssapi/gssapi_ext.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static gss_cred_id_t credentials = GSS_C_NO_CREDENTIAL; /* only read once there are threads */

static void complain(const char *keytab, OM_uint32 status)
{
    OM_uint32 minor, more = 0;
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;

    if (gss_display_status(&minor, status, GSS_C_GSS_CODE, GSS_C_NO_OID, &more, &text) ==
        GSS_S_COMPLETE)
        fprintf(stderr, "standin: %s: %.*s\n", keytab, (int)text.length, (char *)text.value);
    gss_release_buffer(&minor, &text);
}

bool negotiate_open(const char *keytab)
{
    /* Without a replay cache: that is a file outside of what a test cleans up. */
    gss_key_value_element_desc elements[] = {{"keytab", keytab}, {"rcache", "none:"}};
    gss_key_value_set_desc store = {2, elements};
    OM_uint32 minor;
    OM_uint32 status =
        gss_acquire_cred_from(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, GSS_C_NO_OID_SET,
                              GSS_C_ACCEPT, &store, &credentials, NULL, NULL);

    if (status != GSS_S_COMPLETE)
        complain(keytab, status);
    return status == GSS_S_COMPLETE;
}

void negotiate_close(void)
{
    OM_uint32 minor;

    gss_release_cred(&minor, &credentials);
}

/* Decodes the base64 after "Negotiate"; false when it is not valid. */
static bool read_token(const char *field, gss_buffer_desc *token)
{
    size_t size = strlen(field);
    int decoded;

    if (size == 0 || size % 4 != 0)
        return false;
    token->value = xmalloc(size);
    decoded = EVP_DecodeBlock(token->value, (const unsigned char *)field, (int)size);
    if (decoded < 0) {
        free(token->value);
        return false;
    }
    /* The padding was decoded as well. */
    token->length = (size_t)decoded - (field[size - 1] == '=') - (field[size - 2] == '=');
    return true;
}

static void add_line(const gss_buffer_desc *token, struct text *head)
{
    char *line = xmalloc(4 * ((token->length + 2) / 3) + 1);

    base64_encode(token->value, token->length, line);
    text_printf(head, "WWW-Authenticate: Negotiate%s%s\r\n", line[0] ? " " : "", line);
    free(line);
}

enum negotiate_result negotiate_check(gss_ctx_id_t *context, const char *field, struct text *head)
{
    static const char word[] = "Negotiate ";
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, answer = GSS_C_EMPTY_BUFFER;
    OM_uint32 status, minor;
    bool read;

    if (field == NULL || strncasecmp(field, word, strlen(word)) != 0)
        return NEGOTIATE_NONE;
    read = read_token(field + strlen(word), &token);
    if (!read)
        status = GSS_S_DEFECTIVE_TOKEN;
    else
        status =
            gss_accept_sec_context(&minor, context, credentials, &token, GSS_C_NO_CHANNEL_BINDINGS,
                                   NULL, NULL, &answer, NULL, NULL, NULL);
    if (read)
        free(token.value);
    if (!GSS_ERROR(status))
        add_line(&answer, head);
    gss_release_buffer(&minor, &answer);
    if (status == GSS_S_CONTINUE_NEEDED)
        return NEGOTIATE_MORE;
    negotiate_forget(context);
    return status == GSS_S_COMPLETE ? NEGOTIATE_GOOD : NEGOTIATE_BAD;
}

void negotiate_forget(gss_ctx_id_t *context)
{
    OM_uint32 minor;

    if (*context != GSS_C_NO_CONTEXT)
        gss_delete_sec_context(&minor, context, GSS_C_NO_BUFFER);
}
