# The manual pages. Included by the Makefile of the folder above.

MAN_PAGES = alert_collector/fcfh-collector.8 alert_collector/fcfh-identify.8 \
	alert_collector/fcfh-listener.8 amt_cfg/fcfh-config.8 amt_cfg/fcfh-settings.8 \
	common/amt/fcfh-clients.5 common/fcfh-log.7 common/fcfh.conf.5 support_queue_db/fcfh-queue.5 support_queue_db/hooks/fcfh-hooks.8 \
	support_queue_gui/fcfh-manage.1 \
	support_queue_gui/fcfh-queue.1 support_queue_gui/fcfh-calling.7

# Every page, also after one that is bad; anything that mandoc says is a failure.
lint-man:
	@bad=0; for page in $(MAN_PAGES); do \
		said=$$(mandoc -Tlint -Wwarning $$page 2>&1) && [ -z "$$said" ] || \
			{ echo "$$page: $$said"; bad=1; }; \
	done; exit $$bad

.PHONY: lint-man
