#!/usr/bin/env bash
# up.sh STACK FOLDER: deploys what was approved: the plan that preview.sh left in FOLDER, from the same commit.
#
# The plan is held twice. `pulumi up` previews first, under the plan, and a difference ends it before anything is
# touched; while it deploys, each step must be in the plan. With --skip-preview only the second would hold, and what
# comes before the difference would be deployed.
# https://www.pulumi.com/docs/iac/operations/stack-management/update-plans/
source "$(dirname "$0")/common.sh"

(($# == 2)) || fail "usage: up.sh STACK FOLDER"
stack_name "$1"
stack=$1
folder=$2
[[ -f $folder/plan.json && -f $folder/commit ]] || fail "there is no plan in $folder: run preview.sh $stack $folder first"
planned=$(<"$folder/commit")
here=$(git rev-parse HEAD)
[[ $planned == "$here" ]] || fail "the plan was made from commit $planned, and this is $here: plan again"
git diff --quiet HEAD -- || fail "files differ from the commit that the plan was made from: plan again"

choose_gate "$stack"
pulumi up --stack "$stack" "${gate[@]}" --non-interactive --yes --plan "$folder/plan.json"
