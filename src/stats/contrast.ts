import { ArgumentError } from "../errors.js";
import { type Estimate, estimate, type Scale } from "./estimate.js";
import { alignInfluence, hasInfluence, type Influence } from "./influence.js";

/**
 * The difference `a − b` of two estimates over the same units, with the error that their joint influence gives.
 * Estimates of different units, or without influence values, are refused.
 */
export function contrast(a: Estimate, b: Estimate): Estimate {
  return combine([a, b], a.value - b.value, [1, -1], {
    estimand: `${a.estimand} − ${b.estimand}`,
    subject: `${a.subject} minus ${b.subject}`,
    method: a.method === b.method ? a.method : `${a.method}; ${b.method}`,
    scale: a.scale === b.scale && a.scale !== "ratio" ? a.scale : "plain",
  });
}

/** The ratio `a / b` of two estimates over the same units (delta method; the interval is made on the log scale). */
export function ratio(a: Estimate, b: Estimate): Estimate {
  if (!(a.value > 0 && b.value > 0)) {
    throw new ArgumentError(`a ratio needs two positive estimates; they were ${a.value} and ${b.value}.`);
  }
  return combine([a, b], a.value / b.value, [1 / b.value, -a.value / b.value ** 2], {
    estimand: `${a.estimand} / ${b.estimand}`,
    subject: `${a.subject} over ${b.subject}`,
    method: a.method === b.method ? a.method : `${a.method}; ${b.method}`,
    scale: "ratio",
  });
}

/** log(a / b) of two positive estimates over the same units (delta method). */
export function logRatio(a: Estimate, b: Estimate): Estimate {
  if (!(a.value > 0 && b.value > 0)) {
    throw new ArgumentError(`a log-ratio needs two positive estimates; they were ${a.value} and ${b.value}.`);
  }
  return combine([a, b], Math.log(a.value / b.value), [1 / a.value, -1 / b.value], {
    estimand: `log(${a.estimand} / ${b.estimand})`,
    subject: `log of ${a.subject} over ${b.subject}`,
    method: a.method === b.method ? a.method : `${a.method}; ${b.method}`,
    scale: "plain",
  });
}

/** The odds ratio `a (1 − b) / (b (1 − a))` of two risks over the same units, like {@link ratio}. */
export function oddsRatio(a: Estimate, b: Estimate): Estimate {
  if (!(a.value > 0 && b.value > 0 && a.value < 1 && b.value < 1)) {
    throw new ArgumentError(
      `an odds ratio needs two risks between 0 and 1; they were ${a.value} and ${b.value}.`,
    );
  }
  const value = (a.value / (1 - a.value)) * ((1 - b.value) / b.value);
  const slope = (risk: number): number => value / (risk * (1 - risk));
  return combine([a, b], value, [slope(a.value), -slope(b.value)], {
    estimand: `odds of ${a.estimand} / ${b.estimand}`,
    subject: `Odds ratio of ${a.subject} over ${b.subject}`,
    method: a.method === b.method ? a.method : `${a.method}; ${b.method}`,
    scale: "ratio",
  });
}

interface Naming {
  readonly estimand: string;
  readonly subject: string;
  readonly method: string;
  readonly scale: Scale;
}

/** A smooth function of estimates: its value, its gradient, and a name. */
export function combine(
  estimates: readonly Estimate[],
  value: number,
  gradient: readonly number[],
  naming: Naming,
): Estimate {
  return estimate({
    ...naming,
    value,
    influence: combineInfluence(estimates.map(requireInfluence), gradient),
    warnings: estimates.flatMap((each) => each.warnings),
    seed: estimates.find((each) => each.seed !== undefined)?.seed,
  });
}

/** Σ gradientⱼ φⱼ over the units of the first. */
export function combineInfluence(influences: readonly Influence[], gradient: readonly number[]): Influence {
  const base = influences[0]!;
  const values = new Float64Array(base.values.length);
  influences.forEach((each, j) => {
    const aligned = alignInfluence(base, each).values;
    for (let i = 0; i < values.length; i++) values[i]! += gradient[j]! * aligned[i]!;
  });
  return { ...base, values };
}

export function requireInfluence(each: Estimate): Influence {
  if (!hasInfluence(each.influence)) {
    throw new ArgumentError(
      `${each.subject} (${each.method}) has no influence values: ${each.influence.reason}.`,
    );
  }
  return each.influence;
}
