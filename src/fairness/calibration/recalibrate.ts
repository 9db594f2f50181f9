import { assertInteger, assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Table } from "../../cohort/frame.js";
import { ArgumentError } from "../../errors.js";
import { interpolate, poolAdjacent } from "../../numeric/pool-adjacent.js";
import { randomStream } from "../../stats/random.js";
import type { Level } from "../audit/code-levels.js";
import { codeColumn } from "../audit/coded-columns.js";
import { numberColumn, openSource } from "../audit/columns.js";
import { readOutcome } from "../audit/outcome.js";
import { calibrationFit } from "../metrics/calibration-fit.js";

export interface RecalibrateOptions {
  readonly label: string;
  /** Column of probabilities strictly between 0 and 1. */
  readonly score: string;
  readonly favorable: Level;
  readonly positive?: Level;
  /** Column whose groups are recalibrated each for itself; without it everybody together. */
  readonly group?: string;
  /** Shift of the log-odds, shift and slope, or any increasing function. @default "logistic" */
  readonly method?: "intercept" | "logistic" | "isotonic";
  /** Each fold's scores are mended by a fit to the others. @default 5 */
  readonly folds?: number;
  /** @default 1 */
  readonly seed?: number;
}

type Mend = (score: number) => number;

/**
 * Recalibrated scores, in the order of the table's rows, each from a fit to the other folds. Put them into the table and
 * audit both columns: recalibrating each group closes calibration gaps and, where base rates differ, opens others.
 */
export function recalibrate(table: Table, options: RecalibrateOptions): Float64Array {
  assertKnownOptions(
    options,
    ["label", "score", "favorable", "positive", "group", "method", "folds", "seed"],
    "recalibrate",
  );
  const { method = "logistic", folds = 5, seed = 1 } = options;
  assertOneOf(method, "method", ["intercept", "logistic", "isotonic"]);
  assertInteger(folds, "folds", 2);
  const source = openSource(table);
  const y = readOutcome(source, {
    label: options.label,
    favorable: options.favorable,
    positive: options.positive,
  }).y();
  const score = numberColumn(source, options.score, "score");
  const group = options.group === undefined ? undefined : codeColumn(source, options.group, "group");
  const order = randomStream(seed).split("recalibrate").permutation(y.length);
  const fold = new Int32Array(y.length);
  order.forEach((row, place) => {
    fold[row] = place % folds;
  });
  const mended = new Float64Array(y.length);
  const levels = group ? group.levels : ["everyone"];
  levels.forEach((level, code) => {
    const members = Int32Array.from(y.keys()).filter((row) => !group || group.codes[row] === code);
    for (let k = 0; k < folds; k++) {
      const training = members.filter((row) => fold[row] !== k);
      const held = members.filter((row) => fold[row] === k);
      if (held.length === 0) continue;
      const mend = fitMend(method, pick(y, training), pick(score, training), String(level));
      for (const row of held) mended[row] = mend(score[row]!);
    }
  });
  return mended;
}

function fitMend(
  method: "intercept" | "logistic" | "isotonic",
  y: Float64Array,
  score: Float64Array,
  group: string,
): Mend {
  if (method === "isotonic") {
    const knots = poolAdjacent(score, y);
    return (p) => interpolate(knots, p);
  }
  const fit = calibrationFit({ y, score }, method === "intercept");
  if ("undefined" in fit) {
    throw new ArgumentError(
      `group "${group}" cannot be recalibrated: its ${y.length} people of training have ${fit.undefined.replaceAll("-", " ")}. Merge small groups, or use fewer folds.`,
    );
  }
  return (p) => 1 / (1 + Math.exp(-fit.intercept - fit.slope * Math.log(p / (1 - p))));
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}
