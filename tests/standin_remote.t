#!/bin/sh
# The stand-in AMT as a machine to work on remotely: power, boot, consent, event log, redirection.
# shellcheck source=tests/config.sh disable=SC1091,SC2016,SC2034,SC2154
. "$(dirname "$0")/config.sh"
pc=$net.32
cd "$scratch" || exit 1
echo word >password
start() { # OPTION...
    start_amt --password-file password --power-delay 50 --post-delay 50 "$@"
    as=admin:$admin
}
refer() { # CLASS NAME=VALUE...: an endpoint reference
    reference_class=$1
    shift
    printf '<a:Address>%s</a:Address><a:ReferenceParameters><w:ResourceURI>%s</w:ResourceURI>%s' \
        "$addressing" "$(uri "$reference_class")" "$(selectors "$@")</a:ReferenceParameters>"
}
gives() { # VALUE NAME: the last method's ReturnValue
    is "$code $(got ReturnValue)" "200 $1" "$2"
}
faults() { # STATUS SUBCODE NAME
    is "$code $(fault)" "$1 $2" "$3"
}

# --- Power

managed=$(refer CIM_ComputerSystem CreationClassName=CIM_ComputerSystem Name=ManagedSystem)
ask_power() { # STATE
    invoke CIM_PowerManagementService RequestPowerStateChange "PowerState=$1" "ManagedElement=$managed"
}
power_is() { # STATE
    get CIM_AssociatedPowerManagementService
    [ "$(got PowerState)" = "$1" ]
}
becomes() { # STATE NAME
    eventually "$2" "power_is $1"
}
start
check 'a PC that is on' power_is 2
is "$(got AvailableRequestedPowerStates)" '10 8 5 11 4 7 14 12' 'what may be asked of it'
ask_power 8
gives 0 'it is switched off'
becomes 8 'and after a moment it is off'
is "$(got AvailableRequestedPowerStates)" 2 'it can only be switched on'
ask_power 10
gives 2 'a reset does not fit'
ask_power 2
gives 0 'it is switched on'
becomes 2 'and after a moment it is on'
ask_power 99
gives 1 'an unknown state'
invoke CIM_PowerManagementService RequestPowerStateChange PowerState=10 \
    "ManagedElement=$(refer CIM_Chassis Tag=CIM_Chassis)"
gives 5 'of something that is not the PC'
invoke CIM_PowerManagementService RequestPowerStateChange "ManagedElement=$managed" PowerState=10
faults 400 SchemaValidationError 'in another order'
start --power sleep --no-lms
get CIM_AssociatedPowerManagementService
is "$(got PowerState) $(got AvailableRequestedPowerStates)" '4 2 8 5 10' 'one that sleeps'
start --no-lms
get CIM_AssociatedPowerManagementService
is "$(got PowerState) $(got AvailableRequestedPowerStates)" '2 10 8 5 11' \
    'without a service in its system it does nothing gracefully'
start --modern-standby
get IPS_PowerManagementService
is "$(got OSPowerSavingState)" 3 'Modern Standby'
invoke IPS_PowerManagementService RequestOSPowerSavingStateChange OSPowerSavingState=2 "ManagedElement=$managed"
gives 0 'it is woken'
get IPS_PowerManagementService
is "$(got OSPowerSavingState)" 2 'and awake'

# --- Boot

