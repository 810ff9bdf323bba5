"""Changes to the stack's machines, agents and whom their identities trust."""

from tests.policy.compliant import COMPLIANT, WINDOWS, example
from tests.policy.gate import UNKNOWN, R, put
from tests.policy.stack_case import Case, add

_IMAGE = "azure-containerinstance-group-image"
_ISSUER = "azure-managedidentity-federation-issuer"
_PASSWORD = "azure-any-generated-password"
_GROUP = COMPLIANT["containerinstance:ContainerGroup"]
_CREDENTIAL = COMPLIANT["managedidentity:FederatedIdentityCredential"]
_GENERATED = R("random:index/randomPassword:RandomPassword", "password", {"length": 24})

CASES = [
    Case(
        "agents run a public image",
        add(example("containerinstance:ContainerGroup", "aci", put(_GROUP, "containers.0.image", "ubuntu:24.04"))),
        _IMAGE,
        "aci",
        "containers[0].image is 'ubuntu:24.04'",
    ),
    Case(
        "nobody knows which image agents start with",
        add(example("containerinstance:ContainerGroup", "aci", put(_GROUP, "initContainers.0.image", UNKNOWN))),
        _IMAGE,
        "aci",
        "undecided: initContainers[0].image",
    ),
    Case(
        "people share a Windows machine's password",
        add(example("compute:VirtualMachine", "jump", WINDOWS)),
        "azure-compute-vm-windows-sign-in",
        "jump",
        "no extension AADLoginForWindows of this stack is on it",
    ),
    Case(
        "a stranger's tokens are accepted",
        add(R("managedidentity:FederatedIdentityCredential", "fic", {**_CREDENTIAL, "issuer": "https://id.example/"})),
        _ISSUER,
        "fic",
        "issuer is 'https://id.example/', must be a cluster of AKS",
    ),
    Case(
        "a name that only ends like an issuer is accepted",
        add(
            R(
                "managedidentity:FederatedIdentityCredential",
                "fic",
                {**_CREDENTIAL, "issuer": "https://evilvstoken.dev.azure.com/"},
            )
        ),
        _ISSUER,
        "fic",
        "must be a cluster of AKS",
    ),
    Case(
        "a cluster of somebody else's is trusted",
        add(example("managedidentity:FederatedIdentityCredential", "fic")),
        _ISSUER,
        "fic",
        "must be a cluster of AKS of this stack",
    ),
    Case(
        "nobody knows whose tokens are accepted",
        add(R("managedidentity:FederatedIdentityCredential", "fic", {**_CREDENTIAL, "issuer": UNKNOWN})),
        _ISSUER,
        "fic",
        "undecided: issuer",
    ),
    Case(
        "a generated password is in a tag",
        add(_GENERATED, example("storage:StorageAccount", "tagged", None, {"tags": ["password"]})),
        _PASSWORD,
        "tagged",
        "tags is made from a generated password",
    ),
    Case(
        "a generated password is in an extension's plain settings",
        add(
            _GENERATED,
            example(
                "compute:VirtualMachineExtension",
                "ext",
                None,
                {"settings": ["password"], "protectedSettings": ["password"]},
            ),
        ),
        _PASSWORD,
        "ext",
        "settings is made from a generated password",
    ),
]
