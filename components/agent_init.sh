#!/bin/sh
# Installs and starts one Azure Pipelines agent. Runs as root on an agent machine, and may run again:
# an agent that is configured already is only started. The values below are filled in, quoted, before it is sent.
# https://learn.microsoft.com/azure/devops/pipelines/agents/linux-agent
set -eu
umask 077

AGENT_VERSION=@{AGENT_VERSION}
AGENT_DOWNLOAD_URL=@{AGENT_DOWNLOAD_URL}
ADO_ORG_SERVICE_URL=@{ADO_ORG_SERVICE_URL}
AGENT_POOL=@{AGENT_POOL}
ADO_PAT=@{ADO_PAT}

AGENT_USER=azagent
# The root of the file system, but in tests.
ROOT="${AGENT_INIT_ROOT:-}"
AGENT_HOME="$ROOT/opt/azure-pipelines-agent"

fail() {
    echo "agent_init: $1" >&2
    exit 1
}

# Entra ID token of the machine's identity for Azure DevOps (499b84ac-... is its application), from the instance
# metadata service. The identity must be a user of the organization and an administrator of the pool.
identity_token() {
    curl --fail --silent --show-error --retry 5 --noproxy '*' -H 'Metadata: true' \
        'http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=499b84ac-1321-427f-aa17-267ca6975798' |
        sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p'
}

install_agent() {
    mkdir -p "$AGENT_HOME"
    archive=$(mktemp)
    curl --fail --silent --show-error --location --retry 5 --output "$archive" "$AGENT_DOWNLOAD_URL" ||
        fail "cannot download agent $AGENT_VERSION from $AGENT_DOWNLOAD_URL"
    tar -xzf "$archive" -C "$AGENT_HOME" || fail "the download from $AGENT_DOWNLOAD_URL is no agent archive"
    rm -f "$archive"
    chown -R "$AGENT_USER:$AGENT_USER" "$AGENT_HOME"
    "$AGENT_HOME/bin/installdependencies.sh"
}

configure_agent() {
    token="$ADO_PAT"
    if [ -z "$token" ]; then
        token=$(identity_token)
    fi
    [ -n "$token" ] || fail "no token: the machine has no identity, or the metadata service does not answer"
    # The token goes through the environment, never onto a command line that others on the machine can list.
    VSTS_AGENT_INPUT_TOKEN="$token" runuser -u "$AGENT_USER" -- "$AGENT_HOME/config.sh" --unattended \
        --url "$ADO_ORG_SERVICE_URL" --auth pat --pool "$AGENT_POOL" --agent "$(hostname)" --replace --acceptTeeEula ||
        fail "cannot register with pool $AGENT_POOL of $ADO_ORG_SERVICE_URL"
}

id "$AGENT_USER" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$AGENT_USER"
cd "$ROOT/"
[ -x "$AGENT_HOME/config.sh" ] || install_agent
[ -f "$AGENT_HOME/.agent" ] || configure_agent
cd "$AGENT_HOME"
[ -f "$AGENT_HOME/.service" ] || ./svc.sh install "$AGENT_USER"
./svc.sh start
