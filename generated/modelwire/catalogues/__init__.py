# Generated from specs/*.yaml. Do not edit: change the specs and run `make generate`.
"""Models and prices, a module for each provider; imported when they are first asked for."""
