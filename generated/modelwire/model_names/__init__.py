# Generated from specs/*.yaml. Do not edit: change the specs and run `make generate`.
"""The names of models, a module for each provider, as types that editors complete from."""
