#!/usr/bin/env bash
# deploy-batch.sh OUTPUTS VERSION: puts a version of the model on the stack's batch endpoint, as a deployment of its own,
# tries it on a sample, and makes it the default one. The former deployments stay; jobs that run go on.
source "$(dirname "$0")/../common.sh"

(($# == 2)) || fail "usage: deploy-batch.sh OUTPUTS VERSION"
read_outputs "$1"
version=$2
endpoint=$(output 'batchEndpoints{}')
cluster=$(output 'computeClusters[0]')
here=$(dirname "$0")
new="v$version"

az ml batch-deployment create --file "$here/batch.yml" --name "$new" --endpoint-name "$endpoint" "${workspace[@]}" \
    --set model="azureml:sample-model:$version" compute="azureml:$cluster" --output none
python3 "$here/../train/src/make_data.py" "$here/data/batch.csv" --rows 20
job=$(az ml batch-endpoint invoke --name "$endpoint" --deployment-name "$new" "${workspace[@]}" \
    --input "$here/data" --input-type uri_folder --query name --output tsv)
az ml job stream --name "$job" "${workspace[@]}" >&2
status=$(az ml job show --name "$job" "${workspace[@]}" --query status --output tsv)
[[ $status == Completed ]] || fail "job $job of version $version ended as $status: the default deployment is as before"
az ml batch-endpoint update --name "$endpoint" "${workspace[@]}" --set defaults.deployment_name="$new" --output none
echo "version $version is the default of $endpoint"
