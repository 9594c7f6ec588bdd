"""The hand-written half of modelwire: everything that is the same for every provider.

Users import ``modelwire``, which hands the public names on.
"""
