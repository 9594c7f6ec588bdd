"""Serves made-up replies of several vendors on this machine, to try modelwire without a key.

Whatever is asked, the answer is a few words; a question with tools is answered by a call of the first one.  It speaks
OpenAI's chat and responses, Anthropic's messages and Gemini's generateContent, which is enough for the tutorial.

Run it with ``make vendors``.
"""

from __future__ import annotations

from threading import Event

from tests.documents.vendors import Vendors


def main() -> None:
    """Say where it is, and serve until it is interrupted."""
    with Vendors() as vendors:
        print("# Set these in the terminal that you work in; end this one with Ctrl+C.")
        for name, value in vendors.environment().items():
            print(f"export {name}={value}", flush=True)
        try:
            Event().wait()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
