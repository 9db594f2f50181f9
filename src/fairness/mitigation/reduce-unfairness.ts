import {
  assertFinite,
  assertInteger,
  assertKnownOptions,
  assertOneOf,
  assertPositive,
} from "../../assert.js";
import { ArgumentError, ConvergenceError } from "../../errors.js";
import type { Features, FittedModel, Learner } from "../../models/learner.js";
import { randomStream, type Stream } from "../../stats/random.js";
import { work } from "../../work.js";
import { type CodedGroups, checkLabelled, type Labelled } from "./people.js";

export interface ReduceOptions extends Labelled {
  readonly features: Features;
  readonly learner: Learner;
  readonly criterion: "demographicParity" | "equalOpportunity" | "equalizedOdds";
  /** Largest accepted distance of a group's rate from everybody's. @default 0.02 */
  readonly tolerance?: number;
  /** @default 30 */
  readonly rounds?: number;
  /** Bound on the multipliers: how dear a violation may become. @default 100 */
  readonly bound?: number;
  /** Step of the multipliers. @default 2 */
  readonly step?: number;
  /** @default 1 */
  readonly seed?: number;
}

export interface ReducedModel {
  /** The models of the mixture; each was given the same weight in every round. */
  readonly models: readonly FittedModel[];
  /** Largest distance of a group's rate from everybody's on the training data, of the mixture's average. */
  readonly violation: number;
  readonly error: number;
  readonly rounds: number;
  /** Rounds in which features separated the labels, so that these were moved inwards by 0.001 to have a finite fit. */
  readonly smoothedRounds: number;
  /** Mean decision of the mixture: between 0 and 1, the same for the same features. */
  predict(x: Features): Float64Array;
}

/**
 * Exponentiated-gradient reduction (Agarwal et al. 2018, ICML, algorithm 1): a game between a learner, which fits
 * cost-weighted labels, and multipliers on each group's violation, which grow where a constraint is broken. The answer is
 * the mixture of all rounds; threshold its mean decision at 0.5 for a deterministic rule, which may move the rates.
 */
export async function reduceUnfairness(options: ReduceOptions): Promise<ReducedModel> {
  const names = [
    "y",
    "groups",
    "features",
    "learner",
    "criterion",
    "tolerance",
    "rounds",
    "bound",
    "step",
    "seed",
  ];
  assertKnownOptions(options, names, "reduceUnfairness");
  const { criterion, tolerance = 0.02, rounds = 30, bound = 100, step = 2, seed = 1 } = options;
  assertOneOf(criterion, "criterion", ["demographicParity", "equalOpportunity", "equalizedOdds"]);
  assertFinite(tolerance, "tolerance");
  assertInteger(rounds, "rounds", 1);
  assertPositive(bound, "bound");
  assertPositive(step, "step");
  const moments = buildMoments(options.y, checkLabelled(options), criterion);
  const theta = new Float64Array(2 * moments.length);
  const n = options.y.length;
  const mean = new Float64Array(n);
  const models: FittedModel[] = [];
  let smoothedRounds = 0;
  const stream = randomStream(seed).split("reduction");
  await work("Reducing unfairness", rounds, async ({ report, check }) => {
    for (let round = 0; round < rounds; round++) {
      check();
      const lambda = multipliers(theta, bound);
      const costs = signedCosts(options.y, moments, lambda);
      const { model, smoothed } = await bestResponse(options, costs, stream.split(round));
      models.push(model);
      if (smoothed) smoothedRounds++;
      const decisions = model.predict(options.features);
      for (let i = 0; i < n; i++) mean[i]! += (decide(decisions[i]!) - mean[i]!) / (round + 1);
      const gaps = momentGaps(decisions.map(decide), moments);
      gaps.forEach((gap, j) => {
        theta[2 * j]! += (step * (gap - tolerance)) / Math.sqrt(round + 1);
        theta[2 * j + 1]! += (step * (-gap - tolerance)) / Math.sqrt(round + 1);
      });
      report(round + 1);
    }
  });
  const error = mean.reduce((sum, each, i) => sum + Math.abs(each - options.y[i]!), 0) / n;
  return Object.freeze({
    models: Object.freeze(models),
    violation: Math.max(...momentGaps(mean, moments).map(Math.abs)),
    error,
    rounds,
    smoothedRounds,
    predict: (x: Features) => mixture(models, x),
  });
}

