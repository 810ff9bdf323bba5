#!/usr/bin/env bash
# preview.sh STACK FOLDER: plans a stack under the gate. Leaves in FOLDER:
#   plan.json     what `up.sh` may do, and no more; secrets are encrypted with the stack's key
#   commit        the commit that it was made from
#   preview.json  the plan for people's tools, secrets masked
#   verdict.json  what the gate says
# Exit code: 0 the stack may be deployed, 1 the gate refuses it, 2 there is no plan for another reason.
source "$(dirname "$0")/common.sh"

(($# == 2)) || fail "usage: preview.sh STACK FOLDER"
stack_name "$1"
stack=$1
folder=$2
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

code=0
choose_gate "$stack"
# The CLI knows --event-log with this variable only.
PULUMI_DEBUG_COMMANDS=true pulumi preview --stack "$stack" "${gate[@]}" --non-interactive \
    --json --show-sames --save-plan "$folder/plan.json" --event-log "$work/events" \
    >"$folder/preview.json" 2>"$work/messages" || code=$?
cat "$work/messages" >&2
python3 -m pipelines.verdict "$stack" "$work/events" --code "$code" --printed "$work/messages" >"$folder/verdict.json" || code=$?
if ((code != 0)); then
    rm -f "$folder/plan.json"
    exit "$code"
fi
git rev-parse HEAD >"$folder/commit"
