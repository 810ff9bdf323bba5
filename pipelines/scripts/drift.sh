#!/usr/bin/env bash
# drift.sh STACK FILE: whether what is in Azure is what this commit says. Changes nothing, neither Azure nor the state.
# What differs is in FILE too.
# Exit code: 0 no drift, 1 there is drift, 2 it could not be found out. On GitHub the step has the output `drift` where
# there is drift, and nowhere else: later steps see of an exit code only that it was not 0.
source "$(dirname "$0")/common.sh"

(($# == 2)) || fail "usage: drift.sh STACK FILE"
stack_name "$1"
mkdir -p "$(dirname "$2")"
code=0
pulumi preview --stack "$1" --refresh --expect-no-changes --diff --non-interactive --color never 2>&1 | tee "$2" || code=$?
((code != 0)) || exit 0
# The CLI's own words where it only found changes: anything else is a failure to look.
grep -q "no changes were expected.* but changes were proposed" "$2" ||
    fail "nobody knows whether $1 has drifted: Azure or the state could not be read, see above"
echo "drift: what is in Azure is not what this commit says" >&2
[[ -z ${GITHUB_OUTPUT:-} ]] || echo "drift=true" >>"$GITHUB_OUTPUT"
exit 1
