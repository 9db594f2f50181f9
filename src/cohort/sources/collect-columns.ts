import type { ColumnBatch, TableSource } from "./table-source.js";

/** All rows of a source, column by column; batches of a column are let go once they are joined. */
export async function collectColumns(source: TableSource): Promise<Record<string, ArrayLike<unknown>>> {
  const batches: ColumnBatch[] = [];
  for await (const batch of source.batches()) batches.push(batch);
  const names = Object.keys(batches[0]!.columns);
  const parts = new Map(names.map((name) => [name, batches.map((batch) => batch.columns[name]!)]));
  batches.length = 0;
  return Object.fromEntries(
    names.map((name) => {
      const joined = join(parts.get(name)!);
      parts.delete(name);
      return [name, joined];
    }),
  );
}

function join(parts: readonly ArrayLike<unknown>[]): ArrayLike<unknown> {
  if (parts.length === 1) return parts[0]!;
  if (!parts.every((part) => part instanceof Float64Array)) return parts.flatMap((part) => Array.from(part));
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts as readonly Float64Array[]) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
