import { type ColumnTable, table as makeTable } from "arquero";
import type { CheckedRoles } from "../causal-study.js";
import type { Frame } from "../frame.js";
import { isMissing } from "../is-missing.js";
import { readsOf } from "../terms/fit-term.js";
import { impute } from "./impute.js";

/** Values that a study asks to be drawn. */
export interface ImputedValues {
  /** How many of each column. */
  readonly missing: Readonly<Record<string, number>>;
  readonly imputations: number;
  readonly seed: number;
}

/** What the roles want drawn; undefined where nothing of it is missing. */
export function imputedValues(frame: Frame, roles: CheckedRoles): ImputedValues | undefined {
  const { imputations = 20, seed = 1 } = roles.missing?.imputation ?? {};
  const missing = Object.fromEntries(
    wanted(frame, roles)
      .map((name) => [name, countMissing(frame.column(name, "missing"))] as const)
      .filter(([, count]) => count > 0),
  );
  return Object.keys(missing).length === 0 ? undefined : { missing, imputations, seed };
}

/**
 * Copies of the frame's table with the missing values drawn given everything that plays a part: treatment, outcome,
 * confounders, instrument, weights, and what `also` names. Only columns whose role asks for it are filled.
 */
export async function completedTables(
  frame: Frame,
  roles: CheckedRoles,
  treatment: string,
): Promise<readonly ColumnTable[]> {
  const { also = [], ...options } = roles.missing?.imputation ?? {};
  const extras = [roles.instrument, roles.weights].filter((name) => name !== undefined);
  const columns = [
    ...new Set([treatment, roles.outcome, ...confounderColumns(frame, roles), ...extras, ...also]),
  ];
  const whole = makeTable(frame.names.map((name) => [name, frame.column(name, "missing") as unknown[]]));
  const { tables } = await impute(whole, { columns, ...options });
  const filled = new Set(wanted(frame, roles));
  const untouched = columns.filter(
    (name) => !filled.has(name) && countMissing(frame.column(name, "missing")) > 0,
  );
  if (untouched.length === 0) return tables;
  return tables.map((each) =>
    makeTable(
      frame.names.map((name) => [name, (untouched.includes(name) ? whole : each).array(name) as unknown[]]),
    ),
  );
}

function wanted(frame: Frame, roles: CheckedRoles): string[] {
  const { outcome, confounders } = roles.missing ?? {};
  return [
    ...(outcome === "impute" ? [roles.outcome] : []),
    ...(confounders === "impute" ? confounderColumns(frame, roles) : []),
  ];
}

function confounderColumns(frame: Frame, roles: CheckedRoles): string[] {
  return [...new Set(roles.confounders.flatMap((term) => readsOf(term, frame.names)))];
}

function countMissing(values: ArrayLike<unknown>): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (isMissing(values[i])) count++;
  return count;
}
