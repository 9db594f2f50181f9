import { closeSync, openSync, readSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Writes raw doubles, column after column; `column(j, i)` gives the values in any order that a stream needs. */
export function writeColumns(folder, name, columns) {
  const file = openSync(join(folder, `${name}.f64`), "w");
  for (const column of columns)
    writeSync(file, new Uint8Array(column.buffer, column.byteOffset, 8 * column.length));
  closeSync(file);
}

/** Columns of a file in shared memory. */
export function readColumns(folder, name, rows, count) {
  const file = openSync(join(folder, `${name}.f64`), "r");
  const columns = Array.from({ length: count }, () => {
    const column = new Float64Array(new SharedArrayBuffer(8 * rows));
    readInto(file, column, undefined);
    return column;
  });
  closeSync(file);
  return columns;
}

/** Fills `target` from the file, at most 256 MiB at a time. */
export function readInto(file, target, position) {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  const step = 2 ** 28;
  for (let at = 0; at < bytes.length; at += step) {
    const length = Math.min(step, bytes.length - at);
    const read = readSync(file, bytes, at, length, position === undefined ? null : position + at);
    if (read !== length) throw new Error(`the file ended after ${read} of ${length} bytes`);
  }
}

export function writeJson(folder, name, value) {
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(value));
}
