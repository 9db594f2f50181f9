import type { Ending, Episodes } from "../../cohort/episodes.js";
import { sortDoubles } from "../../numeric/sort-doubles.js";
import { sortedQuantile } from "../../stats/summary.js";

/** What the data say about a policy at all: how many episodes its estimate rests on. */
export interface Support {
  /** Episodes. */
  readonly n: number;
  /** Kish's effective sample size of the episodes' weights, (Σw)² / Σw². */
  readonly effectiveSize: number;
  /** Share of all weight that one episode carries. */
  readonly largestShare: number;
  /** Episodes that the policy could have produced: weight above 0. */
  readonly matching: number;
  /** Weights at 0, 25, 50, 75, 95 and 100%. */
  readonly weightQuantiles: readonly number[];
  /** Mean weight: near 1 when behaviour probabilities are right. */
  readonly meanWeight: number;
  /** Share of the policy's decisions on actions that were rarely seen: fewer than 10 times in the state, or below 1%. */
  readonly thinShare: number;
  /** Share of the decisions in which the policy is sure of one action. */
  readonly sureShare: number;
  /** Decisions counted at most. */
  readonly horizon: number;
  /** Shares of the episodes that ended in each way before the horizon or at it. */
  readonly censored: number;
  readonly truncated: number;
  /** The episodes that drive the estimate: the largest shares of all |influence|, most first. */
  readonly drivers: readonly Driver[];
  readonly verdict: "supported" | "caution" | "do not use";
}

export interface Driver {
  readonly episode: number | string;
  readonly patient: number | string;
  readonly share: number;
  readonly weight: number;
}

export interface SupportInput {
  readonly log: Episodes;
  readonly influence: Float64Array;
  readonly horizon: number;
  /** Whether the estimator uses the weights. */
  readonly weighted: boolean;
  readonly spread: WeightSpread;
  readonly coverage: Coverage;
}

/** How a set of weights spreads over the episodes. */
export interface WeightSpread
  extends Pick<
    Support,
    "n" | "effectiveSize" | "largestShare" | "matching" | "weightQuantiles" | "meanWeight"
  > {
  readonly weights: Float64Array;
}

/** What the estimators of one policy have in common. */
export type Coverage = Pick<Support, "thinShare" | "sureShare" | "censored" | "truncated">;

export function support({ log, influence, horizon, weighted, spread, coverage }: SupportInput): Support {
  const { weights, ...held } = spread;
  const { n, effectiveSize, largestShare } = held;
  return Object.freeze({
    ...{ ...held, ...coverage, horizon },
    verdict: weighted ? judge(n, effectiveSize, largestShare) : "supported",
    drivers: drivers(log, influence, weights),
  });
}

export function weightSpread(weights: Float64Array): WeightSpread {
  const n = weights.length;
  let [sum, squares, largest, matching] = [0, 0, 0, 0];
  for (const w of weights) {
    sum += w;
    squares += w * w;
    if (w > largest) largest = w;
    if (w > 0) matching++;
  }
  const sorted = sortDoubles(weights.slice());
  return {
    ...{ weights, n, matching, meanWeight: sum / n },
    effectiveSize: squares > 0 ? (sum * sum) / squares : 0,
    largestShare: sum > 0 ? largest / sum : 0,
    weightQuantiles: [0, 0.25, 0.5, 0.75, 0.95, 1].map((p) => sortedQuantile(sorted, p)),
  };
}

/** `all`: probabilities of all actions by the recorded care (decisions × actions), where they are known. */
export function coverage(log: Episodes, target: Float64Array, all: Float64Array | undefined): Coverage {
  const ended = (how: Ending): number => log.endings.filter((each) => each === how).length / log.count;
  return { ...shares(log, target, all), censored: ended("censored"), truncated: ended("truncated") };
}

/** The thin share is NaN where neither discrete states nor the behaviour's probabilities of all actions are known. */
function shares(
  log: Episodes,
  target: Float64Array,
  all: Float64Array | undefined,
): Pick<Coverage, "thinShare" | "sureShare"> {
  const { steps, actionCount } = log;
  const rare = rareActions(log, all);
  const marks = rare?.marks ?? new Uint8Array(actionCount);
  let [sure, thin] = [0, 0];
  for (let row = 0; row < steps; row++) {
    const from = row * actionCount;
    const own = rare ? rare.offset(row) : 0;
    for (let action = 0; action < actionCount; action++) {
      const p = target[from + action]!;
      if (p > 1 - 1e-9) sure++;
      thin += p * marks[own + action]!;
    }
  }
  return { thinShare: rare ? thin / steps : Number.NaN, sureShare: sure / steps };
}

function judge(n: number, effectiveSize: number, largestShare: number): Support["verdict"] {
  if (effectiveSize < 50) return "do not use";
  return largestShare > 0.05 || effectiveSize < 0.05 * n ? "caution" : "supported";
}

/** A mark of each action, 1 where it was hardly seen; those of a decision begin at its offset. */
interface RareActions {
  readonly marks: Uint8Array;
  offset(row: number): number;
}

/**
 * Which actions were hardly seen at a decision: fewer than 10 times in its state, or, where states are not discrete,
 * below 1% by the behaviour's probabilities (decisions × actions); undefined where neither is known.
 */
export function rareActions(log: Episodes, behavior: Float64Array | undefined): RareActions | undefined {
  const { states, steps, actions, actionCount, stateCount } = log;
  if (!states) {
    return (
      behavior && {
        marks: Uint8Array.from(behavior, (p) => (p < 0.01 ? 1 : 0)),
        offset: (row) => row * actionCount,
      }
    );
  }
  const counts = new Int32Array(stateCount * actionCount);
  const now = log.decisions.states!;
  for (let j = 0; j < steps; j++) counts[now[j]! * actionCount + actions[j]!]!++;
  return {
    marks: Uint8Array.from(counts, (count) => (count < 10 ? 1 : 0)),
    offset: (row) => now[row]! * actionCount,
  };
}

/** Places of the `count` values furthest from 0, the furthest first; of equal ones the earlier first. */
function largestSizes(values: Float64Array, count: number): number[] {
  const found: number[] = [];
  let least = -1;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (!(size > least)) continue;
    let place = Math.min(found.length, count - 1);
    for (; place > 0 && size > Math.abs(values[found[place - 1]!]!); place--)
      found[place] = found[place - 1]!;
    found[place] = i;
    if (found.length === count) least = Math.abs(values[found[count - 1]!]!);
  }
  return found;
}

function drivers(log: Episodes, influence: Float64Array, weights: Float64Array): Driver[] {
  let total = 0;
  for (const value of influence) total += Math.abs(value);
  return largestSizes(influence, 5).map((i) => ({
    episode: log.units.ids[i]!,
    patient: log.patientIds[log.patients[i]!]!,
    share: total > 0 ? Math.abs(influence[i]!) / total : 0,
    weight: weights[i]!,
  }));
}
