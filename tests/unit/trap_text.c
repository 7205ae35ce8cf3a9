#include "tests/unit/unit.h"

#include <stdlib.h>

#include "alert_collector/trap/trap_text.h"
#include "tests/unit/vectors.h"

#define PEER       "UDP: [10.0.0.205]:36522->[10.0.6.177]:162\n"
#define UPTIME_ISO "iso.3.6.1.2.1.1.3.0 0:2:22:20.92\n"
#define TRAP_ISO   "iso.3.6.1.6.3.1.1.4.1.0 iso.3.6.1.4.1.3183.1.1.0.12677376\n"
#define LAST_THREE_ISO                                                                             \
    "iso.3.6.1.6.3.18.1.3.0 10.0.0.205\n"                                                          \
    "iso.3.6.1.6.3.18.1.4.0 \"vpro\"\n"                                                            \
    "iso.3.6.1.6.3.1.1.4.3.0 iso.3.6.1.4.1.3183.1.1\n"
#define UPTIME ".1.3.6.1.2.1.1.3.0 0:2:22:20.92\n"
#define TRAP   ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.3183.1.1.0.12677376\n"
#define PET    ".1.3.6.1.4.1.3183.1.1.1 "
#define LAST_THREE                                                                                 \
    ".1.3.6.1.6.3.18.1.3.0 10.0.0.205\n"                                                           \
    ".1.3.6.1.6.3.18.1.4.0 \"76 70 72 6F \"\n"                                                     \
    ".1.3.6.1.6.3.1.1.4.3.0 .1.3.6.1.4.1.3183.1.1\n"
#define USUAL "pc.example.net\n" PEER UPTIME TRAP PET "\"" CALL_OCTETS " \"\n" LAST_THREE

/* Checks that text is CALL from 10.0.0.205. */
static void expect_call(const char *what, const char *text, size_t len, const char *from)
{
    struct trap trap;
    struct err e;
    unsigned char octets[64];
    char source[ADDR_TEXT_SIZE];
    size_t count = vector_octets(CALL_OCTETS, octets, sizeof octets);
    if (trap_parse(text, len, &trap, &e) != ERR_OK)
        fail_msg("%s: %s", what, e.text);
    addr_format(&trap.source, source);
    if (strcmp(source, from) != 0 || trap.specific != CALL_TRAP || trap.octet_count != count ||
        memcmp(trap.octets, octets, count) != 0)
        fail_msg("%s: %s, trap %u, %zu octets", what, source, (unsigned)trap.specific,
                 trap.octet_count);
}

