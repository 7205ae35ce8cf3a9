# fcfh: Fast Call for Help on Unix
#
#   make             the programs, in build/
#   make check       the tests
#   make check-integration   tests the adapters with the real RT, slapd, Redmine and Samba
#   make check-booted   as root: runs the commands of docs/INSTALL.md in containers that boot
#   make check-viewer   tests fcfh-manage kvm with TigerVNC and TightVNC, without a display
#   make torture     tests the promises of docs/RELIABILITY.md under load and faults
#   make bench       measures speed and memory, as ratios where possible
#   make install     installs below $(DESTDIR)$(PREFIX)
#   make deb         builds the Debian packages; make dist packs the source into one file
#   make lint        runs clang-format, shellcheck and mandoc
#   make clang, make asan, make tsan    build with clang; test with its sanitizers
#   make fuzz        runs the fuzz targets
#
# Every variable in the next block may be set on the command line or in the environment. What
# depends on a changed one is built again.

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBEXECDIR ?= $(PREFIX)/libexec/fcfh
MANDIR ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share/fcfh
UNITDIR ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR ?= $(PREFIX)/lib/tmpfiles.d
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
SYSCONFDIR ?= /etc
LOCALSTATEDIR ?= /var

# make sets these itself, so that ?= would have no effect.
ifeq ($(origin CC),default)
CC = gcc
endif
ifeq ($(origin AR),default)
AR = ar
endif
CFLAGS ?= -O2 -g
PKG_CONFIG ?= pkg-config
# fcfh-collector, which snmptrapd starts for every trap, is linked statically, since loading
# libraries takes most of its time. As a PIE it is loaded at a random address, which costs 6 % of a
# start.
COLLECTOR_LDFLAGS ?= -static-pie
# -Werror in CI. With compilers other than ours a warning stops nobody.
WERROR ?=
# Seconds for each fuzz target.
FUZZ_SECONDS ?= 60

# These can be set on the command line only.
VERSION = 0.2.0
BUILD = build

# make V=1 shows every command.
V = 0
ifeq ($(V),0)
Q = @
say = @echo "  $(1)  $(patsubst $(BUILD)/%,%,$@)"
endif

# ---------------------------------------------------------------- what is built from what

WARNINGS = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wundef
OWN_CFLAGS = -std=c11 $(WARNINGS) $(WERROR) -fstack-protector-strong -fPIE
# Glibc needs optimization for it, and says so; a user who sets a level keeps that level.
FORTIFY = $(if $(findstring _FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS)),,$(if \
	$(filter -O1 -O2 -O3 -Os,$(CFLAGS)),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2))
OWN_CPPFLAGS = -I. -I$(BUILD)/include -D_GNU_SOURCE $(FORTIFY) $(PKG_CFLAGS)

PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags libxml-2.0 libcurl inih jansson openssl \
	libmicrohttpd gnutls zlib libpng)
XML_LIBS := $(shell $(PKG_CONFIG) --libs libxml-2.0)
CURL_LIBS := $(shell $(PKG_CONFIG) --libs libcurl)
INI_LIBS := $(shell $(PKG_CONFIG) --libs inih)
HTTPD_LIBS := $(shell $(PKG_CONFIG) --libs libmicrohttpd gnutls)
JSON_LIBS := $(shell $(PKG_CONFIG) --libs jansson)
CRYPTO_LIBS := $(shell $(PKG_CONFIG) --libs openssl)
PICTURE_LIBS := $(shell $(PKG_CONFIG) --libs zlib libpng)
CURSES_LIBS := $(shell $(PKG_CONFIG) --libs ncursesw)
TEXT_LIBS = -lunistring
QUEUE_LIBS = $(XML_LIBS) $(TEXT_LIBS) $(INI_LIBS)

# Each folder is an archive: a program gets only the parts of it that it uses.
ALERT_MAINS = collector store identify listener
QUEUE_MAINS = hooks/hooks
GUI_MAINS = queue_main manage/manage_main
CFG_MAINS = config settings
COMMON_MAINS = conf_example

