import { describe, expect, it } from "vitest";
import { auroc, heldOutAuroc } from "#data-synth/icu/baseline-model.js";
import { normalCdf } from "#src/stats/distributions.js";
import { randomStream } from "#src/stats/random.js";

describe("the baseline models of the fidelity card", () => {
  it("the area under the curve counts pairs, ties a half", () => {
    const rows = [
      { score: 1, died: 0 },
      { score: 2, died: 1 },
      { score: 2, died: 0 },
      { score: 3, died: 1 },
    ];
    expect(auroc(rows)).toBe((1 + 0.5 + 1 + 1) / 4);
    expect(auroc(rows.map(({ score, died }) => ({ score: -score, died })))).toBe(1 - 3.5 / 4);
  });

  it("a model of two normal columns reaches Φ(d / √2), d the distance of the groups", () => {
    const stream = randomStream(5);
    const n = 20_000;
    const died = Float64Array.from({ length: n }, () => (stream.uniform() < 0.3 ? 1 : 0));
    const columns = [0.8, 0.6].map((shift) => died.map((y) => shift * y + stream.normal()));
    const expected = normalCdf(Math.hypot(0.8, 0.6) / Math.SQRT2);
    expect(Math.abs(heldOutAuroc(columns, died) - expected)).toBeLessThan(0.02);
    const withNoise = [...columns, new Float64Array(n), died.map(() => stream.normal())];
    expect(Math.abs(heldOutAuroc(withNoise, died) - expected)).toBeLessThan(0.02);
  });

  it("a column with missing values counts them as the mean", () => {
    const died = Float64Array.from({ length: 400 }, (_, i) => (i % 4 < 2 ? 1 : 0));
    const column = died.map((y, i) => (i % 3 === 0 ? Number.NaN : y));
    expect(heldOutAuroc([column], died)).toBeGreaterThan(0.7);
  });
});
