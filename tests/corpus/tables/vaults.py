"""Vaults with keys and secrets, disk encryption sets."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import encrypted, networked
from tests.unit.azure import samples as given
from tests.unit.azure import samples_encryption as keys

# fmt: off

VAULT = Good("the least of one", "keyvault:Vault", networked, given.vault())
PROTECTED = Good("closed and protected", "keyvault:Vault", networked, given.vault("kv-new", softDeleteRetentionInDays=7, enablePurgeProtection=True, publicNetworkAccess="Disabled", networkAcls={"defaultAction": "Deny", "bypass": "AzureServices"}))
OPEN_VAULT = Good("open, its keys can be deleted", "keyvault:Vault", encrypted, given.vault("kv-open"))
KEY = Good("one that is renewed", "keyvault:Key", encrypted, keys.key("new"), stays="its vault is closed to who deploys")
OPEN_KEY = Good("one in an open vault", "keyvault:Key", encrypted, keys.key("new", rotationPolicy=None) | {"vaultName": "kv-open"}, (OPEN_VAULT,))
CURVE = Good("an elliptic curve", "keyvault:Key", encrypted, keys.key("curve", kty="EC", keySize=None, curveName="P-256", rotationPolicy=None), stays="its vault is closed to who deploys")
SECRET = Good("a password", "keyvault:Secret", encrypted, keys.secret(), stays="its vault is closed to who deploys")
DISKS = Good("an identity of one's own", "compute:DiskEncryptionSet", encrypted, keys.disks())
OWN_DISKS = Good("an identity that comes with it", "compute:DiskEncryptionSet", encrypted, keys.disks(identity={"type": "SystemAssigned"}))

GOOD = (VAULT, PROTECTED, OPEN_VAULT, KEY, OPEN_KEY, CURVE, SECRET, DISKS, OWN_DISKS)

BAD: tuple[Bad, ...] = ()

FAMILY = Family("vaults", GOOD, BAD)