mains = $(patsubst %,$(1)/%.c,$(2))
objects = $(patsubst %.c,$(BUILD)/obj/%.o,\
	$(filter-out $(call mains,$(1),$(2)),$(wildcard $(1)/*.c $(1)/*/*.c)))

ALERT_A = $(BUILD)/alert.a
QUEUE_A = $(BUILD)/queue.a
GUI_A = $(BUILD)/gui.a
CFG_A = $(BUILD)/cfg.a
COMMON_A = $(BUILD)/common.a

PROGRAMS = $(BUILD)/fcfh-collector $(BUILD)/fcfh-store $(BUILD)/fcfh-identify \
	$(BUILD)/fcfh-listener $(BUILD)/fcfh-hooks $(BUILD)/fcfh-queue $(BUILD)/fcfh-manage \
	$(BUILD)/fcfh-config $(BUILD)/fcfh-settings

INSTALLED_PROGRAMS = $(filter-out %/fcfh-store,$(PROGRAMS))

COMPLETIONS = $(patsubst $(BUILD)/%,$(BUILD)/completion/bash/%,$(INSTALLED_PROGRAMS))

all: $(PROGRAMS) $(BUILD)/standin $(COMPLETIONS) $(BUILD)/fcfh.conf.example

$(ALERT_A): $(call objects,alert_collector,$(ALERT_MAINS))
$(QUEUE_A): $(call objects,support_queue_db,$(QUEUE_MAINS))
$(GUI_A): $(call objects,support_queue_gui,$(GUI_MAINS))
$(CFG_A): $(call objects,amt_cfg,$(CFG_MAINS))
$(COMMON_A): $(call objects,common,$(COMMON_MAINS))

$(BUILD)/%.a:
	$(call say,AR )
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# These two files are written only when they would differ: then what depends on them is built again.
# The paths go into a header, so that a change of PREFIX affects only what includes that header.
FLAGS = $(BUILD)/flags
PATHS = $(BUILD)/include/fcfh_paths.h

define FLAGS_TEXT
$(CC) $(AR) $(OWN_CPPFLAGS) $(CPPFLAGS) $(OWN_CFLAGS) $(CFLAGS) $(LDFLAGS) $(COLLECTOR_LDFLAGS)
endef
define PATHS_TEXT
/* Made by the Makefile. */
#define FCFH_VERSION "$(VERSION)"
#define FCFH_BINDIR "$(BINDIR)"
#define FCFH_LIBEXECDIR "$(LIBEXECDIR)"
#define FCFH_DATADIR "$(DATADIR)"
#define FCFH_SYSCONFDIR "$(SYSCONFDIR)"
#define FCFH_LOCALSTATEDIR "$(LOCALSTATEDIR)"
endef
export FLAGS_TEXT PATHS_TEXT

$(FLAGS): FORCE
	@mkdir -p $(@D)
	@printf '%s\n' "$$FLAGS_TEXT" | cmp -s - $@ || printf '%s\n' "$$FLAGS_TEXT" >$@

$(PATHS): FORCE
	@mkdir -p $(@D)
	@printf '%s\n' "$$PATHS_TEXT" | cmp -s - $@ || printf '%s\n' "$$PATHS_TEXT" >$@

.PHONY: FORCE
FORCE:

# The manual page has what technicians say to callers; it is made into a C string here.
CALLING = $(BUILD)/include/fcfh_calling.h

$(CALLING): support_queue_gui/fcfh-calling.7 Makefile
	@mkdir -p $(@D)
	@{ echo 'static const char calling_ours[] ='; \
		sed -n -e '/^\.Sh WHAT TO SAY/,/^\.Sh A/{ s/["\\]/\\&/g; s/^\.Ss \(.*\)/    "\1\\n"/p; s/^[^ .].*/    "    &\\n"/p; }' $<; \
		echo '    ;'; } >$@

$(BUILD)/obj/%.o: %.c Makefile $(FLAGS) | $(PATHS) $(CALLING)
	@mkdir -p $(@D)
	$(call say,CC )
	$(Q)$(CC) $(OWN_CPPFLAGS) $(CPPFLAGS) $(OWN_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# This must be the last thing on a recipe's line: libraries follow it.
define link
$(call say,LD )
$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a,$^)
endef

