"""A peer's side of a task: reads columns from the task's folder, then does one run for each line that it gets."""
import importlib
import json
import resource
import sys
import time

import numpy as np


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def columns(folder, name, rows):
    """A matrix from raw doubles, column after column."""
    return np.fromfile(f"{folder}/{name}.f64").reshape(-1, rows).T


def main():
    module, folder, arguments = sys.argv[1:]
    try:
        load, versions = importlib.import_module(module).load, importlib.import_module(module).versions
    except ImportError as error:
        say({"missing": f"not installed: {error.name}"})
        return
    run = load(folder, json.loads(arguments))
    say({"versions": versions()})
    for word in sys.stdin:
        if word.strip() == "end":
            scale = 1 if sys.platform == "darwin" else 1024
            say({"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale})
            break
        start, used = time.perf_counter(), time.process_time()
        result = run()
        ms, cpu = 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - used)
        say({"ms": ms, "cpuMs": cpu, "result": result})


if __name__ == "__main__":
    main()
