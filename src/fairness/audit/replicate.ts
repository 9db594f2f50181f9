import { bootstrapEstimate } from "../../stats/bootstrap-estimate.js";
import { type Estimate, estimate } from "../../stats/estimate.js";
import { randomStream, type Stream } from "../../stats/random.js";
import { drawCells, drawCounts } from "../../stats/resample.js";
import { work } from "../../work.js";
import { isUndefined } from "../metrics/measured.js";
import { type CountingMetric, isCounting, type Metric, type ScoringMetric } from "../metrics/registry.js";
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
  return {
    get: (grouping, group, metric) =>
      isCounting(metric)
        ? countReplicates(grouping, group, metric, counts)
        : scores[groupings.indexOf(grouping)]![group]![scoring.indexOf(metric)]!,
  };
}

/** How often each person is drawn, times their weight. */
function drawRows(stream: Stream, { weights }: Evidence, n: number): Float64Array {
  const drawn = drawCounts(stream, new Float64Array(n));
  if (weights) for (let i = 0; i < n; i++) drawn[i]! *= weights[i]!;
  return drawn;
}

/** The metric in a group at its counts in each replicate. */
function countReplicates(
  { ofCell }: Grouping,
  group: number,
  metric: CountingMetric,
  counts: Float64Array,
): Float64Array {
  const width = 4 * ofCell.length;
  const places = Int32Array.from(ofCell.keys(), (cell) => 4 * cell).filter(
    (_, cell) => ofCell[cell] === group,
  );
  const values = new Float64Array(counts.length / width);
  const total = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (let b = 0; b < values.length; b++) {
    let [tn, fp, fn, tp] = [0, 0, 0, 0];
    for (let k = 0; k < places.length; k++) {
      const at = b * width + places[k]!;
      tn += counts[at]!;
      fp += counts[at + 1]!;
      fn += counts[at + 2]!;
      tp += counts[at + 3]!;
    }
    [total.tn, total.fp, total.fn, total.tp] = [tn, fp, fn, tp];
    const result = metric.counts(total);
    values[b] = isUndefined(result) ? Number.NaN : result.value;
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
