import type { ContinuousStudy, Study } from "../../cohort/causal-study.js";
import { normalQuantile, normalTwoSided } from "../../stats/distributions.js";
import type { EstimateParts } from "../../stats/estimate.js";
import { influenceCovariance } from "../../stats/influence.js";
import { influenceOf } from "../dml/partialled-out.js";

/**
 * The values θ that Anderson & Rubin's (1949) test does not reject: (Σ mᵢ(θ))² ≤ z² Σ mᵢ(θ)² with mᵢ(θ) = wᵢ z̃ᵢ (ỹᵢ − θ ãᵢ),
 * sums over clusters where there are clusters. It holds its level however weak the instrument is; the set may be the
 * whole line, or all that lies outside a range, and its kind then says so.
 */
export function andersonRubin(
  study: Study | ContinuousStudy,
  instrument: Float64Array,
  outcome: Float64Array,
  treatment: Float64Array,
): Required<Pick<EstimateParts, "interval" | "pValue">> {
  const moment = (target: Float64Array): Float64Array =>
    target.map((value, i) => (study.weights?.[i] ?? 1) * instrument[i]! * value);
  const [p, q] = [moment(outcome), moment(treatment)];
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const product = (x: Float64Array, y: Float64Array): number =>
    study.n ** 2 * influenceCovariance(influenceOf(study, x), influenceOf(study, y));
  const [a, b] = [sum(p), sum(q)];
  const [pp, pq, qq] = [product(p, p), product(p, q), product(q, q)];
  return {
    pValue: (theta) =>
      normalTwoSided(Math.abs(a - theta * b) / Math.sqrt(pp - 2 * theta * pq + theta ** 2 * qq)),
    interval: (level) => {
      const c = normalQuantile(0.5 + level / 2) ** 2;
      const [square, half, constant] = [b ** 2 - c * qq, a * b - c * pq, a ** 2 - c * pp];
      const root = Math.sqrt(Math.max(0, half ** 2 - square * constant));
      const kind = "Anderson–Rubin";
      if (square > 0) return { low: (half - root) / square, high: (half + root) / square, level, kind };
      const whole = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, level };
      if (root === 0) return { ...whole, kind: `${kind}, no value is excluded` };
      const [from, to] = [(half + root) / square, (half - root) / square];
      return { ...whole, kind: `${kind}, all but ${from.toPrecision(3)} to ${to.toPrecision(3)}` };
    },
  };
}
