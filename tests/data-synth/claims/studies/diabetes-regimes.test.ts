import {
  type DiabetesRegime,
  type DiabetesRegimesStudy,
  diabetesRegimesStudy,
  simulateClaims,
} from "txlab/data-synth";
import { beforeAll, describe, expect, it } from "vitest";

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

describe("the diabetes regimes study", () => {
  let study: DiabetesRegimesStudy;
  beforeAll(async () => {
    study = await diabetesRegimesStudy(
      (await simulateClaims({ members: 6000, seed: 5, scenario: "diabetes-regimes" })).cohort,
    );
  });

  it("realizes the result of the regime that was given", () => {
    const secret = study.truth.potentialOutcomes().objects() as Record<string, number>[];
    const [first, second] = [
      ["none", "metformin", "sulfonylurea"],
      ["keep", "older", "newer"],
    ];
    const rows = study.table.objects() as Record<string, string | number>[];
    expect(rows.length).toBeGreaterThan(50);
    rows.forEach((row, i) => {
      const [a, b] = [first.indexOf(row.first as string), second.indexOf(row.second as string)];
      expect(row.a1c_6).toBe(secret[i]![`a1c_6_${a}`]);
      expect(row.a1c_12).toBe(secret[i]![`a1c_12_${a}${b}`]);
    });
  });

  it("gives the value of static and dynamic regimes as means over the same members", () => {
    const secret = study.truth.potentialOutcomes();
    expect(study.truth.values["metformin, newer"]).toBeCloseTo(
      mean(secret.array("a1c_12_12") as Float64Array),
      12,
    );
    const at7: DiabetesRegime = {
      first: () => "metformin",
      second: ({ a1c_6 }) => (a1c_6 >= 7 ? "older" : "keep"),
    };
    const rows = secret.objects() as Record<string, number>[];
    const expected = mean(rows.map((row) => (row.a1c_6_1! >= 7 ? row.a1c_12_11! : row.a1c_12_10!)));
    expect(study.truth.value(at7)).toBeCloseTo(expected, 12);
    expect(study.truth.value(at7)).toBeLessThan(study.truth.values["metformin, keep"]!);
    expect(() => study.truth.value({ first: () => "insulin" as "none", second: () => "keep" })).toThrow(
      /first must return one of none, metformin, sulfonylurea/,
    );
  });

  it("is confounded by indication: who is given more starts higher, and more so with the knob", async () => {
    const gap = async (confounding: number): Promise<number> => {
      const { cohort } = await simulateClaims({
        members: 5000,
        seed: 5,
        scenario: "diabetes-regimes",
        confounding,
      });
      const rows = (await diabetesRegimesStudy(cohort)).table.objects() as Record<string, string | number>[];
      const start = (treated: boolean): number =>
        mean(rows.filter((row) => (row.first !== "none") === treated).map((row) => row.a1c_0 as number));
      return start(true) - start(false);
    };
    expect(await gap(1.5)).toBeGreaterThan(Math.max(0.4, (await gap(0)) + 0.3));
  });

  it("says that nobody is there rather than dividing by none", async () => {
    const { cohort } = await simulateClaims({ members: 5 });
    await expect(diabetesRegimesStudy(cohort)).rejects.toThrow(/none of 5 members is newly diagnosed/);
  });
});
