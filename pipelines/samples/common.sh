# shellcheck shell=bash
# What the samples' scripts need: read with `source`, not run.
set -euo pipefail

# fail MESSAGE: one clear line on stderr, then the end.
fail() {
    echo "error: $1" >&2
    exit 2
}

# read_outputs FILE: the stack's outputs; afterwards `output` looks into them, and "${workspace[@]}" names the workspace.
read_outputs() {
    [[ -s $1 ]] || fail "there are no outputs in $1: pipelines/scripts/outputs.sh STACK $1"
    outputs=$1
    # shellcheck disable=SC2034 # for whoever reads this file
    workspace=(--resource-group "$(output resourceGroup)" --workspace-name "$(output workspaceName)")
}

# output PATH: a value of the outputs, such as resourceGroup or computeClusters[0]; of an object {} the first value.
output() {
    python3 - "$outputs" "$1" <<'PYTHON' || fail "$outputs has no $1: does the stack have one? See the options in README.md"
import json, re, sys
value = json.load(open(sys.argv[1], encoding="utf-8"))
for key in re.findall(r"\w+|\{\}", sys.argv[2]):
    value = next(iter(value.values())) if key == "{}" else value[int(key)] if isinstance(value, list) else value[key]
print(value)
PYTHON
}