static void every_form_of_snmptrapd_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text;
    } rows[] = {
        {"as packaged: wrapped in quotes",
         "localhost\n" PEER UPTIME_ISO TRAP_ISO "iso.3.6.1.4.1.3183.1.1.1 \"" CALL_WRAPPED
         "\"\n" LAST_THREE_ISO},
        {"nx, one line", USUAL},
        {"-n: line 1 is line 2", PEER PEER UPTIME TRAP PET "\"" CALL_OCTETS " \"\n" LAST_THREE},
        {"no name", "<UNKNOWN>\n" PEER UPTIME TRAP PET "\"" CALL_OCTETS " \"\n" LAST_THREE},
        {"an empty first line", "\n" PEER UPTIME TRAP PET "\"" CALL_OCTETS " \"\n"},
        {"OIDs without a dot before them", "pc\n" PEER "1.3.6.1.2.1.1.3.0 0:2:22:20.92\n"
                                           "1.3.6.1.6.3.1.1.4.1.0 1.3.6.1.4.1.3183.1.1.0.12677376\n"
                                           "1.3.6.1.4.1.3183.1.1.1 \"" CALL_OCTETS " \"\n"},
        {"-OQ", "pc\n" PEER ".1.3.6.1.2.1.1.3.0 = 0:2:22:20.92\n"
                ".1.3.6.1.6.3.1.1.4.1.0 = .1.3.6.1.4.1.3183.1.1.0.12677376\n"
                ".1.3.6.1.4.1.3183.1.1.1 = \"" CALL_OCTETS " \"\n"},
        {"names of the MIBs",
         "pc\n" PEER "DISMAN-EVENT-MIB::sysUpTimeInstance 0:2:22:20.92\n"
         "SNMPv2-MIB::snmpTrapOID.0 SNMPv2-SMI::enterprises.3183.1.1.0.12677376\n"
         "SNMPv2-SMI::enterprises.3183.1.1.1 \"" CALL_WRAPPED "\"\n"
         "SNMP-COMMUNITY-MIB::snmpTrapAddress.0 10.0.0.205\n"
         "SNMP-COMMUNITY-MIB::snmpTrapCommunity.0 \"vpro\"\n"
         "SNMPv2-MIB::snmpTrapEnterprise.0 SNMPv2-SMI::enterprises.3183.1.1\n"},
        {"the log, v1 as it came, wrapped without quotes",
         "2011-03-02 17:33:44 0.0.0.0(via UDP: [10.0.0.205]:36522->[10.0.6.177]) TRAP, SNMP v1, "
         "community public\n"
         "SNMPv2-SMI::enterprises.3183.1.1 Enterprise Specific Trap (12677376) Uptime: "
         "2:22:20.92\n"
         "SNMPv2-SMI::enterprises.3183.1.1.1 = Hex-STRING: " CALL_LINE_1 "\n" CALL_LINE_2
         "\n" CALL_LINE_3 "\n"},
        {"the log, v2c",
         "2026-11-23 12:00:00 pc.example.net [UDP: [10.0.0.205]:36522->[10.0.6.177]:162]:\n"
         ".1.3.6.1.2.1.1.3.0 = Timeticks: (854092) 2:22:20.92\t"
         ".1.3.6.1.6.3.1.1.4.1.0 = OID: .1.3.6.1.4.1.3183.1.1.0.12677376\t"
         ".1.3.6.1.4.1.3183.1.1.1 = Hex-STRING: " CALL_OCTETS " \n"},
        {"v2c: nothing behind the octets", "pc\n" PEER UPTIME TRAP PET "\"" CALL_OCTETS " \"\n"},
        {"no newline at the end", "pc\n" PEER UPTIME TRAP PET "\"" CALL_OCTETS "\""},
        {"CR LF", "pc\r\nUDP: [10.0.0.205]:36522->[10.0.6.177]:162\r\n"
                  ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.3183.1.1.0.12677376\r\n" PET "\"" CALL_OCTETS
                  " \"\r\n"},
        {"-F with | and ;",
         "10.0.0.205|UDP: [10.0.0.205]:36522->[10.0.6.177]:162|.|0|.0|vpro|"
         ".1.3.6.1.2.1.1.3.0 0:2:22:20.92;"
         ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.3183.1.1.0.12677376;" PET "\"" CALL_OCTETS " \";"
         ".1.3.6.1.6.3.18.1.3.0 10.0.0.205\n"},
        {"-F with = and types", "UDP: [10.0.0.205]:36522->[10.0.6.177]:162|"
                                ".1.3.6.1.6.3.1.1.4.1.0 = OID: .1.3.6.1.4.1.3183.1.1.0.12677376;"
                                ".1.3.6.1.4.1.3183.1.1.1 = Hex-STRING: " CALL_OCTETS " \n"},
        {"execute1",
         "0.0.0.0|UDP: [10.0.0.205]:36522->[10.0.6.177]:162|.1.3.6.1.4.1.3183.1.1|6|.12677376|vpro|"
         "1795434000|.1.3.6.1.4.1.3183.1.1.1 \"" CALL_OCTETS " \"\n"},
        {"execute1 with iso.",
         "0.0.0.0|UDP: [10.0.0.205]:36522->[10.0.6.177]:162|iso.3.6.1.4.1.3183.1.1|6|.12677376|"
         "vpro|1795434000|iso.3.6.1.4.1.3183.1.1.1 \"" CALL_OCTETS " \"\n"},
        {"an index behind the OID of the octets",
         "pc\n" PEER TRAP ".1.3.6.1.4.1.3183.1.1.1.0 \"" CALL_OCTETS " \"\n"},
        {"lower case digits",
         "pc\n" PEER TRAP PET "\"33 22 11 00 55 44 77 66 88 99 aa bb cc dd ee ff " CALL_LINE_2
         " " CALL_LINE_3 " \"\n"},
        {"TCP", "pc\nTCP: [10.0.0.205]:1->[10.0.6.177]:162\n" TRAP PET "\"" CALL_OCTETS " \"\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        expect_call(rows[i].what, rows[i].text, strlen(rows[i].text), "10.0.0.205");
}

static void ipv6_has_no_arrow(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"UDP/IPv6: [fd00::5]:40309", "fd00::5"},
        {"UDP/IPv6: [fe80::5%eth0]:40309", "fe80::5%eth0"},
        {"UDP/IPv6: [fe80::5%br-lan]:40309", "fe80::5%br-lan"},
        {"UDP/IPv6: [::ffff:10.0.0.9]:40309", "10.0.0.9"},
        {"UDP/IPv6: [fd00::5]:40309->[fd00::1]:162", "fd00::5"},
        {"TCP/IPv6: [fd00::5]:40309", "fd00::5"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[1024];
        (void)snprintf(text, sizeof text,
                       "<UNKNOWN>\n%s\n" UPTIME TRAP PET "\"" CALL_OCTETS " \"\n", rows[i][0]);
        expect_call(rows[i][0], text, strlen(text), rows[i][1]);
    }
}

