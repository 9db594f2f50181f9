import { simulateClaims } from "txlab/data-synth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveKnobs } from "#data-synth/claims/knobs.js";
import { simulateRecords } from "#data-synth/claims/records.js";

type Rows = Record<string, unknown>[];

async function open(
  members: number,
  options = {},
): Promise<{ ask: (query: string) => Promise<Rows>; close: () => void }> {
  const { cohort } = await simulateClaims({ members, seed: 4, ...options });
  const database = await cohort.database();
  return {
    ask: async (query) => (await database.query(query)).objects() as Rows,
    close: () => database.close(),
  };
}

describe("simulateClaims", () => {
  let cohort: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    cohort = await open(600);
  });
  afterAll(() => cohort.close());

  it("makes a small cohort that is the beginning of a large one, row by row", async () => {
    const settings = { labShare: 0.5, defects: 0.02 };
    const [small, large] = [await open(60, settings), await open(150, settings)];
    for (const table of [
      "enrollment_detail",
      "outpatient_services",
      "drug_claims",
      "lab",
      "inpatient_services",
    ]) {
      const query = `SELECT * FROM marketscan.${table} WHERE enrolid <= 6001 ORDER BY ALL`;
      expect(await small.ask(query)).toEqual(await large.ask(query));
    }
    small.close();
    large.close();
  });

  it("depends on the seed", async () => {
    const sums = async (seed: number): Promise<Rows> => {
      const each = await open(20, { seed });
      const rows = await each.ask("SELECT count(*) AS n, sum(pay) AS pay FROM marketscan.drug_claims");
      each.close();
      return rows;
    };
    expect(await sums(4)).not.toEqual(await sums(5));
  });

  it("keeps keys: every claim falls on a covered day, every header and stay is found, no line twice", async () => {
    const zero = async (query: string): Promise<void> => {
      expect(await cohort.ask(`SELECT count(*) AS n FROM (${query})`), query).toEqual([{ n: 0 }]);
    };
    for (const table of ["outpatient_services", "drug_claims", "lab"]) {
      const month = "date_trunc('month', c.svcdate) = date_trunc('month', e.dtstart)";
      await zero(
        `FROM marketscan.${table} c ANTI JOIN marketscan.enrollment_detail e ON e.enrolid = c.enrolid AND ${month}`,
      );
      await zero(`SELECT seqnum FROM marketscan.${table} GROUP BY ALL HAVING count(*) > 1`);
    }
    await zero(`SELECT fachdid FROM marketscan.outpatient_services WHERE fachdid IS NOT NULL
      AND fachdid NOT IN (SELECT fachdid FROM marketscan.facility_header)`);
    await zero("FROM marketscan.inpatient_services ANTI JOIN marketscan.inpatient_admissions USING (caseid)");
    await zero(`FROM marketscan.inpatient_admissions a JOIN (SELECT caseid, round(100 * sum(pay)) AS paid
      FROM marketscan.inpatient_services GROUP BY caseid) s USING (caseid) WHERE round(100 * totpay) <> paid`);
    await zero("FROM marketscan.drug_claims ANTI JOIN marketscan.red_book USING (ndcnum)");
    await zero(`FROM marketscan.drug_claims d JOIN marketscan.enrollment_detail e ON e.enrolid = d.enrolid
      AND date_trunc('month', d.svcdate) = date_trunc('month', e.dtstart) WHERE e.rx = '0'`);
    await zero("FROM marketscan.outpatient_services WHERE netpay < 0 OR pay <= 0 OR copay < 0");
  });

  it("codes in ICD-9 before 2015-10-01 and in ICD-10 from then on", async () => {
    const rows =
      (await cohort.ask(`SELECT dxver, min(svcdate)::VARCHAR AS first, max(svcdate)::VARCHAR AS last,
        sum((dx1 LIKE '250%')::INT) AS old, sum((dx1 LIKE 'E11%')::INT) AS new FROM marketscan.outpatient_services GROUP BY dxver ORDER BY dxver DESC`)) as {
        dxver: string;
        first: string;
        last: string;
        old: number;
        new: number;
      }[];
    expect(rows.map(({ dxver }) => dxver)).toEqual(["9", "0"]);
    expect(rows[0]!.last < "2015-10-01" && rows[1]!.first >= "2015-10-01").toBe(true);
    expect(rows[0]!.old).toBeGreaterThan(50);
    expect(rows[0]!.new).toBe(0);
    expect(rows[1]!.old).toBe(0);
    expect(rows[1]!.new).toBeGreaterThan(5);
  });

  it("sums enrollment_summary from enrollment_detail", async () => {
    const [both] =
      (await cohort.ask(`SELECT (SELECT count(*) FROM marketscan.enrollment_detail) AS months, (SELECT sum(enrmon) FROM marketscan.enrollment_summary) AS sums,
        (SELECT sum(memdays) FROM marketscan.enrollment_detail) AS days, (SELECT sum(memdays) FROM marketscan.enrollment_summary) AS daysums,
        (SELECT sum(enrind7::INT) FROM marketscan.enrollment_summary) AS july,
        (SELECT count(*) FROM marketscan.enrollment_detail WHERE month(dtstart) = 7) AS julys`)) as Record<
        string,
        number
      >[];
    expect(both!.sums).toBe(both!.months);
    expect(both!.daysums).toBe(both!.days);
    expect(both!.july).toBe(both!.julys);
  });

  it("moves HbA1c down with drugs that are taken", async () => {
    const settings = { members: 4000, seed: 2, scenario: "diabetes-regimes" } as const;
    const knobs = resolveKnobs("diabetes-regimes", {});
    const { regimeTruth } = await simulateRecords({ ...settings, knobs }, ["regimeTruth"]);
    const column = (name: string): Float64Array => regimeTruth.find(([each]) => each === name)![1];
    const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;
    const [none, metformin, both] = ["a1c_12_00", "a1c_12_10", "a1c_12_11"].map((name) => mean(column(name)));
    expect(column("enrolid").length).toBeGreaterThan(30);
    expect(none! - metformin!).toBeGreaterThan(0.25);
    expect(metformin! - both!).toBeGreaterThan(0.08);
  });

  it("says what is wrong with its options", async () => {
    const refused = async (options: object, message: RegExp): Promise<void> => {
      await expect(simulateClaims({ members: 10, ...options })).rejects.toThrow(message);
    };
    await refused({ members: 0 }, /members must be an integer of at least 1; it was 0/);
    await refused({ members: 2e7 }, /members must be at most 10000000/);
    await refused({ seed: -1 }, /seed must be an integer of at least 0/);
    await refused({ scenario: "comercial" }, /Did you mean "commercial"/);
    await refused({ labShare: 1.5 }, /labShare is a share and must be at most 1; it was 1.5/);
    await refused({ overlap: 0 }, /overlap must be greater than 0/);
    await refused({ effect: Number.NaN }, /effect must be a finite number/);
    await refused({ acessGap: 1 }, /Did you mean "accessGap"/);
  });

  it("shows itself, and refuses tables that it does not have", async () => {
    const { cohort, truth } = await simulateClaims({ members: 100, seed: 1 });
    expect(String(cohort)).toMatch(/100 members, 2011 to 2015 · 10 tables/);
    expect(String(cohort)).toMatch(/no MarketScan row was read/);
    expect(String(truth)).toMatch(/hiddenConfounding/);
    await expect(cohort.table("claims")).rejects.toThrow(/table must be one of/);
    expect((await cohort.table("red_book")).columnNames()).toContain("ndcnum");
    expect((await truth.members()).numRows()).toBe(100);
  });
});
