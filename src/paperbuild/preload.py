"""What the process that steps are forked from imports once, before it is forked.

``PPKS_PRELOAD`` names it: modules, and functions (``module:function``) to be called. Nothing of it may start a
thread or open a socket.
"""

import os
import pkgutil

for _name in os.environ.get("PPKS_PRELOAD", "").split():
    _loaded = pkgutil.resolve_name(_name)
    if ":" in _name:
        _loaded()
