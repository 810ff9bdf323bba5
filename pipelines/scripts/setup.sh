#!/usr/bin/env bash
# setup.sh: installs the Python packages and the Pulumi CLI that this commit pins, and puts both on the path of the
# steps that follow. Once a job.
source "$(dirname "$0")/common.sh"

make setup
engine=$(.venv/bin/python -m local engine | head -n 1)
# The gate runs with the Python that comes first on the path.
for folder in "$PWD/.venv/bin" "$(dirname "$engine")"; do
    if [[ -n ${GITHUB_PATH:-} ]]; then
        echo "$folder" >>"$GITHUB_PATH"
    elif [[ -n ${TF_BUILD:-} ]]; then
        echo "##vso[task.prependpath]$folder"
    else
        echo "export PATH=\"$folder:\$PATH\""
    fi
done