$(BUILD)/fcfh-collector: $(BUILD)/obj/alert_collector/collector.o $(ALERT_A) $(QUEUE_A) $(COMMON_A)
	$(link) $(COLLECTOR_LDFLAGS) $(INI_LIBS)

$(BUILD)/fcfh-store: $(BUILD)/obj/alert_collector/store.o $(ALERT_A) $(QUEUE_A) $(COMMON_A)
	$(link) $(QUEUE_LIBS)

$(BUILD)/fcfh-identify: $(BUILD)/obj/alert_collector/identify.o $(ALERT_A) $(QUEUE_A) $(COMMON_A)
	$(link) $(QUEUE_LIBS) $(JSON_LIBS) $(CURL_LIBS) $(CRYPTO_LIBS)

$(BUILD)/fcfh-listener: $(BUILD)/obj/alert_collector/listener.o $(ALERT_A) $(QUEUE_A) $(COMMON_A)
	$(link) $(QUEUE_LIBS) $(JSON_LIBS) $(HTTPD_LIBS)

$(BUILD)/fcfh-hooks: $(BUILD)/obj/support_queue_db/hooks/hooks.o $(QUEUE_A) $(COMMON_A)
	$(link) $(QUEUE_LIBS) $(JSON_LIBS)

$(BUILD)/fcfh-queue: $(BUILD)/obj/support_queue_gui/queue_main.o $(GUI_A) $(QUEUE_A) $(COMMON_A)
	$(link) $(QUEUE_LIBS) $(JSON_LIBS) $(CURSES_LIBS)

$(BUILD)/fcfh-manage: $(BUILD)/obj/support_queue_gui/manage/manage_main.o $(GUI_A) $(QUEUE_A) \
	$(COMMON_A)
	$(link) $(QUEUE_LIBS) $(CURL_LIBS) $(JSON_LIBS) $(CRYPTO_LIBS) $(PICTURE_LIBS)

$(BUILD)/fcfh-config: $(BUILD)/obj/amt_cfg/config.o $(CFG_A) $(QUEUE_A) $(COMMON_A)
	$(link) $(QUEUE_LIBS) $(CURL_LIBS) $(JSON_LIBS) $(CRYPTO_LIBS)

$(BUILD)/fcfh-settings: $(BUILD)/obj/amt_cfg/settings.o $(CFG_A) $(QUEUE_A) $(COMMON_A)
	$(link) $(QUEUE_LIBS) $(CURL_LIBS) $(JSON_LIBS) $(CRYPTO_LIBS)

# The settings as they are installed: each key as it is in the table in common/conf.c.
$(BUILD)/conf_example: $(BUILD)/obj/common/conf_example.o $(COMMON_A)
	$(link) $(QUEUE_LIBS)

$(BUILD)/fcfh.conf.example: $(BUILD)/conf_example common/fcfh.conf.in
	$(call say,GEN)
	$(Q)$< <common/fcfh.conf.in >$@.new && mv $@.new $@

# For bash, and with it for zsh and fish.
$(COMPLETIONS): $(BUILD)/completion/bash/%: $(BUILD)/% common/completion/generate.sh
	$(call say,GEN)
	$(Q)common/completion/generate.sh $< $(BUILD)/completion

