import { type IcuDatabase, simulateIcu } from "txlab/data-synth";
import { describe, expect, it } from "vitest";

const settings = { patients: 60, seed: 4 };
const share = 0.02;

async function both<T>(ask: (database: IcuDatabase) => Promise<T>): Promise<[clean: T, spoiled: T]> {
  const results: T[] = [];
  for (const defects of [0, share]) {
    const { cohort } = await simulateIcu({ ...settings, defects });
    const database = await cohort.database();
    results.push(await ask(database));
    database.close();
  }
  return results as [T, T];
}

const one = async (database: IcuDatabase, sql: string): Promise<number> =>
  (await database.query(sql)).get("x", 0) as number;

describe("planted defects", () => {
  it("are counted one by one in the answer key, and there are none unless asked for", async () => {
    const counts = (database: IcuDatabase): Promise<number[]> =>
      Promise.all(
        [
          "SELECT count(*) AS x FROM mimiciv_icu.chartevents WHERE itemid = 220045 AND valuenum = 10000000",
          "SELECT count(*) AS x FROM mimiciv_icu.chartevents WHERE itemid = 223762 AND valuenum > 60",
          `SELECT coalesce(sum(n - 1), 0) AS x FROM (SELECT count(*) AS n FROM mimiciv_icu.chartevents
             GROUP BY stay_id, charttime, itemid, valuenum HAVING count(*) > 1)`,
          "SELECT count(*) AS x FROM mimiciv_hosp.labevents WHERE hadm_id IS NULL",
          "SELECT count(*) AS x FROM mimiciv_hosp.labevents WHERE itemid = 50931 AND valuenum = 999999",
          `SELECT count(*) AS x FROM (SELECT subject_id FROM mimiciv_hosp.patients GROUP BY 1
             HAVING count(DISTINCT gender) = 2)`,
        ].map((sql) => one(database, sql)),
      );
    const key = (database: IcuDatabase): Promise<number[]> =>
      Promise.all(
        [0, 1, 2, 3, 4, 5].map((kind) =>
          one(database, `SELECT count(*) AS x FROM raw.defect WHERE kind = ${kind}`),
        ),
      );
    const [clean, spoiled] = await both(async (database) => ({
      found: await counts(database),
      key: await key(database),
    }));
    // the fraction of oxygen of hour 0 may be charted twice in the same minute
    const twice = clean.found[2]!;
    expect(clean.found.filter((_, k) => k !== 2)).toEqual([0, 0, 0, 0, 0]);
    expect(clean.key).toEqual([0, 0, 0, 0, 0, 0]);
    expect(spoiled.found.map((n, k) => (k === 2 ? n - twice : n))).toEqual(spoiled.key);
    expect(Math.min(...spoiled.key.slice(0, 5))).toBeGreaterThan(5);
    expect(spoiled.key[5]).toBeGreaterThan(0);
  });

  it("spoil about the share of rows that was asked for, with the true value in the key", async () => {
    const [clean, spoiled] = await both(async (database) => ({
      rows: await one(
        database,
        "SELECT (SELECT count(*) FROM raw.chart) + (SELECT count(*) FROM raw.lab) AS x",
      ),
      defects: await one(database, "SELECT count(*) AS x FROM raw.defect"),
      highest: await one(
        database,
        "SELECT coalesce(max(value) FILTER (itemid = 220045), 0) AS x FROM raw.defect",
      ),
    }));
    const expected = share * clean.rows;
    expect(Math.abs(spoiled.defects - expected)).toBeLessThan(4.5 * Math.sqrt(expected));
    expect(spoiled.highest).toBeLessThan(300);
  });

  it("leave the analysis table alone, and are a share", async () => {
    const [clean, spoiled] = [
      await simulateIcu(settings),
      await simulateIcu({ ...settings, defects: share }),
    ];
    expect(spoiled.cohort.analysis().objects()).toEqual(clean.cohort.analysis().objects());
    await expect(simulateIcu({ ...settings, defects: 2 })).rejects.toThrow(
      /defects is a share and must be at most 1/,
    );
  });
});
