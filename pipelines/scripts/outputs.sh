#!/usr/bin/env bash
# outputs.sh STACK FILE: the stack's outputs as JSON, for the checks after a deployment and for the model pipelines.
# Secret ones stay masked.
source "$(dirname "$0")/common.sh"

(($# == 2)) || fail "usage: outputs.sh STACK FILE"
stack_name "$1"
mkdir -p "$(dirname "$2")"
pulumi stack output --stack "$1" --json >"$2"
