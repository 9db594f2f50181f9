import { table } from "arquero";
import { expit, openProcess, type Process, type ProcessOptions } from "./process.js";

/**
 * The process of Kang & Schafer (2007, Statistical Science 22:523), in which two slightly wrong models do great harm.
 *
 * z₁ … z₄ ~ N(0, 1) independently; y = 210 + 27.4 z₁ + 13.7 (z₂ + z₃ + z₄) + N(0, 1);
 * P(observed) = expit(−z₁ + 0.5 z₂ − 0.25 z₃ − 0.1 z₄); y is missing where it is not observed. The analyst sees
 * x₁ = exp(z₁ / 2), x₂ = z₂ / (1 + exp z₁) + 10, x₃ = (z₁ z₃ / 25 + 0.6)³, x₄ = (z₂ + z₄ + 20)².
 *
 * True mean of y is 210; the mean of the observed is about 200. Models linear in z are right, models linear in x wrong.
 */
export function kangSchafer(
  options: ProcessOptions,
): Process<{ readonly mean: number; readonly complete: Float64Array }> {
  const stream = openProcess(options, "kangSchafer");
  const column = (): Float64Array => new Float64Array(options.n);
  const columns = { z1: column(), z2: column(), z3: column(), z4: column() };
  const seen = { x1: column(), x2: column(), x3: column(), x4: column() };
  const [observed, y, complete] = [column(), column(), column()];
  for (let i = 0; i < options.n; i++) {
    const [a, b, c, d] = [stream.normal(), stream.normal(), stream.normal(), stream.normal()];
    columns.z1[i] = a;
    columns.z2[i] = b;
    columns.z3[i] = c;
    columns.z4[i] = d;
    seen.x1[i] = Math.exp(a / 2);
    seen.x2[i] = b / (1 + Math.exp(a)) + 10;
    seen.x3[i] = ((a * c) / 25 + 0.6) ** 3;
    seen.x4[i] = (b + d + 20) ** 2;
    complete[i] = 210 + 27.4 * a + 13.7 * (b + c + d) + stream.normal();
    observed[i] = stream.bernoulli(expit(-a + 0.5 * b - 0.25 * c - 0.1 * d));
    y[i] = observed[i] === 1 ? complete[i]! : Number.NaN;
  }
  return { table: table({ ...columns, ...seen, observed, y }), truth: { mean: 210, complete } };
}
