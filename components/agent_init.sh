#!/bin/bash
# Installs, registers and starts one Azure Pipelines agent, with the Azure CLI that its jobs call. Runs as root on an
# agent machine, and may run again:
#   - nothing there yet: installs, registers, starts;
#   - everything there already: changes nothing;
#   - AGENT_VERSION is newer than what is installed: puts it in place and keeps the registration (a job that runs is
#     lost). Never the other way: agents update themselves when Azure Pipelines asks, and must not be taken back;
#   - another organization or pool: leaves the old one and joins the new one.
# Credentials serve to register only: new ones change nothing on a machine that is registered already.
# The values below are filled in, quoted for the shell, before the script is sent.
# https://learn.microsoft.com/azure/devops/pipelines/agents/linux-agent
set -Eeuo pipefail

AGENT_VERSION=@{AGENT_VERSION}
AGENT_DOWNLOAD_URL=@{AGENT_DOWNLOAD_URL}
AGENT_SHA256=@{AGENT_SHA256}
ADO_ORG_SERVICE_URL=@{ADO_ORG_SERVICE_URL}
AGENT_POOL=@{AGENT_POOL}
AUTHENTICATION=@{AUTHENTICATION}
CLIENT_ID=@{CLIENT_ID}
TENANT_ID=@{TENANT_ID}
CLIENT_SECRET=@{CLIENT_SECRET}
ADO_PAT=@{ADO_PAT}

AGENT_USER=azagent
# Of the Azure CLI any version of this major one, as its repository keeps none for ever.
CLI_MAJOR=2
# The key that signs Microsoft's packages for Ubuntu 24.04; from 25.10 on it is another one.
# https://learn.microsoft.com/linux/packages
PACKAGES_URL=https://packages.microsoft.com
PACKAGES_KEY=BC528686B50D79E339D3721CEB3E94ADBE1229CF
# The root of the file system, but in tests.
ROOT="${AGENT_INIT_ROOT:-}"
AGENT_HOME="$ROOT/opt/azure-pipelines-agent"
# Holds the organization and the pool that the agent is registered with.
REGISTERED="$AGENT_HOME/.registered"
# 499b84ac-... is Azure DevOps: the token of the machine's identity is for it.
IMDS='http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=499b84ac-1321-427f-aa17-267ca6975798'

say() {
    echo "agent_init: $1" >&2
}

fail() {
    say "$1"
    exit 1
}

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
# The line only, never the command: it may hold a secret.
trap 'say "stopped at line $LINENO"' ERR

# retry TIMES SECONDS COMMAND...: runs a command until it succeeds.
retry() {
    local times=$1 pause=$2 attempt
    shift 2
    for ((attempt = 1; attempt <= times; attempt++)); do
        if "$@"; then
            return 0
        fi
        say "${1##*/}: attempt $attempt of $times failed"
        ((attempt == times)) || sleep "$pause"
    done
    return 1
}

# The machine's own first boot comes first: it holds apt's locks.
wait_for_boot() {
    if command -v cloud-init >/dev/null; then
        timeout 900 cloud-init status --wait >/dev/null || say "cloud-init ended with $?, going on"
    fi
}

needs_install() {
    local installed
    installed=$(runuser -u "$AGENT_USER" -- "$AGENT_HOME/bin/Agent.Listener" --version 2>/dev/null) || return 0
    [[ $installed != "$AGENT_VERSION" && $(printf '%s\n' "$installed" "$AGENT_VERSION" | sort -V | tail -n 1) == "$AGENT_VERSION" ]]
}

# Others may be installing: apt waits for their lock on packages, but gives up at once at that on the package lists.
with_apt() {
    echo 'DPkg::Lock::Timeout "600";' >"$WORK/apt.conf"
    APT_CONFIG="$WORK/apt.conf" DEBIAN_FRONTEND=noninteractive "$@"
}

install_dependencies() {
    with_apt "$1/bin/installdependencies.sh"
}

needs_cli() {
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' azure-cli 2>/dev/null) != installed ]]
}

# Whether a file holds Microsoft's key, and no second one that apt would trust as well.
is_packages_key() {
    local keys
    keys=$(gpg --homedir "$WORK" --batch --show-keys --with-colons "$1" 2>/dev/null |
        awk -F: '$1 == "pub" { primary = 1 } $1 == "fpr" && primary { print $10; primary = 0 }') || return 1
    [[ $keys == "$PACKAGES_KEY" ]]
}

# https://learn.microsoft.com/cli/azure/install-azure-cli-linux (apt, step by step)
install_cli() {
    local key="$WORK/microsoft.asc" trusted="$ROOT/etc/apt/keyrings/microsoft.asc" codename
    codename=$(sed -n 's/^VERSION_CODENAME=//p' "$ROOT/etc/os-release")
    retry 5 10 curl --fail --silent --show-error --location --output "$key" "$PACKAGES_URL/keys/microsoft.asc" ||
        fail "cannot download the key of Microsoft's packages from $PACKAGES_URL"
    is_packages_key "$key" || fail "the key from $PACKAGES_URL is not $PACKAGES_KEY"
    install -D --mode=644 "$key" "$trusted"
    mkdir -p "$ROOT/etc/apt/sources.list.d"
    printf '%s\n' "Types: deb" "URIs: $PACKAGES_URL/repos/azure-cli/" "Suites: $codename" "Components: main" \
        "Architectures: amd64" "Signed-By: $trusted" >"$ROOT/etc/apt/sources.list.d/azure-cli.sources"
    retry 10 30 install_cli_package || fail "cannot install the Azure CLI from $PACKAGES_URL"
}