# The machine that the tests, the demo and the benchmarks ask instead of a real one.
STANDIN_OBJECTS = $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/standin/*.c))
STANDIN_LIBS := $(shell $(PKG_CONFIG) --libs libxml-2.0 openssl krb5-gssapi zlib)
STANDIN_CFLAGS := $(shell $(PKG_CONFIG) --cflags krb5-gssapi zlib)

$(STANDIN_OBJECTS): private PKG_CFLAGS += $(STANDIN_CFLAGS)

$(BUILD)/standin: $(STANDIN_OBJECTS)
	$(link) $(STANDIN_LIBS) $(CURL_LIBS) -lpthread

include tests/tests.mk
include docs/docs.mk

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

# ---------------------------------------------------------------- installing

# Files that name directories are installed with the directories of this build.
UNITS = $(patsubst %,$(BUILD)/fcfh-%.service,expire hooks identify listener metrics snmptrapd)
SOCKETS = $(patsubst %,alert_collector/systemd/fcfh-%.socket,listener snmptrapd)
TIMERS = $(patsubst %,alert_collector/systemd/fcfh-%.timer,expire metrics)
# Examples for firewalls and for monitoring; check_fcfh is run from elsewhere.
EXAMPLES = $(patsubst contrib/%,$(BUILD)/examples/%,$(wildcard contrib/apparmor/* \
	contrib/firewall/* contrib/monitoring/* contrib/ssh/*))
STREAMING = $(BUILD)/fcfh-stream $(BUILD)/fcfh-snmptrapd-stream.conf
# Adapters to other systems, for users to copy.
HOOKS = $(patsubst support_queue_db/hooks/examples/%,$(BUILD)/hooks/%,\
	$(wildcard support_queue_db/hooks/examples/*))
GENERATED = $(HOOKS) $(EXAMPLES) $(BUILD)/snmptrapd.conf $(UNITS) \
	$(BUILD)/sysusers.conf $(BUILD)/tmpfiles.conf $(STREAMING) \
	$(addprefix $(BUILD)/,$(notdir $(MAN_PAGES)))

# Templates contain @NAME@; in texts that are also read as they are in the source, the usual
# directories take its place.
$(GENERATED): $(BUILD)/%: Makefile $(PATHS)
	@mkdir -p $(@D)
	sed -e 's|/usr/local/share/fcfh|@DATADIR@|g' -e 's|/usr/local/bin|@BINDIR@|g' \
		-e 's|/etc/fcfh|@SYSCONFDIR@/fcfh|g' -e 's|/var/lib/fcfh|@LOCALSTATEDIR@/lib/fcfh|g' \
		-e 's|@DATADIR@|$(DATADIR)|g' -e 's|@BINDIR@|$(BINDIR)|g' \
		-e 's|/usr/local/libexec/fcfh|$(LIBEXECDIR)|g' -e 's|@LIBEXECDIR@|$(LIBEXECDIR)|g' \
		-e 's|@SYSCONFDIR@|$(SYSCONFDIR)|g' -e 's|@LOCALSTATEDIR@|$(LOCALSTATEDIR)|g' \
		$(filter-out Makefile $(PATHS),$^) >$@

$(HOOKS): $(BUILD)/hooks/%: support_queue_db/hooks/examples/%
$(BUILD)/snmptrapd.conf: alert_collector/snmptrapd.conf.in
$(EXAMPLES): $(BUILD)/examples/%: contrib/%
$(UNITS): $(BUILD)/%: alert_collector/systemd/%.in
$(BUILD)/fcfh-stream: alert_collector/fcfh-stream.in
$(BUILD)/fcfh-snmptrapd-stream.conf: alert_collector/systemd/fcfh-snmptrapd-stream.conf.in
$(BUILD)/sysusers.conf: alert_collector/systemd/sysusers.conf
$(BUILD)/tmpfiles.conf: alert_collector/systemd/tmpfiles.conf
$(foreach page,$(MAN_PAGES),$(eval $(BUILD)/$(notdir $(page)): $(page)))

# The path may contain blanks.
D = $(DESTDIR)

# An existing configuration is left alone.
install: all $(GENERATED)
	install -d "$(D)$(BINDIR)" "$(D)$(LIBEXECDIR)" "$(D)$(DATADIR)/hooks" \
		"$(D)$(SYSCONFDIR)/fcfh/hooks" \
		"$(D)$(UNITDIR)/snmptrapd.service.d" "$(D)$(UNITDIR)/snmptrapd.socket.d" \
		"$(D)$(SYSUSERSDIR)" "$(D)$(TMPFILESDIR)" \
		"$(D)$(BASHDIR)" "$(D)$(ZSHDIR)" "$(D)$(FISHDIR)" \
		"$(D)$(MANDIR)/man1" "$(D)$(MANDIR)/man5" \
		"$(D)$(MANDIR)/man7" "$(D)$(MANDIR)/man8"
	install -m 755 $(INSTALLED_PROGRAMS) "$(D)$(BINDIR)"
	install -m 755 $(BUILD)/fcfh-store $(BUILD)/fcfh-stream "$(D)$(LIBEXECDIR)"
	install -m 644 $(BUILD)/fcfh-snmptrapd-stream.conf "$(D)$(DATADIR)"
	install -m 755 $(HOOKS) "$(D)$(DATADIR)/hooks"
	install -d "$(D)$(DATADIR)/examples"
	install -m 644 $(filter-out %/check_fcfh,$(EXAMPLES)) "$(D)$(DATADIR)/examples"
	install -m 755 $(BUILD)/examples/monitoring/check_fcfh "$(D)$(LIBEXECDIR)"
	for page in $(notdir $(MAN_PAGES)); do \
		install -m 644 $(BUILD)/$$page "$(D)$(MANDIR)/man$${page##*.}" || exit; \
	done
	install -m 644 support_queue_db/entry.rng common/amt/register.rng $(BUILD)/fcfh.conf.example "$(D)$(DATADIR)"
	test -e "$(D)$(SYSCONFDIR)/fcfh/fcfh.conf" || \
		install -m 644 $(BUILD)/fcfh.conf.example "$(D)$(SYSCONFDIR)/fcfh/fcfh.conf"
	test -e "$(D)$(SYSCONFDIR)/fcfh/snmptrapd.conf" || \
		install -m 644 $(BUILD)/snmptrapd.conf "$(D)$(SYSCONFDIR)/fcfh/snmptrapd.conf"
	install -m 644 alert_collector/systemd/snmptrapd.service.conf \
		"$(D)$(UNITDIR)/snmptrapd.service.d/fcfh.conf"
	install -m 644 alert_collector/systemd/snmptrapd.socket.conf \
		"$(D)$(UNITDIR)/snmptrapd.socket.d/fcfh.conf"
	install -m 644 $(UNITS) $(SOCKETS) $(TIMERS) "$(D)$(UNITDIR)"
	install -m 644 $(BUILD)/sysusers.conf "$(D)$(SYSUSERSDIR)/fcfh.conf"
	install -m 644 $(BUILD)/tmpfiles.conf "$(D)$(TMPFILESDIR)/fcfh.conf"
	install -m 644 $(COMPLETIONS) "$(D)$(BASHDIR)"
	install -m 644 $(addprefix $(BUILD)/completion/zsh/_,$(notdir $(COMPLETIONS))) "$(D)$(ZSHDIR)"
	install -m 644 $(patsubst %,$(BUILD)/completion/fish/%.fish,$(notdir $(COMPLETIONS))) "$(D)$(FISHDIR)"

# What belongs to the user stays: the configuration, the password, the queue.
uninstall:
	for program in $(notdir $(INSTALLED_PROGRAMS)); do \
		rm -f "$(D)$(BINDIR)/$$program" "$(D)$(BASHDIR)/$$program" "$(D)$(ZSHDIR)/_$$program" \
			"$(D)$(FISHDIR)/$$program.fish"; \
	done
	for page in $(notdir $(MAN_PAGES)); do rm -f "$(D)$(MANDIR)/man$${page##*.}/$$page"; done
	rm -f "$(D)$(LIBEXECDIR)/fcfh-store" "$(D)$(LIBEXECDIR)/fcfh-stream" \
		"$(D)$(LIBEXECDIR)/check_fcfh" "$(D)$(DATADIR)/fcfh-snmptrapd-stream.conf" \
		"$(D)$(DATADIR)/entry.rng" "$(D)$(DATADIR)/register.rng" "$(D)$(DATADIR)/fcfh.conf.example" \
		"$(D)$(UNITDIR)/snmptrapd.service.d/fcfh.conf" \
		"$(D)$(UNITDIR)/snmptrapd.socket.d/fcfh.conf" \
		"$(D)$(SYSUSERSDIR)/fcfh.conf" "$(D)$(TMPFILESDIR)/fcfh.conf"
	for hook in $(notdir $(HOOKS)); do rm -f "$(D)$(DATADIR)/hooks/$$hook"; done
	for example in $(notdir $(EXAMPLES)); do rm -f "$(D)$(DATADIR)/examples/$$example"; done
	for unit in $(notdir $(UNITS) $(SOCKETS) $(TIMERS)); do rm -f "$(D)$(UNITDIR)/$$unit"; done
	-rmdir "$(D)$(LIBEXECDIR)" "$(D)$(DATADIR)/hooks" "$(D)$(DATADIR)/examples" "$(D)$(DATADIR)" "$(D)$(UNITDIR)/snmptrapd.service.d" \
		"$(D)$(UNITDIR)/snmptrapd.socket.d"

clean:
	rm -rf $(BUILD)

# "make -j8 clean all": one after the other.
ifneq ($(filter clean,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

# ---------------------------------------------------------------- a release

# The same bytes from a clone and from what was unpacked from one: no user names, and no times
# except that of the last commit. Uncommitted changes are included, new files after "git add".
DIST = fcfh-$(VERSION)
IN_CLONE = [ "$$(git rev-parse --show-prefix 2>/dev/null || echo no)" = '' ]

dist:
	$(call dist,$(DIST).tar.gz,^$$)

# Builds packages for the Debian that this runs on into $(BUILD)/deb, with debhelper. In a Debian
# source package the folder debian/ is not part of the upstream source; it is added here.
DEB = $(BUILD)/deb
deb:
	rm -rf $(DEB)
	mkdir -p $(DEB)
	$(call dist,$(DEB)/fcfh_$(VERSION).orig.tar.gz,^debian/)
	$(call dist,$(DEB)/$(DIST).tar.gz,^$$)
	tar -xzf $(DEB)/$(DIST).tar.gz -C $(DEB)
	cd $(DEB)/$(DIST) && env -u MAKEFLAGS -u MAKELEVEL dpkg-buildpackage -us -uc $(DEB_FLAGS)
	rm -r $(DEB)/$(DIST) $(DEB)/$(DIST).tar.gz

# FILE, ERE of the names that are left out
define dist
	if $(IN_CLONE); then git ls-files -z; else find . -type f ! -path './$(BUILD)/*' \
		! -path './fcfh-*.tar*' ! -path './.git/*' -printf '%P\0'; fi | grep -zvE '$(2)' | LC_ALL=C sort -z | \
	tar --create --null --no-recursion --files-from=- --transform='s|^|$(DIST)/|' --format=ustar \
		--owner=root:0 --group=root:0 --mode=u=rwX,go=rX \
		--mtime="@$$(if $(IN_CLONE); then git log -1 --format=%ct; else stat -c %Y NEWS.md; fi)" | \
	gzip -9 -n >$(1)
endef

# ---------------------------------------------------------------- checking the source

C_FILES = $(filter-out $(BUILD)/%,$(wildcard */*.c */*.h */*/*.c */*/*.h))
SHELL_FILES = setup .ci/run .ci/trixie .ci/integration .ci/packages \
	$(wildcard debian/*inst debian/*rm debian/tests/first-call support_queue_db/hooks/examples/*) \
	contrib/monitoring/check_fcfh \
	alert_collector/fcfh-stream.in common/completion/generate.sh \
	$(wildcard tests/*.t tests/*/*.t tests/*.sh tests/*/*.sh)

lint: lint-man
	$(Q)clang-format --dry-run -Werror $(C_FILES)
	$(Q)shellcheck $(SHELL_FILES)

# Jobs of a compiler, and of tests, which wait more than they compute.
CPUS := $(shell nproc 2>/dev/null || echo 2)
JOBS = $(shell echo $$(($(CPUS) * 3)))

# Everything with another compiler, whose warnings are errors.
clang:
	$(MAKE) -j$(CPUS) BUILD=$(BUILD)/clang CC=clang WERROR=-Werror all unit-tests

.PHONY: all install uninstall clean dist deb lint clang
.SUFFIXES:
.SECONDARY:
