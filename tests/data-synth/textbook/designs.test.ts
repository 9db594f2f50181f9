import {
  dependentCensoring,
  differenceInDifferences,
  mediation,
  type Process,
  regressionDiscontinuity,
} from "txlab/data-synth";
import { describe, expect, it } from "vitest";

const n = 40_000;
const column = ({ table }: Process<unknown>, name: string): number[] =>
  Array.from(table.array(name) as ArrayLike<number>);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Least-squares coefficients through the normal equations, for the tests alone. */
function leastSquares(x: readonly number[][], y: readonly number[]): number[] {
  const p = x[0]!.length;
  const a = Array.from({ length: p }, (_, j) =>
    Array.from({ length: p + 1 }, (_, k) =>
      x.reduce((sum, row, i) => sum + row[j]! * (k < p ? row[k]! : y[i]!), 0),
    ),
  );
  for (let c = 0; c < p; c++) {
    for (let r = 0; r < p; r++) {
      if (r === c) continue;
      const factor = a[r]![c]! / a[c]![c]!;
      for (let k = c; k <= p; k++) a[r]![k]! -= factor * a[c]![k]!;
    }
  }
  return a.map((row, j) => row[p]! / row[j]!);
}

describe("the textbook designs", () => {
  it("differenceInDifferences: 2 with parallel trends, 2 + 3δ without, and groups that differ anyway", () => {
    const estimate = (divergence: number): number => {
      const made = differenceInDifferences({ n: 10_000, divergence });
      const [y, group, time] = [column(made, "y"), column(made, "group"), column(made, "time")];
      const cell = (g: number, after: boolean): number =>
        mean(y.filter((_, i) => group[i] === g && time[i]! >= 3 === after));
      expect(cell(1, false) - cell(0, false)).toBeGreaterThan(1.4);
      return cell(1, true) - cell(1, false) - (cell(0, true) - cell(0, false));
    };
    expect(Math.abs(estimate(0) - 2)).toBeLessThan(0.08);
    expect(Math.abs(estimate(0.2) - 2.6)).toBeLessThan(0.08);
    expect(differenceInDifferences({ n: 3 }).truth).toEqual({ att: 2 });
  });

  it.each([false, true])(
    "regressionDiscontinuity: the jumps at the cutoff are the stated ones (fuzzy %s)",
    (fuzzy) => {
      const made = regressionDiscontinuity({ n, fuzzy });
      const [x, a, y] = [column(made, "x"), column(made, "a"), column(made, "y")];
      const jump = (values: readonly number[]): number => {
        const rows = x.map((v) => [
          1,
          v >= 0 ? 1 : 0,
          v,
          v ** 2,
          v ** 3,
          v >= 0 ? v : 0,
          v >= 0 ? v ** 2 : 0,
        ]);
        return leastSquares(rows, values)[1]!;
      };
      expect(Math.abs(jump(y) - made.truth.jump)).toBeLessThan(0.15);
      expect(Math.abs(jump(a) - made.truth.firstStage)).toBeLessThan(0.03);
      expect(made.truth.jump / made.truth.firstStage).toBeCloseTo(made.truth.effect, 12);
      const naive = mean(y.filter((_, i) => a[i] === 1)) - mean(y.filter((_, i) => a[i] === 0));
      expect(naive).toBeGreaterThan(made.truth.effect + 0.5);
    },
  );

  it("mediation: the stated effects follow from regressions of the mediator and the outcome", () => {
    const made = mediation({ n });
    const [c, a, m, y] = ["c", "a", "m", "y"].map((name) => column(made, name)) as [
      number[],
      number[],
      number[],
      number[],
    ];
    const mediator = leastSquares(
      c.map((v, i) => [1, a[i]!, v]),
      m,
    );
    const outcome = leastSquares(
      c.map((v, i) => [1, a[i]!, m[i]!, a[i]! * m[i]!, v]),
      y,
    );
    const atRest = mediator[0]! + mediator[2]! * mean(c);
    const direct = outcome[1]! + outcome[3]! * atRest;
    const indirect = (outcome[2]! + outcome[3]!) * mediator[1]!;
    expect(Math.abs(direct - made.truth.naturalDirect)).toBeLessThan(0.06);
    expect(Math.abs(indirect - made.truth.naturalIndirect)).toBeLessThan(0.06);
    expect(made.truth.total).toBeCloseTo(made.truth.naturalDirect + made.truth.naturalIndirect, 12);
    expect(Math.abs(outcome[1]! - made.truth.controlledDirect)).toBeLessThan(0.06);
  });

  it("dependentCensoring: uncensored times follow the true curve, and Kaplan–Meier of an arm is too high", () => {
    const made = dependentCensoring({ n });
    const { survival, restrictedMean, hazardRatio } = made.truth;
    expect(hazardRatio).toBe(0.6);
    // by Simpson's rule in another language
    expect(survival(0, 12)).toBeCloseTo(0.5235179859, 9);
    expect(survival(1, 12)).toBeCloseTo(0.6575749186, 9);
    expect(restrictedMean(0, 12)).toBeCloseTo(8.636163003, 8);
    const step = 0.01;
    const area = Array.from({ length: 1200 }, (_, k) => survival(1, (k + 0.5) * step)).reduce(
      (sum, s) => sum + s * step,
      0,
    );
    expect(restrictedMean(1, 12)).toBeCloseTo(area, 6);
    const [x, a, months, died] = ["x", "a", "months", "died"].map((name) => column(made, name)) as number[][];
    const hazard = a!.map((arm, i) => Math.exp(-3 + 0.8 * x![i]!) * (arm === 1 ? 0.6 : 1));
    const compensator = hazard.reduce((sum, h, i) => sum + h * months![i]!, 0);
    const deaths = died!.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(deaths - compensator)).toBeLessThan(4.5 * Math.sqrt(compensator));
    const order = Array.from(months!.keys())
      .filter((i) => a![i] === 0)
      .sort((i, j) => months![i]! - months![j]!);
    let alive = 1;
    order.forEach((i, k) => {
      if (months![i]! <= 12 && died![i] === 1) alive *= 1 - 1 / (order.length - k);
    });
    expect(alive).toBeGreaterThan(survival(0, 12) + 0.03);
  });
});
