"""Virtual machines, scale sets, extensions, shutdown schedules, keys for signing in."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import carded, machined, networked
from tests.unit.azure import samples as given
from tests.unit.azure import samples_machines as vm
from tests.unit.azure.harness import NETWORK as IDS

# fmt: off

BARE = Good("the least of one", "compute:VirtualMachine", carded, given.machine())
LINUX = Good("Linux with a key", "compute:VirtualMachine", carded, vm.linux())
WINDOWS = Good("Windows with a password", "compute:VirtualMachine", carded, vm.windows())
ENCRYPTED = Good("a disk with a key of one's own", "compute:VirtualMachine", machined, vm.encrypted(vm.linux() | {"vmName": "two", "networkProfile": {"networkInterfaces": [{"id": f"{IDS}/networkInterfaces/two"}]}}))

SCALE_SET = Good("empty", "compute:VirtualMachineScaleSet", networked, vm.scale_set())
TWO = Good("two machines", "compute:VirtualMachineScaleSet", networked, vm.scale_set(2))
WINDOWS_SET = Good("Windows", "compute:VirtualMachineScaleSet", networked, vm.windows_set())

SIGN_IN = Good("signing in with Entra ID", "compute:VirtualMachineExtension", machined, vm.sign_in())
SCRIPT = Good("a script with secrets", "compute:VirtualMachineExtension", machined, vm.script(protectedSettings={"script": "hunter2"}))
SCHEDULE = Good("every evening", "devtestlab:GlobalSchedule", machined, vm.shutdown())
KEY = Good("a public key", "compute:SshPublicKey", networked, given.in_group(sshPublicKeyName="key", publicKey="ssh-ed25519 AAAA"))

GOOD = (BARE, LINUX, WINDOWS, ENCRYPTED, SCALE_SET, TWO, WINDOWS_SET, SIGN_IN, SCRIPT, SCHEDULE, KEY)

BAD: tuple[Bad, ...] = ()

FAMILY = Family("machines", GOOD, BAD)
