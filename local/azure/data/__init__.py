"""Facts of Azure as data: what others publish, read by scripts that are here too."""
