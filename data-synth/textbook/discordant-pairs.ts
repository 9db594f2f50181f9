import { table } from "arquero";
import { expit, normalMean, openProcess, type Process, type ProcessOptions } from "./process.js";

/**
 * Pairs of twins of whom one is light and one heavy, so that both outcomes of a pair are seen; `n` counts pairs.
 *
 * weeks = 34 + 2.5 v with v ~ N(0, 1) belongs to the pair; P(death) = expit(−4 − 1.2 v + 0.9 light). Weights are
 * 2,700 ∓ (100 + 150 × exponential) g. The column `seen` marks the one twin that an observational study would hold:
 * P(the light twin is seen) = expit(−v), so that light babies seen are born earlier.
 *
 * True effect of being light (risk difference) = E[expit(−3.1 − 1.2 v) − expit(−4 − 1.2 v)], by quadrature 0.0395. The
 * difference within pairs is unbiased for it; the difference among the seen alone is too large.
 */
export function discordantPairs(options: ProcessOptions): Process<{ readonly ate: number }> {
  const stream = openProcess(options, "discordantPairs");
  const rows = 2 * options.n;
  const [pair, light, death, seen] = [0, 1, 2, 3].map(() => new Int32Array(rows)) as Int32Array[];
  const [weeks, weight] = [new Float64Array(rows), new Float64Array(rows)];
  for (let i = 0; i < options.n; i++) {
    const v = stream.normal();
    const seesLight = stream.bernoulli(expit(-v));
    for (let twin = 0; twin < 2; twin++) {
      const row = 2 * i + twin;
      pair![row] = i;
      light![row] = twin;
      weeks[row] = 34 + 2.5 * v;
      weight[row] = 2700 + (twin === 1 ? -1 : 1) * (100 + 150 * stream.exponential());
      death![row] = stream.bernoulli(expit(-4 - 1.2 * v + 0.9 * twin));
      seen![row] = twin === seesLight ? 1 : 0;
    }
  }
  return {
    table: table({ pair: pair!, weeks, weight_g: weight, light: light!, death: death!, seen: seen! }),
    truth: { ate: normalMean((v) => expit(-3.1 - 1.2 * v) - expit(-4 - 1.2 * v)) },
  };
}
