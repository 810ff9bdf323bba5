"""What every type has to go through: creation, reading back, a second update without a difference, deletion."""

from __future__ import annotations

from pulumi.runtime.proto.provider_pb2 import DiffResponse

from local.azure import facts
from local.azure.arm_types import arm_type
from local.azure.wire import Properties, decode
from tests.unit.azure.harness import Engine, Inputs


def live(
    azure: Engine, kind: str, inputs: Inputs, *, deletable: bool = True, adopted: bool = False
) -> tuple[str, Properties]:
    """Take a compliant request through a resource's life and give its id and outputs.

    Args:
        azure: Where to make it.
        kind: Its type, such as `storage:StorageAccount`.
        inputs: The request.
        deletable: Delete it in the end.
        adopted: It is there already: it is written over, not made.
    """
    if adopted:
        made = arm_type(f"azure-native:{kind}").id(facts.SUBSCRIPTION, inputs).text
        outputs = azure.update(kind, made, inputs)
    else:
        made, outputs = azure.create(kind, inputs)
    checked = azure.check(kind, inputs)
    answer = azure.read(kind, made, checked, outputs)
    assert answer.id == made
    told = decode(answer.inputs)
    assert told == checked, "a refresh right after creation changes nothing"
    assert azure.diff(kind, told, checked, outputs).changes == DiffResponse.DIFF_NONE
    again = azure.update(kind, made, inputs)
    assert decode(azure.read(kind, made, checked, again).inputs) == checked
    if deletable:
        azure.delete(made)
        assert azure.read(kind, made).id == ""
    return made, outputs
