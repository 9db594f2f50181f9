import { assertInteger, assertKnownOptions, assertLength, assertOneOf } from "../assert.js";
import { ArgumentError, InterruptedError } from "../errors.js";
import { work } from "../work.js";
import { type BootstrapInterval, bootstrapEstimate, bootstrapIntervals } from "./bootstrap-estimate.js";
import type { Estimate } from "./estimate.js";
import { jackknife, type Statistic } from "./jackknife.js";
import { randomStream, type Stream } from "./random.js";
import { drawCounts, drawSimplex } from "./resample.js";

export interface BootstrapOptions {
  /** `"pairs"` draws units with replacement (Efron 1979), `"bayesian"` weighs them (Rubin 1981). @default "pairs" */
  readonly kind?: "pairs" | "bayesian";
  /** Cluster of each unit, coded 0, 1, …: clusters are drawn, and their units stay together. */
  readonly clusters?: ArrayLike<number>;
  /** Stratum of each unit (of each cluster's units): units are drawn within strata. */
  readonly strata?: ArrayLike<number>;
  /** @default 1000 */
  readonly replicates?: number;
  /** @default "percentile" */
  readonly interval?: BootstrapInterval;
  /** @default 1 */
  readonly seed?: number;
  /** @default "statistic" */
  readonly estimand?: string;
}

/**
 * The bootstrap distribution of a statistic of `n` units, as an {@link Estimate}: value at the data, standard deviation
 * of the replicates, interval `"percentile"`, `"basic"`, `"bca"` (Efron 1987) or `"normal"`.
 *
 * Each replicate has a random stream of its own. One in which the statistic throws or is not finite counts as failed:
 * the result warns of how many did, and more than one in twenty is a {@link ConvergenceError}.
 *
 * @example
 * await bootstrap(x.length, (w) => weightedMean(x, w), { replicates: 2000, interval: "bca" })
 */
export async function bootstrap(
  n: number,
  statistic: Statistic,
  options: BootstrapOptions = {},
): Promise<Estimate> {
  assertKnownOptions(options, optionNames, "bootstrap");
  const { kind = "pairs", replicates = 1000, interval = "percentile", seed = 1 } = options;
  assertInteger(n, "n", 2);
  assertInteger(replicates, "replicates", 2);
  assertOneOf(kind, "kind", ["pairs", "bayesian"]);
  assertOneOf(interval, "interval", bootstrapIntervals);
  const draw = unitDraw(n, kind, options);
  const root = randomStream(seed).split("bootstrap");
  const value = await statistic(new Float64Array(n).fill(1));
  if (!Number.isFinite(value))
    throw new ArgumentError(`the statistic must be a finite number of the data; it was ${value}.`);
  return work("Bootstrap", replicates, async ({ report, check }) => {
    const found = new Float64Array(replicates).fill(Number.NaN);
    const weights = new Float64Array(n);
    let failure: unknown;
    for (let b = 0; b < replicates; b++) {
      try {
        found[b] = await statistic(draw(root.split(b), weights));
      } catch (error) {
        if (error instanceof InterruptedError) throw error;
        failure ??= error;
      }
      report(b + 1);
      if (b % 16 === 15) await new Promise((resolve) => setImmediate(resolve));
      check();
    }
    const slopes = interval === "bca" ? await jackknife(n, statistic, options.clusters) : undefined;
    const estimand = options.estimand ?? "statistic";
    return bootstrapEstimate({
      value,
      replicates: found,
      interval,
      kind,
      n,
      seed,
      estimand,
      slopes,
      failure,
    });
  });
}

const optionNames = ["kind", "clusters", "strata", "replicates", "interval", "seed", "estimand"];

type Draw = (stream: Stream, out: Float64Array) => Float64Array;

/** Weights of the units in one replicate: drawn for units or clusters, within strata. */
function unitDraw(n: number, kind: "pairs" | "bayesian", { clusters, strata }: BootstrapOptions): Draw {
  if (clusters) assertLength(clusters, n, "clusters");
  if (strata) assertLength(strata, n, "strata");
  const draw = kind === "pairs" ? drawCounts : drawSimplex;
  if (!clusters && !strata) return draw;
  const unitOf = clusters ? codes(clusters) : Int32Array.from({ length: n }, (_, i) => i);
  const groups = groupsOf(unitOf, strata);
  const weightOf = new Float64Array(unitOf.reduce((most, code) => Math.max(most, code + 1), 0));
  return (stream, out) => {
    groups.forEach((members, k) => {
      const drawn = draw(stream.split("stratum", k), new Float64Array(members.length));
      members.forEach((member, i) => {
        weightOf[member] = drawn[i]!;
      });
    });
    for (let i = 0; i < n; i++) out[i] = weightOf[unitOf[i]!]!;
    return out;
  };
}

/** The drawn units (rows or clusters) of each stratum. */
function groupsOf(unitOf: Int32Array, strata: ArrayLike<number> | undefined): number[][] {
  const stratumOf = new Map<number, number>();
  unitOf.forEach((unit, i) => {
    const stratum = strata ? strata[i]! : 0;
    const known = stratumOf.get(unit);
    if (known !== undefined && known !== stratum) {
      throw new ArgumentError(
        `strata must not cut clusters; cluster ${unit} lies in ${known} and ${stratum}.`,
      );
    }
    stratumOf.set(unit, stratum);
  });
  const groups = new Map<number, number[]>();
  for (const [unit, stratum] of stratumOf) {
    const members = groups.get(stratum);
    if (members) members.push(unit);
    else groups.set(stratum, [unit]);
  }
  return [...groups.values()];
}

function codes(values: ArrayLike<number>): Int32Array {
  const position = new Map<number, number>();
  return Int32Array.from(values, (value) => {
    const known = position.get(value);
    if (known !== undefined) return known;
    position.set(value, position.size);
    return position.size - 1;
  });
}
