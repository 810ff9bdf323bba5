#!/usr/bin/env bash
# report.sh STACK FOLDER: what preview.sh found, for people: in FOLDER/report.md, and in FOLDER/report/report.html with the
# network drawn and nothing left out. The pipelines keep the folder `report` as an artefact, which the comment names.
# The Markdown goes into the pull request where the pipeline runs for one, where it replaces the stack's earlier page, and
# into the run's summary.
source "$(dirname "$0")/common.sh"

(($# == 2)) || fail "usage: report.sh STACK FOLDER"
stack_name "$1"
mkdir -p "$2/report"
python3 -m report --plan "$2/preview.json" --verdict "$2/verdict.json" --markdown "$2/report.md" --html "$2/report/report.html"
artefact=report-$1
if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then
    cat "$2/report.md" >>"$GITHUB_STEP_SUMMARY"
elif [[ -n ${TF_BUILD:-} ]]; then
    # Where a job is tried again, it cannot keep another artefact of the same name.
    artefact+=-${SYSTEM_JOBATTEMPT:-1}
    echo "##vso[task.uploadsummary]$(realpath "$2/report.md")"
    echo "##vso[task.setvariable variable=reportArtefact]$artefact"
fi
python3 -m pipelines.comment --key "preview-$1" --artefact "$artefact" "$2/report.md"
