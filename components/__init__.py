"""The platform, one component a file. `__main__.py` of the project composes them."""
