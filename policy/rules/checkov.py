"""Checks of checkov that apply to the types of this gate and that no rule demands, each with the reason.

What a rule demands stands in its field `checkov`. A test holds both against checkov's own list.
"""

from collections.abc import Mapping

NOT_DEMANDED: Mapping[str, str] = {
    "CKV2_AZURE_12": "a backup of each machine: machines here hold no data, and are made anew from the program",
    # https://learn.microsoft.com/azure/security/fundamentals/antimalware#architecture
    "CKV2_AZURE_10": "the antimalware extension: Windows Server has Defender built in since 2016, and there the"
    " extension only configures it",
    # https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges#limitations
    "CKV_AZURE_6": "addresses that may call a cluster's API server: a private one takes no such list, and"
    " azure-containerservice-cluster-private demands a private one",
    "CKV_AZURE_43": "the letters of an account's name: Azure refuses any others, and the last ones are drawn at"
    " deployment, where no preview knows them",
    "CKV_AZURE_50": "machines without extensions: sign-in with Entra ID, logs and agents come as extensions, and"
    " azure-compute-extension-plain-secrets looks into them",
    # https://learn.microsoft.com/azure/devops/pipelines/agents/scale-set-agents
    "CKV_AZURE_95": "automatic upgrades of a scale set: Azure Pipelines requires the upgrade policy Manual of a set"
    " that it manages, and makes each machine from the newest image",
    # https://learn.microsoft.com/cli/azure/acr/config/content-trust
    "CKV_AZURE_164": "content trust: Azure has deprecated it and removes it on 31 March 2028; images are signed with"
    " the Notary Project's tools instead, of which a registry's properties say nothing",
    "CKV_AZURE_165": "copies of a registry in other regions: a matter of cost, and of where data may be",
    # https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning
    "CKV_AZURE_168": "fifty pods on a node: a matter of size; with overlay networking Azure's default is 250",
    "CKV_AZURE_182": "two DNS servers for a network: a firewall's or a resolver's one address leads to several"
    " machines of Azure's",
    "CKV_AZURE_206": "copies of an account in another region: a matter of cost, and of where data may be",
    # https://learn.microsoft.com/azure/container-registry/zone-redundancy
    "CKV_AZURE_233": "a registry in several zones: each one is, in every region that has zones, whatever its property"
    " says",
    "CKV_AZURE_235": "environment variables that are all secret: nobody could review them;"
    " azure-containerinstance-group-plain-secrets demands it of credentials",
    # https://learn.microsoft.com/azure/container-registry/container-registry-endpoint-reference
    "CKV_AZURE_237": "dedicated data endpoints: a registry with a private endpoint serves its layers from one anyhow",
}
"""By id: what the check asks for, and why no rule does."""