/* Who sent the trap, according to a forwarder. */
static void the_agent_is_read(void **state)
{
    (void)state;
#define REST UPTIME TRAP PET "\"" CALL_OCTETS " \"\n"
    static const struct {
        const char *what, *text, *agent;
    } rows[] = {
        {"none", "pc\n" PEER REST, "0.0.0.0"},
        {"snmpTrapAddress", "pc\n" PEER REST ".1.3.6.1.6.3.18.1.3.0 10.1.2.3\n", "10.1.2.3"},
        {"with its type", PEER REST ".1.3.6.1.6.3.18.1.3.0 = IpAddress: 10.1.2.3\n", "10.1.2.3"},
        {"by name", PEER REST "SNMP-COMMUNITY-MIB::snmpTrapAddress.0 = IpAddress: 10.1.2.3\n",
         "10.1.2.3"},
        {"a line of its own", PEER "agent 10.1.2.3\n" REST, "10.1.2.3"},
        {"the line goes first", PEER "agent 10.1.2.3\n" REST ".1.3.6.1.6.3.18.1.3.0 10.6.6.6\n",
         "10.1.2.3"},
        {"unless it says nothing", PEER "agent 0.0.0.0\n" REST ".1.3.6.1.6.3.18.1.3.0 10.1.2.3\n",
         "10.1.2.3"},
        {"the first", PEER REST ".1.3.6.1.6.3.18.1.3.0 10.1.2.3\n.1.3.6.1.6.3.18.1.3.0 10.6.6.6\n",
         "10.1.2.3"},
        {"in quotes", PEER REST ".1.3.6.1.6.3.18.1.3.0 \"10.6.6.6\"\n", "0.0.0.0"},
        {"no address", PEER REST ".1.3.6.1.6.3.18.1.3.0 pc\n", "0.0.0.0"},
        {"before the transport", "agent 10.6.6.6\n" PEER REST, "0.0.0.0"},
        {"within a line", PEER "an agent 10.6.6.6\n" REST, "0.0.0.0"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct trap trap;
        struct err e;
        char agent[ADDR_TEXT_SIZE];
        enum err_code code = trap_parse(rows[i].text, strlen(rows[i].text), &trap, &e);
        addr_format(&trap.agent, agent);
        if (code != ERR_OK || strcmp(agent, rows[i].agent) != 0)
            fail_msg("%s: %s", rows[i].what, code != ERR_OK ? e.text : agent);
    }
}

static void trap_numbers_are_taken_to_32_bits(void **state)
{
    (void)state;
    static const struct {
        const char *digits;
        uint32_t number;
    } rows[] = {
        {"0", 0},
        {"2147483647", 0x7fffffff},
        {"4294967295", 0xffffffff},
        {"18446744073709551615", 0xffffffff},
        {"18446744071562067968", 0x80000000},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[1024];
        struct trap trap;
        struct err e;
        (void)snprintf(text, sizeof text,
                       "pc\n" PEER ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.3183.1.1.0.%s\n" PET
                       "\"" CALL_OCTETS " \"\n",
                       rows[i].digits);
        assert_int_equal(trap_parse(text, strlen(text), &trap, &e), ERR_OK);
        assert_int_equal(trap.specific, rows[i].number);
    }
    struct trap trap;
    struct err e;
    static const char negative[] =
        "10.0.0.205(via UDP: [10.0.0.205]:1->[10.0.6.177]) TRAP, SNMP v1, community public\n"
        "SNMPv2-SMI::enterprises.3183.1.1 Enterprise Specific Trap (-1) Uptime: 0:00:01.00\n"
        "SNMPv2-SMI::enterprises.3183.1.1.1 = Hex-STRING: " CALL_OCTETS "\n";
    assert_int_equal(trap_parse(negative, strlen(negative), &trap, &e), ERR_OK);
    assert_int_equal(trap.specific, 0xffffffff);
}

/* Without -Ox snmptrapd writes octets that are all printable as text, with a backslash before " and
 * \. */
static void text_in_quotes_is_octets(void **state)
{
    (void)state;
    static const char octets[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdef\"\\\\\nz";
    static const char text[] =
        "pc\n" PEER TRAP PET
        "\"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdef\\\"\\\\\\\\\nz\"\n" LAST_THREE;
    struct trap trap;
    struct err e;
    assert_int_equal(sizeof octets - 1, 47);
    assert_int_equal(trap_parse(text, sizeof text - 1, &trap, &e), ERR_OK);
    assert_int_equal(trap.octet_count, 47);
    assert_memory_equal(trap.octets, octets, 47);
}

static void published_traps_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *octets;
        uint32_t number;
        size_t count;
    } rows[] = {
        {CALL_OCTETS, CALL_TRAP, 47},         {PROGRESS_OCTETS, PROGRESS_TRAP, 47},
        {NO_MEDIA_OCTETS, NO_MEDIA_TRAP, 47}, {INTRUSION_OCTETS, INTRUSION_TRAP, 47},
        {IMM_OCTETS, IMM_TRAP, 47},           {OEM_OCTETS, OEM_TRAP, 51},
        {BMC_OCTETS, BMC_TRAP, 47},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        static const char *const around[][2] = {{"\"", "\"\n"}, {"= Hex-STRING: ", "\n"}};
        unsigned char octets[64];
        (void)vector_octets(rows[i].octets, octets, sizeof octets);
        for (size_t form = 0; form < COUNT(around); form++) {
            char text[1024];
            struct trap trap;
            struct err e;
            (void)snprintf(text, sizeof text,
                           "pc\n" PEER ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.3183.1.1.0.%u\n" PET
                           "%s%s%s" LAST_THREE,
                           (unsigned)rows[i].number, around[form][0], rows[i].octets,
                           around[form][1]);
            assert_int_equal(trap_parse(text, strlen(text), &trap, &e), ERR_OK);
            assert_int_equal(trap.specific, rows[i].number);
            assert_int_equal(trap.octet_count, rows[i].count);
            assert_memory_equal(trap.octets, octets, rows[i].count);
        }
    }
}

