#!/usr/bin/env bash
# with-identity.sh COMMAND...: runs a command as the pipeline's own identity. There is no secret anywhere: GitHub or
# Azure Pipelines vouches for the run, and Entra ID trusts it for this repository and this environment alone.
#
# State and secrets key are reached through the session of the Azure CLI, the one credential that both systems keep
# alive: an `up` may take longer than a token lives (VPN and ExpressRoute gateways take most of an hour).
#   GitHub: azure/login signed in; a loop here signs in again. The provider renews its own token (ARM_USE_OIDC).
#   Azure Pipelines: AzureCLI@2 signed in and keeps the session (keepAzSessionActive). The provider uses it too: a
#   token that it is handed (ARM_OIDC_TOKEN) it could not renew.
# https://www.pulumi.com/registry/packages/azure-native/installation-configuration/
source "$(dirname "$0")/common.sh"

(($# > 0)) || fail "usage: with-identity.sh COMMAND..."
need PULUMI_BACKEND_URL "where the state is, such as azblob://state?storage_account=ACCOUNT"
# The first credential that works is not good enough: on an agent that would be the machine's identity.
export AZURE_TOKEN_CREDENTIALS=AzureCLICredential
# Session of the Azure CLI: seconds between two sign-ins. Assertions live ten minutes, access tokens an hour.
RENEWAL="${IDENTITY_RENEWAL_SECONDS:-1500}"

sign_in_again() {
    local assertion
    assertion=$(curl --fail --silent --show-error --max-time 30 --header "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \
        "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=api%3A%2F%2FAzureADTokenExchange" |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["value"])') || return 1
    az login --service-principal --username "$ARM_CLIENT_ID" --tenant "$ARM_TENANT_ID" \
        --federated-token "$assertion" --output none
}

keep_signed_in() {
    local pause=
    # Ended, it leaves nobody behind who holds the step's output open.
    trap 'kill "$pause" 2>/dev/null; exit' TERM
    while true; do
        sleep "$RENEWAL" &
        pause=$!
        wait "$pause"
        sign_in_again || echo "warning: the session of the Azure CLI could not be renewed, trying again" >&2
    done
}

if [[ -n ${GITHUB_ACTIONS:-} ]]; then
    for name in ARM_CLIENT_ID ARM_TENANT_ID ARM_SUBSCRIPTION_ID; do
        need "$name" "a variable of the environment, see pipelines/README.md"
    done
    need ACTIONS_ID_TOKEN_REQUEST_URL "the job needs the permission id-token: write"
    export ARM_USE_OIDC=true
    keep_signed_in &
    keeper=$!
    trap 'kill "$keeper" 2>/dev/null || true' EXIT
else
    ARM_SUBSCRIPTION_ID=$(az account show --query id --output tsv) || fail "nobody is signed in to the Azure CLI: az login"
    export ARM_SUBSCRIPTION_ID
fi
# Pulumi Cloud: the scripts name stacks without their organization.
[[ -z ${PULUMI_ORGANIZATION:-} ]] || pulumi org set-default "$PULUMI_ORGANIZATION"
"$@"
