# The tests. Included by the Makefile of the folder above.
#
# tests/unit/NAME.c   cmocka, for modules that do no input or output
# tests/integration/NAME.t   the same with a real system of others, which nobody else needs
# tests/NAME.t        TAP in sh, for the programs, with the real snmptrapd and a stand-in AMT
# tests/torture/NAME.t   what holds under load and faults: small in `make check`, large in `make torture`
# tests/fuzz/NAME.c   libFuzzer, with driver.c; tests/fuzz/corpus/NAME/ has what it starts from

CMOCKA_LIBS := $(shell $(PKG_CONFIG) --libs cmocka 2>/dev/null)
ALL_A = $(ALERT_A) $(GUI_A) $(CFG_A) $(QUEUE_A) $(COMMON_A)
ALL_LIBS = $(QUEUE_LIBS) $(CURL_LIBS) $(HTTPD_LIBS) $(JSON_LIBS) $(CURSES_LIBS) $(CRYPTO_LIBS) \
	$(PICTURE_LIBS)

UNIT_TESTS = $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/*.c))
# The tests that wait longest come first, so that none of them runs alone at the end.
LONG_TESTS = $(patsubst %,tests/%.t,manage_faults config_faults identify identify_claims demo status \
	manage_lost identify_faults screen_terminal manage_power)
# The small torture tests; locks waits as long as a technician does, which is tested in
# queue_pending.t.
TORTURE_SMALL = $(patsubst %,tests/torture/%.t,clock crowd disk faults faults_network kill storm trapd week)
SHELL_TESTS = $(LONG_TESTS) $(filter-out $(LONG_TESTS),$(wildcard tests/*.t)) $(TORTURE_SMALL)
# Which tests to run: make check TESTS=tests/collector.t
TESTS = $(SHELL_TESTS) $(UNIT_TESTS)

$(BUILD)/tests/%: $(BUILD)/obj/tests/unit/%.o $(ALL_A)
	@mkdir -p $(@D)
	$(link) $(ALL_LIBS) $(CMOCKA_LIBS)

# Asks one machine as the programs ask it, with a judge that does what the test wants.
AMT_ASK = $(BUILD)/amt_ask
$(AMT_ASK): $(BUILD)/obj/tests/ask/amt_ask.o $(COMMON_A)
	$(link) $(QUEUE_LIBS) $(CURL_LIBS) $(CRYPTO_LIBS)

# A viewer of our own for fcfh-manage kvm, and a program that counts pixels. They link nothing of
# the project.
VIEWER = $(BUILD)/viewer $(BUILD)/compare
PNG_LIBS := $(shell $(PKG_CONFIG) --libs libpng)
$(BUILD)/viewer: $(BUILD)/obj/tests/viewer/viewer.o
	$(link) $(CRYPTO_LIBS)
$(BUILD)/compare: $(BUILD)/obj/tests/viewer/compare.o
	$(link) $(PNG_LIBS)

# A clock that stands still, for the pictures of the screen.
CLOCK_SO = $(BUILD)/clock.so
$(CLOCK_SO): tests/pictures/clock.c $(FLAGS)
	$(call say,LD )
	$(Q)$(CC) $(OWN_CPPFLAGS) -std=c11 $(WARNINGS) $(WERROR) -O2 -fPIC -shared -o $@ $<

# A clock that is set while programs run, and calls that fail; and fcfh-collector linked so that
# both work with it.
TORTURE_TOOLS = $(patsubst %,$(BUILD)/torture/%,clock.so fault.so statfs.so threads.so fcfh-collector) $(BUILD)/bench_keys
$(BUILD)/torture/%.so: tests/torture/%.c $(FLAGS)
	@mkdir -p $(@D)
	$(call say,LD )
	$(Q)$(CC) $(OWN_CPPFLAGS) -U_FORTIFY_SOURCE -std=c11 $(WARNINGS) $(WERROR) -O2 -fPIC -shared \
		-o $@ $(filter %.c,$^)
$(BUILD)/torture/fault.so: tests/torture/fault_libraries.c tests/torture/fault.h
$(BUILD)/torture/fcfh-collector: $(BUILD)/obj/alert_collector/collector.o $(ALERT_A) $(QUEUE_A) $(COMMON_A)
	@mkdir -p $(@D)
	$(link) $(INI_LIBS)

unit-tests: $(UNIT_TESTS) $(AMT_ASK) $(CLOCK_SO) $(VIEWER) $(TORTURE_TOOLS)

check: all $(UNIT_TESTS) $(AMT_ASK) $(CLOCK_SO) $(VIEWER) $(TORTURE_TOOLS)
	$(Q)CMOCKA_MESSAGE_OUTPUT=TAP FCFH_BUILD=$(abspath $(BUILD)) \
		prove --exec '' -f -o -j $(JOBS) $(TESTS)

# The same tests with every program under AddressSanitizer and UndefinedBehaviorSanitizer.
ASAN_FLAGS = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
ASAN = BUILD=$(BUILD)/asan CFLAGS='$(ASAN_FLAGS) -U_FORTIFY_SOURCE' LDFLAGS= COLLECTOR_LDFLAGS=
# The sanitizers are for programs that read bytes from others. Tests that only look at documents,
# scripts and the tests' own programs, that count, or that repeat what other tests do, give them
# little to find; and torture preloads libraries of its own.
ASAN_TESTS = $(filter-out $(TORTURE_SMALL) $(patsubst %,tests/%.t, \
	attacks_flood calling check completion config_many config_passing config_progress demo \
	dist docs first_run follow gate harness hooks_back hooks_contributed hooks_crash \
	hooks_dns hooks_notices identify_claims identify_register includes install log \
	monitoring pictures queue_commands queue_crash readme screen_terminal service \
	settings_ask setup standin_between standin_config standin_kvm standin_redirection \
	standin_remote status told tools_name watch),$(TESTS))
asan:
	$(MAKE) -j$(CPUS) $(ASAN) all unit-tests
	$(MAKE) $(ASAN) TESTS='$(subst $(BUILD)/tests/,$(BUILD)/asan/tests/,$(ASAN_TESTS))' check

# fcfh-config and fcfh-identify, which have a thread for each machine, under ThreadSanitizer.
TSAN = BUILD=$(BUILD)/tsan CFLAGS='-O1 -g -fsanitize=thread -fno-omit-frame-pointer' LDFLAGS=
TSAN_UNIT = $(patsubst %,$(BUILD)/tsan/tests/%,hosts mask progress record report_json report_text \
	trace)
# What else the tests start, as it is.
TSAN_OTHERS = $(patsubst %,$(BUILD)/%,standin fcfh-collector fcfh-store fcfh-queue fcfh-manage)
# Tests in which many threads meet; the others ask one machine after the other.
TSAN_TESTS = $(TSAN_UNIT) $(patsubst %,tests/%.t,config_many config_passing config_stop identify \
	identify_change identify_passing identify_tls watch attacks_served)
tsan:
	$(MAKE) -j$(CPUS) $(TSAN) $(BUILD)/tsan/fcfh-config $(BUILD)/tsan/fcfh-identify \
		$(BUILD)/tsan/fcfh-settings $(TSAN_UNIT)
	$(MAKE) -j$(CPUS) $(TSAN_OTHERS)
	cp $(TSAN_OTHERS) $(BUILD)/tsan
	$(Q)CMOCKA_MESSAGE_OUTPUT=TAP FCFH_BUILD=$(abspath $(BUILD)/tsan) \
		prove --exec '' -f -o -j $(JOBS) $(TSAN_TESTS)

FUZZ_TARGETS = $(patsubst tests/fuzz/%.c,%,$(filter-out %/driver.c,$(wildcard tests/fuzz/*.c)))
FUZZ_FLAGS = -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all

$(BUILD)/fuzz_%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/obj/tests/fuzz/driver.o $(ALL_A)
	$(call say,LD )
	$(Q)$(CC) -fsanitize=fuzzer,address,undefined -o $@ $(filter %.o %.a,$^) $(ALL_LIBS)

fuzz-targets: $(patsubst %,$(BUILD)/fuzz_%,$(FUZZ_TARGETS))

fuzz:
	$(MAKE) -j$(CPUS) BUILD=$(BUILD)/fuzz CC=clang CFLAGS='$(FUZZ_FLAGS)' fuzz-targets
	tests/fuzz/run.sh $(BUILD)/fuzz $(FUZZ_SECONDS) $(FUZZ_TARGETS)

bench: all
	$(MAKE) BUILD=$(BUILD) bench-tools
	FCFH_BUILD=$(abspath $(BUILD)) tests/bench/bench.sh

BENCH_TOOLS = $(patsubst tests/bench/%.c,$(BUILD)/bench_%,$(wildcard tests/bench/*.c))
bench-tools: $(BENCH_TOOLS)

$(BUILD)/bench_%: $(BUILD)/obj/tests/bench/%.o
	$(link) -static

$(BUILD)/bench_register: $(BUILD)/obj/tests/bench/register.o $(COMMON_A)
	$(link) $(QUEUE_LIBS)

$(BUILD)/bench_xml: $(BUILD)/obj/tests/bench/xml.o $(COMMON_A)
	$(link) $(QUEUE_LIBS)

$(BUILD)/bench_keys: $(BUILD)/obj/tests/bench/keys.o
	$(link) $(CRYPTO_LIBS)

$(BUILD)/bench_client: $(BUILD)/obj/tests/bench/client.o $(COMMON_A)
	$(link) $(QUEUE_LIBS) $(CURL_LIBS) -lpthread

$(BUILD)/bench_mhd_minimal: $(BUILD)/obj/tests/bench/mhd_minimal.o
	$(link) $(HTTPD_LIBS)

# Under load and with faults, in full: half an hour. TORTURE= names some of the tests.
TORTURE = $(patsubst tests/torture/%.t,%,$(wildcard tests/torture/*.t))
torture: all $(TORTURE_TOOLS)
	$(Q)FCFH_BUILD=$(abspath $(BUILD)) tests/torture/run.sh $(TORTURE)

# With real systems of other projects, each for the test that needs it: an ordinary user can run
# them, too, and nothing outside the test's own directory is touched. INTEGRATION= names some of the
# tests.
INTEGRATION = $(patsubst tests/integration/%.t,%,$(wildcard tests/integration/*.t))
check-integration: all
	$(Q)FCFH_BUILD=$(abspath $(BUILD)) prove --exec '' -f -o -j $(CPUS) $(INTEGRATION:%=tests/integration/%.t)

# Other projects' viewers with their defaults, on an X server of its own.
check-viewer: all $(VIEWER)
	$(Q)FCFH_BUILD=$(abspath $(BUILD)) prove --exec '' -f -o tests/manage_viewer.sh

# On Debian with its systemd, booted: the commands of docs/INSTALL.md are run, and the result is
# checked. As root, not in CI. BOOTED= names other releases, and ONLY= one of the tests: install,
# inside, states or packages.
BOOTED = bookworm trixie
check-booted:
	tests/booted/booted.sh $(ONLY:%=--only %) $(BOOTED)

# Two collectors and one queue on GlusterFS, with a namespace for each machine: as root, not in CI.
check-cluster: all $(BUILD)/torture/clock.so
	FCFH_BUILD=$(abspath $(BUILD)) tests/cluster/cluster.sh

.PHONY: check check-viewer check-booted check-cluster check-integration unit-tests asan tsan fuzz \
	fuzz-targets torture bench bench-tools