/** People whose mean decision is compared with that of a wider set. */
interface Moment {
  readonly members: Int32Array;
  readonly within: Int32Array;
}

function buildMoments(y: Float64Array, groups: CodedGroups, criterion: ReduceOptions["criterion"]): Moment[] {
  const everybody = Int32Array.from(y.keys());
  const events =
    criterion === "demographicParity"
      ? [everybody]
      : criterion === "equalOpportunity"
        ? [everybody.filter((i) => y[i] === 1)]
        : [everybody.filter((i) => y[i] === 1), everybody.filter((i) => y[i] === 0)];
  return events.flatMap((within) =>
    groups.names.map((name, code) => {
      const members = within.filter((i) => groups.codes[i] === code);
      if (members.length === 0)
        throw new ArgumentError(`group "${name}" has nobody whose rate ${criterion} compares; leave it out.`);
      return { members, within };
    }),
  );
}

function momentGaps(decisions: Float64Array, moments: readonly Moment[]): number[] {
  const mean = (rows: Int32Array): number => rows.reduce((sum, i) => sum + decisions[i]!, 0) / rows.length;
  return moments.map(({ members, within }) => mean(members) - mean(within));
}

/** λ = B·e^θ / (1 + Σ e^θ). */
function multipliers(theta: Float64Array, bound: number): Float64Array {
  const top = Math.max(0, ...theta);
  const powers = theta.map((each) => Math.exp(each - top));
  const total = Math.exp(-top) + powers.reduce((sum, each) => sum + each, 0);
  return powers.map((power) => (bound * power) / total);
}

/** Cost of deciding 1 rather than 0 for each person: below 0 where 1 is the cheaper decision. */
function signedCosts(y: Float64Array, moments: readonly Moment[], lambda: Float64Array): Float64Array {
  const n = y.length;
  const costs = y.map((label) => 1 - 2 * label);
  moments.forEach(({ members, within }, j) => {
    const pull = lambda[2 * j]! - lambda[2 * j + 1]!;
    for (const i of members) costs[i]! += (pull * n) / members.length;
    for (const i of within) costs[i]! -= (pull * n) / within.length;
  });
  return costs;
}

interface Response {
  readonly model: FittedModel;
  readonly smoothed: boolean;
}

/** How far labels are moved inwards where they are separated, so that a likelihood has a finite maximum. */
const smoothing = 1e-3;

/** The learner's fit to labels that say which decision is cheaper, weighed by how much. */
async function bestResponse(
  { learner, features }: ReduceOptions,
  costs: Float64Array,
  stream: Stream,
): Promise<Response> {
  const labels = costs.map((cost) => (cost < 0 ? 1 : 0));
  const weights = costs.map(Math.abs);
  if (labels.every((label) => label === labels[0]))
    return { model: constantModel(labels[0]!), smoothed: false };
  try {
    return { model: await learner.fit(features, labels, { weights, stream }), smoothed: false };
  } catch (error) {
    if (!(error instanceof ConvergenceError)) throw error;
    const inward = labels.map((label) => smoothing + (1 - 2 * smoothing) * label);
    return { model: await learner.fit(features, inward, { weights, stream }), smoothed: true };
  }
}

function constantModel(value: number): FittedModel {
  return {
    name: `always ${value}`,
    predict: (x) => new Float64Array(x.rows).fill(value),
    toJSON: () => ({ name: "constant", value }),
    toString: () => `always ${value}`,
  };
}

function decide(probability: number): number {
  return probability >= 0.5 ? 1 : 0;
}

function mixture(models: readonly FittedModel[], x: Features): Float64Array {
  const mean = new Float64Array(x.rows);
  for (const model of models) {
    const decisions = model.predict(x);
    for (let i = 0; i < mean.length; i++) mean[i]! += decide(decisions[i]!) / models.length;
  }
  return mean;
}
