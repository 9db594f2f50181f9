import { counterfactualFairness, decomposeGap } from "txlab/fairness";
import { randomStream } from "txlab/stats";
import { expect, it } from "vitest";
import { band, Coverage } from "../../recovery/coverage.js";

interface Drawn {
  readonly group: Float64Array;
  readonly outcome: Float64Array;
  readonly asOther: Float64Array;
  readonly asOtherOwnMediators: Float64Array;
}

/** u ~ N(0,1); g = 1 where u + N(0,1) > 0; w = 0.5 g + N(0,1); y = 1·g + 2·w + 1.5·u + N(0,1). */
function draw(n: number, seed: number): Drawn {
  const stream = randomStream(seed);
  const column = (): Float64Array => new Float64Array(n);
  const [group, outcome, asOther, asOtherOwnMediators] = [column(), column(), column(), column()];
  for (let i = 0; i < n; i++) {
    const u = stream.normal();
    const g = u + stream.normal() > 0 ? 1 : 0;
    const [v, e] = [stream.normal(), stream.normal()];
    const y = (a: number, b: number): number => a + 2 * (0.5 * b + v) + 1.5 * u + e;
    group[i] = g;
    outcome[i] = y(g, g);
    asOther[i] = y(1, 1);
    asOtherOwnMediators[i] = y(1, 0);
  }
  return { group, outcome, asOther, asOtherOwnMediators };
}

it("splits a gap into parts that add up and cover the truth", () => {
  const coverage = new Coverage();
  const spurious = -2 * 1.5 * Math.sqrt(2 / Math.PI) * Math.SQRT1_2;
  for (let seed = 1; seed <= 200; seed++) {
    const set = decomposeGap(draw(800, seed));
    const [total, direct, indirect, confounded] = set.estimates.map((each) => each.value) as [
      number,
      number,
      number,
      number,
    ];
    expect(total).toBeCloseTo(direct - indirect - confounded, 10);
    expect(direct).toBeCloseTo(1, 10);
    expect(indirect).toBeCloseTo(-1, 10);
    coverage.add("spurious", set.get("spurious"), spurious);
    coverage.add("total", set.get("total"), 2 - spurious);
  }
  const [low, high] = band(200);
  for (const part of ["spurious", "total"]) {
    expect(coverage.rate(part)).toBeGreaterThanOrEqual(low);
    expect(coverage.rate(part)).toBeLessThanOrEqual(high);
  }
});

it("counts decisions that would turn in the other group", () => {
  const found = counterfactualFairness({
    factual: Float64Array.of(0.2, 0.6, 0.7, 0.4),
    counterfactual: Float64Array.of(0.6, 0.6, 0.4, 0.5),
    groups: ["a", "a", "b", "b"],
    threshold: 0.5,
  });
  expect(found.change!.get("a").value).toBeCloseTo(0.2, 12);
  expect(found.size!.get("b").value).toBeCloseTo(0.2, 12);
  expect(found.turned!.get("b").value).toBe(1);
});

it("refuses one group and numbers that are none", () => {
  const one = {
    group: [1, 1],
    outcome: Float64Array.of(1, 2),
    asOther: Float64Array.of(1, 2),
    asOtherOwnMediators: Float64Array.of(1, 2),
  };
  expect(() => decomposeGap(one)).toThrow(/needs two groups/);
  expect(() => decomposeGap({ ...one, group: [0, 1], asOther: Float64Array.of(Number.NaN, 0) })).toThrow(
    /1 of 2 people/,
  );
});
