import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/files.js";

const prefix = "needs:";

/** Public data files that a cell says it needs, by tags such as "needs:nhefs.csv", and that are not here. */
export function absentData(cell) {
  const folder = process.env.TXLAB_DATA ?? join(root, "data");
  const tags = cell.metadata.tags ?? [];
  const files = tags.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length));
  return files.filter((file) => !existsSync(join(folder, file)));
}

/**
 * The notebook with the cells whose data are absent marked to be skipped; the very same one where none are. What such a
 * cell printed when it was committed gives way to a note, so that nobody takes it for a result of this run.
 */
export function skipAbsent(notebook) {
  if (!notebook.cells.some((cell) => absentData(cell).length > 0)) return notebook;
  const cells = notebook.cells.map((cell) => {
    const absent = absentData(cell);
    if (absent.length === 0) return cell;
    const tags = [...cell.metadata.tags, "skip-execution"];
    const text = `Not executed: ${absent.join(", ")} is not here; npm run data fetches it.\n`;
    const outputs = [{ output_type: "stream", name: "stderr", text }];
    return { ...cell, metadata: { ...cell.metadata, tags }, execution_count: null, outputs };
  });
  return { ...notebook, cells };
}

/** What a run without some data leaves out, in words; undefined where it leaves out nothing. */
export function leftOut(notebook) {
  const absent = notebook.cells.map(absentData).filter((files) => files.length > 0);
  if (absent.length === 0) return undefined;
  const files = [...new Set(absent.flat())].join(", ");
  return `${absent.length} ${absent.length === 1 ? "cell" : "cells"} left out: no ${files} (npm run data fetches it)`;
}
