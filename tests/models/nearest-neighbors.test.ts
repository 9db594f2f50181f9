import { readFileSync } from "node:fs";
import { modelFromJson, nearestNeighbors } from "txlab/models";
import { describe, expect, it } from "vitest";
import { features } from "./generalized.js";

const fixture = new URL("../fixtures/models/neighbors.json", import.meta.url);
const known = JSON.parse(readFileSync(fixture, "utf8")) as {
  x: number[][];
  y: number[];
  new: number[][];
  predicted: Record<string, number[]>;
  unscaled: number[];
};
const x = features(known.x);
const y = Float64Array.from(known.y);
const asked = features(known.new);
const apart = (found: Float64Array, expected: number[]): number =>
  found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);

describe("nearestNeighbors", () => {
  it.each(Object.entries(known.predicted))(
    "agrees with scikit-learn's brute search, %s",
    async (name, expected) => {
      const [weights, k] = name.split(" ") as ["uniform" | "distance", string];
      const model = await nearestNeighbors({ k: Number(k), weights }).fit(x, y);
      expect(apart(model.predict(asked), expected)).toBeLessThan(1e-9);
      expect(modelFromJson(JSON.stringify(model)).predict(asked)).toEqual(model.predict(asked));
    },
  );

  it("takes raw distances where it is told to", async () => {
    const model = await nearestNeighbors({ k: 7, scale: false }).fit(x, y);
    expect(apart(model.predict(asked), known.unscaled)).toBeLessThan(1e-9);
  });

  it("weighs the rows, and breaks ties by their order", async () => {
    const one = features([[0, 2, 2, 9]]);
    const outcome = Float64Array.of(1, 5, 7, 100);
    const model = await nearestNeighbors({ k: 2 }).fit(one, outcome, {
      weights: Float64Array.of(3, 1, 1, 0),
    });
    expect([...model.predict(features([[1]]))]).toEqual([(3 * 1 + 5) / 4]);
    await expect(
      nearestNeighbors({ k: 4 }).fit(one, outcome, { weights: Float64Array.of(3, 1, 1, 0) }),
    ).rejects.toThrow(/at least k = 4 rows with weight; there are 3/);
  });

  it("refuses missing values in prediction", async () => {
    const model = await nearestNeighbors().fit(x, y);
    expect(() => model.predict(features([[Number.NaN], [1], [1]]))).toThrow(
      /"x0" is not a finite number in 1 of 1/,
    );
  });
});