/* The number of octets is what the sender sent, in hexadecimal of whatever length. */
static void octets_are_counted_right(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 10, 15, 16, 17, 30, 46, 47, 48, 110, 300, 512};
    for (size_t i = 0; i < COUNT(counts); i++) {
        char text[4096] = "pc\n" PEER TRAP PET "\"";
        size_t used = strlen(text);
        struct trap trap;
        struct err e;
        for (size_t n = 0; n < counts[i]; n++)
            used += (size_t)snprintf(text + used, sizeof text - used, "%02X ", (unsigned)n & 0xff);
        (void)snprintf(text + used, sizeof text - used, "\"\n");
        assert_int_equal(trap_parse(text, strlen(text), &trap, &e), ERR_OK);
        assert_int_equal(trap.octet_count, counts[i]);
        for (size_t n = 0; n < counts[i]; n++)
            assert_int_equal(trap.octets[n], n & 0xff);
    }
}

static void of_too_many_octets_the_first_are_kept(void **state)
{
    (void)state;
    char text[8192] = "pc\n" PEER TRAP PET "\"" CALL_OCTETS;
    size_t used = strlen(text);
    struct trap trap;
    struct err e;
    unsigned char octets[64];
    size_t count = vector_octets(CALL_OCTETS, octets, sizeof octets);
    for (int n = 0; n < 1200; n++)
        used += (size_t)snprintf(text + used, sizeof text - used, " 41");
    (void)snprintf(text + used, sizeof text - used, "\"\n" LAST_THREE);
    assert_int_equal(trap_parse(text, strlen(text), &trap, &e), ERR_OK);
    assert_int_equal(trap.octet_count, TRAP_OCTETS_MAX);
    assert_memory_equal(trap.octets, octets, count);
}

