import type { Table } from "../frame.js";

/** A row of a long table of logged care. */
export interface LogRow {
  readonly episode: number | string;
  readonly patient: number | string;
  readonly time: number;
  /** The state, or the entries of a vector. */
  readonly observation: readonly number[];
  readonly action: number | undefined;
  readonly reward: number | undefined;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly behaviorProbability: number | undefined;
}

export type Columns = Record<string, unknown[]>;

/** Columns to which rows are added one by one. */
export function emptyRows(
  names: readonly string[],
  withBehavior: boolean,
): { readonly columns: Columns; add(row: LogRow): void } {
  const columns: Columns = {
    ...{ episode: [], patient: [], time: [], action: [], reward: [], terminated: [], truncated: [] },
    ...(withBehavior && { behaviorProbability: [] }),
    ...Object.fromEntries(names.map((name) => [name, []])),
  };
  return {
    columns,
    add({ observation, behaviorProbability, ...rest }) {
      for (const [name, value] of Object.entries(rest)) columns[name]!.push(value);
      columns.behaviorProbability?.push(behaviorProbability);
      names.forEach((name, j) => {
        columns[name]!.push(observation[j]);
      });
    },
  };
}

export function columnTable(columns: Columns): Table {
  const names = Object.keys(columns);
  return {
    numRows: () => columns[names[0]!]!.length,
    columnNames: () => names,
    array: (name) => columns[name]!,
  };
}
