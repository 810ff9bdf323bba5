"""Machines whose size, image, disks and interfaces do not fit each other, and what only a stopped one takes."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.tables.machines import ENCRYPTED, LINUX, SCALE_SET, WINDOWS
from tests.corpus.worlds import carded, machined, networked
from tests.unit.azure import samples as given
from tests.unit.azure import samples_machines as vm
from tests.unit.azure.harness import NETWORK

# fmt: off

SIZE, SKU = "hardwareProfile.vmSize", "storageProfile.imageReference.sku"
ARM = Good("Arm, with an image for it", "compute:VirtualMachine", carded, given.changed(given.changed(vm.linux(), SIZE, "Standard_D2ps_v5"), SKU, "server-arm64"))
NEW = Good("a size that boots generation 2 only", "compute:VirtualMachine", carded, given.changed(vm.linux(), SIZE, "Standard_D2s_v6"))
OLD = Good("a size that boots generation 1 only", "compute:VirtualMachine", carded, given.changed(given.changed(given.changed(vm.linux(), SIZE, "Standard_A2_v2"), SKU, "server-gen1"), "securityProfile", {"encryptionAtHost": True}))
FAST = Good("a premium disk and two others", "compute:VirtualMachine", carded, vm.linux(storageProfile=vm.storage(vm.UBUNTU, managedDisk={"storageAccountType": "Premium_LRS"}) | {"dataDisks": [{"lun": 0, "createOption": "Empty", "diskSizeGB": 8}, {"lun": 1, "createOption": "Empty", "diskSizeGB": 8}]}))
ZONED = Good("in one of the zones", "compute:VirtualMachine", carded, vm.linux(zones=["1"]))
PUBLISHED = Good("an image of a publisher that nobody here knows", "compute:VirtualMachine", carded, given.changed(vm.linux(), "storageProfile.imageReference", {"publisher": "contoso", "offer": "os", "sku": "one", "version": "1.0.0"}))
OTHER_CARD = Good("for another machine", "network:NetworkInterface", carded, given.interface("other"))
FAR_GROUP = Good("beside machines, in another region", "network:VirtualNetwork", carded, given.network({"name": "s", "addressPrefix": "10.9.0.0/24"}, name="far", space="10.9.0.0/16") | {"location": "northeurope"})
FAR_CARD = Good("in another region", "network:NetworkInterface", carded, given.interface("far", f"{NETWORK}/virtualNetworks/far/subnets/s") | {"location": "northeurope"}, (FAR_GROUP,))
ZONED_SET = Good("over two zones", "compute:VirtualMachineScaleSet", networked, vm.scale_set() | {"zones": ["1", "2"]})
COMMAND = Good("a command and files", "compute:VirtualMachineExtension", machined, vm.script(settings={"fileUris": ["https://example.com/x.sh"]}, protectedSettings={"commandToExecute": "hunter2"}))

GOOD = (ARM, NEW, OLD, FAST, ZONED, PUBLISHED, OTHER_CARD, FAR_GROUP, FAR_CARD, ZONED_SET, COMMAND)

_DISK = "storageProfile.osDisk.managedDisk.storageAccountType"
_KEYS = "osProfile.linuxConfiguration.ssh.publicKeys[0]"
_SET = "virtualMachineProfile"

BAD = (
    Bad(ARM, "an x64 image on Arm", {SKU: "server"}, "BadRequest", "CPU Architecture of 'Arm64'"),
    Bad(ARM, "an Arm image on x64", {SIZE: "Standard_D2s_v5"}, "BadRequest", "CPU Architecture of 'x64'"),
    Bad(NEW, "an image of generation 1 where there is 2 only", {SKU: "server-gen1", "securityProfile": {"encryptionAtHost": True}}, "BadRequest", "cannot boot Hypervisor Generation '1'"),
    Bad(OLD, "an image of generation 2 where there is 1 only", {SKU: "server"}, "BadRequest", "cannot boot Hypervisor Generation '2'"),
    Bad(LINUX, "an offer that is not there", {"storageProfile.imageReference.offer": "ubuntu-99_04-lts"}, "PlatformImageNotFound", "Canonical:ubuntu-99_04-lts"),
    Bad(LINUX, "an image SKU that is not there", {SKU: "srver"}, "PlatformImageNotFound", "imageReference"),
    Bad(WINDOWS, "a Windows image that is not there", {SKU: "2021-datacenter"}, "PlatformImageNotFound", "imageReference"),
    Bad(FAST, "a premium disk on a size without", {SIZE: "Standard_D2_v5"}, "InvalidParameter", "does not support the storage account type Premium_LRS"),
    Bad(FAST, "an ultra disk to boot from", {_DISK: "UltraSSD_LRS"}, "InvalidParameter", _DISK),
    Bad(FAST, "two data disks with one number", {"storageProfile.dataDisks[1].lun": 0}, "InvalidParameter", "storageProfile.dataDisks[1].lun"),
    Bad(LINUX, "data for the first start in plain", {"osProfile.customData": "#cloud-config"}, "InvalidParameter", "customData"),
    Bad(LINUX, "too much data for the first start", {"osProfile.customData": "aHVu" * 21846}, "InvalidParameter", "customData"),
    Bad(LINUX, "a key in the home of another", {f"{_KEYS}.path": "/root/.ssh/authorized_keys"}, "InvalidParameter", "publicKeys[0].path"),
    Bad(LINUX, "a key that is none", {f"{_KEYS}.keyData": "hello"}, "InvalidParameter", "publicKeys[0].keyData"),
    Bad(LINUX, "a key of an elliptic curve", {f"{_KEYS}.keyData": "ecdsa-sha2-nistp256 AAAA"}, "InvalidParameter", "publicKeys[0].keyData"),
    Bad(LINUX, "no interface", {"networkProfile.networkInterfaces": []}, "InvalidParameter", "networkProfile.networkInterfaces"),
    Bad(LINUX, "two interfaces of which none comes first", {"networkProfile.networkInterfaces[+]": {"id": OTHER_CARD.id}}, "InvalidParameter", "networkProfile.networkInterfaces", also=(OTHER_CARD,)),
    Bad(LINUX, "an interface of another region", {"networkProfile.networkInterfaces[0].id": FAR_CARD.id}, "InvalidResourceReference", "networkProfile.networkInterfaces[0].id", also=(FAR_CARD,)),
    Bad(LINUX, "another interface while it runs", {"networkProfile.networkInterfaces[0].id": OTHER_CARD.id}, "AddingOrDeletingNetworkInterfacesOnARunningVirtualMachineNotSupported", "networkProfile.networkInterfaces", "update", also=(OTHER_CARD,)),
    Bad(LINUX, "host encryption off while it runs", {"securityProfile.encryptionAtHost": False}, "OperationNotAllowed", "securityProfile.encryptionAtHost", "update"),
    Bad(FAST, "another kind of disk while it runs", {_DISK: "StandardSSD_LRS"}, "OperationNotAllowed", _DISK, "update"),
    Bad(ENCRYPTED, "another key for the disk while it runs", {"storageProfile.osDisk.managedDisk": None}, "OperationNotAllowed", "storageProfile.osDisk.managedDisk.diskEncryptionSet.id", "update"),
    Bad(LINUX, "another image", {SKU: "minimal"}, "PropertyChangeNotAllowed", SKU, "update"),
    Bad(LINUX, "another offer", {"storageProfile.imageReference.offer": "0001-com-ubuntu-server-jammy", SKU: "22_04-lts-gen2"}, "PropertyChangeNotAllowed", "storageProfile.imageReference.offer", "update"),
    Bad(LINUX, "another publisher", {"storageProfile.imageReference.publisher": "contoso"}, "PropertyChangeNotAllowed", "storageProfile.imageReference.publisher", "update"),
    Bad(LINUX, "passwords after keys", {"osProfile.linuxConfiguration.disablePasswordAuthentication": False}, "PropertyChangeNotAllowed", "osProfile.linuxConfiguration.disablePasswordAuthentication", "update"),
    Bad(LINUX, "less than Trusted Launch", {"securityProfile": {"encryptionAtHost": True}}, "PropertyChangeNotAllowed", "securityProfile.securityType", "update"),
    Bad(WINDOWS, "a size with a disk of its own", {SIZE: "Standard_D2ds_v5"}, "OperationNotAllowed", SIZE, "update"),
    Bad(ZONED, "a machine in two zones", {"zones": ["1", "2"]}, "InvalidParameter", "zones"),
    Bad(ZONED_SET, "a zone twice", {"zones": ["1", "1"]}, "InvalidParameter", "zones"),
    Bad(ZONED_SET, "zones where a region has none", {"location": "westus"}, "ResourceTypeNotSupportAvailabilityZones", "zones"),
    Bad(ZONED_SET, "a zone less", {"zones": ["1"]}, "PropertyChangeNotAllowed", "zones", "update"),
    Bad(SCALE_SET, "an Arm size for x64", {"sku.name": "Standard_D2ps_v5"}, "BadRequest", "vmSize"),
    Bad(SCALE_SET, "an image that is not there", {f"{_SET}.storageProfile.imageReference.offer": "ubuntu"}, "PlatformImageNotFound", "imageReference"),
    Bad(SCALE_SET, "a premium disk on a size that takes none", {"sku.name": "Standard_D2_v5"}, "InvalidParameter", "osDisk"),
    Bad(SCALE_SET, "data for the first start in plain", {f"{_SET}.osProfile.customData": "#cloud-config"}, "InvalidParameter", "customData"),
    Bad(SCALE_SET, "a key that is none", {f"{_SET}.osProfile.linuxConfiguration.ssh.publicKeys[0].keyData": "hello"}, "InvalidParameter", "publicKeys[0].keyData"),
    Bad(SCALE_SET, "a script without a command", {f"{_SET}.extensionProfile.extensions[0].protectedSettings": {"skipDos2Unix": True}}, "VMExtensionProvisioningError", "settings"),
    Bad(COMMAND, "neither command nor script", {"protectedSettings": None}, "VMExtensionProvisioningError", "settings"),
    Bad(COMMAND, "command and script", {"settings.script": "aHVudGVyMg=="}, "VMExtensionProvisioningError", "exactly one of"),
    Bad(COMMAND, "one command twice", {"settings.commandToExecute": "true"}, "VMExtensionProvisioningError", "only once"),
)

FAMILY = Family("fitting", GOOD, BAD)
