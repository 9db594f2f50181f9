import fc from "fast-check";
import { threeCriteria } from "txlab/fairness";
import { expect, it } from "vitest";

const cells = fc.record({
  tp: fc.integer({ min: 1, max: 500 }),
  fp: fc.integer({ min: 1, max: 500 }),
  fn: fc.integer({ min: 1, max: 500 }),
  tn: fc.integer({ min: 1, max: 500 }),
});

it("implies each group's own false positive rate from its own predictive value", () => {
  fc.assert(
    fc.property(cells, cells, (a, b) => {
      for (const counts of [a, b]) {
        const { rates, impliedFpr } = threeCriteria({ first: counts, second: b });
        expect(Math.abs(impliedFpr[0]! - rates[0]!.fpr)).toBeLessThan(1e-12);
      }
    }),
  );
});

it("finds the three gaps of a worked example", async () => {
  const found = threeCriteria({
    a: { tp: 30, fp: 10, fn: 20, tn: 40 },
    b: { tp: 15, fp: 10, fn: 10, tn: 65 },
  });
  expect(found.independence).toBeCloseTo(0.15, 12);
  expect(found.separation).toBeCloseTo(0.2 - 10 / 75, 12);
  expect(found.sufficiency).toBeCloseTo(65 / 75 - 40 / 60, 12);
  expect(await found.plot().svg()).toContain("<svg");
});

it("says which rates do not exist", () => {
  const found = threeCriteria({ a: { tp: 0, fp: 0, fn: 3, tn: 4 }, b: { tp: 1, fp: 1, fn: 1, tn: 1 } });
  expect(found.rates[0]!.undefined).toEqual(["PPV: no-selected"]);
});