/* A sender may write anything into values; none of it may change where the trap came from, or what
 * is taken for its number and octets. */
static void forgeries_change_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text;
    } rows[] = {
        {"its own snmpTrapAddress",
         "pc\n" PEER UPTIME TRAP
         ".1.3.6.1.6.3.18.1.3.0 6.6.6.6\n.1.3.6.1.6.3.18.1.4.0 \"spoof\"\n" PET "\"" CALL_OCTETS
         " \"\n"},
        {"lines within quotes, before the octets",
         "pc\n" PEER UPTIME TRAP ".1.3.6.1.4.1.9.9 \"A\\\"\nUDP: [6.6.6.6]:1->[10.0.6.177]:162\n"
         ".1.3.6.1.6.3.18.1.3.0 6.6.6.6\n"
         ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.3183.1.1.0.1\n" PET "\\\"41 42 \\\"\n\"\n" PET
         "\"" CALL_OCTETS " \"\n" LAST_THREE},
        {"lines within quotes, before the trap's number",
         "pc\n" PEER
         ".1.3.6.1.4.1.9.9 \"\n.1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.3183.1.1.0.1\n\"\n" TRAP PET
         "\"" CALL_OCTETS " \"\n"},
        {"a backslash at the end of the quotes",
         "pc\n" PEER UPTIME TRAP ".1.3.6.1.4.1.9.9 \"\\\\\"\n" PET "\"" CALL_OCTETS " \"\n"},
        {"a transport behind the first OID",
         "pc\n" PEER TRAP PET "\"" CALL_OCTETS " \"\nUDP: [6.6.6.6]:1->[10.0.6.177]:162\n"},
        {"a transport as a value",
         "pc\n" PEER TRAP ".1.3.6.1.4.1.9.9 UDP: [6.6.6.6]:1->[10.0.6.177]:162\n" PET
         "\"" CALL_OCTETS " \"\n"},
        {"a second number and second octets",
         "pc\n" PEER TRAP PET "\"" CALL_OCTETS " \"\n"
         ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.3183.1.1.0.7\n" PET "\"41 42 43 \"\n"},
        {"line 1: a transport",
         "UDP: [6.6.6.6]:1->[10.0.6.177]:162\n" PEER TRAP PET "\"" CALL_OCTETS " \"\n"},
        {"line 1: half a transport", "UDP:\n" PEER TRAP PET "\"" CALL_OCTETS " \"\n"},
        {"line 1: an address", "[6.6.6.6]:162\n" PEER TRAP PET "\"" CALL_OCTETS " \"\n"},
        {"line 1: two transports",
         "x UDP: [6.6.6.6]:1->[1.1.1.1]:162 UDP: [7.7.7.7]:1->[1.1.1.1]:162\n" PEER TRAP PET
         "\"" CALL_OCTETS " \"\n"},
        {"line 1: ends in a transport's name", "x UDP:\n" PEER TRAP PET "\"" CALL_OCTETS " \"\n"},
        {"line 1: an OID", "1.3.6.1.5\n" PEER TRAP PET "\"" CALL_OCTETS " \"\n"},
        {"line 1: the octets' OID",
         "1.3.6.1.4.1.3183.1.1.1\n" PEER TRAP PET "\"" CALL_OCTETS " \"\n"},
        {"line 1: escapes", "\033[2J\233\n" PEER TRAP PET "\"" CALL_OCTETS " \"\n"},
        {"the value of the community is an OID",
         "pc\n" PEER TRAP ".1.3.6.1.6.3.18.1.4.0 .1.3.6.1.4.1.3183.1.1.1\n" PET "\"" CALL_OCTETS
         " \"\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        expect_call(rows[i].what, rows[i].text, strlen(rows[i].text), "10.0.0.205");
}

static void what_is_no_pet_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *reason;
    } rows[] = {
        {"", "no transport line"},
        {"\n\n\n", "no transport line"},
        {"pc\n" UPTIME TRAP PET "\"" CALL_OCTETS " \"\n", "no transport line"},
        {"pc\nUDP: [not.an.address]:1\n" TRAP PET "\"" CALL_OCTETS " \"\n", "no transport line"},
        {"pc\nUDP: [10.0.0.205]\n" TRAP PET "\"" CALL_OCTETS " \"\n", "no transport line"},
        {"pc\n" PEER UPTIME PET "\"" CALL_OCTETS " \"\n", "not a trap of enterprise"},
        {"pc\n" PEER ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.6.3.1.1.5.3\n", "not a trap of enterprise"},
        {"pc\n" PEER ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.31831.1.0.5\n" PET "\"41 \"\n",
         "not a trap of enterprise"},
        {"pc\n" PEER ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.3183.1.1.0.\n" PET "\"41 \"\n",
         "not a trap of enterprise"},
        {"pc\n" PEER UPTIME TRAP, "the trap has no 1.3.6.1.4.1.3183.1.1.1"},
        {"pc\n" PEER UPTIME TRAP ".1.3.6.1.4.1.3183.1.1.10 \"" CALL_OCTETS "\"\n",
         "the trap has no 1.3.6.1.4.1.3183.1.1.1"},
        {"pc\n" PEER UPTIME TRAP PET "\"" CALL_OCTETS "\n" LAST_THREE, "a quote is left"},
        {"pc\n" PEER UPTIME TRAP PET "\"" CALL_OCTETS, "a quote is left open"},
        {"pc\n" PEER UPTIME TRAP PET "\"" CALL_OCTETS " \"\n.1.3.6.1.4.1.9.9 \"A\\\"\n",
         "a quote is left open"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct trap trap;
        struct err e;
        if (trap_parse(rows[i].text, strlen(rows[i].text), &trap, &e) != ERR_DATA)
            fail_row(rows[i].text);
        assert_int_equal(e.code, ERR_DATA);
        assert_holds(e.text, rows[i].reason);
    }
}

static void no_octets_and_an_empty_value_are_none(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "pc\n" PEER TRAP PET "\"\"\n" LAST_THREE,
        "pc\n" PEER TRAP ".1.3.6.1.4.1.3183.1.1.1\n" LAST_THREE,
        "pc\n" PEER TRAP PET "= Hex-STRING: \n" LAST_THREE,
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct trap trap;
        struct err e;
        assert_int_equal(trap_parse(texts[i], strlen(texts[i]), &trap, &e), ERR_OK);
        assert_int_equal(trap.octet_count, 0);
    }
}

