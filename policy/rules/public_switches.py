"""Types of azure-native that have a switch for public network access, and where it is.

Azure leaves the switch on where nobody sets it, so a resource of these types without it is public. Types with rules of
their own are not here. A test holds the table against the provider's SDK.
"""

_AT_TOP = (
    "agfoodplatform:DataManagerForAgricultureResource",
    "apimanagement:ApiManagementService",
    "app:ManagedEnvironment",
    "appconfiguration:ConfigurationStore",
    "automation:AutomationAccount",
    "batch:BatchAccount",
    "cosmosdb:DatabaseAccount",
    "compute:Snapshot",
    "databricks:Workspace",
    "datafactory:Factory",
    "desktopvirtualization:HostPool",
    "desktopvirtualization:Workspace",
    "deviceupdate:Account",
    "digitaltwins:DigitalTwin",
    "elasticsan:ElasticSan",
    "eventgrid:Domain",
    "eventgrid:Namespace",
    "eventgrid:PartnerNamespace",
    "eventgrid:Topic",
    "eventhub:Namespace",
    "hardwaresecuritymodules:CloudHsmCluster",
    "iotcentral:App",
    "kusto:Cluster",
    "monitor:AzureMonitorWorkspace",
    "notificationhubs:Namespace",
    "redis:Redis",
    "redisenterprise:RedisEnterprise",
    "relay:Namespace",
    "search:Service",
    "servicebus:Namespace",
    "signalrservice:SignalR",
    "sql:Server",
    "synapse:Workspace",
    "web:StaticSite",
    "webpubsub:WebPubSub",
)
_IN_PROPERTIES = (
    "attestation:AttestationProvider",
    "botservice:Bot",
    "cognitiveservices:Account",
    "dashboard:Grafana",
    "dbformysql:SingleServer",
    "dbforpostgresql:SingleServer",
    "deviceprovisioningservices:IotDpsResource",
    "discovery:Workspace",
    "durabletask:Scheduler",
    "fileshares:FileShare",
    "healthcareapis:Service",
    "healthdataaiservices:DeidService",
    "iothub:IotHubResource",
    "keyvault:ManagedHsm",
    "mongocluster:MongoCluster",
    "recoveryservices:Vault",
)
_IN_NETWORK = ("dbformysql:Server", "dbforpostgresql:Server")

SWITCHES: dict[str, tuple[str, ...]] = {
    "publicNetworkAccess": _AT_TOP,
    "properties.publicNetworkAccess": _IN_PROPERTIES,
    "network.publicNetworkAccess": _IN_NETWORK,
}
