import { assertInteger, assertKnownOptions, assertLength, assertOneOf } from "../../assert.js";
import { bootstrap } from "../../stats/bootstrap.js";
import type { Estimate } from "../../stats/estimate.js";
import type { Cate } from "./cate.js";

export interface RateOptions {
  /** `"AUTOC"` finds a few who benefit much, `"Qini"` differences spread over many. @default "AUTOC" */
  readonly target?: "AUTOC" | "Qini";
  /** Whom to treat first: the highest. @default the predicted effects */
  readonly priorities?: ArrayLike<number>;
  /** @default 500 */
  readonly replicates?: number;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * The rank-weighted average treatment effect of a priority (Yadlowsky, Fleming, Shah, Brunskill & Wager 2021): with
 * TOC(q) the mean doubly robust score among the q with the highest priority less that of all, AUTOC = ∫ TOC(q) dq and
 * Qini = ∫ q TOC(q) dq. 0 where the priority says nothing about who benefits. Errors are from the bootstrap.
 *
 * The predictions should not have seen the outcomes that the scores are made of. Those of a model fitted on all rows
 * have; out-of-fold and out-of-bag effects have not in their last stage, though their nuisances share folds, which is
 * slightly optimistic with very flexible learners. A second sample is cleanest.
 *
 * @example
 * (await rate(forest, { target: "AUTOC" })).interval()
 */
export async function rate(cate: Cate, options: RateOptions = {}): Promise<Estimate> {
  assertKnownOptions(options, ["target", "priorities", "replicates", "seed"], "rate");
  const { target = "AUTOC", priorities = cate.effects, replicates = 500, seed = 1 } = options;
  assertOneOf(target, "target", ["AUTOC", "Qini"]);
  assertLength(priorities, cate.study.n, "priorities");
  assertInteger(replicates, "replicates", 2);
  const { scores, study } = cate;
  const order = Int32Array.from({ length: study.n }, (_, i) => i).sort(
    (i, j) => priorities[j]! - priorities[i]! || i - j,
  );
  const statistic = (w: ArrayLike<number>): number =>
    rankWeighted(target, order, scores, priorities, (i) => w[i]! * (study.weights?.[i] ?? 1));
  return bootstrap(study.n, statistic, {
    replicates,
    seed,
    interval: "normal",
    estimand: target,
    ...(study.clusters ? { clusters: study.clusters } : {}),
  });
}

/** Rows with the same priority enter together, each with their mean score, so that their order does not matter. */
function rankWeighted(
  target: "AUTOC" | "Qini",
  order: Int32Array,
  scores: Float64Array,
  priorities: ArrayLike<number>,
  weight: (row: number) => number,
): number {
  let [total, sum] = [0, 0];
  for (const row of order) {
    total += weight(row);
    sum += weight(row) * scores[row]!;
  }
  const average = sum / total;
  let [before, gathered, area] = [0, 0, 0];
  for (let start = 0; start < order.length; ) {
    let end = start;
    let [tied, tiedSum] = [0, 0];
    while (end < order.length && priorities[order[end]!] === priorities[order[start]!]) {
      tied += weight(order[end]!);
      tiedSum += weight(order[end]!) * scores[order[end]!]!;
      end++;
    }
    start = end;
    if (tied === 0) continue;
    area += stepArea(target, { before, gathered, tied, mean: tiedSum / tied, average });
    before += tied;
    gathered += tiedSum;
  }
  return target === "AUTOC" ? area / total : area / (total * total);
}

/**
 * ∫ over the step of (G(u)/u − average) du, or of (G(u) − average·u) du, where the gathered score G grows linearly from
 * `gathered` at `before` by `mean` for each unit.
 */
function stepArea(
  target: "AUTOC" | "Qini",
  step: { before: number; gathered: number; tied: number; mean: number; average: number },
): number {
  const { before, gathered, tied, mean, average } = step;
  const after = before + tied;
  const offset = gathered - mean * before;
  if (target === "Qini") return offset * tied + ((mean - average) * (after * after - before * before)) / 2;
  return (mean - average) * tied + (before > 0 ? offset * Math.log(after / before) : 0);
}
