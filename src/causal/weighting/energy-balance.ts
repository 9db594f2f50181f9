import { assertInteger, assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import { ArgumentError, ConvergenceError, RankError } from "../../errors.js";
import { sharedColumn, toSharedColumn } from "../../numeric/columns.js";
import { parallel } from "../../numeric/parallel.js";
import { formatNumber } from "../../plot/format.js";
import { bootstrapEstimate } from "../../stats/bootstrap-estimate.js";
import { work } from "../../work.js";
import { bothInfluences, type Effect, effect, errorName, type Mean } from "../effect.js";
import { admit } from "../missing/admit.js";
import { poolEffects } from "../missing/pool-effects.js";
import { type Population, populations, populationWeights } from "../outcome-models/population.js";
import { regressionByGroup } from "../outcome-models/regression-by-group.js";
import { standardizedMean } from "../outcome-models/standardize.js";
import { overlapWarnings } from "../positivity.js";
import { type EnergyProblem, energyShares } from "./energy-program.js";
import type { EnergyReplicatesTask } from "./energy-replicates-task.js";
import { groupMean } from "./group-mean.js";
import { type Weighting, weighting } from "./weighting.js";

export interface EnergyBalanceOptions {
  /** @default "ATE" */
  readonly estimand?: Population;
  /** Terms whose joint distribution is balanced; powers and products need not be among them. @default the study's confounders */
  readonly terms?: readonly string[];
  /**
   * Take away the imbalance that is left by a linear regression on the terms in each group, under the weights.
   * @default true
   */
  readonly augment?: boolean;
  /** Without `augment`: bootstrap replicates for the error, each with weights of its own; 0 for no error. @default 200 */
  readonly replicates?: number;
  /** @default 1 */
  readonly seed?: number;
  /** Results do not depend on it. @default the cores this process may use, or `$TXLAB_THREADS` */
  readonly threads?: number;
}

/** All distances are held in memory: more rows would need gigabytes. */
const mostRows = 10_000;
const tolerance = 1e-8;

/**
 * Energy balancing (Huling & Mak 2024): the weights under which the groups' joint distributions of the terms lie nearest
 * to the estimand population's, and for the ATE to each other's, in energy distance between standardized columns. No model of
 * treatment or outcome is needed, and all moments are balanced at once, none exactly.
 *
 * Assumes exchangeability given the terms, positivity and consistency. Weights are at least 0, their squares are held small
 * by 10⁻⁴ as in the authors' software, and columns keep the whole sample's scale in replicates. What imbalance is left
 * biases plain weighted means in small samples, and their intervals, from a bootstrap of rows or of clusters that finds the
 * weights anew, cover less than they say (87 of 100 at 200 rows). By default the means are therefore augmented (Huling &
 * Mak 2024): linear regressions in each group, under the weights, are averaged over the population; errors are
 * M-estimation errors of the regressions that take the weights as known, and are wide where outcomes are not linear.
 * Time and memory grow with the square of the rows.
 *
 * @example
 * (await energyBalance(study, { augment: false, replicates: 0 })).value
 * // => 3.389615 for qsmk on wt82_71 in NHEFS without powers; by default 3.382287, SE 0.528435
 */
export async function energyBalance(study: Study, options: EnergyBalanceOptions = {}): Promise<Effect> {
  assertKnownOptions(
    options,
    ["estimand", "terms", "augment", "replicates", "seed", "threads"],
    "energyBalance",
  );
  const {
    estimand = "ATE",
    terms,
    augment = true,
    replicates = augment ? 0 : 200,
    seed = 1,
    threads,
  } = options;
  assertOneOf(estimand, "estimand", populations);
  assertInteger(replicates, "replicates", 0);
  if (replicates === 1) throw new ArgumentError("replicates must be 0, or at least 2; it was 1.");
  if (augment && replicates > 0)
    throw new ArgumentError("replicates are for augment: false; augmented means have analytic errors.");
  if (study.imputed) return poolEffects(study, (each) => energyBalance(each, options));
  admit(study, "energyBalance");
  if (study.n > mostRows) {
    throw new ArgumentError(
      `energyBalance holds the distances of all rows, at most ${formatNumber(mostRows, 0)} of them; the study has ${formatNumber(study.n, 0)}. Use entropyBalance() or cbps(), or a sample of the rows.`,
    );
  }
  const design = terms ? study.designOf(terms, "terms") : study.design;
  const order = rowsByGroup(study);
  const problem = energyProblem(study, design, order, estimand);
  const { shares, converged } = energyShares(problem, problem.masses, tolerance);
  if (!converged)
    throw new ConvergenceError("energy balancing did not reach its minimum; rescale or drop terms.");
  const weights = new Float64Array(study.n);
  const untreated = problem.sizes[0];
  order.forEach((row, k) => {
    weights[row] = shares[k]! * problem.sizes[k < untreated ? 0 : 1];
  });
  const found = weighting(study, estimand, "energy balancing", weights);
  if (augment) return augmented(study, found, options);
  const means = [groupMean(study, weights, 1).mean, groupMean(study, weights, 0).mean] as const;
  const task = { problem, order, start: shares, replicates, seed, threads };
  const resampled = replicates === 0 ? undefined : await bootstrap(study, task, means[0] - means[1]);
  const drawn = study.clusters ? "cluster bootstrap" : "bootstrap";
  return effect(study, {
    estimand,
    method: `energy balancing, ${resampled ? `${drawn} errors (${replicates} replicates)` : "no errors (replicates: 0)"}`,
    means,
    influence: { reason: "its error comes from resampling" },
    standardError: resampled?.standardError ?? Number.NaN,
    warnings: [...overlapWarnings(estimand, found.groups), ...(resampled?.warnings ?? [])],
    diagnostics: { groups: found.groups, ...resampled?.diagnostics },
    seed: resampled ? seed : undefined,
    weighting: found,
  });
}

/** Regressions under the weights, averaged over the population. */
async function augmented(
  study: Study,
  found: Weighting,
  { estimand = "ATE", terms }: EnergyBalanceOptions,
): Promise<Effect> {
  const model = await regressionByGroup(study, found.weights, terms, "augment: false");
  const population = populationWeights(estimand, study);
  const mean = (arm: 0 | 1): Mean => standardizedMean(study, model, population, arm);
  const [treated, untreated] = [mean(1), mean(0)];
  return effect(study, {
    estimand,
    method: `energy balancing, augmented by linear regression per arm, ${errorName(study, "M-estimation errors with the weights as known")}`,
    means: [treated.mean, untreated.mean],
    influence: bothInfluences(treated, untreated)!,
    warnings: overlapWarnings(estimand, found.groups),
    diagnostics: { groups: found.groups },
    weighting: found,
  });
}

/** The untreated rows, then the treated. */
function rowsByGroup({ treatment }: Study): Int32Array {
  const rows = [...treatment.keys()];
  return Int32Array.from([
    ...rows.filter((i) => treatment[i] === 0),
    ...rows.filter((i) => treatment[i] === 1),
  ]);
}

function energyProblem(
  study: Study,
  design: DesignMatrix,
  order: Int32Array,
  estimand: Population,
): EnergyProblem {
  const { n, weights, treatment } = study;
  const columns = design.columns.map((column, j) => standardized(column, order, design.names[j]!));
  const distances = sharedColumn(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let square = 0;
      for (const column of columns) square += (column[i]! - column[j]!) ** 2;
      distances[i * n + j] = distances[j * n + i] = Math.sqrt(square);
    }
  }
  const treated = treatment.reduce((sum, a) => sum + a, 0);
  const masses = toSharedColumn(Float64Array.from(order, (row) => weights?.[row] ?? 1));
  return { distances, sizes: [n - treated, treated], masses, estimand };
}

