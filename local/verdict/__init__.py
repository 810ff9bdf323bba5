"""What the gate says of a stack, as a person reads it: a preview's event log, judged and shown in a few lines."""
