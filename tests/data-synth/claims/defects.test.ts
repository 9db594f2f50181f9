import { simulateClaims } from "txlab/data-synth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defectKinds } from "#data-synth/claims/defects.js";

type Database = Awaited<ReturnType<Awaited<ReturnType<typeof simulateClaims>>["cohort"]["database"]>>;

describe("planted defects of claims", () => {
  let database: Database;
  let clean: Database;
  beforeAll(async () => {
    const settings = { members: 1500, seed: 9, labShare: 1 };
    database = await (await simulateClaims({ ...settings, defects: 0.05 })).cohort.database();
    clean = await (await simulateClaims(settings)).cohort.database();
  });
  afterAll(() => {
    database.close();
    clean.close();
  });
  const count = async (from: Database, query: string): Promise<number> =>
    ((await from.query(`SELECT count(*) AS n FROM (${query})`)).object() as { n: number }).n;

  it("are each as many as the answer key says, and there are none unless asked for", async () => {
    const key = (kind: number): Promise<number> => count(database, `FROM raw.defect WHERE kind = ${kind}`);
    const people = (condition: string): string =>
      `SELECT enrolid FROM marketscan.enrollment_detail GROUP BY enrolid HAVING ${condition}`;
    const found: readonly string[] = [
      people("count(DISTINCT sex) > 1"),
      people("max(dobyr) - min(dobyr) > 2"),
      people("min(dobyr) > min(year) + 1 AND max(dobyr) = min(dobyr)"),
      people("min(dobyr) < 1900"),
      "FROM marketscan.drug_claims WHERE pay < 0",
      "SELECT seqnum FROM marketscan.outpatient_services GROUP BY seqnum HAVING count(*) > 1",
      "FROM marketscan.drug_claims WHERE abs(daysupp) = 999",
      "FROM marketscan.lab WHERE loinccd = '4548-4' AND result > 16",
    ];
    for (const [kind, query] of found.entries()) {
      expect(await count(database, query), defectKinds[kind]!).toBe(await key(kind));
      expect(await key(kind), defectKinds[kind]!).toBeGreaterThan(2);
      expect(await count(clean, query), defectKinds[kind]!).toBe(0);
    }
    expect(await count(clean, "FROM raw.defect")).toBe(0);
  });

  it("leave the other claims as they were", async () => {
    const sum = `SELECT count(*) AS n, round(sum(pay)) AS pay FROM marketscan.outpatient_services o
      WHERE (enrolid, seqnum % 100000) NOT IN (SELECT ((d.member + 1) * 100 + 1, d.line) FROM raw.defect d WHERE kind = 5)`;
    const doubled = `SELECT ((d.member + 1) * 100 + 1, d.line) FROM raw.defect d WHERE kind = 5`;
    const lines = (
      await database.query(`SELECT enrolid, seqnum % 100000 AS line FROM marketscan.outpatient_services
      WHERE (enrolid, seqnum % 100000) IN (${doubled}) GROUP BY ALL`)
    ).numRows();
    const spoiled = (await database.query(sum)).object() as { n: number };
    expect(spoiled.n + lines).toBe(await count(clean, "FROM marketscan.outpatient_services"));
  });
});
