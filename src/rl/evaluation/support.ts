import type { Episodes } from "../../cohort/episodes.js";
import { sortDoubles } from "../../numeric/sort-doubles.js";
import { sortedQuantile } from "../../stats/summary.js";
import type { BehaviorProbabilities } from "./behavior-probabilities.js";

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
  readonly target: Float64Array;
  readonly behavior: BehaviorProbabilities | undefined;
  readonly weights: Float64Array;
  readonly influence: Float64Array;
  readonly horizon: number;
  /** Whether the estimator uses the weights. */
  readonly weighted: boolean;
  /** Where it is known already. */
  readonly coverage?: Coverage;
}

/** What the estimators of one policy have in common of it. */
export type Coverage = Pick<Support, "thinShare" | "sureShare">;

export function coverage(input: Pick<SupportInput, "log" | "target" | "behavior">): Coverage {
  return { thinShare: thinShare(input), sureShare: sureShare(input) };
}

function sureShare({ log, target }: Pick<SupportInput, "log" | "target">): number {
  let sure = 0;
  for (let j = 0; j < log.steps; j++) {
    for (let at = j * log.actionCount; at < (j + 1) * log.actionCount; at++) {
      if (target[at]! > 1 - 1e-9) sure++;
    }
  }
  return sure / log.steps;
}

export function support(input: SupportInput): Support {
  const { log, weights, horizon, weighted } = input;
  const n = weights.length;
  let [sum, squares, largest, matching] = [0, 0, 0, 0];
  for (const w of weights) {
    sum += w;
    squares += w * w;
    if (w > largest) largest = w;
    if (w > 0) matching++;
  }
  const effectiveSize = squares > 0 ? (sum * sum) / squares : 0;
  const largestShare = sum > 0 ? largest / sum : 0;
  const verdict = weighted ? judge(n, effectiveSize, largestShare) : "supported";
  const sorted = sortDoubles(weights.slice());
  const ended = (how: string): number => log.endings.filter((each) => each === how).length / n;
  return Object.freeze({
    ...{ n, effectiveSize, largestShare, matching, horizon, verdict },
    weightQuantiles: [0, 0.25, 0.5, 0.75, 0.95, 1].map((p) => sortedQuantile(sorted, p)),
    meanWeight: sum / n,
    ...(input.coverage ?? coverage(input)),
    censored: ended("censored"),
    truncated: ended("truncated"),
    drivers: drivers(input),
  });
}

function judge(n: number, effectiveSize: number, largestShare: number): Support["verdict"] {
  if (effectiveSize < 50) return "do not use";
  return largestShare > 0.05 || effectiveSize < 0.05 * n ? "caution" : "supported";
}

/** NaN where neither discrete states nor the behaviour's probabilities of all actions are known. */
function thinShare({ log, target, behavior }: Pick<SupportInput, "log" | "target" | "behavior">): number {
  const { steps, actionCount } = log;
  const rare = rareActions(log, behavior?.all);
  if (!rare) return Number.NaN;
  let [thin, total] = [0, 0];
  for (let row = 0; row < steps; row++) {
    for (let action = 0; action < actionCount; action++) {
      const p = target[row * actionCount + action]!;
      if (p === 0) continue;
      total += p;
      if (rare(row, action)) thin += p;
    }
  }
  return thin / total;
}

/**
 * Whether an action was hardly seen at a decision: fewer than 10 times in its state, or, where states are not discrete,
 * below 1% by the behaviour's probabilities (decisions × actions); undefined where neither is known.
 */
export function rareActions(
  log: Episodes,
  behavior: Float64Array | undefined,
): ((row: number, action: number) => boolean) | undefined {
  const { states, steps, actionCount, stateCount } = log;
  if (!states) return behavior && ((row, action) => behavior[row * actionCount + action]! < 0.01);
  const counts = new Float64Array(stateCount * actionCount);
  const now = log.decisions.states!;
  for (let j = 0; j < steps; j++) counts[now[j]! * actionCount + log.actions[j]!]!++;
  return (row, action) => counts[now[row]! * actionCount + action]! < 10;
}

/** Places of the `count` values furthest from 0, the furthest first; of equal ones the earlier first. */
function largestSizes(values: Float64Array, count: number): number[] {
  const found: number[] = [];
  const size = (place: number): number => Math.abs(values[place]!);
  for (let i = 0; i < values.length; i++) {
    if (found.length === count && !(size(i) > size(found[count - 1]!))) continue;
    let place = Math.min(found.length, count - 1);
    for (; place > 0 && size(i) > size(found[place - 1]!); place--) found[place] = found[place - 1]!;
    found[place] = i;
  }
  return found;
}

function drivers({ log, influence, weights }: SupportInput): Driver[] {
  const total = influence.reduce((sum, value) => sum + Math.abs(value), 0);
  return largestSizes(influence, 5).map((i) => ({
    episode: log.units.ids[i]!,
    patient: log.patientIds[log.patients[i]!]!,
    share: total > 0 ? Math.abs(influence[i]!) / total : 0,
    weight: weights[i]!,
  }));
}
