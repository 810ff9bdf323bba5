# shellcheck shell=bash
# What every script here needs: read with `source`, not run.
set -euo pipefail

# fail MESSAGE: one clear line on stderr, then the end.
fail() {
    echo "error: $1" >&2
    exit 2
}

# need NAME HINT: the variable of that name is set.
need() {
    [[ -n ${!1:-} ]] || fail "the variable $1 is not set: $2"
}

# stack_name TEXT: it is the name of a stack file of this project, so that no other text reaches a command line.
stack_name() {
    [[ $1 =~ ^[A-Za-z0-9][A-Za-z0-9_.-]*$ && -f Pulumi.$1.yaml ]] || fail "there is no stack file Pulumi.$1.yaml"
}

# choose_gate STACK: leaves in `gate` the flags that have the policy pack look at a stack, with what its environment changes about the rules.
choose_gate() {
    gate=(--policy-pack policy)
    [[ ! -f policy/environments/$1.json ]] || gate+=(--policy-pack-config "policy/environments/$1.json")
}

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
