#!/usr/bin/env bash
# drift-issue.sh STACK FILE: one open issue on GitHub for a stack's drift: made once, then commented on.
source "$(dirname "$0")/common.sh"

(($# == 2)) || fail "usage: drift-issue.sh STACK FILE"
stack_name "$1"
need GITHUB_REPOSITORY "this runs on GitHub"
title="Drift in $1"
body=$(mktemp)
trap 'rm -f "$body"' EXIT
{
    # shellcheck disable=SC2016 # the backticks are Markdown
    printf '`pulumi preview --refresh` finds that Azure is not what the commit %s says. Deploy to put it back, or ' "$(git rev-parse --short HEAD)"
    printf 'bring the change into the program.\n\n```\n'
    # an issue holds 65,536 characters
    head -c 50000 "$2"
    printf '\n```\n'
} >"$body"
number=$(gh issue list --state open --search "in:title \"$title\"" --json number,title \
    --jq "map(select(.title == \"$title\"))[0].number // empty")
if [[ -n $number ]]; then
    gh issue comment "$number" --body-file "$body"
else
    gh issue create --title "$title" --body-file "$body"
fi
