import { assertInteger, assertKnownOptions } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import { formatCompact } from "../../plot/format.js";
import { type EstimateSet, estimateSet } from "../../stats/estimate-set.js";
import type { Cate } from "./cate.js";
import { regressScores } from "./score-regression.js";

export interface GroupEffectsOptions {
  /** How many groups of equal size to sort the predicted effects into; not with `by`. @default 4 */
  readonly groups?: number;
  /** A column with few values: one group for each. */
  readonly by?: string;
}

/**
 * Group average treatment effects (Chernozhukov, Demirer, Duflo & Fernández-Val 2018): the mean doubly robust score among
 * rows with like predictions, or like values of a column. If the predictions mean anything, the groups rise.
 *
 * @example
 * groupEffects(forest, { by: "sex" }).get("sex = 1")
 */
export function groupEffects(cate: Cate, options: GroupEffectsOptions = {}): EstimateSet {
  assertKnownOptions(options, ["groups", "by"], "groupEffects");
  const { study } = cate;
  if (options.by !== undefined && options.groups !== undefined) {
    throw new ArgumentError("groupEffects takes groups or by, not both.");
  }
  const { labels, code } =
    options.by === undefined ? byPrediction(cate, options.groups ?? 4) : byColumn(cate, options.by);
  const columns = labels.map((label, k) => [label, Float64Array.from(code, (each) => (each === k ? 1 : 0))]);
  return estimateSet(
    `Effect of ${study.treatmentName} on ${study.outcomeName} by group`,
    regressScores(cate, Object.fromEntries(columns), "mean of doubly robust scores"),
  );
}

interface Groups {
  readonly labels: readonly string[];
  readonly code: Int32Array;
}

function byPrediction({ effects }: Cate, groups: number): Groups {
  assertInteger(groups, "groups", 2);
  const order = Array.from(effects.keys()).sort((i, j) => effects[i]! - effects[j]! || i - j);
  const code = new Int32Array(effects.length);
  order.forEach((row, position) => {
    code[row] = Math.floor((position * groups) / effects.length);
  });
  const name = (k: number): string => (k === 0 ? " (least)" : k === groups - 1 ? " (most)" : "");
  return { labels: Array.from({ length: groups }, (_, k) => `predicted group ${k + 1}${name(k)}`), code };
}

function byColumn({ study }: Cate, name: string): Groups {
  const column = Array.from(study.values(name, "by"));
  const values = [...new Set(column)].sort(inOrder);
  if (values.length < 2 || values.length > 50) {
    throw new ArgumentError(
      `by: "${name}" must have 2 to 50 values; it has ${values.length}. Group it first, or use groups.`,
    );
  }
  return {
    labels: values.map((value) => `${name} = ${typeof value === "number" ? formatCompact(value) : value}`),
    code: Int32Array.from(column, (value) => values.indexOf(value)),
  };
}

function inOrder(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}
