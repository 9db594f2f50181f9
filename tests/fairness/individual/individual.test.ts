import { consistency, generalizedEntropy, lipschitzViolations } from "txlab/fairness";
import { expect, it } from "vitest";

it("is 1 where neighbours are treated alike and 0 where the nearest other is not", () => {
  const features = [Float64Array.of(0, 1, 10, 11)];
  expect(consistency({ features, predictions: [1, 1, 0, 0], neighbors: 2 })).toBe(1);
  expect(consistency({ features, predictions: [1, 0, 1, 0], neighbors: 2 })).toBe(0.5);
});

it("counts pairs that are treated less alike than they are", () => {
  const features = [Float64Array.of(0, 1, 3)];
  const found = lipschitzViolations({ features, predictions: [0, 1, 1], constant: 0.4 });
  expect(found).toMatchObject({ pairs: 3, violations: 1 });
  expect(found.worst.people).toEqual([0, 1]);
  expect(found.worst.excess).toBeCloseTo(0.6, 12);
});

it("measures inequality of benefits as COMPAS' published numbers do", () => {
  // 7,214 people; benefit = prediction − label + 1; generalized entropy and Theil for positive = recidivism.
  const benefits = [
    ...new Array(2681 + 2035).fill(1),
    ...new Array(1282).fill(2),
    ...new Array(1216).fill(0),
  ];
  expect(generalizedEntropy(benefits).total).toBeCloseTo(0.169969433, 8);
  expect(generalizedEntropy(benefits, { alpha: 1 }).total).toBeCloseTo(0.235017634, 8);
  const favorable = benefits.map((benefit) => 2 - benefit);
  expect(generalizedEntropy(favorable).total).toBeCloseTo(0.176304946, 8);
  expect(generalizedEntropy(favorable, { alpha: 1 }).total).toBeCloseTo(0.245023938, 8);
  expect(() => generalizedEntropy([-1, 1])).toThrow(/must be 0 or more/);
});
