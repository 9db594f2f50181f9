"""Executes one notebook in its kernel and tells its progress as JSON lines on standard output.

    python execute.py NOTEBOOK [--output PATH] [--kernel NAME] [--folder PATH] [--timeout SECONDS] [--startup SECONDS]

Each line is an object with an "event":

    {"event": "start", "cells": 12, "kernel": "txlab"}
    {"event": "cell", "number": 3, "of": 12, "index": 5}                   a code cell begins
    {"event": "done", "number": 3, "of": 12, "index": 5, "seconds": 0.21}  and has ended, with or without an error
    {"event": "end", "status": "ok", "seconds": 9.3}

"status" is "ok", or what went wrong, then with "index" (the cell's place in the notebook, from 0), "name", "message" and
"traceback": "error" (the cell raised), "timeout", "dead" (the kernel died or never started), "unexecuted" (the kernel
answered without running the cell: not a pass). The executed notebook is written whole or not at all, failed or not.
Exit status 0 for "ok", 1 for a failed notebook, 2 for wrong usage.
"""

import argparse
import json
import os
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError


def main():
    options = parse_arguments()
    notebook = nbformat.read(options.notebook, as_version=4)
    began = time.monotonic()
    outcome = execute(notebook, options)
    if options.output:
        write_whole(notebook, options.output)
    tell("end", **outcome, seconds=round(time.monotonic() - began, 3))
    return 0 if outcome["status"] == "ok" else 1


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebook")
    parser.add_argument("--output", help="where to write the executed notebook")
    parser.add_argument("--kernel", help="kernel to use (default: the notebook's own, else txlab)")
    parser.add_argument("--folder", help="working directory of the kernel (default: the notebook's folder)")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for one cell (default 600)")
    parser.add_argument("--startup", type=float, default=60, help="seconds for the kernel to start (default 60)")
    return parser.parse_args()


def execute(notebook, options):
    code = [index for index, cell in enumerate(notebook.cells) if runs(cell)]
    kernel = options.kernel or notebook.metadata.get("kernelspec", {}).get("name", "txlab")
    tell("start", cells=len(code), kernel=kernel)
    progress = Progress(code)
    folder = options.folder or os.path.dirname(os.path.abspath(options.notebook))
    client = NotebookClient(
        notebook,
        kernel_name=kernel,
        timeout=options.timeout,
        startup_timeout=options.startup,
        allow_errors=False,
        coalesce_streams=True,
        record_timing=False,
        resources={"metadata": {"path": folder}},
        on_cell_execute=progress.begins,
        on_cell_executed=progress.ends,
        on_cell_error=progress.ends,
    )
    last_look = nbformat.v4.new_code_cell(LAST_LOOK)
    if kernel == "txlab":
        notebook.cells.append(last_look)
    try:
        client.execute()
    except CellExecutionError as error:
        return failed("error", progress.index, error.ename, error.evalue, traceback_of(notebook, progress.index, error))
    except CellTimeoutError as error:
        message = f"the cell had not ended after {options.timeout:g} seconds"
        return failed("timeout", progress.index, "CellTimeoutError", message, str(error))
    except Exception as error:  # the kernel died, could not be started, or is not known
        return failed("dead", progress.index, type(error).__name__, first_line(error), str(error))
    finally:
        if notebook.cells and notebook.cells[-1] is last_look:
            notebook.cells.pop()
    unexecuted = [index for index in code if index not in progress.ran]
    if unexecuted:
        message = "the kernel answered without running this cell"
        return failed("unexecuted", unexecuted[0], "UnexecutedCell", message, "")
    return {"status": "ok"}


# A cell may end before what it started fails; the kernel tells of that in the next cell, so the last one gets one too.
LAST_LOOK = "await new Promise((resolve) => setTimeout(resolve, 50));"


class Progress:
    """Tells which code cell runs and how long it took; `ran` holds those that the kernel says it ran."""

    def __init__(self, code):
        self.code = code
        self.index = None
        self.began = None
        self.ran = set()

    def begins(self, cell, cell_index, **_):
        if cell_index not in self.code:
            return
        self.index, self.began = cell_index, time.monotonic()
        tell("cell", **self.place())

    def ends(self, cell, cell_index, execute_reply, **_):
        if execute_reply["content"]["status"] in ("ok", "error"):
            self.ran.add(cell_index)
        if cell_index != self.index or self.began is None:
            return
        tell("done", **self.place(), seconds=round(time.monotonic() - self.began, 3))
        self.began = None

    def place(self):
        return {"number": self.code.index(self.index) + 1, "of": len(self.code), "index": self.index}


def runs(cell):
    skipped = "skip-execution" in cell.metadata.get("tags", [])
    return cell.cell_type == "code" and cell.source.strip() != "" and not skipped


def failed(status, index, name, message, traceback):
    return {"status": status, "index": index, "name": name, "message": message, "traceback": traceback}


def traceback_of(notebook, index, error):
    """The kernel's own traceback, in the cell or in the last look, else what nbclient tells."""
    for at in (index, -1):
        outputs = notebook.cells[at].get("outputs", []) if at is not None else []
        for output in outputs:
            if output.output_type == "error" and output.traceback:
                return "\n".join(output.traceback)
    return str(error)


def first_line(error):
    return (str(error).strip().splitlines() or [""])[0]


def write_whole(notebook, path):
    folder = os.path.dirname(os.path.abspath(path))
    os.makedirs(folder, exist_ok=True)
    temporary = f"{path}.{os.getpid()}.tmp"
    nbformat.write(notebook, temporary)
    os.replace(temporary, path)


def tell(event, **facts):
    print(json.dumps({"event": event, **facts}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
