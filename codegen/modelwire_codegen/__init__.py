"""Turns the specs of providers into the package ``modelwire``, and into documents.

    load      YAML without its surprises
    schema    the shape and the words of a spec, checked against ``provider.schema.json``
    check     what a schema cannot say, within a spec and between specs
    spec      a spec as typed objects
    view      every decision on names and spelling; of documents ``guide`` makes them, spelled by ``markdown``
    render    jinja2
    format    ruff
    tree      written to disk, or compared with what is there

``pipeline`` puts them in a row, ``private`` for specs of a user's own, and ``command`` is what is run; nothing before
``tree`` touches the disk beyond reading specs and templates, which lie where ``shipped`` says.
"""
