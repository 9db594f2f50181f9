import { type OmopColumn, type OmopName, omopSchema } from "./schema.js";

/** One table of the common data model as a query over a generator's own tables. */
export interface OmopTable {
  readonly name: OmopName;
  readonly sql: string;
}

/**
 * The table from queries that give some of its columns by name; of the others, required concepts are 0 (none is known, as
 * the model asks) and the rest null. Each part is a FROM clause with the SQL of the columns that it fills; the first column,
 * where none gives it, numbers the rows.
 */
export function omopTable(
  name: OmopName,
  ...parts: readonly { readonly from: string; readonly columns: Readonly<Record<string, string>> }[]
): OmopTable {
  const schema: readonly OmopColumn[] = omopSchema[name];
  const own = schema[0]!.name;
  const numbered =
    name !== "source_to_concept_map" && parts.every(({ columns }) => columns[own] === undefined);
  const selected = parts.map(({ from, columns }) => {
    const shown = schema
      .filter((column) => !numbered || column.name !== own)
      .map((column) => `(${columns[column.name] ?? unnamed(column)})::${column.type} AS ${column.name}`);
    return `SELECT ${shown.join(",\n  ")}\nFROM ${from}`;
  });
  const all = selected.join("\nUNION ALL\n");
  return {
    name,
    sql: numbered ? `SELECT (row_number() OVER ())::BIGINT AS ${own}, * FROM (\n${all})` : all,
  };
}

/** Where a record comes from is known always: its type is never filled in. */
function unnamed({ name, required }: OmopColumn): string {
  return required && /_concept_id$/.test(name) && !/type_concept_id$/.test(name) ? "0" : "NULL";
}
