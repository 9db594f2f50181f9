import { table } from "arquero";
import { openProcess, type Process, type ProcessOptions } from "./process.js";

export interface DiscontinuityOptions extends ProcessOptions {
  /** Whether the cutoff only raises the chance of treatment, from 0.2 to 0.8. @default false */
  readonly fuzzy?: boolean;
}

/**
 * A treatment given from a cutoff on.
 *
 * x ~ Uniform(−1, 1); a = [x ≥ 0], or with `fuzzy` a = [u < 0.2 + 0.6 [x ≥ 0]] with u ~ Uniform(0, 1);
 * y = 1 + 2 x − 1.5 x² + x³ + a (3 + x) + (fuzzy: 2 (0.5 − u)) + N(0, 0.5²).
 *
 * True effect at the cutoff = 3. The jump of y there is 3, or 1.8 when fuzzy, where treatment jumps by 0.6 and who would
 * take it anyway (small u) has the higher y, so that the difference between treated and untreated is too large.
 */
export function regressionDiscontinuity(
  options: DiscontinuityOptions,
): Process<{ readonly effect: number; readonly jump: number; readonly firstStage: number }> {
  const { n, fuzzy = false } = options;
  const stream = openProcess(options, "regressionDiscontinuity", ["fuzzy"]);
  const [x, a, y] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    x[i] = 2 * stream.uniform() - 1;
    const u = stream.uniform();
    const above = x[i]! >= 0;
    a[i] = (fuzzy ? u < (above ? 0.8 : 0.2) : above) ? 1 : 0;
    const shape = 1 + 2 * x[i]! - 1.5 * x[i]! ** 2 + x[i]! ** 3;
    y[i] = shape + a[i]! * (3 + x[i]!) + (fuzzy ? 2 * (0.5 - u) : 0) + 0.5 * stream.normal();
  }
  return {
    table: table({ x, a, y }),
    truth: fuzzy ? { effect: 3, jump: 1.8, firstStage: 0.6 } : { effect: 3, jump: 3, firstStage: 1 },
  };
}
