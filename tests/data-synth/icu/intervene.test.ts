import { type IcuCohort, intervene, simulateIcu } from "txlab/data-synth";
import { describe, expect, it } from "vitest";

const settings = { patients: 1500, seed: 6 };
const by = (cohort: IcuCohort, name: string): Map<number, unknown> => {
  const table = cohort.analysis();
  const [ids, values] = [
    table.array("stay_id") as ArrayLike<number>,
    table.array(name) as ArrayLike<unknown>,
  ];
  return new Map(Array.from(ids, (id, i) => [id, values[i]]));
};
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe("intervene", () => {
  it("treats everybody or nobody, and everybody's outcome is then their potential outcome", async () => {
    const { cohort, truth } = await simulateIcu(settings);
    const secret = truth.potentialOutcomes();
    const ids = secret.array("stay_id") as ArrayLike<number>;
    const number = by(cohort, "stay_number");
    for (const [policy, arm] of [
      ["never", "y0"],
      ["always", "y1"],
    ] as const) {
      const changed = await intervene(cohort, policy);
      const died = by(changed.cohort, "death_28d");
      const expected = secret.array(arm) as ArrayLike<number>;
      for (let i = 0; i < ids.length; i++) {
        if (number.get(ids[i]!) === 1) expect(died.get(ids[i]!)).toBe(expected[i]);
      }
      const treated = [...by(changed.cohort, "early_vasopressor").values()] as number[];
      expect(mean(treated)).toBe(policy === "always" ? 1 : 0);
    }
  });

  it("leaves everything before the decision as it was, in the table and in the events", async () => {
    const { cohort } = await simulateIcu({ ...settings, patients: 60 });
    const { cohort: changed } = await intervene(cohort, "always");
    for (const name of ["lactate", "map_min", "sofa", "urine_ml"]) {
      const [before, after] = [by(cohort, name), by(changed, name)];
      const number = by(cohort, "stay_number");
      for (const [id, value] of before) if (number.get(id) === 1) expect(after.get(id)).toEqual(value);
    }
    const pressure = async (
      each: IcuCohort,
      hours: string,
    ): Promise<{ stay_id: number; t: string; valuenum: number }[]> => {
      const database = await each.database();
      const table =
        await database.query(`SELECT stay_id, charttime::VARCHAR AS t, valuenum FROM mimiciv_icu.chartevents
        JOIN mimiciv_icu.icustays i USING (stay_id) JOIN mimiciv_hosp.patients p ON p.subject_id = i.subject_id
        WHERE itemid IN (220052, 220181) AND year(intime) = anchor_year AND ${hours} ORDER BY ALL`);
      database.close();
      return table.objects() as { stay_id: number; t: string; valuenum: number }[];
    };
    const number = by(cohort, "stay_number");
    const early = "charttime < intime + INTERVAL 6 HOUR";
    const first = <T extends { stay_id: number }>(rows: T[]): T[] =>
      rows.filter((row) => number.get(row.stay_id) === 1);
    expect(first(await pressure(changed, early))).toEqual(first(await pressure(cohort, early)));
    const late = "charttime >= intime + INTERVAL 8 HOUR AND charttime < intime + INTERVAL 12 HOUR";
    const level = async (each: IcuCohort): Promise<number> =>
      mean((await pressure(each, late)).map((row) => row.valuenum));
    expect(await level(changed)).toBeGreaterThan((await level(cohort)) + 2);
  });

  it("follows a rule of the record, and its value lies where the population says", async () => {
    const { cohort } = await simulateIcu(settings);
    const rule = await intervene(
      cohort,
      (record) => (record.map_min as number) < 60 && record.gender === "F",
    );
    const of = (name: string): unknown[] => [...by(rule.cohort, name).values()];
    const [map, gender] = [of("map_min"), of("gender")];
    of("early_vasopressor").forEach((a, i) => {
      expect(a).toBe((map[i] as number) < 60 && gender[i] === "F" ? 1 : 0);
    });
    const { risk } = rule.truth.effects;
    const deaths = of("death_28d") as number[];
    const error = Math.sqrt((risk.value * (1 - risk.value)) / deaths.length);
    expect(Math.abs(mean(deaths) - risk.value)).toBeLessThan(4.5 * error);
    const [never, always] = [await intervene(cohort, "never"), await intervene(cohort, "always")];
    expect(always.truth.effects.risk.value).toBeLessThan(risk.value);
    expect(risk.value).toBeLessThan(never.truth.effects.risk.value);
    expect(rule.truth.propensityTerms).toEqual([]);
  });

  it("refuses what is no cohort, no policy, or no probability", async () => {
    const { cohort } = await simulateIcu({ patients: 3 });
    await expect(intervene(cohort.analysis() as never, "always")).rejects.toThrow(
      /takes a cohort of simulateIcu/,
    );
    await expect(intervene(cohort, "sometimes" as never)).rejects.toThrow(
      /policy must be "always", "never" or a function/,
    );
    await expect(intervene(cohort, () => 2)).rejects.toThrow(/for one stay it returned 2/);
    await expect(intervene(cohort, () => Number.NaN)).rejects.toThrow(/returned NaN/);
  });
});
