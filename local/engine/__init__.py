"""Where the Pulumi CLI comes from: PATH, the official download, or a build from pinned Go modules."""

from local.engine.find import EngineError, find_engine
from local.engine.model import Engine

__all__ = ["Engine", "EngineError", "find_engine"]
