import { type IcuDatabase, simulateIcu } from "txlab/data-synth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let database: IcuDatabase;
beforeAll(async () => {
  const { cohort } = await simulateIcu({ patients: 400, seed: 12, missingness: 1 });
  database = await cohort.database();
});
afterAll(() => database.close());

type Row = Record<string, number | string | null>;
const rows = async (sql: string): Promise<Row[]> => (await database.query(sql)).objects() as Row[];

describe("the tables of the problem sets", () => {
  it("hourly_vitals: exactly six of the eight vitals are there in more than 80% of the hours, 18 columns", async () => {
    const table = await database.query("SELECT * FROM mimiciv_derived.hourly_vitals");
    const n = table.numRows();
    const kept = table.columnNames().filter((name) => {
      const there = Array.from(table.array(name) as ArrayLike<unknown>).filter(
        (value) => value !== null,
      ).length;
      return there / n > 0.8;
    });
    expect(table.numCols()).toBe(26);
    expect(kept.filter((name) => !["stay_id", "hr"].includes(name)).length).toBe(18);
    expect(kept.some((name) => name.startsWith("glucose") || name.startsWith("temperature"))).toBe(false);
  });

  it("hourly_vitals: 24 rows for each stay of more than two days, and the hour's own extremes", async () => {
    const counts = await rows(
      "SELECT stay_id, count(*) AS n FROM mimiciv_derived.hourly_vitals GROUP BY stay_id",
    );
    const long = await rows("SELECT stay_id FROM mimiciv_icu.icustays WHERE los > 2");
    expect(counts.length).toBe(long.length);
    expect(new Set(counts.map(({ n }) => n))).toEqual(new Set([24]));
    const [one] =
      await rows(`SELECT h.stay_id, h.heart_rate_min, h.heart_rate_max, list(c.valuenum) AS charted
      FROM mimiciv_derived.hourly_vitals h JOIN mimiciv_icu.icustays i USING (stay_id) JOIN mimiciv_icu.chartevents c
        ON c.stay_id = h.stay_id AND c.itemid = 220045 AND c.charttime >= i.intime + h.hr * INTERVAL 1 HOUR
        AND c.charttime < i.intime + (h.hr + 1) * INTERVAL 1 HOUR
      WHERE h.hr = 7 GROUP BY ALL ORDER BY h.stay_id LIMIT 1`);
    const charted =
      (one!.charted as unknown as { items?: number[] } & number[]).items ??
      (one!.charted as unknown as number[]);
    expect(one!.heart_rate_min).toBe(Math.min(...charted));
    expect(one!.heart_rate_max).toBe(Math.max(...charted));
  });

  it("first_48_hours: one row for each stay of two days, no patient in two splits, extremes inside the window", async () => {
    const table = await rows("SELECT * FROM mimiciv_derived.first_48_hours");
    const long = await rows("SELECT stay_id FROM mimiciv_icu.icustays WHERE los >= 2");
    expect(table.length).toBe(long.length);
    const splits = new Map<unknown, unknown>();
    for (const { subject_id, split } of table) {
      expect(splits.get(subject_id) ?? split).toBe(split);
      splits.set(subject_id, split);
    }
    expect(new Set(splits.values()).size).toBe(3);
    const by = new Map(table.map((row) => [row.stay_id, row]));
    const labs =
      await rows(`SELECT stay_id, min(valuenum) AS low, max(valuenum) AS high FROM mimiciv_hosp.labevents
      JOIN mimiciv_icu.icustays USING (hadm_id) WHERE itemid = 50912 AND charttime < intime + INTERVAL 48 HOUR GROUP BY stay_id`);
    for (const { stay_id, low, high } of labs) {
      const row = by.get(stay_id);
      if (row) expect([row.creatinine_min, row.creatinine_max]).toEqual([low, high]);
    }
    const died = table.filter(({ mort_icu }) => mort_icu === 1);
    expect(died.length).toBeGreaterThan(5);
    expect(died.every(({ mort_hosp, mort_oneyr }) => mort_hosp === 1 && mort_oneyr === 1)).toBe(true);
  });
});
