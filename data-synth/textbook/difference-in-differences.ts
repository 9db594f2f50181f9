import { table } from "arquero";
import { assertFinite } from "../../src/assert.js";
import { openProcess, type Process, type ProcessOptions } from "./process.js";

export interface PanelOptions extends ProcessOptions {
  /** How much faster the treated group would rise each period anyway; 0 is parallel trends. @default 0 */
  readonly divergence?: number;
}

const periods = 6;
const start = 3;

/**
 * A panel of `n` units over six periods, half of them treated from period 3 on; one row a unit and period.
 *
 * y = u + 1.5 g + 0.5 t + 2 d + δ g t + N(0, 1), with u ~ N(0, 1) of the unit, g ~ Bernoulli(1/2) the treated group,
 * d = g · [t ≥ 3], δ = divergence.
 *
 * True ATT = 2 in every treated period. Groups differ by 1.5 without treatment, so that a difference after period 3 is
 * 3.5, and a difference in time among the treated is too large by 0.5 a period. Differences in differences are right
 * when δ = 0; the mean of periods 3 to 5 against 0 to 2 misses by 3 δ otherwise.
 */
export function differenceInDifferences(options: PanelOptions): Process<{ readonly att: number }> {
  const { n, divergence = 0 } = options;
  const stream = openProcess(options, "differenceInDifferences", ["divergence"]);
  assertFinite(divergence, "divergence");
  const rows = n * periods;
  const [unit, time, group, treated] = [0, 1, 2, 3].map(() => new Int32Array(rows)) as Int32Array[];
  const y = new Float64Array(rows);
  for (let i = 0; i < n; i++) {
    const level = stream.normal();
    const g = stream.bernoulli(0.5);
    for (let t = 0; t < periods; t++) {
      const row = i * periods + t;
      const d = g === 1 && t >= start ? 1 : 0;
      unit![row] = i;
      time![row] = t;
      group![row] = g;
      treated![row] = d;
      y[row] = level + 1.5 * g + 0.5 * t + 2 * d + divergence * g * t + stream.normal();
    }
  }
  return {
    table: table({ unit: unit!, time: time!, group: group!, treated: treated!, y }),
    truth: { att: 2 },
  };
}
