import { biasedLabels } from "txlab/data-synth";
import { expect, it } from "vitest";

it("has the rates that it says it has", () => {
  const n = 200_000;
  const { table, truth } = biasedLabels({ n, seed: 3, severity: 0.4 });
  const column = (name: string): ArrayLike<number> => table.array(name) as ArrayLike<number>;
  const group = table.array("group") as ArrayLike<string>;
  const rate = (of: (i: number) => number, where: (i: number) => boolean): number => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < n; i++) {
      if (!where(i)) continue;
      sum += of(i);
      count++;
    }
    return sum / count;
  };
  const [need, recorded, decision, treatment] = ["need", "recorded", "decision", "treatment"].map(column);
  for (const g of ["a", "b"] as const) {
    const here = (i: number): boolean => group[i] === g;
    expect(rate((i) => need![i]!, here)).toBeCloseTo(truth.need[g], 2);
    expect(rate((i) => recorded![i]!, here)).toBeCloseTo(truth.recorded[g], 2);
    const inNeed = (i: number): boolean => here(i) && need![i] === 1;
    const others = (i: number): boolean => here(i) && need![i] === 0;
    expect(rate((i) => decision![i]!, inNeed)).toBeCloseTo(truth.truePositiveRate[g], 1.7);
    expect(rate((i) => decision![i]!, others)).toBeCloseTo(truth.falsePositiveRate[g], 1.7);
    expect(rate((i) => treatment![i]!, inNeed)).toBeCloseTo(g === "a" ? 0.6 : 0.6 + truth.allocationGap, 1.7);
  }
  const [severity, spending] = [column("severity"), column("spending")];
  const near = (g: string) => (i: number) => group[i] === g && Math.abs(Math.log(spending[i]!)) < 0.1;
  const gap = rate((i) => severity[i]!, near("b")) - rate((i) => severity[i]!, near("a"));
  expect(gap).toBeCloseTo(truth.severityAtEqualSpending, 1);
});

it("states the numbers of its docstring", () => {
  const { truth } = biasedLabels({ n: 1 });
  expect(truth.need.a).toBeCloseTo(0.3033, 4);
  expect(truth.recorded.b).toBeCloseTo(0.2123, 4);
  expect(truth.severityAtEqualSpending).toBeCloseTo(0.4, 12);
});
