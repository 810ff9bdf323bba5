"""Everything that lets one machine stand in for Azure: `python -m local ...`.

It knows neither the components nor the policies; it only runs them.
"""
