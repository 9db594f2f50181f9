import { assertKnownOptions, show } from "../assert.js";
import { ArgumentError } from "../errors.js";
import { type Table, tableFrame } from "./frame.js";
import { isMissing } from "./is-missing.js";
import type { EventRole } from "./roles.js";

/** The table with the outcome as 1 where the event happened and 0 where another level stands; missing stays missing. */
export function withEvent(table: Table, role: EventRole): Table {
  assertKnownOptions(role, ["column", "event"], "outcome");
  const { column: name, event } = role;
  if (typeof name !== "string" || event === undefined) {
    throw new ArgumentError(`outcome must be a column's name, or { column: "…", event: … }.`);
  }
  const values = Array.from(tableFrame(table).column(name, "outcome"));
  const levels = [...new Set(values.filter((value) => !isMissing(value)))];
  if (!levels.includes(event)) {
    const found = levels.slice(0, 5).map(show).join(", ");
    throw new ArgumentError(
      `outcome.event is ${show(event)}, which "${name}" does not have; its levels are ${found}${levels.length > 5 ? ", …" : ""}.`,
    );
  }
  const coded = values.map((value) => (isMissing(value) ? null : value === event ? 1 : 0));
  return {
    numRows: () => table.numRows(),
    columnNames: () => table.columnNames(),
    array: (asked) => (asked === name ? coded : table.array(asked)),
  };
}