config_id='Intel(r) AMT: Boot Configuration 0'
settings() { # NAME=VALUE...: the whole object, all off but these
    set -- BIOSPause BIOSSetup BootMediaIndex ConfigurationDataReset ElementName EnforceSecureBoot \
        FirmwareVerbosity ForcedProgressEvents IDERBootDevice InstanceID LockKeyboard LockPowerButton \
        LockResetButton LockSleepButton OwningEntity PlatformErase ReflashBIOS SecureErase UseIDER \
        UseSOL UseSafeMode UserPasswordBypass -- "$@"
    words=''
    while [ "$1" != -- ]; do
        case $1 in
            *Index | *Verbosity | *Device) value=0 ;;
            ElementName) value='Intel(r) AMT Boot Configuration Settings' ;;
            InstanceID) value='Intel(r) AMT:BootSettingData 0' ;;
            OwningEntity) value='Intel(r) AMT' ;;
            Enforce*) value=true ;;
            *) value=false ;;
        esac
        for pair; do
            [ "${pair%%=*}" = "$pair" ] || [ "${pair%%=*}" != "$1" ] || value=${pair#*=}
        done
        words="$words$1=$value|"
        shift
    done
    IFS='|'
    # shellcheck disable=SC2086 # words between bars
    put Put AMT_BootSettingData $words
    unset IFS
}
order() { # [SOURCE]
    invoke CIM_BootConfigSetting ChangeBootOrder \
        ${1:+"Source=$(refer CIM_BootSourceSetting "InstanceID=Intel(r) AMT: Force $1 Boot")"}
}
role() { # NUMBER
    invoke CIM_BootService SetBootConfigRole \
        "BootConfigSetting=$(refer CIM_BootConfigSetting "InstanceID=$config_id")" "Role=$1"
}
start
get AMT_BootCapabilities
is "$(got BIOSSetup) $(got SOL) $(got ForcePXEBoot)" 'true true true' 'what the BIOS is able to do'
order
gives 0 'nothing is left of another boot'
settings BIOSSetup=true UseSOL=true
is "$code $(got BIOSSetup) $(got OptionsCleared)" '200 true false' 'into setup, on the serial port'
role 1
gives 0 'at the next boot'
ask_power 10
gives 0 'which is now'
check 'the state file has it' knows 'boot 1 setup serial'
get AMT_BootSettingData
is "$(got BIOSSetup) $(got UseSOL) $(got OptionsCleared)" 'false false true' 'it was for once'
settings
order PXE
gives 0 'from the network'
role 1
eventually 'when the reset is over, it is switched off' 'ask_power 8; [ "$(got ReturnValue)" = 0 ]'
becomes 8 'the PC is off'
ask_power 2
check 'then it starts in that way' knows 'boot 2 pxe'
becomes 2 'it is on'
settings
order 'CD/DVD'
role 32768
ask_power 10
check 'what is not for the next boot is not taken' knows 'boot 2 pxe'
settings UseSOL=true
faults 400 InvalidRepresentation 'a serial port and a source do not go together'
order
settings UseSOL=true
order 'Hard-drive'
gives 5 'the other way round too'
settings LockKeyboard=true
faults 400 InvalidRepresentation 'what the BIOS is not able to do'
settings SecureErase=true
check 'a setting that erases data is reported loudly' knows 'destroyed SecureErase'
put Put AMT_BootSettingData BIOSSetup=true
faults 400 SchemaValidationError 'half an object'
start --boot-leftover --incapable ForcePXEBoot
settings UseSOL=true
faults 400 InvalidRepresentation 'a source that is left over'
order PXE
gives 5 'a source that there is not'

# --- Consent

start --consent all --consent-code 045678
settings UseSOL=true
faults 400 AccessDenied 'without the user nothing about boot can be changed'
order
gives 6 'nor the order'
role 1
gives 6 'nor what is next'
consent() { # METHOD [NAME=VALUE]
    invoke IPS_OptInService "$@"
}
consent_is() { # STATE NAME
    get IPS_OptInService
    is "$(got OptInState)" "$1" "$2"
}
get IPS_OptInService
is "$(got OptInRequired) $(got OptInState)" '4294967295 0' 'he has to be asked'
consent SendOptInCode OptInCode=45678
gives 2 'there is no code yet'
consent StartOptIn
gives 0 'he is being asked'
consent_is 2 'the code is on his screen'
consent StartOptIn
gives 2 'once at a time'
consent SendOptInCode OptInCode=111111
gives 5 'another code'
consent SendOptInCode OptInCode=222222
consent_is 2 'there are three tries'
consent SendOptInCode OptInCode=333333
consent_is 0 'and then it is over'
consent StartOptIn
consent_is 2 'again'
consent SendOptInCode OptInCode=045678
gives 0 'the code'
consent_is 3 'he has said yes'
settings UseSOL=true
is "$code" 200 'now it can be changed'
start --consent all --consent-code 045678 --consent-timeout 1
consent StartOptIn
consent SendOptInCode OptInCode=045678
settings UseSOL=true
eventually 'without a session consent lapses' 'get IPS_OptInService; [ "$(got OptInState)" = 0 ]'
get AMT_BootSettingData
is "$(got UseSOL)" false 'and with it what it was for'
consent CancelOptIn
gives 2 'there is nothing to cancel'
start --consent kvm
get IPS_OptInService
is "$(got OptInRequired)" 1 'only for KVM'
order
gives 0 'then boot is free'
start --consent all --power off
consent StartOptIn
consent_is 1 'a PC that is off shows no code'

