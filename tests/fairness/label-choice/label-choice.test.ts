import { table } from "arquero";
import { biasedLabels } from "txlab/data-synth";
import { labelChoice } from "txlab/fairness";
import { expect, it } from "vitest";
import { band, Coverage } from "../../recovery/coverage.js";

it("counts who is selected and what they need", () => {
  const data = table({
    g: ["a", "a", "a", "b", "b", "b", "a", "b", "a", "a"],
    cost: [9, 8, 7, 3, 2, 1, 6, 4, 5, 0],
    need: [1, 3, 1, 4, 2, 0, 1, 5, 1, 2],
  });
  const found = labelChoice(data, {
    candidates: { cost: "cost", need: "need" },
    need: "need",
    groups: "g",
    top: 0.2,
  });
  expect([...found.get("cost").selected]).toEqual([0, 1]);
  expect([...found.get("need").selected]).toEqual([3, 7]);
  expect(found.get("cost").shares.b!.value).toBe(0);
  expect(found.get("cost").capture).toEqual({ found: 4 / 20, best: 9 / 20, chance: 0.2 });
  expect(found.turnover.find(({ group }) => group === "b")).toMatchObject({
    from: "cost",
    to: "need",
    lost: 0,
    gained: 2,
  });
});

it("recovers that people of one group must be sicker to be ranked alike by spending", () => {
  const coverage = new Coverage();
  const [low, high] = band(200);
  for (let seed = 1; seed <= 200; seed++) {
    const { table: data, truth } = biasedLabels({ n: 3000, seed });
    const found = labelChoice(data, {
      candidates: { spending: "spending", severity: "severity" },
      need: "severity",
      groups: "group",
    });
    coverage.add(
      "severity at equal spending",
      found.get("spending").needAtEqualScore.b!,
      truth.severityAtEqualSpending,
    );
    expect(found.get("spending").shares.b!.value).toBeLessThan(found.get("severity").shares.b!.value);
  }
  expect(coverage.rate("severity at equal spending")).toBeGreaterThanOrEqual(low);
  expect(coverage.rate("severity at equal spending")).toBeLessThanOrEqual(high);
});

it("names what is wrong", () => {
  const data = table({ g: ["a", "b"], s: [1, 2] });
  expect(() => labelChoice(data, { candidates: { s: "z" }, need: "s", groups: "g" })).toThrow(
    /candidates.s names a column "z"/,
  );
  expect(() => labelChoice(data, { candidates: { s: "s" }, need: "s", groups: "g", top: 2 })).toThrow(
    /top must lie between 0 and 1/,
  );
});
