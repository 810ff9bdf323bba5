#!/usr/bin/env bash
# train.sh OUTPUTS: submits the training pipeline to the workspace of a stack, waits for it, and prints the version of
# the model that it registered. OUTPUTS is the file that pipelines/scripts/outputs.sh writes; nothing else is needed but
# the Azure CLI with its extension ml, signed in.
source "$(dirname "$0")/../common.sh"

(($# == 1)) || fail "usage: train.sh OUTPUTS"
read_outputs "$1"
cluster=$(output 'computeClusters[0]')
here=$(dirname "$0")
python3 "$here/src/make_data.py" "$here/data/sample.csv"

job=$(az ml job create --file "$here/pipeline.yml" "${workspace[@]}" \
    --set settings.default_compute="azureml:$cluster" inputs.least_accuracy="${LEAST_ACCURACY:-0.8}" \
    --query name --output tsv)
echo "job $job on $cluster" >&2
az ml job stream --name "$job" "${workspace[@]}" >&2
status=$(az ml job show --name "$job" "${workspace[@]}" --query status --output tsv)
[[ $status == Completed ]] || fail "job $job ended as $status: nothing is registered; see its step register"
version=$(az ml model list --name sample-model "${workspace[@]}" --query 'max_by(@, &creation_context.created_at).version' --output tsv)
echo "$version"
[[ -z ${TF_BUILD:-} ]] || echo "##vso[task.setvariable variable=modelVersion;isOutput=true]$version"