static void nul_bytes_are_bytes(void **state)
{
    (void)state;
    static const char line_1[] = "p\0c\n" PEER UPTIME TRAP PET "\"" CALL_OCTETS " \"\n";
    expect_call("NUL in line 1", line_1, sizeof line_1 - 1, "10.0.0.205");
    static const char in_text[] =
        "pc\n" PEER TRAP PET "\"a\0c\0\0fghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLM\"\n";
    struct trap trap;
    struct err e;
    assert_int_equal(trap_parse(in_text, sizeof in_text - 1, &trap, &e), ERR_OK);
    assert_int_equal(trap.octet_count, 49);
    assert_memory_equal(trap.octets, "a\0c\0\0f", 6);
}

static void the_bound_is_64_kib(void **state)
{
    (void)state;
    struct trap trap;
    struct err e;
    char *text = malloc(TRAP_TEXT_MAX + 1);
    assert_non_null(text);
    memset(text, ' ', TRAP_TEXT_MAX + 1);
    memcpy(text, USUAL, strlen(USUAL));
    expect_call("64 KiB", text, TRAP_TEXT_MAX, "10.0.0.205");
    assert_int_equal(trap_parse(text, TRAP_TEXT_MAX + 1, &trap, &e), ERR_DATA);
    assert_holds(e.text, "larger than 64 KiB");
    free(text);
}

