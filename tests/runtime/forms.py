"""Reads the forms that came."""

from __future__ import annotations

from email import message_from_bytes

from tests.runtime.faults import FaultServer


def sent(server: FaultServer) -> dict[str, list[bytes]]:
    """The fields of the last form that came, by name; of a file, name, content type and content."""
    request = server.requests[-1]
    form = message_from_bytes(b"content-type: " + request.headers["content-type"].encode() + b"\r\n\r\n" + request.body)
    fields: dict[str, list[bytes]] = {}
    for part in form.walk():
        if name := part.get_param("name", header="content-disposition"):
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            filename = part.get_filename()
            value = b" ".join([filename.encode(), part.get_content_type().encode(), payload]) if filename else payload
            fields.setdefault(str(name), []).append(value)
    return fields
