#!/usr/bin/env bash
# destroy.sh STACK CONFIRMATION: takes a whole stack down. The confirmation is the stack's name, typed once more.
source "$(dirname "$0")/common.sh"

(($# == 2)) || fail "usage: destroy.sh STACK CONFIRMATION"
stack_name "$1"
[[ $1 == "$2" ]] || fail "the name of the stack was not confirmed: type $1 to destroy it"
pulumi destroy --stack "$1" --non-interactive --yes
