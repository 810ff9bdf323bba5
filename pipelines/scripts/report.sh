#!/usr/bin/env bash
# report.sh STACK FOLDER: one Markdown page on what preview.sh found, in FOLDER/report.md; into the pull request where
# the pipeline runs for one, where it replaces the stack's earlier page, and into the run's summary on GitHub.
source "$(dirname "$0")/common.sh"

(($# == 2)) || fail "usage: report.sh STACK FOLDER"
stack_name "$1"
python3 -m report --plan "$2/preview.json" --verdict "$2/verdict.json" --markdown "$2/report.md"
[[ -z ${GITHUB_STEP_SUMMARY:-} ]] || cat "$2/report.md" >>"$GITHUB_STEP_SUMMARY"
python3 -m pipelines.comment --key "preview-$1" "$2/report.md"
