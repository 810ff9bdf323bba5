"""Where the engine keeps its state: in files beside the project, or in a storage emulator on this machine.

A team keeps its state in Azure Blob Storage. `--state 127.0.0.1:10000/CONTAINER` keeps it in a container of Azurite,
Microsoft's emulator of that, so that what a team meets there can be tried. No cloud can be meant by it: it takes
addresses of this machine alone, and the account and key that Azurite documents for everybody.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from local.arguments import Arguments
from local.errors import LocalError
from local.project import Project

STATE_VARIABLE = "SECURE_MLOPS_STATE"
"""Says what `--state` says, where that is not given."""

# https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string (the well-known account and key)
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

# Names of containers: https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
_PLACE = re.compile(r"(?P<domain>(127\.0\.0\.1|localhost):\d{1,5})/(?P<container>[a-z0-9](-?[a-z0-9]){2,62})")


@dataclass(frozen=True)
class Backend:
    """A place for state.

    Attributes:
        is_files: whether it is the project's own files, which can be looked at without the engine.
        variables: what tells the engine, in its environment.
    """

    is_files: bool = True
    variables: Mapping[str, str] = field(default_factory=dict)


def chosen(args: Arguments, project: Project) -> Backend:
    """Give the backend that a command line or the environment asks for.

    Args:
        args: The command line.
        project: Whose state.

    Raises:
        LocalError: It is no place on this machine.
    """
    place = args.own.get("--state", os.environ.get(STATE_VARIABLE))
    if place is None:
        # Without a second file beside each: an engine that is killed while it writes that one leaves a state that it
        # cannot read again. https://pkg.go.dev/gocloud.dev/blob/fileblob#URLOpener
        return Backend(variables={"PULUMI_BACKEND_URL": f"{project.state.as_uri()}?metadata=skip"})
    found = _PLACE.fullmatch(place)
    if not found:
        raise LocalError(
            "--state takes a container of a storage emulator on this machine, such as 127.0.0.1:10000/state, "
            f"got '{place}'. State in a cloud is for `pulumi` itself: see docs/teams.md"
        )
    url = (
        f"azblob://{found['container']}?localemu=true&protocol=http&domain={found['domain']}&storage_account={ACCOUNT}"
    )
    variables = {"PULUMI_BACKEND_URL": url, "AZURE_STORAGE_ACCOUNT": ACCOUNT, "AZURE_STORAGE_KEY": KEY}
    return Backend(is_files=False, variables=variables)
