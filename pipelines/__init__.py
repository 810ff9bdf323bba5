"""What continuous integration runs: deployments, their checks afterwards, and the models that are trained on them.

Azure Pipelines and GitHub Actions call the same scripts and programs, which a person can run too.
"""
