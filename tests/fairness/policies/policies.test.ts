import { biasedLabels } from "txlab/data-synth";
import { choosePolicy, policyFairness } from "txlab/fairness";
import { expect, it } from "vitest";
import { band, Coverage } from "../../recovery/coverage.js";

function clinic(n: number, seed: number) {
  const { table, truth } = biasedLabels({ n, seed });
  const column = (name: string): Float64Array => Float64Array.from(table.array(name) as ArrayLike<number>);
  return {
    treatment: column("treatment"),
    need: column("need"),
    groups: Array.from(table.array("group") as ArrayLike<string>),
    truth,
  };
}

it("finds a planted gap in allocation at equal need", () => {
  const coverage = new Coverage();
  for (let seed = 1; seed <= 200; seed++) {
    const { treatment, need, groups, truth } = clinic(1000, seed);
    const inNeed = groups.map((_, i) => i).filter((i) => need[i] === 1);
    const found = policyFairness({
      treatment: Float64Array.from(inNeed, (i) => treatment[i]!),
      groups: inNeed.map((i) => groups[i]!),
      need: inNeed.map((i) => need[i]!),
    });
    coverage.add("gap", found.allocationGaps!.get("b"), truth.allocationGap);
  }
  const [low, high] = band(200);
  expect(coverage.rate("gap")).toBeGreaterThanOrEqual(low);
  expect(coverage.rate("gap")).toBeLessThanOrEqual(high);
});

it("averages gaps over the group's own needs", () => {
  const found = policyFairness({
    treatment: Float64Array.of(1, 0, 1, 1, 0, 0, 0.5),
    groups: ["a", "a", "a", "b", "b", "b", "b"],
    need: ["low", "low", "high", "high", "low", "low", "none"],
    reference: "a",
  });
  // High: 1 − 1; low, twice: 0 − 0.5; one of b has a need that a has not.
  expect(found.allocationGaps!.get("b").value).toBeCloseTo(-1 / 3, 12);
  expect(found.allocationGaps!.get("b").warnings[0]!.message).toContain("1 of b");
  expect(found.treatmentRate.get("b").value).toBeCloseTo(0.375, 12);
});

it("gives value, gain and effective patients by group", () => {
  const found = policyFairness({
    treatment: Float64Array.of(1, 1, 0, 0),
    groups: ["a", "a", "b", "b"],
    values: {
      policy: Float64Array.of(3, 5, 1, 1),
      comparator: Float64Array.of(2, 2, 2, 2),
      weights: Float64Array.of(1, 1, 1, 0),
    },
    minEffective: 2,
  });
  expect(found.value!.get("a").value).toBe(4);
  expect(found.gain!.get("b").value).toBe(-1);
  expect(found.effective).toEqual({ a: 2, b: 1 });
  expect(found.notJudged).toEqual(["b"]);
  expect(found.toString()).toContain("too few to judge");
});

it("chooses the best policy whose gap is small enough", () => {
  const policy = (a: number, b: number) =>
    policyFairness({
      treatment: Float64Array.of(1, 1, 0, 0),
      groups: ["a", "a", "b", "b"],
      values: { policy: Float64Array.of(a, a, b, b) },
    });
  const choice = choosePolicy(
    { best: policy(9, 5), even: policy(6, 6), worse: policy(5, 5.5) },
    { criterion: "value", tolerance: 1 },
  );
  expect(choice.chosen).toBe("even");
  expect(choice.candidates.map(({ efficient }) => efficient)).toEqual([true, true, false]);
  expect(choosePolicy({ best: policy(9, 5) }, { criterion: "value", tolerance: 1 }).chosen).toBeUndefined();
});

it("refuses probabilities that are none", () => {
  expect(() => policyFairness({ treatment: Float64Array.of(2, 0), groups: ["a", "b"] })).toThrow(
    /1 of 2 patients/,
  );
});
