import { tumourGrowth } from "txlab/data-synth";
import { describe, expect, it } from "vitest";

const column = (made: ReturnType<typeof tumourGrowth>, name: string): number[] =>
  Array.from(made.table.array(name) as ArrayLike<number>);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const never = (): { chemo: number; radio: number } => ({ chemo: 0, radio: 0 });
const always = (): { chemo: number; radio: number } => ({ chemo: 1, radio: 1 });

describe("tumourGrowth", () => {
  it("plays the same patients again under the clinician's policy, to the last digit", () => {
    const made = tumourGrowth({ n: 200, seed: 3 });
    const day = column(made, "day");
    const last = column(made, "diameter").filter((_, i) => day[i] === 29);
    expect(made.truth.finalDiameter(made.truth.clinician)).toBeCloseTo(mean(last), 12);
  });

  it("shrinks tumours that are treated and lets the others grow", () => {
    const { truth } = tumourGrowth({ n: 500, seed: 1 });
    const clinician = truth.finalDiameter(truth.clinician);
    expect(truth.finalDiameter(always)).toBeLessThan(clinician - 0.5);
    expect(truth.finalDiameter(never)).toBeGreaterThan(clinician + 0.3);
  });

  it("confounds by size as the feedback grows: large tumours are treated, so that treatment seems to go with size", () => {
    const gap = (feedback: number): number => {
      const made = tumourGrowth({ n: 400, seed: 2, feedback });
      const [chemo, diameter] = [column(made, "chemo"), column(made, "diameter")];
      return (
        mean(diameter.filter((_, i) => chemo[i] === 1)) - mean(diameter.filter((_, i) => chemo[i] === 0))
      );
    };
    expect(Math.abs(gap(0))).toBeLessThan(0.15);
    expect(gap(4)).toBeGreaterThan(0.5);
    expect(gap(10)).toBeGreaterThan(gap(4));
  });

  it("follows its equation from one day to the next", () => {
    const made = tumourGrowth({ n: 50, seed: 4 });
    const [patient, day, diameter, dose, chemo] = ["patient", "day", "diameter", "dose", "chemo"].map(
      (name) => column(made, name),
    ) as number[][];
    for (let i = 1; i < day!.length; i++) {
      if (patient![i] !== patient![i - 1]) continue;
      expect(dose![i]).toBeCloseTo(dose![i - 1]! / 2 + 5 * chemo![i]!, 12);
      expect(diameter![i]! / diameter![i - 1]!).toBeLessThan(1.1);
    }
  });

  it("gives the first patients of a larger process, and refuses what it does not take", () => {
    const [small, large] = [tumourGrowth({ n: 5, seed: 9 }), tumourGrowth({ n: 20, seed: 9 })];
    expect(column(small, "diameter")).toEqual(column(large, "diameter").slice(0, 150));
    expect(() => tumourGrowth({ n: 5, days: 1 })).toThrow(/days must be an integer of at least 2/);
    expect(() => tumourGrowth({ n: 5, feedback: Number.NaN })).toThrow(/feedback must be a finite number/);
  });
});