install_cli_package() {
    with_apt apt-get update --quiet=2 &&
        with_apt apt-get install --quiet=2 --yes --no-install-recommends "azure-cli=$CLI_MAJOR.*"
}

install_agent() {
    local archive="$WORK/agent.tar.gz" new="$WORK/agent" part
    retry 5 10 curl --fail --silent --show-error --location --output "$archive" "$AGENT_DOWNLOAD_URL" ||
        fail "cannot download agent $AGENT_VERSION from $AGENT_DOWNLOAD_URL"
    [[ -z $AGENT_SHA256 ]] || sha256sum --check --status <<<"$AGENT_SHA256  $archive" ||
        fail "the download from $AGENT_DOWNLOAD_URL does not have the checksum $AGENT_SHA256"
    mkdir "$new"
    tar -xzf "$archive" -C "$new" && [[ -x $new/bin/installdependencies.sh ]] ||
        fail "the download from $AGENT_DOWNLOAD_URL is no agent archive"
    retry 10 30 install_dependencies "$new" || fail "cannot install the packages that the agent needs"
    leave_service
    mkdir -p "$AGENT_HOME"
    chmod 750 "$AGENT_HOME"
    for part in "$new"/*; do
        [[ $part == */bin ]] || put_in_place "$part"
    done
    # Last, as it says which version is there: a run that was cut off before installs again.
    put_in_place "$new/bin"
    chown -R "$AGENT_USER:$AGENT_USER" "$AGENT_HOME"
}

put_in_place() {
    rm -rf "${AGENT_HOME:?}/${1##*/}"
    mv "$1" "$AGENT_HOME/"
}

svc() {
    (cd "$AGENT_HOME" && ./svc.sh "$@")
}

leave_service() {
    [[ ! -f $AGENT_HOME/.service ]] || svc uninstall
}

# Entra token of the machine's identity, which must be a user of the organization and an administrator of the pool.
identity_token() {
    local answer
    answer=$(curl --fail --silent --show-error --max-time 10 --noproxy '*' --header 'Metadata: true' "$IMDS") || return 1
    [[ $answer =~ \"access_token\"[[:space:]]*:[[:space:]]*\"([^\"]+)\" ]] || return 1
    echo "${BASH_REMATCH[1]}"
}

# config.sh with what the agent signs in with. Secrets go through the environment, which the agent's user and root can
# read, never onto a command line, which everybody on the machine can list.
configure() {
    local secret=$ADO_PAT name=VSTS_AGENT_INPUT_TOKEN sign_in=(--auth PAT)
    case $AUTHENTICATION in
    managedIdentity)
        secret=$(identity_token) || return 1
        ;;
    servicePrincipal)
        secret=$CLIENT_SECRET name=VSTS_AGENT_INPUT_CLIENTSECRET
        sign_in=(--auth SP --clientID "$CLIENT_ID" --tenantID "$TENANT_ID")
        ;;
    esac
    (
        export "$name=$secret"
        cd "$AGENT_HOME"
        exec runuser -u "$AGENT_USER" -- ./config.sh "$@" --unattended "${sign_in[@]}"
    )
}

is_registered() {
    [[ -f $AGENT_HOME/.agent && -f $REGISTERED && $(<"$REGISTERED") == "$ADO_ORG_SERVICE_URL $AGENT_POOL" ]]
}

leave_pool() {
    leave_service
    if ! retry 3 10 configure remove; then
        say "cannot leave the former pool: the agent stays there, offline, until somebody deletes it"
        rm -f "$AGENT_HOME"/.agent "$AGENT_HOME"/.credentials "$AGENT_HOME"/.credentials_rsaparams
    fi
}

register() {
    configure --url "$ADO_ORG_SERVICE_URL" --pool "$AGENT_POOL" --agent "$(hostname)" --replace --acceptTeeEula ||
        return 1
    echo "$ADO_ORG_SERVICE_URL $AGENT_POOL" >"$REGISTERED"
}

join_pool() {
    local times=5 hint="check the credentials, and that they may administer the pool"
    if [[ $AUTHENTICATION == managedIdentity ]]; then
        # Half an hour: the identity came with the machine, and a person lets it in only now.
        times=60
        hint="add the machine's identity to the organization's users and the pool's administrators"
    fi
    retry "$times" 30 register || fail "cannot register with pool $AGENT_POOL of $ADO_ORG_SERVICE_URL: $hint"
}

wait_for_boot
id "$AGENT_USER" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$AGENT_USER"
# Before the agent takes its first job.
if needs_cli; then
    install_cli
fi
if needs_install; then
    install_agent
fi
if ! is_registered; then
    [[ ! -f $AGENT_HOME/.agent ]] || leave_pool
    join_pool
fi
[[ -f $AGENT_HOME/.service ]] || svc install "$AGENT_USER"
svc start
