import { assertKnownOptions, assertLength, assertOneOf } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import { randomStream } from "../../stats/random.js";
import { checkLabelled, type Labelled } from "./people.js";

export interface CalibratedOddsOptions extends Labelled {
  /** Calibrated probabilities. */
  readonly score: Float64Array;
  /** Which generalized error is to be alike: mean score of negatives, or mean of 1 − score of positives. */
  readonly equal: "falsePositive" | "falseNegative";
  /** @default 1 */
  readonly seed?: number;
}

export interface CalibratedOdds {
  /** Scores after mixing, for the people given. */
  readonly score: Float64Array;
  /** Share of each group whose score was replaced by the group's base rate. */
  readonly withheld: Readonly<Record<string, number>>;
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
  /** False where a group cannot err as much as the worst even if everybody's score is withheld. */
  readonly reachable: boolean;
}

/**
 * Equal generalized error with calibration kept (Pleiss et al. 2017, NeurIPS): in the groups that fare better, a random
 * share of people get their group's base rate for a score, until their mean error is that of the worst group. It is an
 * answer that takes information from some to make errors equal: look at who pays.
 */
export function calibratedEqualizedOdds(options: CalibratedOddsOptions): CalibratedOdds {
  assertKnownOptions(options, ["y", "groups", "score", "equal", "seed"], "calibratedEqualizedOdds");
  const { y, score, equal, seed = 1 } = options;
  assertOneOf(equal, "equal", ["falsePositive", "falseNegative"]);
  assertLength(score, y.length, "score");
  const { names, codes } = checkLabelled(options);
  const wanted = equal === "falsePositive" ? 0 : 1;
  const errorOf = (code: number, scores: Float64Array): number => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < y.length; i++) {
      if (codes[i] !== code || y[i] !== wanted) continue;
      sum += wanted === 0 ? scores[i]! : 1 - scores[i]!;
      count++;
    }
    if (count === 0)
      throw new ArgumentError(`group "${names[code]}" has nobody labelled ${wanted}; leave it out.`);
    return sum / count;
  };
  const before = names.map((_, code) => errorOf(code, score));
  const worst = Math.max(...before);
  const mixed = Float64Array.from(score);
  let reachable = true;
  const withheld = names.map((name, code) => {
    const members = Int32Array.from(y.keys()).filter((i) => codes[i] === code);
    const base = members.reduce((sum, i) => sum + y[i]!, 0) / members.length;
    const trivial = wanted === 0 ? base : 1 - base;
    const wantedShare = before[code]! < worst ? (worst - before[code]!) / (trivial - before[code]!) : 0;
    if (wantedShare > 1) reachable = false;
    const share = Math.min(1, wantedShare);
    if (share < 0)
      throw new ArgumentError(
        `group "${name}" errs more with its base rate than with its scores; recalibrate first.`,
      );
    const stream = randomStream(seed).split("withhold", code);
    for (const i of members) if (stream.uniform() < share) mixed[i] = base;
    return share;
  });
  const named = (values: readonly number[]): Record<string, number> =>
    Object.fromEntries(names.map((name, code) => [name, values[code]!]));
  return Object.freeze({
    score: mixed,
    reachable,
    withheld: named(withheld),
    before: named(before),
    after: named(names.map((_, code) => errorOf(code, mixed))),
  });
}
