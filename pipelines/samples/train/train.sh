#!/usr/bin/env bash
# train.sh OUTPUTS: submits the training pipeline to the workspace of a stack, waits for it, and prints the version of
# the model that it registered. The version is chosen here, the second in which the run began: the newest one in the
# workspace may be another run's. Of two runs in one second the later one fails, as a version is registered once.
# OUTPUTS is the file that pipelines/scripts/outputs.sh writes; nothing else is needed but
# the Azure CLI with its extension ml, signed in.
source "$(dirname "$0")/../common.sh"

(($# == 1)) || fail "usage: train.sh OUTPUTS"
read_outputs "$1"
cluster=$(output 'computeClusters[0]')
here=$(dirname "$0")
version=$(date +%s)
python3 "$here/src/make_data.py" "$here/data/sample.csv"

job=$(az ml job create --file "$here/pipeline.yml" "${workspace[@]}" \
    --set settings.default_compute="azureml:$cluster" inputs.least_accuracy="${LEAST_ACCURACY:-0.8}" \
    jobs.register.outputs.registered.version="$version" \
    --query name --output tsv)
echo "job $job on $cluster" >&2
az ml job stream --name "$job" "${workspace[@]}" >&2
status=$(az ml job show --name "$job" "${workspace[@]}" --query status --output tsv)
[[ $status == Completed ]] || fail "job $job ended as $status: nothing is registered; see its step register"
az ml model show --name sample-model --version "$version" "${workspace[@]}" --output none >&2 ||
    fail "job $job completed, and there is no version $version of sample-model: see its step register"
echo "$version"
[[ -z ${TF_BUILD:-} ]] || echo "##vso[task.setvariable variable=modelVersion;isOutput=true]$version"
