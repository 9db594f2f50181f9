import { type CostAsNeedStudy, costAsNeedStudy, simulateClaims } from "txlab/data-synth";
import { describe, expect, it } from "vitest";

const make = async (accessGap: number): Promise<CostAsNeedStudy> =>
  costAsNeedStudy((await simulateClaims({ members: 6000, seed: 4, accessGap })).cohort);

describe("the study of cost as need", () => {
  it("understates group B's need the more, the larger the access gap, while need itself stays", async () => {
    const [none, some, much] = [await make(0), await make(1), await make(2)];
    const gaps = [none, some, much].map(({ truth }) => truth.needAtEqualCost);
    expect(gaps[1]! - gaps[0]!).toBeGreaterThan(0.15);
    expect(gaps[2]! - gaps[1]!).toBeGreaterThan(0.15);
    expect(some!.truth.shareByCost).toBeLessThan(none!.truth.shareByCost);
    expect(much!.truth.shareByCost).toBeLessThan(0.7 * much!.truth.shareByNeed);
    expect(much!.truth.need().objects()).toEqual(none!.truth.need().objects());
  });

  it("has adults covered for two years, with the group declared synthetic", async () => {
    const study = await make(1);
    const rows = study.table.objects() as Record<string, number | string>[];
    expect(rows.every(({ age }) => (age as number) >= 18)).toBe(true);
    expect(new Set(rows.map(({ synthetic_group }) => synthetic_group))).toEqual(new Set(["A", "B"]));
    expect(String(study)).toMatch(/the group is synthetic/);
    expect(study.table.columnNames()).not.toContain("need");
  });
});
