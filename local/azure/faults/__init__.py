"""Azure's bad days: what can go wrong with a request, by plan, and what the provider does about it.

A plan (`plan`) says which requests are hit by what; `weather` counts requests and lets the faults happen where they
happen in Azure; `client` is the provider's side of the wire, which repeats what may be repeated.
"""