# --- Event log

records() { # ITERATION MOST
    invoke AMT_MessageLog GetRecords "IterationIdentifier=$1" "MaxReadRecords=$2"
}
start --records 390
invoke AMT_MessageLog PositionToFirstRecord
is "$code $(got IterationIdentifier) $(got ReturnValue)" '200 1 0' 'the first record'
records 1 390
is "$(got RecordArray | wc -w) $(got NoMoreRecords)" '390 true' 'all records'
is "$(got RecordArray | cut -d' ' -f2 | base64 -d | od -An -tx1 -j4 | tr -d ' \n')" \
    ffc171005810ff2661aa30000000000000 'the last but one is the call for help'
records 1 100
is "$(got RecordArray | wc -w) $(got NoMoreRecords) $(got IterationIdentifier)" '100 false 101' 'some'
records 391 10
is "$(got RecordArray | wc -w) $(got NoMoreRecords)" '0 true' 'none'
records 400 10
gives 2 'no such place'
start --records 1
records 1 390
is "$(got RecordArray | wc -w) $(got NoMoreRecords)" '1 true' 'one alone'

# --- Redirection

change() { # CLASS STATE
    invoke "$1" RequestStateChange "RequestedState=$2"
}
put_redirection() { # STATE LISTENER
    put Put AMT_RedirectionService CreationClassName=AMT_RedirectionService \
        'ElementName=Intel(r) AMT Redirection Service' "EnabledState=$1" "ListenerEnabled=$2" \
        'Name=Intel(r) AMT Redirection Service' SystemCreationClassName=CIM_ComputerSystem \
        'SystemName=Intel(r) AMT'
}
start
get AMT_RedirectionService
is "$(got EnabledState) $(got ListenerEnabled)" '32768 false' 'redirection is off'
check 'the port is closed' eval '! tcp_listens "$pc" 16994'
change AMT_RedirectionService 32770
gives 0 'it is switched on'
check 'but the port is still closed' eval '! tcp_listens "$pc" 16994'
put_redirection 32770 true
is "$code $(got ListenerEnabled)" '200 true' 'with its port'
check 'now somebody does' tcp_listens "$pc" 16994
check 'the state file has it' knows 'redirection 32770 listener=1 kvm=0'
change CIM_KVMRedirectionSAP 2
gives 0 'KVM'
get CIM_KVMRedirectionSAP
is "$(got EnabledState) $(got RequestedState)" '6 2' 'is ready'
change AMT_RedirectionService 1
gives 5 'no such state'
put_redirection 32768 false
check 'and off again' eval '! tcp_listens "$pc" 16994'
start --kvm-mebx-off
change CIM_KVMRedirectionSAP 2
gives 2 'what is off at the machine itself cannot be switched on'
start --no-kvm
get CIM_KVMRedirectionSAP
faults 400 DestinationUnreachable 'one without KVM'

# --- Who may do what

start --account power:5 --account console:2 --account log:19 --account info:13
may() { # NAME CLASS
    as=$1:word
    get "$2"
    [ "$code" = 200 ]
}
for pair in power:CIM_AssociatedPowerManagementService power:IPS_OptInService log:AMT_MessageLog \
    console:AMT_RedirectionService info:AMT_GeneralSettings; do
    check "$pair" may "${pair%:*}" "${pair#*:}"
done
for pair in info:CIM_AssociatedPowerManagementService power:AMT_MessageLog log:AMT_RedirectionService \
    console:AMT_BootSettingData; do
    check "not $pair" eval "! may ${pair%:*} ${pair#*:}"
done
finish
