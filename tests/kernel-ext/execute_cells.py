"""Executes cells through nbclient and prints what happened as JSON.

Reads {"cells": [{"source": ..., "tags": [...]}], "allow_errors": ..., "timeout": ..., "folder": ...} on standard input.
"""

import json
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError


def main():
    asked = json.load(sys.stdin)
    notebook = nbformat.v4.new_notebook()
    for cell in asked["cells"]:
        metadata = {"tags": cell.get("tags", [])}
        notebook.cells.append(nbformat.v4.new_code_cell(cell["source"], metadata=metadata))
    client = NotebookClient(
        notebook,
        kernel_name="txlab",
        timeout=asked.get("timeout", 60),
        allow_errors=asked.get("allow_errors", False),
        coalesce_streams=True,
        resources={"metadata": {"path": asked["folder"]}},
    )
    answer = {"status": "ok"}
    try:
        client.execute()
    except CellExecutionError as error:
        answer = {"status": "error", "ename": error.ename, "evalue": error.evalue, "text": str(error)}
    except Exception as error:
        answer = {"status": type(error).__name__, "text": str(error)}
    answer["cells"] = [
        {"count": cell.get("execution_count"), "outputs": cell.outputs} for cell in notebook.cells
    ]
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
