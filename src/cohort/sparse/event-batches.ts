import { didYouMean } from "../../assert.js";
import { DataError } from "../../errors.js";
import type { Table } from "../frame.js";
import { tableFrame } from "../frame.js";
import type { ColumnBatch, TableSource } from "../sources/table-source.js";

/** Rows that are read one after the other: a table in memory, or a source that streams them. */
export type Rows = Table | TableSource;

/** The named columns, batch by batch; `roles` says in errors who asked for each. */
export async function* batchesOf(
  rows: Rows,
  roles: Readonly<Record<string, string>>,
): AsyncGenerator<ColumnBatch> {
  const wanted = [...new Set(Object.values(roles))];
  if ("batches" in rows) {
    for await (const batch of rows.batches(wanted)) {
      const names = Object.keys(batch.columns);
      for (const [role, name] of Object.entries(roles)) {
        if (names.includes(name)) continue;
        throw new DataError(
          `${role} names a column "${name}" that ${rows.name} does not have; it has ${names.slice(0, 10).join(", ")}.${didYouMean(name, names)}`,
        );
      }
      yield batch;
    }
    return;
  }
  const frame = tableFrame(rows);
  const columns = Object.entries(roles).map(([role, name]) => [name, frame.column(name, role)] as const);
  yield { rows: frame.rows, columns: Object.fromEntries(columns) };
}
