#include "common/placeholder.h"

#include <string.h>
#include <strings.h>

/* As dmidecode and inventory programs meet them. */
static const char *const words[] = {
    "To Be Filled By O.E.M.",
    "To Be Filled By O.E.M",
    "To Be Filled By OEM",
    "O.E.M.",
    "OEM",
    "Default string",
    "Default",
    "None",
    "N/A",
    "NA",
    "Not Applicable",
    "Not Available",
    "Not Specified",
    "Not Set",
    "Not Provided",
    "Not Present",
    "Not Defined",
    "Undefined",
    "Unspecified",
    "Unknown",
    "Invalid",
    "Empty",
    "Null",
    "System Serial Number",
    "Chassis Serial Number",
    "Base Board Serial Number",
    "Board Serial Number",
    "Serial Number",
    "SerialNumber",
    "SerNum",
    "System Product Name",
    "System Manufacturer",
    "System Version",
    "System Name",
    "INVALID SERIAL NUMBER",
    "123456789",
    "1234567890",
    "0123456789",
    "12345678",
    "01234567",
    "123456",
    "EVAL",
};

/* One character again and again: zeros, a row of X or of dots. */
static bool is_one_character(const char *text, size_t len)
{
    if (strchr("0xXfF.-*_#? ", text[0]) == NULL)
        return false;
    for (size_t i = 1; i < len; i++)
        if (text[i] != text[0])
            return false;
    return true;
}

bool is_placeholder(const char *text)
{
    text += strspn(text, " \t");
    size_t len = strlen(text);
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
        len--;
    if (len == 0 || is_one_character(text, len))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i]) == len && strncasecmp(words[i], text, len) == 0)
            return true;
    return false;
}
