import { fitsTogether } from "../models/held-out/held-out.js";
import type { Features, Learner } from "../models/learner.js";
import { work } from "../work.js";
import { type Divisible, type Folds, studyFolds } from "./cross-fit.js";

/** What is to be predicted for each row by fits that have not seen its fold. */
export interface HeldOutTask {
  readonly learner: Learner;
  readonly x: Features;
  readonly y: Float64Array;
  readonly folds: Folds;
  readonly seed: number;
  /** Rows of each part have fits of their own; −1 is in none. @default one part, of all rows */
  readonly part?: Int8Array | undefined;
  /** @default 1 */
  readonly parts?: number;
  /** Tables of the study's rows to predict for. @default x alone */
  readonly at?: readonly Features[];
}

/**
 * What `crossFit` would give, for learners that fit all folds together; undefined for others, for too many folds, and
 * where some fit would have nothing to fit. One column for each table and part, table by table.
 */
export async function predictTogether(
  study: Divisible & { readonly weights: Float64Array | undefined },
  { learner, x, y, folds, seed, part, parts = 1, at = [x] }: HeldOutTask,
): Promise<readonly Float64Array[] | undefined> {
  const { fitHeldOut } = learner;
  if (!fitHeldOut) return undefined;
  const fold = studyFolds(study, folds, seed);
  const count = fold.reduce((most, k) => Math.max(most, k + 1), 0);
  const rows = { fold, folds: count, part, parts };
  if (!fitsTogether(rows) || !varies(y, rows)) return undefined;
  return work("cross-fitting", at.length + 1, async ({ signal, report }) => {
    const fits = await fitHeldOut(x, y, rows, { weights: study.weights, signal });
    const predicted: Float64Array[] = [];
    for (const table of at) {
      report(1 + predicted.length / parts);
      predicted.push(...(await fits.predict(table)));
    }
    return predicted;
  });
}

/** Whether y takes two values or more in the training rows of every fit. */
function varies(
  y: Float64Array,
  {
    fold,
    folds,
    part,
    parts,
  }: { fold: Int32Array; folds: number; part?: Int8Array | undefined; parts: number },
): boolean {
  const cells = folds * parts;
  const [low, high] = [new Float64Array(cells).fill(Infinity), new Float64Array(cells).fill(-Infinity)];
  for (let i = 0; i < y.length; i++) {
    const own = part ? part[i]! : 0;
    if (own < 0) continue;
    const cell = fold[i]! * parts + own;
    if (y[i]! < low[cell]!) low[cell] = y[i]!;
    if (y[i]! > high[cell]!) high[cell] = y[i]!;
  }
  for (let fit = 0; fit < cells; fit++) {
    const other = (_: number, cell: number): boolean => cell !== fit && cell % parts === fit % parts;
    if (!(Math.min(...low.filter(other)) < Math.max(...high.filter(other)))) return false;
  }
  return true;
}
