"""Looking into the emulated Azure: `python -m local azure COMMAND`. It reads the store; no engine is started."""