/** In the order of the rows, with the whole sample's standard deviation as the unit. */
function standardized(column: Float64Array, order: Int32Array, name: string): Float64Array {
  const n = column.length;
  const mean = column.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  if (!(deviation > 0)) throw new RankError(`"${name}" is constant; drop it from terms.`);
  return Float64Array.from(order, (row) => column[row]! / deviation);
}

interface Resampling {
  readonly problem: EnergyProblem;
  readonly order: Int32Array;
  readonly start: Float64Array;
  readonly replicates: number;
  readonly seed: number;
  readonly threads: number | undefined;
}

/** Replicates that a worker takes at a time. */
const batch = 5;

async function bootstrap(
  study: Study,
  { problem, order, start, replicates, seed, threads }: Resampling,
  value: number,
): Promise<ReturnType<typeof bootstrapEstimate>> {
  const out = sharedColumn(replicates);
  const { clusters } = study;
  const task = {
    problem,
    outcome: toSharedColumn(Float64Array.from(order, (row) => study.outcome[row]!)),
    clusters: clusters && Int32Array.from(order, (row) => clusters[row]!),
    start: toSharedColumn(start),
    seed,
    out,
  };
  const starts = Array.from({ length: Math.ceil(replicates / batch) }, (_, k) => k * batch);
  await work("Bootstrap of energy balancing", replicates, ({ signal, report }) =>
    parallel(
      new URL("./energy-replicates-task.js", import.meta.url),
      "energyReplicates",
      starts.map((from): EnergyReplicatesTask => ({ ...task, from, to: Math.min(replicates, from + batch) })),
      { signal, threads, report: (done) => report(Math.min(replicates, done * batch)) },
    ),
  );
  return bootstrapEstimate({
    value,
    replicates: Float64Array.from(out),
    interval: "normal",
    kind: "energy balancing",
    n: study.n,
    seed,
    estimand: problem.estimand,
    failure: new ConvergenceError("a group was not drawn in the replicate."),
  });
}
