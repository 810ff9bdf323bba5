"""Changes to who makes the stack's resources."""

from tests.policy.gate import UNKNOWN, R
from tests.policy.stack_case import Case, add

_ORIGIN, _PLACE = "azure-any-provider-origin", "azure-any-provider-subscription"
_AZURE = "pulumi:providers:azure-native"
_OURS, _THEIRS = "22222222-2222-4222-8222-222222222222", "11111111-1111-4111-8111-111111111111"
_DEFAULT = R(_AZURE, "default_3_29_0", {"version": "3.29.0", "subscriptionId": _OURS})
_ELSEWHERE = "default_3_29_0_https_/plugins.example/azure"


CASES = [
    Case(
        "a resource names the address of a plugin",
        add(_DEFAULT, R(_AZURE, _ELSEWHERE, {"version": "3.29.0", "subscriptionId": _OURS})),
        _ORIGIN,
        _ELSEWHERE,
        "is downloaded from an address that the program names",
    ),
    Case(
        "the program makes a provider",
        add(_DEFAULT, R("pulumi:providers:random", "mine", {"version": "4.21.4"})),
        _ORIGIN,
        "mine",
        "is made by the program: the engine does not tell where its plugin comes from",
    ),
    *(
        Case(
            f"a provider has another {path}, {number}",
            add(R(_AZURE, "default_3_29_0", given), R(_AZURE, "theirs", {path: value})),
            _PLACE,
            "theirs",
            says,
        )
        for path in ("subscriptionId", "tenantId")
        for number, (given, value, says) in enumerate(
            (
                (
                    {path: _OURS},
                    _THEIRS,
                    f"{path} is '{_THEIRS}', must be that of 'default_3_29_0', which is '{_OURS}'",
                ),
                ({}, _THEIRS, f"{path} is '{_THEIRS}', must be that of 'default_3_29_0', which is 'not set'"),
                ({path: _OURS}, UNKNOWN, f"undecided: {path}"),
            )
        )
    ),
]
