#!/usr/bin/env bash
# Makes what a team keeps its Pulumi state in, on Azure: a storage account for the state, and a key vault whose key
# encrypts the secrets in it. Apart from the platform's program, as that needs a state before it can run.
# Whatever is there already is kept and brought to these settings, so the same command goes on where one stopped.
set -euo pipefail

HELP='bootstrap/state.sh --name NAME --location REGION (--team ID | --pipeline ID)... [--preview ID]... (--allow RANGE... | --private)

  --name NAME         2-10 lower-case letters or digits, a letter first: part of every name
  --location REGION   Azure region of all of it, such as westeurope
  --team ID           object id of an Entra group that may deploy; may be given again
  --pipeline ID       object id of a service principal or managed identity that may deploy; may be given again
  --preview ID        object id of one that may only preview, as pull requests do: it reads; may be given again
  --allow RANGE       public IPv4 address or range that reaches state and vault; may be given again
  --private           nobody reaches them from the internet: you have private endpoints for both
  --subscription ID   the one that az is set to by default
  --sku SKU           redundancy of the storage account: Standard_ZRS by default, Standard_GRS where there are no zones
  --dry-run           ask Azure what is there, and only print what would be changed

You need the Azure CLI, signed in (az login), with the roles Contributor, Role Based Access Control Administrator and
Locks Contributor on the subscription, or Owner. The same roles deploy a stack with governance.locks; one with
governance.policies or governance.benchmark needs Resource Policy Contributor too, and one without any of these no more
than the first two. Everything goes through Azure Resource Manager, so it works from outside of --allow, too.'

name='' location='' subscription='' sku=Standard_ZRS private=false dry_run=false
deployers=() previewers=() ranges=()
container=state key=pulumi

fail() {
  printf 'error: %s\n' "$1" >&2
  exit "${2:-1}"
}

mistake() { fail "$1 (--help explains)" 2; }

read_arguments() {
  while (($#)); do
    case $1 in
      --private) private=true ;;
      --dry-run) dry_run=true ;;
      -h | --help) printf '%s\n' "$HELP"; exit 0 ;;
      --name | --location | --team | --pipeline | --preview | --allow | --subscription | --sku)
        (($# > 1)) || mistake "$1 needs a value"
        read_value "$1" "$2"
        shift ;;
      *) mistake "$1 is not known here" ;;
    esac
    shift
  done
}

read_value() {
  case $1 in
    --name) name=$2 ;;
    --location) location=$2 ;;
    --subscription) subscription=$2 ;;
    --sku) sku=$2 ;;
    --allow) ranges+=("${2%/32}") ;; # Azure Storage takes a single address without /32
    --team) object_id "$@" && deployers+=("Group $2") ;;
    --pipeline) object_id "$@" && deployers+=("ServicePrincipal $2") ;;
    --preview) object_id "$@" && previewers+=("ServicePrincipal $2") ;;
  esac
}

object_id() {
  local guid='^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
  [[ $2 =~ $guid ]] || mistake "$1 takes an object id, a GUID with hyphens, got '$2'"
}

