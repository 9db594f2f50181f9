import { DataError } from "../errors.js";

/**
 * What to throw in place of `error`: where memory could not be had, an error that says for how large a table, and what
 * to do; else the error itself.
 */
export function explainMemory(error: unknown, what: string, rows: number, columns: number): unknown {
  if (!isOutOfMemory(error)) return error;
  const count = (value: number): string => value.toLocaleString("en-US");
  const gibibytes = (8 * rows * columns) / 2 ** 30;
  const size =
    gibibytes < 1 ? `${count(Math.ceil(1024 * gibibytes))} MiB` : `${count(Math.round(gibibytes))} GiB`;
  return new DataError(
    `${what} of ${count(rows)} rows × ${count(columns)} columns (${size} at 8 bytes a number, and ${count(columns)}² numbers where columns are multiplied with each other) needs more memory than this process can get. Use fewer columns or rows; fitStream() fits rows from a file without holding them.`,
    { cause: error },
  );
}

/** Buffers and WebAssembly memories that cannot be had, here or in a worker, are a RangeError. */
function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === "RangeError" &&
    /alloc|memory|array length|buffer/i.test(error.message)
  );
}
