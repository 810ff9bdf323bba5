"""Build agents: groups of containers, managed pools and what those belong to."""

from __future__ import annotations

from tests.corpus.model import Bad, Family, Good
from tests.corpus.worlds import agents, pooled
from tests.unit.azure import samples_agents as made

# fmt: off

CONTAINERS = Good("in a subnet", "containerinstance:ContainerGroup", agents, made.group())
TWO = Good("two in a subnet", "containerinstance:ContainerGroup", agents, made.group(made.container(), made.container("second")))
PUBLIC = Good("with a public address", "containerinstance:ContainerGroup", agents, made.public_group())
CENTER = Good("a center", "devcenter:DevCenter", pooled, made.center() | {"devCenterName": "other"})
CENTER_IDENTITY = Good("a center with an identity", "devcenter:DevCenter", pooled, made.center(identity={"type": "SystemAssigned"}) | {"devCenterName": "other"})
PROJECT = Good("a project", "devcenter:Project", pooled, made.project(projectName="other", description="for agents"))
POOL = Good("stateless", "devopsinfrastructure:Pool", pooled, made.pool())
STATEFUL = Good("stateful", "devopsinfrastructure:Pool", pooled, made.pool(agentProfile={"kind": "Stateful", "maxAgentLifetime": "7.00:00:00"}))
STANDBY = Good("with agents that wait", "devopsinfrastructure:Pool", pooled, made.pool(agentProfile={"kind": "Stateless", "resourcePredictionsProfile": {"kind": "Automatic", "predictionPreference": "Balanced"}}))

GOOD = (CONTAINERS, TWO, PUBLIC, CENTER, CENTER_IDENTITY, PROJECT, POOL, STATEFUL, STANDBY)

BAD: tuple[Bad, ...] = ()

FAMILY = Family("agents", GOOD, BAD)
