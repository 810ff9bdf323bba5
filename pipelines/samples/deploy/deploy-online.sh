#!/usr/bin/env bash
# deploy-online.sh OUTPUTS VERSION [SHARE]: puts a version of the model on the stack's online endpoint, beside the one
# that serves, and moves the traffic to it: SHARE per cent first (10), all of it once it answers. The former deployment
# stays, without traffic, until the next one takes its place: to go back is one command, which is printed.
# A version that does not come up, or does not answer, gets no traffic and is taken away.
source "$(dirname "$0")/../common.sh"

(($# == 2 || $# == 3)) || fail "usage: deploy-online.sh OUTPUTS VERSION [SHARE]"
read_outputs "$1"
version=$2
share=${3:-10}
[[ $share =~ ^[0-9]{1,2}$|^100$ ]] || fail "the share must be 0 to 100 per cent, got $share"
endpoint=$(output 'onlineEndpoints{}')
here=$(dirname "$0")

# The deployment that has the most traffic; empty on a new endpoint.
serving=$(az ml online-endpoint show --name "$endpoint" "${workspace[@]}" --query traffic --output json |
    python3 -c 'import json, sys
traffic = {name: share for name, share in (json.load(sys.stdin) or {}).items() if share}
print(max(traffic, key=traffic.get, default=""))')
new=blue
[[ $serving != blue ]] || new=green

take_away() {
    az ml online-deployment delete --name "$new" --endpoint-name "$endpoint" "${workspace[@]}" --yes --output none
}

give_traffic() {
    az ml online-endpoint update --name "$endpoint" "${workspace[@]}" --traffic "$1" --output none
}

# ask DEPLOYMENT: the sample request is answered with a label for each row.
ask() {
    az ml online-endpoint invoke --name "$endpoint" --deployment-name "$1" "${workspace[@]}" \
        --request-file "$here/sample-request.json" | grep -q 'labels'
}

if az ml online-deployment show --name "$new" --endpoint-name "$endpoint" "${workspace[@]}" --output none 2>/dev/null; then
    take_away
fi
echo "version $version as $new on $endpoint" >&2
if ! az ml online-deployment create --file "$here/online.yml" --name "$new" --endpoint-name "$endpoint" "${workspace[@]}" \
    --set model="azureml:sample-model:$version" --output none || ! ask "$new"; then
    take_away || true
    fail "version $version does not serve: ${serving:-nothing} has the traffic as before"
fi
if [[ -n $serving ]]; then
    give_traffic "$serving=$((100 - share)) $new=$share"
    for _ in {1..10}; do
        if ! ask "$new"; then
            give_traffic "$serving=100 $new=0"
            fail "version $version stopped answering with $share per cent of the traffic: $serving has all of it again"
        fi
    done
    give_traffic "$serving=0 $new=100"
    echo "back: az ml online-endpoint update --name $endpoint ${workspace[*]} --traffic '$serving=100 $new=0'"
else
    give_traffic "$new=100"
fi
