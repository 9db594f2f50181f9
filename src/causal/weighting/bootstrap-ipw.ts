import { assertInteger, assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { ConvergenceError } from "../../errors.js";
import { logistic } from "../../models/logistic.js";
import type { Observations } from "../../numeric/block.js";
import { sharedColumn } from "../../numeric/columns.js";
import { columnMoments } from "../../numeric/moments.js";
import { parallel } from "../../numeric/parallel.js";
import { standardizedCoefficients } from "../../numeric/standardize.js";
import { defaultThreads } from "../../numeric/threads.js";
import { bootstrapEstimate } from "../../stats/bootstrap-estimate.js";
import type { EValue } from "../../stats/e-value.js";
import { type Estimate, estimate } from "../../stats/estimate.js";
import { work } from "../../work.js";
import { admit } from "../missing/admit.js";
import { naiveNote } from "../naive.js";
import { continuousEValue } from "../strength.js";
import { explainSeparation } from "./explain-separation.js";
import { type IpwReplicatesTask, weightedDifference } from "./ipw-replicates-task.js";
import { type WeightingEstimand, weightingEstimands } from "./tilt.js";

export interface BootstrapIpwOptions {
  /** @default "ATE" */
  readonly estimand?: WeightingEstimand;
  /** Terms of the propensity model, a logistic regression. @default the study's confounders */
  readonly terms?: readonly string[];
  /** @default 1000 */
  readonly replicates?: number;
  /** @default "percentile" */
  readonly interval?: "percentile" | "basic" | "normal";
  /** @default 1 */
  readonly seed?: number;
  /** Results do not depend on it. @default the cores this process may use, or `$TXLAB_THREADS` */
  readonly threads?: number;
}

/** Milliseconds between looks at how many replicates are done. */
const look = 100;

/**
 * Inverse probability weighting in Hájek form with errors from the bootstrap: rows (clusters, where the study has them)
 * are drawn with replacement, and the logistic propensity is fitted anew in each replicate, in worker threads.
 *
 * Assumes what `ipw` assumes; a replicate in which the propensity has no finite maximum counts as failed, and the result
 * warns of it.
 */
export async function bootstrapIpw(
  study: Study,
  options: BootstrapIpwOptions = {},
): Promise<Estimate & { readonly eValue: EValue | undefined }> {
  assertKnownOptions(
    options,
    ["estimand", "terms", "replicates", "interval", "seed", "threads"],
    "bootstrapIpw",
  );
  admit(study, "bootstrapIpw");
  const { estimand = "ATE", replicates = 1000, interval = "percentile", seed = 1, threads } = options;
  assertOneOf(estimand, "estimand", weightingEstimands);
  assertInteger(replicates, "replicates", 2);
  assertOneOf(interval, "interval", ["percentile", "basic", "normal"]);
  const shared = await replicatesTask(study, options.terms, estimand, seed, replicates);
  const tasks = new Array<IpwReplicatesTask>(threads ?? defaultThreads()).fill(shared.task);
  await work("Bootstrap of IPW", replicates, async ({ signal, report }) => {
    const watch = setInterval(() => report(Math.min(replicates, shared.task.next[0]!)), look);
    const module = new URL("./ipw-replicates-task.js", import.meta.url);
    await parallel(module, "ipwReplicates", tasks, { signal, threads }).finally(() => clearInterval(watch));
  });
  const found = bootstrapEstimate({
    value: shared.value,
    replicates: Float64Array.from(shared.task.out),
    interval,
    kind: `IPW (Hájek, logistic), ${study.clusters ? "cluster" : "pairs"}`,
    n: study.n,
    seed,
    estimand,
    subject: `${study.binaryOutcome ? "Risk difference" : "Mean difference"} of ${study.treatmentName} on ${study.outcomeName} (${estimand})`,
    failure: new ConvergenceError("the propensity model of the replicate has no finite maximum."),
  });
  const strength = study.binaryOutcome
    ? { value: undefined, note: "no E-value: replicates keep the difference alone; ipw() has the risk ratio" }
    : continuousEValue(study, found);
  return estimate({ ...found, notes: [naiveNote(study), strength.note] }, { eValue: strength.value });
}

/** The fit on all rows, and what every replicate needs of it. */
async function replicatesTask(
  study: Study,
  terms: readonly string[] | undefined,
  estimand: WeightingEstimand,
  seed: number,
  replicates: number,
): Promise<{ value: number; task: IpwReplicatesTask }> {
  const design = terms ? study.designOf(terms, "terms") : study.design;
  const { n, treatment, weights = new Float64Array(n).fill(1) } = study;
  const model = await logistic()
    .fit(design, treatment, { weights: study.weights })
    .catch(async (error: unknown) => {
      if (!(error instanceof ConvergenceError)) throw error;
      throw await explainSeparation(study, design, error);
    });
  const order = treatedFirst(treatment);
  const ordered = (column: Float64Array): Float64Array => inOrder(column, order);
  const data: Observations = {
    rows: n,
    columns: design.columns.map(ordered),
    y: ordered(treatment),
    weights: ordered(weights),
  };
  const outcomes = {
    outcome: ordered(study.outcome),
    treatedRows: treatment.reduce((sum, a) => sum + a, 0),
    estimand,
  };
  const rows = Int32Array.from(order.keys());
  const value = weightedDifference(outcomes, rows, ordered(weights), ordered(model.predict(design)));
  const total = weights.reduce((sum, each) => sum + each, 0);
  const standardization = await columnMoments(data, total);
  return {
    value,
    task: {
      data,
      outcomes,
      standardization,
      start: standardizedCoefficients(model.coefficients, standardization),
      ...unitsOf(study, order),
      seed,
      next: new Int32Array(new SharedArrayBuffer(4)),
      out: sharedColumn(replicates),
    },
  };
}

/** The rows in an order that spares loops over them the question which treatment a row had. */
function treatedFirst(treatment: Float64Array): Int32Array {
  const order = new Int32Array(treatment.length);
  let at = 0;
  for (const value of [1, 0])
    for (let i = 0; i < order.length; i++) if (treatment[i] === value) order[at++] = i;
  return order;
}

/** A column in shared memory whose rows are in that order. */
function inOrder(column: Float64Array, order: Int32Array): Float64Array {
  const moved = sharedColumn(order.length);
  for (let i = 0; i < order.length; i++) moved[i] = column[order[i]!]!;
  return moved;
}

/** What is drawn: clusters, where the study has them, or rows. */
function unitsOf({ n, clusters }: Study, order: Int32Array): Pick<IpwReplicatesTask, "unitOf" | "units"> {
  if (!clusters) return { unitOf: undefined, units: n };
  const units = clusters.reduce((most, code) => Math.max(most, code + 1), 0);
  return { unitOf: order.map((row) => clusters[row]!), units };
}
