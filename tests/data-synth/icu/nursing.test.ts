import { type IcuDatabase, simulateIcu } from "txlab/data-synth";
import { describe, expect, it } from "vitest";

const settings = { patients: 40, seed: 8 };

async function both<T>(ask: (database: IcuDatabase) => Promise<T>): Promise<[light: T, dense: T]> {
  const results: T[] = [];
  for (const density of ["light", "mimic"] as const) {
    const { cohort } = await simulateIcu({ ...settings, density });
    const database = await cohort.database();
    results.push(await ask(database));
    database.close();
  }
  return results as [T, T];
}

const all = async (database: IcuDatabase, sql: string): Promise<object[]> =>
  (await database.query(sql)).objects() as object[];

describe("density: mimic", () => {
  it("adds rows of nursing items only, more than forty an hour, all in the stay and in the dictionary", async () => {
    const [light, dense] = await both(async (database) => ({
      rows: (await all(
        database,
        `SELECT count(*) AS n, count(*) / sum(hours) AS hourly, bool_and(inside) AS inside FROM (
           SELECT c.charttime >= i.intime AND c.charttime < i.outtime AS inside, 0 AS hours
           FROM mimiciv_icu.chartevents c JOIN mimiciv_icu.icustays i USING (stay_id)
           UNION ALL SELECT true, 24 * los FROM mimiciv_icu.icustays)`,
      )) as { n: number; hourly: number; inside: boolean }[],
      unknown: await all(
        database,
        "FROM mimiciv_icu.chartevents WHERE itemid NOT IN (SELECT itemid FROM mimiciv_icu.d_items)",
      ),
      vitals: await all(
        database,
        "SELECT stay_id, charttime::VARCHAR AS t, heart_rate, mbp, resp_rate FROM mimiciv_derived.vitalsign ORDER BY ALL",
      ),
      dictionary: (await all(database, "FROM mimiciv_icu.d_items")).length,
    }));
    expect(light.rows[0]!.hourly).toBeLessThan(10);
    expect(dense.rows[0]!.hourly).toBeGreaterThan(45);
    expect(dense.rows[0]!.inside).toBe(true);
    expect(dense.unknown).toEqual([]);
    expect(dense.vitals).toEqual(light.vitals);
    expect(dense.dictionary).toBe(light.dictionary);
  });

  it("leaves the analysis table alone, and is one of two choices", async () => {
    const [light, dense] = await Promise.all(
      (["light", "mimic"] as const).map((density) => simulateIcu({ ...settings, density })),
    );
    expect(dense!.cohort.analysis().objects()).toEqual(light!.cohort.analysis().objects());
    await expect(simulateIcu({ ...settings, density: "full" as "mimic" })).rejects.toThrow(
      /density must be one of/,
    );
  });
});