/* Wherever the text is cut, the result is an error or what was there; no source, number or octet is
 * read that was not there. */
static void a_text_that_is_cut_is_no_call(void **state)
{
    (void)state;
    static const char text[] = USUAL;
    const char *octets_end = strstr(text, " \"\n");
    assert_non_null(octets_end);
    size_t whole = (size_t)(octets_end - text) + 2;
    for (size_t len = 0; len < whole; len++) {
        struct trap trap;
        struct err e;
        if (trap_parse(text, len, &trap, &e) == ERR_OK)
            assert_int_equal(trap.octet_count, 0);
    }
    expect_call("cut behind the octets", text, whole, "10.0.0.205");
}

static void a_new_trap_is_known_by_its_first_line(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool starts;
    } rows[] = {
        {"UDP: [10.0.0.205]:36522->[10.0.6.177]:162", true},
        {"UDP/IPv6: [::1]:40309", true},
        {"2011-03-02 17:33:44 0.0.0.0(via UDP: [10.0.0.205]:36522->[10.0.6.177]) TRAP, SNMP v1",
         true},
        {"0.0.0.0|UDP: [10.0.0.205]:1->[10.0.6.177]:162|.1.3.6.1.4.1.3183.1.1|6|.1|vpro", true},
        {"", false},
        {"NET-SNMP version 5.9.3", false},
        {"UDP: connection refused", false},
        {".1.3.6.1.4.1.9.9 UDP: [6.6.6.6]:1->[10.0.6.177]:162", false},
        {"\"UDP: [6.6.6.6]:1->[10.0.6.177]:162\"", false},
        {"00 61 18 C3 C9 B9 FF FF 50 68 20 FF FF 04 00 40", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (trap_starts_in(rows[i].line, strlen(rows[i].line)) != rows[i].starts)
            fail_row(rows[i].line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_snmptrapd_is_read),
        cmocka_unit_test(ipv6_has_no_arrow),
        cmocka_unit_test(the_agent_is_read),
        cmocka_unit_test(trap_numbers_are_taken_to_32_bits),
        cmocka_unit_test(text_in_quotes_is_octets),
        cmocka_unit_test(published_traps_are_read),
        cmocka_unit_test(octets_are_counted_right),
        cmocka_unit_test(of_too_many_octets_the_first_are_kept),
        cmocka_unit_test(forgeries_change_nothing),
        cmocka_unit_test(what_is_no_pet_is_refused),
        cmocka_unit_test(no_octets_and_an_empty_value_are_none),
        cmocka_unit_test(nul_bytes_are_bytes),
        cmocka_unit_test(the_bound_is_64_kib),
        cmocka_unit_test(a_text_that_is_cut_is_no_call),
        cmocka_unit_test(a_new_trap_is_known_by_its_first_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
