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

it("puts several levels side by side, with the largest difference of two, and what is missing", () => {
  const data = table({
    arm: ["a", "a", "b", "b", "c", "c"],
    y: [1, 2, 3, 4, 5, 6],
    age: [1, 3, 2, 4, 5, 7],
    sex: [1, 0, null, 1, 1, 0],
  });
  const made = tableOne(
    causalStudy(data, {
      treatment: { column: "arm", reference: "a" },
      outcome: "y",
      confounders: ["age", "sex"],
      missing: { confounders: "impute" },
    }),
  );
  const age = made.rows[1]!;
  expect(age.means).toEqual([2, 3, 6]);
  expect(age.largestDifference).toBeCloseTo(4 / Math.sqrt(2), 14);
  expect(made.rows[2]!.missing).toBe(1);
  expect(String(made)).toMatch(/a, n 2 +b, n 2 +c, n 2 +largest std\. difference +missing/);
});

it("has no groups to compare for a dose", () => {
  const data = table({ dose: [1, 2, 3, 4], y: [1, 2, 3, 5], x: [1, 2, 4, 3] });
  const doses = causalStudy(data, {
    treatment: { column: "dose", continuous: true },
    outcome: "y",
    confounders: ["x"],
  });
  expect(() => tableOne(doses as never)).toThrow(/tableOne compares groups, and a dose has none/);
});
