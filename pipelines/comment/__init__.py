"""One comment in a pull request, kept up to date: on GitHub and in Azure DevOps, with nothing but Python."""
