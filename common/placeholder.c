#include "common/placeholder.h"

#include <ctype.h>
#include <string.h>

#include "common/xml_repair.h"

/* Blanks and full stops in them do not count: "Not Specified" is written "NotSpecified" too. */
static const char *const words[] = {
    /* What inventory programs ignore in SMBIOS: GLPI Agent, lib/GLPI/Agent/Tools/Generic.pm,
     * isInvalidBiosValue; those in brackets are dmidecode's words for a string that is not there */
    "N/A",
    "None",
    "Unknown",
    "Not Specified",
    "Not Present",
    "Not Available",
    "Default string",
    "System Product Name",
    "System manufacturer",
    "System Serial Number",
    "System Version",
    "Chassis Serial Number",
    "Chassis Manufacture",
    "Chassis Manufacturer",
    "Chassis Version",
    "No Asset Tag",
    "<BAD INDEX>",
    "<OUT OF SPEC>",
    "To Be Filled By O.E.M.",
    /* what inventories met as the number or model of many machines: OCS Inventory's table
     * blacklist_serials, GLPI's blacklists of serial numbers, models and makers */
    "(null string)",
    "INVALID",
    "Unknow",
    "EVAL",
    "IATPASS",
    "Product Name",
    "System Name",
    "Serial Number xxxxxx",
    "SYS-1234567890",
    "SYS-9876543210",
    "SN-12345",
    "SN-1234567890",
    "SN-123456fvgv3i0b8o5n6n7k",
    "0123456789",
    "12345",
    "123456",
    "1234567",
    "12345678",
    "123456789",
    "1234567890",
    "123456789000",
    "12345678901234567",
    /* cockpit#7476, tsmbios#16, fusioninventory-for-glpi#829, beside many of those above */
    "Not Applicable",
    "Serial Number",
};

/* A character again and again: zeros, ones, a row of N or x (OCS Inventory, GLPI); F, as SMBIOS
 * fills a UUID that is not set (DSP0134, 7.2.1). */
static bool is_one_character(const char *text)
{
    int first = tolower((unsigned char)text[0]);
    if (strchr("01nxf", first) == NULL)
        return false;
    while (tolower((unsigned char)*text) == first)
        text++;
    return *text == '\0';
}

/* Nothing that a person could read out: dots, dashes, question marks, illegible bytes. */
static bool has_no_alphanumeric(const char *text)
{
    for (size_t len; *text != '\0'; text += len) {
        len = strncmp(text, XML_REPLACEMENT_CHAR, sizeof XML_REPLACEMENT_CHAR - 1) == 0
                  ? sizeof XML_REPLACEMENT_CHAR - 1
                  : 1;
        if (len == 1 && (isalnum((unsigned char)*text) || (unsigned char)*text >= 0x80))
            return false;
    }
    return true;
}

static const char *next_that_counts(const char *text)
{
    return text + strspn(text, " \t.");
}

static bool is_word(const char *word, const char *text)
{
    word = next_that_counts(word);
    text = next_that_counts(text);
    while (*word != '\0' && tolower((unsigned char)*word) == tolower((unsigned char)*text)) {
        word = next_that_counts(word + 1);
        text = next_that_counts(text + 1);
    }
    return *word == '\0' && *text == '\0';
}

bool is_placeholder(const char *text)
{
    text += strspn(text, " \t");
    if (has_no_alphanumeric(text) || is_one_character(text))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (is_word(words[i], text))
            return true;
    return false;
}
