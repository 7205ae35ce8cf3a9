#include "common/amt/return_value.h"

#include <stddef.h>

#include "common/amt/wsman.h"

enum { IN_USE = 6, BUSY = 4099, BOOT_BUSY = 3 };

static const struct row {
    enum return_values whose;
    unsigned long value;
    enum err_code code;
    const char *words;
} rows[] = {
    {RETURNS_CIM, 1, ERR_UNAVAILABLE, "this machine cannot do it"},
    {RETURNS_CIM, 2, ERR_UNAVAILABLE, "the state of the PC does not allow it"},
    {RETURNS_CIM, 3, ERR_TEMPFAIL, "it was not done in time"},
    {RETURNS_CIM, 4, ERR_UNAVAILABLE, "it failed"},
    {RETURNS_CIM, 5, ERR_UNAVAILABLE, "it does not accept the parameters"},
    {RETURNS_CIM, IN_USE, ERR_TEMPFAIL, "it is in use"},
    {RETURNS_CIM, 4096, ERR_OK, ""}, /* a job was started */
    {RETURNS_CIM, 4097, ERR_UNAVAILABLE, "it cannot be done in the state of the PC"},
    {RETURNS_CIM, 4098, ERR_UNAVAILABLE, "it does not accept a time-out"},
    {RETURNS_CIM, BUSY, ERR_TEMPFAIL, "it is busy"},

    {RETURNS_BOOT, 1, ERR_UNAVAILABLE, "this machine cannot do it"},
    {RETURNS_BOOT, 2, ERR_UNAVAILABLE, "it failed"},
    {RETURNS_BOOT, BOOT_BUSY, ERR_TEMPFAIL, "it is busy"},
    {RETURNS_BOOT, 4, ERR_UNAVAILABLE, "it has no such device to boot from"},
    {RETURNS_BOOT, 5, ERR_UNAVAILABLE, "it does not accept the parameters"},
    {RETURNS_BOOT, 6, ERR_NOPERM, "access denied: the user has not consented"},

    {RETURNS_CONSENT, 1, ERR_UNAVAILABLE, "it failed"},
    {RETURNS_CONSENT, 2, ERR_UNAVAILABLE, "the state of consent does not allow it"},
    {RETURNS_CONSENT, 3, ERR_TEMPFAIL, "too many failures: it accepts no code for a while"},
    {RETURNS_CONSENT, 4, ERR_UNAVAILABLE, "its flash memory has reached its write limit"},
};

enum err_code return_value(const xml_node *output, enum return_values whose, const char *what,
                           struct err *e)
{
    unsigned long value;
    if (!wsman_number(output, "ReturnValue", &value))
        return err_set(e, ERR_PROTOCOL, "%s: AMT's answer has no return value", what);
    if (value == 0)
        return ERR_OK;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].whose == whose && rows[i].value == value)
            return rows[i].code == ERR_OK ? ERR_OK
                                          : err_set(e, rows[i].code, "%s: AMT refuses it: %s (%lu)",
                                                    what, rows[i].words, value);
    return err_set(e, ERR_UNAVAILABLE, "%s: AMT refuses it (%lu)", what, value);
}

bool return_is_busy(const xml_node *output, enum return_values whose)
{
    unsigned long value;
    if (!wsman_number(output, "ReturnValue", &value))
        return false;
    return whose == RETURNS_BOOT  ? value == BOOT_BUSY
           : whose == RETURNS_CIM ? value == IN_USE || value == BUSY
                                  : false;
}