check_arguments() {
  [[ $name =~ ^[a-z][a-z0-9]{1,9}$ ]] || mistake "--name must be 2-10 lower-case letters or digits, a letter first, got '$name'"
  [[ -n $location ]] || mistake '--location is missing: an Azure region such as westeurope'
  ((${#deployers[@]})) || mistake 'nobody may deploy: give --team or --pipeline'
  local previewer
  for previewer in ${previewers[@]+"${previewers[@]}"}; do
    [[ " ${deployers[*]} " != *" ${previewer#* } "* ]] ||
      mistake "--preview is for an identity that may not deploy, got '${previewer#* }' as --team or --pipeline too"
  done
  if $private; then
    ((${#ranges[@]} == 0)) || mistake '--allow and --private contradict each other'
  else
    ((${#ranges[@]})) || mistake 'nobody would reach the state: give --allow RANGE, or --private if you have private endpoints'
  fi
  local address='^[0-9]{1,3}(\.[0-9]{1,3}){3}(/[0-9]{1,2})?$' range
  for range in ${ranges[@]+"${ranges[@]}"}; do
    [[ $range =~ $address ]] || mistake "--allow takes an IPv4 address or range such as 203.0.113.0/24, got '$range'"
    # https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations
    [[ ! $range =~ /3[01]$ ]] || mistake "--allow takes no /31 and no /30, as Azure Storage does not: name the addresses, got '$range'"
  done
  command -v az > /dev/null || fail 'the Azure CLI is missing: https://aka.ms/azure-cli'
}

# Calls az; what it is about comes first. One that fails ends all with one line: Azure's own.
azure() {
  local what=$1 said
  shift
  said=$(mktemp)
  # `az cloud` is about no subscription, and says so.
  [[ $1 == cloud ]] || set -- "$@" ${target[@]+"${target[@]}"}
  if ! az "$@" --only-show-errors 2> "$said"; then
    local why
    why=$(grep -m 1 '^ERROR: ' "$said" || grep -v '^[[:space:]]*$' "$said" | tail -n 1) || true
    rm -f "$said"
    why=${why#ERROR: }
    fail "$what: ${why%.}. What is made already stays: put this right, then run the same command again"
  fi
  rm -f "$said"
}

ask() { azure "$@" --output tsv; }

change() {
  local what=$1
  shift
  if $dry_run; then
    printf 'would change %s: az' "$what"
    printf ' %q' "$@" ${target[@]+"${target[@]}"}
    printf '\n'
    return
  fi
  printf '%s\n' "$what" >&2
  azure "$what" "$@" --output none
}

make_account() {
  local wanted=(--https-only true --min-tls-version TLS1_2 --allow-blob-public-access false
    --allow-shared-key-access false --allow-cross-tenant-replication false
    --public-network-access "$1" --default-action Deny --bypass None) found range
  found=$(ask 'storage accounts' storage account list --query "[?name=='$account'].id")
  if [[ -z $found ]]; then
    change "storage account $account" storage account create --name "$account" --resource-group "$group" \
      --location "$location" --sku "$sku" --kind StorageV2 "${wanted[@]}"
  else
    change "storage account $account" storage account update --name "$account" --resource-group "$group" "${wanted[@]}"
  fi
  for range in ${ranges[@]+"${ranges[@]}"}; do
    change "who reaches the state: $range" storage account network-rule add --account-name "$account" \
      --resource-group "$group" --ip-address "$range"
  done
  # A state that was overwritten or deleted can be had back for a month.
  change 'versions of the state, kept for 30 days' storage account blob-service-properties update \
    --account-name "$account" --resource-group "$group" --enable-versioning true \
    --enable-delete-retention true --delete-retention-days 30 \
    --enable-container-delete-retention true --container-delete-retention-days 30
  change "container $container" storage container-rm create --name "$container" --storage-account "$account" \
    --resource-group "$group" --public-access off
}

make_vault() {
  local wanted=(--enable-rbac-authorization true --enable-purge-protection true
    --public-network-access "$1" --default-action Deny --bypass None) found range
  found=$(ask 'key vaults' keyvault list --query "[?name=='$vault'].id")
  if [[ -z $found ]]; then
    change "key vault $vault" keyvault create --name "$vault" --resource-group "$group" --location "$location" \
      --sku standard --retention-days 90 "${wanted[@]}"
  else
    change "key vault $vault" keyvault update --name "$vault" --resource-group "$group" "${wanted[@]}"
  fi
  for range in ${ranges[@]+"${ranges[@]}"}; do
    change "who reaches the vault: $range" keyvault network-rule add --name "$vault" --resource-group "$group" \
      --ip-address "$range"
  done
}

# Through Azure Resource Manager, which makes the first version once and returns it ever after: no role in the vault
# and no way into it is needed. https://learn.microsoft.com/rest/api/keyvault/keyvault/keys/create-if-not-exist
make_key() {
  local body='{"properties": {"kty": "RSA", "keySize": 3072, "keyOps": ["encrypt", "decrypt"]}}'
  change "key $key" rest --method put --url "$vault_id/keys/$key?api-version=2023-07-01" --body "$body"
}

# grant ROLE SCOPE PRINCIPAL...: asks first, as a second assignment of the same role is an error: RoleAssignmentExists.
grant() {
  local role=$1 scope=$2 principal type id found
  shift 2
  for principal; do
    read -r type id <<< "$principal"
    found=$(ask 'role assignments' role assignment list --all --fill-principal-name false \
      --query "[?principalId=='$id' && roleDefinitionName=='$role' && scope=='$scope'].id")
    [[ -z $found ]] || continue
    change "$role for $id" role assignment create --assignee-object-id "$id" --assignee-principal-type "$type" \
      --role "$role" --scope "$scope"
  done
}

print_next() {
  local uri=VERSION suffix domain='' vault_host
  suffix=$(ask 'the cloud' cloud show --query suffixes.storageEndpoint)
  [[ $suffix == core.windows.net ]] || domain="&domain=blob.$suffix"
  if $dry_run; then
    printf '\nNothing was changed.\n'
    return
  fi
  # With its version: the engine decrypts with the version it names, or the latest, which is another one once the key
  # is rotated. https://github.com/pulumi/pulumi/issues/22338
  uri=$(ask "key $key" rest --method get --url "$vault_id/keys/$key?api-version=2023-07-01" \
    --query properties.keyUriWithVersion)
  vault_host=${uri#https://}
  vault_host=${vault_host%%/*}
  cat << TEXT

Roles take some minutes to take effect. Then, once on each machine:

    pulumi login 'azblob://$container?storage_account=$account$domain'

and once for each stack, whose file then says what its secrets are encrypted with:

    pulumi stack init STACK --secrets-provider 'azurekeyvault://${uri#https://}'

Machines behind a firewall of a stack reach both once its network.egress.firewall has

    allowedHosts: [$account.blob.$suffix, $vault_host]
TEXT
}

read_arguments "$@"
check_arguments
# Each call names the subscription: what az is set to by default stays as it is.
target=(${subscription:+--subscription "$subscription"})
subscription=$(ask 'the subscription' account show --query id)
target=(--subscription "$subscription")
# Names of accounts and vaults are the whole world's: a sum over what is ours makes them so, and the same every time.
sum=$(printf '%s' "$subscription/$name" | cksum | cut -d ' ' -f 1)
group="rg-$name-state" account="st$name$sum" vault="kv-$name-$sum"
group_id="/subscriptions/$subscription/resourceGroups/$group"
vault_id="$group_id/providers/Microsoft.KeyVault/vaults/$vault"
container_id="$group_id/providers/Microsoft.Storage/storageAccounts/$account/blobServices/default/containers/$container"
access=Enabled
$private && access=Disabled

change "resource group $group" group create --name "$group" --location "$location"
make_account "$access"
make_vault "$access"
make_key
grant 'Storage Blob Data Contributor' "$container_id" "${deployers[@]}"
# A preview takes no lock and writes no history: it reads the state, and decrypts the stack's data key.
grant 'Storage Blob Data Reader' "$container_id" ${previewers[@]+"${previewers[@]}"}
grant 'Key Vault Crypto User' "$vault_id" "${deployers[@]}" ${previewers[@]+"${previewers[@]}"}
change 'lock against deletion' lock create --name keep-state --lock-type CanNotDelete --resource-group "$group"
print_next
