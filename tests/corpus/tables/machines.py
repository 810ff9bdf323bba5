"""Virtual machines, scale sets, extensions, shutdown schedules, keys for signing in."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import carded, machined, networked
from tests.unit.azure import samples as given
from tests.unit.azure import samples_encryption as keys
from tests.unit.azure import samples_machines as vm
from tests.unit.azure import samples_network as net
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
CONFIDENTIAL_SET = Good("for confidential machines", "compute:DiskEncryptionSet", machined, keys.disks(encryptionType="ConfidentialVmEncryptedWithCustomerKey") | {"diskEncryptionSetName": "des-confidential"})
OWN_SET = Good("an identity that nobody trusts yet", "compute:DiskEncryptionSet", machined, keys.disks(identity={"type": "SystemAssigned"}) | {"diskEncryptionSetName": "des-own"})
ZONED = Good("in a zone", "compute:VirtualMachine", carded, vm.linux(zones=["1"]))
SPOT = Good("one that can be taken away", "compute:VirtualMachine", carded, vm.linux(priority="Spot", evictionPolicy="Deallocate"))
SPOT_SET = Good("machines that can be taken away", "compute:VirtualMachineScaleSet", networked, vm.scale_set(priority="Spot", evictionPolicy="Deallocate"))
SPREAD = Good("five fault domains", "compute:VirtualMachineScaleSet", networked, vm.scale_set() | {"platformFaultDomainCount": 5})
ENCRYPTED_SET = Good("disks with a key of one's own", "compute:VirtualMachineScaleSet", machined, vm.scale_set(storageProfile=vm.storage(vm.UBUNTU, managedDisk={"storageAccountType": "Premium_LRS", "diskEncryptionSet": {"id": vm.ENCRYPTION_SET}})))
OWN_SIGN_IN = Good("signing in to a machine that was made with it", "compute:VirtualMachineExtension", carded, vm.sign_in(), (LINUX,))
SECOND_SET = Good("one more", "compute:DiskEncryptionSet", machined, keys.disks() | {"diskEncryptionSetName": "des-two"})
SECOND_ENCRYPTED = Good("a disk with a set that was made with it", "compute:VirtualMachine", machined, ENCRYPTED.inputs | {"storageProfile": vm.storage(vm.UBUNTU, managedDisk={"diskEncryptionSet": {"id": SECOND_SET.id}})}, (SECOND_SET,))
DISKED = Good("two more disks", "compute:VirtualMachine", carded, vm.linux(storageProfile=vm.storage(vm.UBUNTU) | {"dataDisks": [{"lun": lun, "createOption": "Empty", "diskSizeGB": 64} for lun in range(2)]}))
ZONED_SET = Good("over three zones, with a disk each", "compute:VirtualMachineScaleSet", networked, vm.scale_set(storageProfile=vm.storage(vm.UBUNTU) | {"dataDisks": [{"lun": 0, "createOption": "Empty", "diskSizeGB": 64}]}) | {"zones": ["1", "2", "3"]})

GOOD = (BARE, LINUX, WINDOWS, ENCRYPTED, SCALE_SET, TWO, WINDOWS_SET, SIGN_IN, SCRIPT, SCHEDULE, KEY, CONFIDENTIAL_SET, OWN_SET, ZONED, SPOT, SPOT_SET, SPREAD, ENCRYPTED_SET, OWN_SIGN_IN, SECOND_SET, SECOND_ENCRYPTED, DISKED, ZONED_SET)

_TINY = f"{IDS}/virtualNetworks/vnet/subnets/tiny"
TINY = Good("three addresses for machines", "network:Subnet", networked, net.own_subnet("tiny", "10.0.9.0/29", "vnet", natGateway={"id": f"{IDS}/natGateways/nat"}))
TINY_SET = Good("three machines in a subnet for three", "compute:VirtualMachineScaleSet", networked, vm.scale_set(3, networkProfile={"networkInterfaceConfigurations": [vm.card(_TINY)]}), (TINY,))
TINY_CARD = Good("where machines stand", "network:NetworkInterface", networked, given.interface("tiny", _TINY), (TINY,))


BAD = (
    Bad(TINY_SET, "a machine more than the subnet has room for", {"sku.capacity": 4}, "SubnetIsFull", "sku.capacity"),
    Bad(TINY_SET, "a machine more than the subnet has room for, later", {"sku.capacity": 4}, "SubnetIsFull", "sku.capacity", "update"),
    Bad(TINY_SET, "three machines where something else stands", {}, "SubnetIsFull", "sku.capacity", also=(TINY_CARD,)),
    Bad(TINY_CARD, "where machines have every address", {}, "SubnetIsFull", "tiny", also=(TINY_SET,)),
    Bad(BARE, "a computer name with a leading underscore", {"osProfile.computerName": "_jump"}, "InvalidParameter", "osProfile.computerName"),
    Bad(BARE, "a Windows name of 16 characters", {"osProfile.computerName": "aaaaaaaaaaaaaaaa", "storageProfile.imageReference": vm.WINDOWS}, "InvalidParameter", "osProfile.computerName"),
    Bad(BARE, "Linux without password and key", {"osProfile.adminPassword": None, "osProfile.linuxConfiguration": {"disablePasswordAuthentication": True}}, "InvalidParameter", "linuxConfiguration"),
    Bad(BARE, "a retired machine size", {"hardwareProfile.vmSize": "Standard_NC6s_v3"}, "SkuNotAvailable", "vmSize"),
    Bad(LINUX, "a computer name with a blank", {"osProfile.computerName": "a b"}, "InvalidParameter", "osProfile.computerName"),
    Bad(LINUX, "Linux with neither key nor password", {"osProfile.linuxConfiguration.ssh": None}, "InvalidParameter", "linuxConfiguration"),
    Bad(LINUX, "an administrator named admin", {"osProfile.adminUsername": "admin"}, "InvalidParameter", "adminUsername"),
    Bad(LINUX, "Windows settings on Linux", {"osProfile.windowsConfiguration": {}}, "InvalidParameter", "osProfile.windowsConfiguration"),
    Bad(LINUX, "a retired size", {"hardwareProfile.vmSize": "Standard_NC6s_v3"}, "SkuNotAvailable", "vmSize"),
    Bad(LINUX, "Trusted Launch of a generation 1 image", {"storageProfile.imageReference.sku": "server-gen1"}, "BadRequest", "securityProfile.securityType"),
    Bad(LINUX, "vTPM without a security type", {"securityProfile.securityType": None}, "BadRequest", "securityProfile.uefiSettings"),
    Bad(LINUX, "a confidential machine without vTPM", {"securityProfile.securityType": "ConfidentialVM", "securityProfile.uefiSettings.vTpmEnabled": None}, "BadRequest", "securityProfile.uefiSettings.vTpmEnabled"),
    Bad(LINUX, "an encryption set that is not there", {"storageProfile.osDisk.managedDisk": {"diskEncryptionSet": {"id": vm.ENCRYPTION_SET}}}, "ResourceNotFound", "storageProfile.osDisk.managedDisk.diskEncryptionSet.id"),
    Bad(WINDOWS, "a Windows computer name of 16", {"osProfile.computerName": "aaaaaaaaaaaaaaaa"}, "InvalidParameter", "osProfile.computerName"),
    Bad(WINDOWS, "a Windows computer name of digits", {"osProfile.computerName": "12345"}, "InvalidParameter", "osProfile.computerName"),
    Bad(WINDOWS, "Windows without password", {"osProfile.adminPassword": None}, "InvalidParameter", "adminPassword"),
    Bad(WINDOWS, "a password of 7", {"osProfile.adminPassword": "aB3-aB3"}, "InvalidParameter", "adminPassword"),
    Bad(WINDOWS, "a password of 124", {"osProfile.adminPassword": "aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-aB3-"}, "InvalidParameter", "adminPassword"),
    Bad(WINDOWS, "a password of one kind of characters", {"osProfile.adminPassword": "onlylowercaseletters"}, "InvalidParameter", "adminPassword"),
    Bad(WINDOWS, "a password that everybody tries", {"osProfile.adminPassword": "P@ssw0rd"}, "InvalidParameter", "adminPassword"),
    Bad(WINDOWS, "a Linux license on Windows", {"licenseType": "RHEL_BYOS"}, "InvalidParameter", "licenseType"),
    Bad(WINDOWS, "patches by the platform without updates", {"osProfile.windowsConfiguration.enableAutomaticUpdates": False}, "InvalidParameter", "osProfile.windowsConfiguration.patchSettings"),
    Bad(WINDOWS, "patches by the platform without the agent", {"osProfile.windowsConfiguration.provisionVMAgent": False}, "InvalidParameter", "osProfile.windowsConfiguration.patchSettings"),
    Bad(WINDOWS, "patches by hand with updates", {"osProfile.windowsConfiguration.patchSettings.patchMode": "Manual"}, "InvalidParameter", "osProfile.windowsConfiguration.patchSettings"),
    Bad(WINDOWS, "hot patches by the system", {"osProfile.windowsConfiguration.patchSettings.patchMode": "AutomaticByOS", "osProfile.windowsConfiguration.patchSettings.enableHotpatching": True}, "InvalidParameter", "osProfile.windowsConfiguration.patchSettings"),
    Bad(ENCRYPTED, "an interface serves one machine", {"networkProfile.networkInterfaces[0].id": f"{IDS}/networkInterfaces/nic"}, "NicInUse", "networkProfile.networkInterfaces[0].id"),
    Bad(SCALE_SET, "no size", {"sku.name": None}, "InvalidParameter", "sku.name"),
    Bad(SCALE_SET, "no upgrade policy", {"upgradePolicy": None}, "InvalidParameter", "upgradePolicy"),
    Bad(SCALE_SET, "no upgrade mode", {"upgradePolicy.mode": None}, "InvalidParameter", "upgradePolicy.mode"),
    Bad(SCALE_SET, "no storage profile", {"virtualMachineProfile.storageProfile": None}, "InvalidParameter", "storageProfile"),
    Bad(SCALE_SET, "no operating system profile", {"virtualMachineProfile.osProfile": None}, "InvalidParameter", "osProfile"),
    Bad(SCALE_SET, "no prefix of names", {"virtualMachineProfile.osProfile.computerNamePrefix": None}, "InvalidParameter", "osProfile.computerNamePrefix"),
    Bad(SCALE_SET, "a prefix with a dot", {"virtualMachineProfile.osProfile.computerNamePrefix": "a.b"}, "InvalidParameter", "osProfile.computerNamePrefix"),
    Bad(SCALE_SET, "neither key nor password", {"virtualMachineProfile.osProfile.linuxConfiguration": None}, "InvalidParameter", "linuxConfiguration"),
    Bad(SCALE_SET, "rolling upgrades that nobody watches", {"upgradePolicy.mode": "Rolling"}, "BadRequest", "upgradePolicy.mode"),
    Bad(SCALE_SET, "more than a placement group holds", {"sku.capacity": 101, "singlePlacementGroup": True}, "InvalidParameter", "sku.capacity"),
    Bad(SCALE_SET, "more than a set holds", {"sku.capacity": 1001}, "InvalidParameter", "sku.capacity"),
    Bad(SCALE_SET, "no network interface", {"virtualMachineProfile.networkProfile.networkInterfaceConfigurations": []}, "InvalidParameter", "networkProfile.networkInterfaceConfigurations"),
    Bad(SCALE_SET, "two primary interfaces", {"virtualMachineProfile.networkProfile.networkInterfaceConfigurations[+]": {"name": "second", "primary": True, "ipConfigurations": [{"name": "c", "subnet": {"id": given.TRAINING}}]}}, "InvalidParameter", "networkProfile.networkInterfaceConfigurations"),
    Bad(SCALE_SET, "an interface without configuration", {"virtualMachineProfile.networkProfile.networkInterfaceConfigurations[0].ipConfigurations": []}, "InvalidParameter", "networkProfile.networkInterfaceConfigurations[0].ipConfigurations"),
    Bad(SCALE_SET, "an interface without subnet", {"virtualMachineProfile.networkProfile.networkInterfaceConfigurations[0].ipConfigurations[0].subnet": None}, "InvalidParameter", "networkProfile.networkInterfaceConfigurations[0].ipConfigurations[0].subnet.id"),
    Bad(SCALE_SET, "a subnet that is not there", {"virtualMachineProfile.networkProfile.networkInterfaceConfigurations[0].ipConfigurations[0].subnet.id": f"{given.NETWORK_ID}/subnets/absent"}, "ResourceNotFound", "virtualMachineProfile.networkProfile.networkInterfaceConfigurations[0].ipConfigurations[0].subnet.id"),
    Bad(SCALE_SET, "a subnet of another region", {"location": "northeurope"}, "InvalidResourceReference", "networkProfile.networkInterfaceConfigurations[0].ipConfigurations[0].subnet.id"),
    Bad(SCALE_SET, "a retired size", {"sku.name": "Standard_NC6s_v3"}, "SkuNotAvailable", "vmSize"),
    Bad(SCALE_SET, "vTPM without a security type", {"virtualMachineProfile.securityProfile.securityType": None}, "BadRequest", "securityProfile.uefiSettings"),
    Bad(SCALE_SET, "an extension for the other system", {"virtualMachineProfile.extensionProfile.extensions[0].publisher": "Microsoft.Compute", "virtualMachineProfile.extensionProfile.extensions[0].type": "CustomScriptExtension"}, "ArtifactNotFound", "virtualMachineProfile.extensionProfile.extensions[0].typeHandlerVersion"),
    Bad(SCALE_SET, "one handler twice", {"virtualMachineProfile.extensionProfile.extensions[+]": {"name": "again", "publisher": "Microsoft.Azure.Extensions", "type": "CustomScript", "typeHandlerVersion": "2.1", "protectedSettings": {"script": "hunter2"}}}, "BadRequest", "type"),
    Bad(SCALE_SET, "an extension after one that is not there", {"virtualMachineProfile.extensionProfile.extensions[0].provisionAfterExtensions": ["absent"]}, "InvalidParameter", "virtualMachineProfile.extensionProfile.extensions[0].provisionAfterExtensions"),
    Bad(SCALE_SET, "an extension without version", {"virtualMachineProfile": {"osProfile": {"computerNamePrefix": "agent", "adminUsername": "azureuser", "linuxConfiguration": {"disablePasswordAuthentication": True, "ssh": {"publicKeys": [{"path": "/home/azureuser/.ssh/authorized_keys", "keyData": "ssh-ed25519 AAAA"}]}}}, "storageProfile": {"imageReference": {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "latest"}, "osDisk": {"createOption": "FromImage", "deleteOption": "Delete", "managedDisk": {"storageAccountType": "Premium_LRS"}}}, "networkProfile": {"networkInterfaceConfigurations": [{"name": "nic", "primary": True, "ipConfigurations": [{"name": "c", "subnet": {"id": given.TRAINING}}]}]}, "securityProfile": {"securityType": "TrustedLaunch", "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True}, "encryptionAtHost": True}, "extensionProfile": {"extensions": [{"name": "agent", "publisher": "Microsoft.Azure.Extensions", "type": "CustomScript", "typeHandlerVersion": None, "protectedSettings": {"script": "hunter2"}}]}}}, "InvalidParameter", "virtualMachineProfile.extensionProfile.extensions[0].typeHandlerVersion"),
    Bad(SCALE_SET, "an encryption set that is not there", {"virtualMachineProfile.storageProfile.osDisk.managedDisk.diskEncryptionSet": {"id": vm.ENCRYPTION_SET}}, "ResourceNotFound", "virtualMachineProfile.storageProfile.osDisk.managedDisk.diskEncryptionSet.id"),
    Bad(SCALE_SET, "virtualMachineProfile.osProfile.computerNamePrefix", {"virtualMachineProfile.osProfile.computerNamePrefix": "other"}, "PropertyChangeNotAllowed", "virtualMachineProfile.osProfile.computerNamePrefix", "update"),
    Bad(SCALE_SET, "virtualMachineProfile.osProfile.adminUsername", {"virtualMachineProfile.osProfile.adminUsername": "other"}, "PropertyChangeNotAllowed", "virtualMachineProfile.osProfile.adminUsername", "update"),
    Bad(SCALE_SET, "a scale set may leave its single placement group and not come back", {"singlePlacementGroup": True}, "PropertyChangeNotAllowed", "singlePlacementGroup", "update"),
    Bad(WINDOWS_SET, "a Windows prefix of 10", {"virtualMachineProfile": {"osProfile": {"computerNamePrefix": "abcdefghij", "adminUsername": "azureuser", "adminPassword": "correct-Horse-7-battery"}, "storageProfile": {"imageReference": {"publisher": "MicrosoftWindowsServer", "offer": "WindowsServer", "sku": "2022-datacenter-azure-edition", "version": "latest"}, "osDisk": {"createOption": "FromImage", "deleteOption": "Delete"}}, "networkProfile": {"networkInterfaceConfigurations": [{"name": "nic", "primary": True, "ipConfigurations": [{"name": "c", "subnet": {"id": given.TRAINING}}]}]}, "securityProfile": {"securityType": "TrustedLaunch", "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True}, "encryptionAtHost": True}, "extensionProfile": None}}, "InvalidParameter", "osProfile.computerNamePrefix"),
    Bad(SIGN_IN, "one for the other system", {"type": "AADLoginForWindows"}, "OperationNotAllowed", "type"),
    Bad(SCRIPT, "a version that was never published", {"typeHandlerVersion": "9.0"}, "ArtifactNotFound", "typeHandlerVersion"),
    Bad(SCRIPT, "a version that is none", {"typeHandlerVersion": "2.1.13"}, "InvalidParameter", "typeHandlerVersion"),
    Bad(SCRIPT, "one without publisher", {"publisher": None}, "InvalidParameter", "publisher"),
    Bad(SCRIPT, "one of a machine that is not there", {"vmName": "absent"}, "ParentResourceNotFound", "Microsoft.Compute/virtualMachines/extensions"),
    Bad(SCRIPT, "an extension keeps its handler", {"publisher": "Other"}, "BadRequest", "publisher", "update"),
    Bad(SCHEDULE, "another name", {"name": "shutdown-vm"}, "BadRequest", "name"),
    Bad(SCHEDULE, "another task", {"taskType": "LabVmsShutdownTask"}, "BadRequest", "taskType"),
    Bad(SCHEDULE, "a target that is no machine", {"targetResourceId": f"{IDS}/networkInterfaces/nic"}, "BadRequest", "targetResourceId"),
    Bad(SCHEDULE, "a machine that is not there", {"targetResourceId": f"{vm.MACHINE}x"}, "ResourceNotFound", "targetResourceId"),
    Bad(SCHEDULE, "another region", {"location": "northeurope"}, "BadRequest", "location"),
    Bad(SCHEDULE, "an hour that no day has", {"dailyRecurrence.time": "2460"}, "BadRequest", "dailyRecurrence.time"),
    Bad(SCHEDULE, "a time with a colon", {"dailyRecurrence.time": "19:00"}, "BadRequest", "dailyRecurrence.time"),
    Bad(SCHEDULE, "a time zone of another list", {"timeZoneId": "Europe/Berlin"}, "BadRequest", "timeZoneId"),
    Bad(SCHEDULE, "a status that is none", {"status": "On"}, "BadRequest", "status"),
    Bad(SCHEDULE, "a notification to nobody", {"notificationSettings.emailRecipient": None}, "BadRequest", "notificationSettings"),
    Bad(SCHEDULE, "a notification too late", {"notificationSettings.timeInMinutes": 5}, "BadRequest", "notificationSettings.timeInMinutes"),
    Bad(BARE, "a name that ends in a dot", {"vmName": "vm."}, "InvalidResourceName", "name"),
    Bad(SCALE_SET, "a name that ends in a dot", {"vmScaleSetName": "vmss."}, "InvalidResourceName", "name"),
    Bad(SCHEDULE, "no targetResourceId any more", {"targetResourceId": None}, "BadRequest", "targetResourceId", "update"),
    Bad(SCALE_SET, "another orchestrationMode, later", {"orchestrationMode": "Flexible"}, "PropertyChangeNotAllowed", "orchestrationMode", "update"),
    Bad(SIGN_IN, "another type, later", {"type": "other"}, "BadRequest", "type", "update"),
    Bad(BARE, "another computerName, later", {"osProfile.computerName": "other"}, "PropertyChangeNotAllowed", "osProfile.computerName", "update"),
    Bad(BARE, "another adminUsername, later", {"osProfile.adminUsername": "other"}, "PropertyChangeNotAllowed", "osProfile.adminUsername", "update"),
    Bad(LINUX, "no linuxConfiguration.ssh any more", {"osProfile.linuxConfiguration.ssh": None}, "PropertyChangeNotAllowed", "osProfile.linuxConfiguration.ssh", "update"),
    Bad(LINUX, "securityType that is none", {"securityProfile.securityType": "Sometimes"}, "InvalidParameter", "securityProfile.securityType"),
    Bad(SCALE_SET, "orchestrationMode that is none", {"orchestrationMode": "Sometimes"}, "InvalidParameter", "orchestrationMode"),
    Bad(SCHEDULE, "notificationSettings.status that is none", {"notificationSettings.status": "Sometimes"}, "BadRequest", "notificationSettings.status"),
    Bad(BARE, "a size that is none", {"hardwareProfile.vmSize": "Standard_X1"}, "InvalidParameter", "vmSize"),
    Bad(BARE, "more processors than there are", {"hardwareProfile.vmSize": "Standard_M416ms_v2"}, "OperationNotAllowed", "hardwareProfile.vmSize"),
    Bad(TWO, "more processors than there are", {"sku.capacity": 400}, "OperationNotAllowed", "sku.capacity"),
    Bad(ENCRYPTED, "a set that does not reach its key", {"storageProfile.osDisk.managedDisk.diskEncryptionSet.id": OWN_SET.id}, "KeyVaultAccessForbidden", "storageProfile.osDisk.managedDisk.diskEncryptionSet.id", also=(OWN_SET,)),
    Bad(ENCRYPTED, "a set for confidential machines", {"storageProfile.osDisk.managedDisk.diskEncryptionSet.id": CONFIDENTIAL_SET.id}, "BadRequest", "storageProfile.osDisk.managedDisk.diskEncryptionSet.id", also=(CONFIDENTIAL_SET,)),
    Bad(ENCRYPTED_SET, "a set that does not reach its key", {"virtualMachineProfile.storageProfile.osDisk.managedDisk.diskEncryptionSet.id": OWN_SET.id}, "KeyVaultAccessForbidden", "storageProfile.osDisk.managedDisk.diskEncryptionSet.id", also=(OWN_SET,)),
    Bad(WINDOWS_SET, "settings of the other system", {"virtualMachineProfile.osProfile.linuxConfiguration": {"disablePasswordAuthentication": False}}, "InvalidParameter", "osProfile.linuxConfiguration"),
    Bad(WINDOWS_SET, "a password that everybody knows", {"virtualMachineProfile.osProfile.adminPassword": "hunter2"}, "InvalidParameter", "adminPassword"),
    Bad(WINDOWS_SET, "a user that everybody knows", {"virtualMachineProfile.osProfile.adminUsername": "administrator"}, "InvalidParameter", "adminUsername"),
    Bad(WINDOWS_SET, "patches by hand and by the system", {"virtualMachineProfile.osProfile.windowsConfiguration": {"enableAutomaticUpdates": True, "patchSettings": {"patchMode": "Manual"}}}, "InvalidParameter", "osProfile.windowsConfiguration.patchSettings"),
    Bad(ZONED, "another zone, later", {"zones": ["2"]}, "PropertyChangeNotAllowed", "zones", "update"),
    Bad(SPOT, "no longer one that can be taken away", {"priority": "Regular", "evictionPolicy": None}, "PropertyChangeNotAllowed", "priority", "update"),
    Bad(SPOT_SET, "no longer machines that can be taken away", {"virtualMachineProfile.priority": "Regular", "virtualMachineProfile.evictionPolicy": None}, "PropertyChangeNotAllowed", "virtualMachineProfile.priority", "update"),
    Bad(SPREAD, "fewer fault domains, later", {"platformFaultDomainCount": 1}, "PropertyChangeNotAllowed", "platformFaultDomainCount", "update"),
    Bad(OWN_SIGN_IN, "a machine without identity", {}, "VMExtensionProvisioningError", "type", also=(BARE,), without=(LINUX,)),
    Bad(SCRIPT, "the same handler twice", {"vmExtensionName": "again"}, "BadRequest", "type", also=(SCRIPT,)),
    Bad(SCRIPT, "a handler that Microsoft does not have", {"type": "Nothing"}, "ArtifactNotFound", "type"),
    Bad(SECOND_SET, "that a machine has", {}, "OperationNotAllowed", "des-two", "delete", also=(SECOND_ENCRYPTED,)),
    Bad(KEY, "a text that is no public key", {"publicKey": "hello"}, "InvalidParameter", "publicKey"),
    Bad(KEY, "a key of a kind that Azure does not take", {"publicKey": "ssh-dss AAAA"}, "InvalidParameter", "publicKey"),
    Bad(ENCRYPTED, "a set of another region", {"location": "northeurope", "networkProfile": {"networkInterfaces": []}}, "BadRequest", "storageProfile.osDisk.managedDisk.diskEncryptionSet.id"),
    Bad(ZONED, "a fourth zone", {"zones": ["4"]}, "InvalidAvailabilityZone", "zones"),
    Bad(ZONED, "two zones", {"zones": ["1", "2"]}, "InvalidParameter", "zones"),
    Bad(LINUX, "taken away although it is a regular one", {"evictionPolicy": "Deallocate"}, "InvalidParameter", "evictionPolicy"),
    Bad(DISKED, "two disks of one number", {"storageProfile.dataDisks[1].lun": 0}, "InvalidParameter", "storageProfile.dataDisks[1].lun"),
    Bad(DISKED, "a 65th disk", {"storageProfile.dataDisks[1].lun": 64}, "InvalidParameter", "storageProfile.dataDisks[1].lun"),
    Bad(ZONED_SET, "a fourth zone", {"zones[2]": "4"}, "InvalidAvailabilityZone", "zones"),
    Bad(SCALE_SET, "taken away although they are regular ones", {"virtualMachineProfile.evictionPolicy": "Delete"}, "InvalidParameter", "evictionPolicy"),
    Bad(ZONED_SET, "a disk of no number", {"virtualMachineProfile.storageProfile.dataDisks[0].lun": -1}, "InvalidParameter", "storageProfile.dataDisks[0].lun"),
)

FAMILY = Family("machines", (*GOOD, TINY, TINY_SET, TINY_CARD), BAD)
