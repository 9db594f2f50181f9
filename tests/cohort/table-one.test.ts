import { table } from "arquero";
import { causalStudy, tableOne } from "txlab/cohort";
import { expect, it } from "vitest";

it("puts means and standardized differences of the groups side by side", () => {
  const data = table({
    a: [1, 1, 1, 0, 0, 0],
    y: [1, 2, 3, 4, 5, 6],
    age: [1, 2, 3, 2, 4, 6],
    sex: [1, 0, 0, 1, 1, 0],
  });
  const made = tableOne(causalStudy(data, { treatment: "a", outcome: "y", confounders: ["age", "sex"] }));
  const age = made.rows[1]!;
  expect([age.treatedMean, age.controlMean, age.treatedDeviation, age.controlDeviation]).toEqual([
    2, 4, 1, 2,
  ]);
  expect(age.standardizedDifference).toBeCloseTo(-2 / Math.sqrt(2.5), 14);
  expect(made.rows[2]!.binary).toBe(true);
  expect(String(made)).toMatch(/sex +1 \(33\.3%\) +2 \(66\.7%\)/);
  expect(String(made)).toContain("rows in the study: 6");
});
