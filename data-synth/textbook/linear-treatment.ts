import { table } from "arquero";
import { expit, openProcess, type Process, type ProcessOptions } from "./process.js";

/**
 * A point treatment with the same effect on everybody.
 *
 * x₁, x₂, x₃ ~ N(0, 1) independently; P(a = 1) = expit(0.8 x₁ − 0.5 x₂); y = 1 + 2 a + 3 x₁ − x₂ + x₃ + N(0, 1).
 *
 * True ATE = ATT = 2. The naive difference is too large, since x₁ raises both a and y.
 *
 * @example
 * const { table, truth } = linearTreatment({ n: 1000, seed: 1 });
 * truth.ate // => 2
 */
export function linearTreatment(
  options: ProcessOptions,
): Process<{ readonly ate: number; readonly att: number }> {
  const stream = openProcess(options, "linearTreatment");
  const [x1, x2, x3, a, y] = Array.from({ length: 5 }, () => new Float64Array(options.n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < options.n; i++) {
    x1[i] = stream.normal();
    x2[i] = stream.normal();
    x3[i] = stream.normal();
    a[i] = stream.bernoulli(expit(0.8 * x1[i]! - 0.5 * x2[i]!));
    y[i] = 1 + 2 * a[i]! + 3 * x1[i]! - x2[i]! + x3[i]! + stream.normal();
  }
  return { table: table({ x1, x2, x3, a, y }), truth: { ate: 2, att: 2 } };
}
