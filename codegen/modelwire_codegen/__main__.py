"""``python -m modelwire_codegen``."""

import gc
import sys

try:
    from .command import main
except ModuleNotFoundError as missing:
    sys.exit(f"the generator needs {missing.name}, which comes with an extra: pip install 'modelwire[codegen]'")

if __name__ == "__main__":
    gc.disable()  # what is made is needed until the process ends
    sys.exit(main())
