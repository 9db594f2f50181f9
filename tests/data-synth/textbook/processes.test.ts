import {
  discordantPairs,
  instrument,
  interactiveTreatment,
  kangSchafer,
  lecture14,
  linearTreatment,
  type Process,
} from "txlab/data-synth";
import { describe, expect, it } from "vitest";

const n = 40_000;
const column = ({ table }: Process<unknown>, name: string): number[] =>
  Array.from(table.array(name) as ArrayLike<number>);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const where = (values: readonly number[], keep: readonly number[], level: number): number[] =>
  values.filter((_, i) => keep[i] === level);
const difference = (y: readonly number[], a: readonly number[]): number =>
  mean(where(y, a, 1)) - mean(where(y, a, 0));

describe("the textbook processes", () => {
  it("give the first rows of a longer table for a smaller n, and others for another seed", () => {
    for (const make of [linearTreatment, interactiveTreatment, kangSchafer, instrument, discordantPairs]) {
      const [short, long, other] = [
        make({ n: 20, seed: 2 }),
        make({ n: 200, seed: 2 }),
        make({ n: 20, seed: 3 }),
      ];
      for (const name of short.table.columnNames()) {
        expect(column(short, name)).toEqual(column(long, name).slice(0, short.table.numRows()));
      }
      const last = short.table.columnNames().at(-2)!;
      expect(column(other, last)).not.toEqual(column(short, last));
      expect(() => make({ n: 0 })).toThrow(/n must be an integer of at least 1/);
      expect(() => make({ n: 5, sed: 1 } as never)).toThrow(/Did you mean "seed"/);
    }
  });

  it("linearTreatment: 2 once the linear parts are taken off, more as it stands", () => {
    const made = linearTreatment({ n });
    const [x1, x2, x3, a, y] = ["x1", "x2", "x3", "a", "y"].map((name) => column(made, name)) as number[][];
    const rest = y!.map((value, i) => value - 3 * x1![i]! + x2![i]! - x3![i]!);
    expect(made.truth).toEqual({ ate: 2, att: 2 });
    expect(Math.abs(difference(rest, a!) - 2)).toBeLessThan(4.5 * Math.sqrt(4 / n));
    expect(difference(y!, a!)).toBeGreaterThan(3);
  });

  it("interactiveTreatment: effects by quadrature agree with averages of 1 + x1", () => {
    const made = interactiveTreatment({ n });
    const [x1, a] = [column(made, "x1"), column(made, "a")];
    expect(Math.abs(1 + mean(where(x1, a, 1)) - made.truth.att)).toBeLessThan(0.03);
    expect(Math.abs(1 + mean(where(x1, a, 0)) - made.truth.atc)).toBeLessThan(0.03);
    expect(made.truth.att).toBeCloseTo(1.3306, 4);
  });

  it("kangSchafer: 210 in everybody and about 200 in the observed, half of whom are", () => {
    const made = kangSchafer({ n });
    const observed = column(made, "observed");
    expect(Math.abs(mean([...made.truth.complete]) - 210)).toBeLessThan((4.5 * 36.25) / Math.sqrt(n));
    expect(Math.abs(mean(where(column(made, "y"), observed, 1)) - 200)).toBeLessThan(1);
    expect(Math.abs(mean(observed) - 0.5)).toBeLessThan(0.012);
    expect(column(made, "y").filter(Number.isNaN).length).toBe(where(observed, observed, 0).length);
    expect(Math.abs(mean(column(made, "x2")) - 10)).toBeLessThan(0.05);
  });

  it("instrument: the Wald ratio is the effect among compliers, and the naive difference is far off", () => {
    const made = instrument({ n });
    const [z, a, y] = [column(made, "z"), column(made, "a"), column(made, "y")];
    expect(Math.abs(difference(a, z) - made.truth.firstStage)).toBeLessThan(0.02);
    expect(Math.abs(difference(y, z) - made.truth.intentionToTreat)).toBeLessThan(0.15);
    expect(Math.abs(difference(y, z) / difference(a, z) - made.truth.late)).toBeLessThan(0.3);
    expect(difference(y, a)).toBeGreaterThan(3);
  });

  it("discordantPairs: right within pairs, too large among the seen", () => {
    const made = discordantPairs({ n });
    const [light, death, seen] = [column(made, "light"), column(made, "death"), column(made, "seen")];
    expect(Math.abs(difference(death, light) - made.truth.ate)).toBeLessThan(0.006);
    expect(difference(where(death, seen, 1), where(light, seen, 1))).toBeGreaterThan(made.truth.ate + 0.02);
    expect(mean(seen)).toBe(0.5);
    const weight = column(made, "weight_g");
    expect(weight.every((grams, i) => (light[i] === 1 ? grams < 2700 : grams > 2700))).toBe(true);
  });

  it("lecture14: the naive difference is +0.75 and the effect −0.75", () => {
    const made = lecture14();
    expect(difference(column(made, "sugar"), column(made, "b"))).toBe(0.75);
    const [a, b] = made.truth.y;
    expect(mean(b) - mean(a)).toBe(-0.75);
    expect([made.truth.ate, made.truth.naive]).toEqual([-0.75, 0.75]);
  });
});
