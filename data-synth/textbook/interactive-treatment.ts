import { table } from "arquero";
import { expit, normalMean, openProcess, type Process, type ProcessOptions } from "./process.js";

export interface InteractiveTruth {
  readonly ate: number;
  readonly att: number;
  readonly atc: number;
  /** The overlap population, weights e (1 − e). */
  readonly ato: number;
  /** The effect at (x₁, x₂). */
  cate(x1: number): number;
}

/**
 * A point treatment whose effect differs between people.
 *
 * x₁, x₂ ~ N(0, 1) independently; P(a = 1) = expit(0.8 x₁ + 0.6 x₂), so that the index is N(0, 1);
 * y = 2 x₁ + x₂ + a (1 + x₁) + N(0, 1).
 *
 * CATE(x) = 1 + x₁, hence ATE = 1. With e = expit(index) and E[x₁ | index] = 0.8 index, ATT = 1 + 0.8 E[index e] / E[e]
 * = 1.3306, ATC = 0.6694, and ATO = 1 by symmetry.
 */
export function interactiveTreatment(options: ProcessOptions): Process<InteractiveTruth> {
  const stream = openProcess(options, "interactiveTreatment");
  const [x1, x2, a, y] = [0, 1, 2, 3].map(() => new Float64Array(options.n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < options.n; i++) {
    x1[i] = stream.normal();
    x2[i] = stream.normal();
    a[i] = stream.bernoulli(expit(0.8 * x1[i]! + 0.6 * x2[i]!));
    y[i] = 2 * x1[i]! + x2[i]! + a[i]! * (1 + x1[i]!) + stream.normal();
  }
  const tilt = (0.8 * normalMean((index) => index * expit(index))) / normalMean(expit);
  return {
    table: table({ x1, x2, a, y }),
    truth: { ate: 1, att: 1 + tilt, atc: 1 - tilt, ato: 1, cate: (x) => 1 + x },
  };
}
