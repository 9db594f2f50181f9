import { bootstrapEstimate } from "../../stats/bootstrap-estimate.js";
import { type Estimate, estimate } from "../../stats/estimate.js";
import { randomStream } from "../../stats/random.js";
import { drawCells, drawCounts } from "../../stats/resample.js";
import { work } from "../../work.js";
import { isUndefined } from "../metrics/measured.js";
import { isCounting, type Metric } from "../metrics/registry.js";
import type { Grouping } from "./groups.js";
import type { Evidence } from "./measure.js";
import { type CellSums, groupCounts, sumCells } from "./tally.js";

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
  const stores = groupings.map((grouping) =>
    grouping.groups.map(() => metrics.map(() => new Float64Array(replicates).fill(Number.NaN))),
  );
  const n = evidence.groups.cell.length;
  const sums = new Float64Array(4 * evidence.groups.cells);
  await work("Bootstrap of the audit", replicates, async ({ report, check }) => {
    for (let b = 0; b < replicates; b++) {
      let drawn: Float64Array | undefined;
      let counts: CellSums;
      if (kind === "multinomial") {
        counts = drawCells(root.split(b), evidence.tally.people, sums);
      } else {
        drawn = drawCounts(root.split(b), new Float64Array(n));
        if (evidence.weights) for (let i = 0; i < n; i++) drawn[i]! *= evidence.weights[i]!;
        counts = sumCells(evidence.groups, evidence.outcome, drawn);
      }
      groupings.forEach((grouping, g) => {
        fillReplicate(evidence, grouping, metrics, counts, drawn, stores[g]!, b);
      });
      if (b % 8 === 7 || kind === "rows") {
        report(b + 1);
        await new Promise((resolve) => setImmediate(resolve));
        check();
      }
    }
  });
  return {
    get: (grouping, group, metric) => stores[groupings.indexOf(grouping)]![group]![metrics.indexOf(metric)]!,
  };
}

function fillReplicate(
  evidence: Evidence,
  grouping: Grouping,
  metrics: readonly Metric[],
  counts: CellSums,
  drawn: Float64Array | undefined,
  store: Float64Array[][],
  b: number,
): void {
  const tallies = groupCounts(grouping, counts);
  const scoring = metrics.some((metric) => !isCounting(metric));
  const members = scoring ? evidence.members(grouping) : [];
  grouping.groups.forEach((_, k) => {
    const people = scoring ? evidence.sample(members[k]!, drawn) : undefined;
    metrics.forEach((metric, m) => {
      const result = isCounting(metric) ? metric.counts(tallies[k]!) : metric.scores(people!);
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
  const failed = replicates.reduce((count, each) => count + (Number.isFinite(each) ? 0 : 1), 0);
  if (failed <= replicates.length / 20 && replicates.length - failed >= 2) {
    const made = bootstrapEstimate({
      value,
      replicates,
      interval: "percentile",
      kind,
      seed,
      n,
      estimand,
      subject,
    });
    if (parts.scale !== "probability") return made;
    const { method, standardError, warnings, influence } = made;
    const inference = {
      interval: (level: number) => made.interval(level),
      pValue: (at: number) => made.pValue(at),
    };
    const shown = { estimand, subject, method, value, standardError, warnings, influence, n, seed };
    return estimate({ ...shown, ...inference, scale: "probability" });
  }
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
