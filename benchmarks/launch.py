"""Runs a command and notes what it cost; small, since a process's peak of memory is at least that of who started it.

``python -I -S launch.py NOTES.json PROGRAM ARGUMENT …``
"""

import json
import os
import subprocess
import sys
import time

if __name__ == "__main__":
    start = time.perf_counter()
    process = subprocess.Popen(sys.argv[2:])
    _, status, used = os.wait4(process.pid, 0)
    seconds, unit = time.perf_counter() - start, 1 if sys.platform == "darwin" else 1024
    process.returncode = os.waitstatus_to_exitcode(status)
    with open(sys.argv[1], "w") as notes:
        json.dump({"status": process.returncode, "seconds": seconds, "processor": used.ru_utime + used.ru_stime,
                   "peak": used.ru_maxrss * unit}, notes)
