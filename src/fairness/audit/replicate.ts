import { bootstrapEstimate } from "../../stats/bootstrap-estimate.js";
import { type Estimate, estimate } from "../../stats/estimate.js";
import { randomStream, type Stream } from "../../stats/random.js";
import { drawCells, drawCounts } from "../../stats/resample.js";
import { work } from "../../work.js";
import type { CountMetric, Quotient } from "../metrics/count-metrics.js";
import { isUndefined } from "../metrics/measured.js";
import { isCounting, type Metric, type ScoringMetric } from "../metrics/registry.js";
import type { Grouping } from "./groups.js";
import type { Evidence } from "./measure.js";
import { sumCells } from "./tally.js";

/** Values of a metric in a group, one a bootstrap replicate; NaN where it was not defined there. */
export interface ReplicateTable {
  get(grouping: Grouping, group: number, metric: Metric): Float64Array;
}

export interface ReplicateOptions {
  readonly kind: "multinomial" | "rows";
  readonly replicates: number;
  readonly seed: number;
}

/**
 * Bootstrap distributions of all metrics in all groups. `"multinomial"` draws the counts of the cells, which for metrics
 * of counts of equally weighted people has exactly the law of drawing rows and costs nothing per row; `"rows"` draws
 * people.
 */
export async function replicate(
  evidence: Evidence,
  groupings: readonly Grouping[],
  metrics: readonly Metric[],
  { kind, replicates, seed }: ReplicateOptions,
): Promise<ReplicateTable> {
  const root = randomStream(seed).split("audit", kind);
  const n = evidence.groups.people;
  const width = 4 * evidence.groups.cells;
  const counts = new Float64Array(replicates * width);
  const scoring = metrics.filter((metric): metric is ScoringMetric => !isCounting(metric));
  const scores = groupings.map((grouping) =>
    grouping.groups.map(() => scoring.map(() => new Float64Array(replicates).fill(Number.NaN))),
  );
  await work("Bootstrap of the audit", replicates, async ({ report, check }) => {
    for (let b = 0; b < replicates; b++) {
      const row = counts.subarray(b * width, (b + 1) * width);
      if (kind === "multinomial") drawCells(root.split(b), evidence.tally.people, row);
      else {
        const drawn = drawRows(root.split(b), evidence, n);
        row.set(sumCells(evidence.groups, evidence.outcome, drawn));
        groupings.forEach((grouping, g) => {
          fillScores(evidence, grouping, scoring, drawn, scores[g]!, b);
        });
      }
      if (b % 64 === 63 || kind === "rows") {
        report(b + 1);
        await new Promise((resolve) => setImmediate(resolve));
        check();
      }
    }
  });
  const sums = new Map<Grouping, Float64Array>();
  return {
    get: (grouping, group, metric) => {
      if (!isCounting(metric)) return scores[groupings.indexOf(grouping)]![group]![scoring.indexOf(metric)]!;
      const known = sums.get(grouping) ?? sumGroups(grouping, counts);
      sums.set(grouping, known);
      return countReplicates(
        metric.counts,
        known.subarray(4 * replicates * group, 4 * replicates * (group + 1)),
      );
    },
  };
}

/** How often each person is drawn, times their weight. */
function drawRows(stream: Stream, { weights }: Evidence, n: number): Float64Array {
  const drawn = drawCounts(stream, new Float64Array(n));
  if (weights) for (let i = 0; i < n; i++) drawn[i]! *= weights[i]!;
  return drawn;
}

/** Counts of each group in each replicate: group by group, replicate by replicate, in the order of a cell's four. */
function sumGroups({ ofCell, groups }: Grouping, counts: Float64Array): Float64Array {
  const replicates = counts.length / (4 * ofCell.length);
  const sums = new Float64Array(4 * replicates * groups.length);
  for (let cell = 0; cell < ofCell.length; cell++) {
    let to = 4 * replicates * ofCell[cell]!;
    for (let from = 4 * cell; from < counts.length; from += 4 * ofCell.length) {
      for (let kind = 0; kind < 4; kind++) sums[to++]! += counts[from + kind]!;
    }
  }
  return sums;
}

/** A metric at the counts of each replicate; NaN where it is not defined. */
function countReplicates(metric: CountMetric, counts: Float64Array): Float64Array {
  if (metric.quotient) return quotients(metric.quotient, counts);
  return Float64Array.from({ length: counts.length / 4 }, (_, b) => {
    const [tn, fp, fn, tp] = counts.subarray(4 * b) as unknown as [number, number, number, number];
    const result = metric({ tp, fp, fn, tn });
    return isUndefined(result) ? Number.NaN : result.value;
  });
}

function quotients({ numerator, denominator }: Quotient, counts: Float64Array): Float64Array {
  const top = [numerator.tn, numerator.fp, numerator.fn, numerator.tp];
  const bottom = [denominator.tn, denominator.fp, denominator.fn, denominator.tp];
  const values = new Float64Array(counts.length / 4);
  for (let b = 0, at = 0; b < values.length; b++) {
    let [part, size] = [0, 0];
    for (let kind = 0; kind < 4; kind++, at++) {
      part += top[kind]! * counts[at]!;
      size += bottom[kind]! * counts[at]!;
    }
    values[b] = size > 0 ? part / size : Number.NaN;
  }
  return values;
}

function fillScores(
  evidence: Evidence,
  grouping: Grouping,
  metrics: readonly ScoringMetric[],
  drawn: Float64Array,
  store: Float64Array[][],
  b: number,
): void {
  if (metrics.length === 0) return;
  evidence.members(grouping).forEach((members, k) => {
    const people = evidence.sample(members, drawn);
    metrics.forEach((metric, m) => {
      const result = metric.scores(people);
      if (!isUndefined(result)) store[k]![m]![b] = result.value;
    });
  });
}

interface ReplicateParts {
  readonly value: number;
  readonly replicates: Float64Array;
  readonly kind: "multinomial" | "rows";
  readonly seed: number;
  readonly n: number;
  readonly estimand: string;
  readonly subject: string;
  readonly scale?: "probability" | "plain";
}

/** The percentile estimate, or where too many replicates have no value, one without interval that says so. */
export function replicateEstimate(parts: ReplicateParts): Estimate {
  const { value, replicates, kind, seed, n, estimand, subject } = parts;
  const failed = countFailed(replicates);
  if (failed <= replicates.length / 20 && replicates.length - failed >= 2)
    return bootstrapEstimate({ ...parts, interval: "percentile" });
  return estimate({
    estimand,
    subject,
    method: `${kind} bootstrap`,
    value,
    n,
    seed,
    influence: { reason: `it has no value in ${failed} of ${replicates.length} bootstrap replicates` },
    interval: (level) => ({ low: Number.NaN, high: Number.NaN, level, kind: "none" }),
    pValue: () => Number.NaN,
  });
}

function countFailed(replicates: Float64Array): number {
  let failed = 0;
  for (let b = 0; b < replicates.length; b++) if (!Number.isFinite(replicates[b])) failed++;
  return failed;
}
