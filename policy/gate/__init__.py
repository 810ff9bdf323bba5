"""What runs the rules: declarations, reading of properties, the analyzer that the engine talks to."""
