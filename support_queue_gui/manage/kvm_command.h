/* "kvm": the PC's screen, keyboard and mouse in a VNC viewer. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_KVM_COMMAND_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_KVM_COMMAND_H

#include "support_queue_gui/manage/manage_command.h"

manage_run kvm_command;

#endif
