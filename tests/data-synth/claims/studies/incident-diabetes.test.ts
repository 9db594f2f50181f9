import { DuckDBInstance } from "@duckdb/node-api";
import { table } from "arquero";
import { incidentDiabetesStudy, simulateClaims } from "txlab/data-synth";
import { describe, expect, it } from "vitest";

interface Person {
  /** Covered months from January 2011 as pairs of first and last (inclusive), with drugs. */
  readonly spells: readonly (readonly [number, number])[];
  readonly born?: number;
  readonly sexes?: readonly string[];
  readonly codes?: readonly (readonly [day: string, dx: string])[];
  readonly drugs?: readonly string[];
}

const whole = [[0, 47]] as const;
/** Hand-made members, one rule each. */
const people: Readonly<Record<number, Person>> = {
  101: {
    spells: whole,
    codes: [
      ["2014-03-01", "25000"],
      ["2014-04-01", "25002"],
    ],
  },
  201: { spells: whole },
  301: { spells: [[1, 47]] },
  401: {
    spells: [
      [0, 10],
      [12, 47],
    ],
  },
  501: { spells: [[0, 30]] },
  601: { spells: [[0, 46]] },
  701: { spells: whole, sexes: ["1", "2"] },
  801: { spells: whole, born: 1880 },
  901: { spells: whole, born: 2000 },
  1001: {
    spells: whole,
    codes: [
      ["2012-03-01", "25000"],
      ["2013-04-01", "25000"],
    ],
  },
  1101: { spells: whole, codes: [["2012-03-01", "25000"]] },
  1201: {
    spells: whole,
    codes: [
      ["2012-03-01", "25000"],
      ["2012-03-01", "25000"],
    ],
  },
  1301: { spells: whole, drugs: ["2013-12-31"] },
  1401: { spells: whole, codes: [["2014-06-01", "25000"]] },
  1501: { spells: whole, codes: [["2014-06-01", "25000"]], drugs: ["2014-06-02"] },
  1601: {
    spells: whole,
    codes: [
      ["2013-12-31", "25000"],
      ["2014-01-01", "25000"],
      ["2014-12-31", "E119"],
    ],
  },
  1701: {
    spells: whole,
    codes: [
      ["2015-01-01", "25000"],
      ["2015-02-01", "25000"],
    ],
  },
  1801: {
    spells: whole,
    codes: [
      ["2014-05-01", "4019"],
      ["2014-05-02", "2724"],
    ],
  },
};

const month = (k: number): string =>
  `${2011 + Math.floor(k / 12)}-${String((k % 12) + 1).padStart(2, "0")}-01`;

/** The rules once more, in plain code: the number of the reason, and the label. */
function decide({ spells, born = 1960, sexes = ["1"], codes = [], drugs = [] }: Person): [number, number] {
  const covered = new Set(
    spells.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, k) => from + k)),
  );
  for (let k = 0; k < 24; k++) if (!covered.has(k)) return [0, 0];
  for (let k = 24; k < 48; k++) if (!covered.has(k)) return [1, 0];
  if (sexes.length > 1 || born < 1900) return [2, 0];
  if (2013 - born < 18) return [3, 0];
  const days = new Set(codes.filter(([, dx]) => /^(250|E10|E11)/.test(dx)).map(([day]) => day));
  const before = [...days].filter((day) => day < "2014-01-01").length;
  const within = [...days].filter((day) => day >= "2014-01-01" && day < "2015-01-01").length;
  const given = drugs.filter((day) => day >= "2014-01-01" && day < "2015-01-01").length;
  if (before >= 2 || drugs.some((day) => day < "2014-01-01")) return [4, 0];
  if (within === 1 && given === 0) return [5, 0];
  return [6, within >= 2 || given > 0 ? 1 : 0];
}

async function handMade(): Promise<{
  query: (sql: string) => Promise<ReturnType<typeof table>>;
  close: () => void;
}> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`CREATE SCHEMA marketscan;
    CREATE TABLE marketscan.enrollment_detail (enrolid BIGINT, dtstart DATE, rx VARCHAR, sex VARCHAR, dobyr SMALLINT, year SMALLINT, region VARCHAR, msa INTEGER, plantyp SMALLINT);
    CREATE TABLE marketscan.outpatient_services (enrolid BIGINT, svcdate DATE, dx1 VARCHAR, dx2 VARCHAR, dx3 VARCHAR, dx4 VARCHAR, proc1 VARCHAR);
    CREATE TABLE marketscan.inpatient_services AS FROM marketscan.outpatient_services;
    CREATE TABLE marketscan.drug_claims (enrolid BIGINT, svcdate DATE, ndcnum VARCHAR, pay DOUBLE);
    CREATE TABLE marketscan.lab (enrolid BIGINT, svcdate DATE, loinccd VARCHAR, abnormal VARCHAR);
    CREATE TABLE marketscan.red_book (ndcnum VARCHAR, gennme VARCHAR, thercls SMALLINT);
    INSERT INTO marketscan.red_book VALUES ('1', 'glipizide', 2)`);
  const [covered, lines, fills]: string[][] = [[], [], []];
  for (const [id, { spells, born = 1960, sexes = ["1"], codes = [], drugs = [] }] of Object.entries(people)) {
    for (const [from, to] of spells) {
      for (let k = from; k <= to; k++) {
        const year = 2011 + Math.floor(k / 12);
        covered.push(
          `(${id}, '${month(k)}', '1', '${sexes[k % sexes.length]}', ${born}, ${year}, '3', 0, 6)`,
        );
      }
    }
    for (const [day, dx] of codes) lines.push(`(${id}, '${day}', 'V700', '${dx}', NULL, NULL, '99213')`);
    for (const day of drugs) fills.push(`(${id}, '${day}', '1', 10)`);
  }
  await connection.run(`INSERT INTO marketscan.enrollment_detail VALUES ${covered.join(", ")};
    INSERT INTO marketscan.outpatient_services VALUES ${lines.join(", ")};
    INSERT INTO marketscan.drug_claims VALUES ${fills.join(", ")}`);
  return {
    query: async (sql) => {
      const result = await connection.runAndReadAll(sql);
      const plain = (value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value);
      const columns = result.getColumnsJS();
      return table(
        result.columnNames().map((name, j) => [name, columns[j]!.map(plain)] as [string, unknown[]]),
      );
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

describe("the study of incident diabetes", () => {
  it("says for each hand-made member who is in or out and why, as a second implementation does", async () => {
    const database = await handMade();
    const study = await incidentDiabetesStudy(database as never);
    const reasons = Object.keys(study.flow);
    const labels = new Map(
      study.table
        .objects()
        .map((row) => [(row as { enrolid: number }).enrolid, (row as { diabetes: number }).diabetes]),
    );
    for (const [id, person] of Object.entries(people)) {
      const [reason, label] = decide(person);
      const answer = study.explain(Number(id));
      expect(answer.reason, id).toBe(reasons[reason]);
      expect(answer.included, id).toBe(reason === 6);
      if (reason === 6) expect(labels.get(Number(id)), id).toBe(label);
      else expect(labels.has(Number(id)), id).toBe(false);
    }
    expect(new Set(Object.values(people).map((person) => decide(person)[0])).size).toBe(7);
    expect(study.explain(7)).toMatchObject({
      included: false,
      reason: "unknown: no member has this ENROLID",
    });
    expect(study.explain(301).facts.feature_months).toBe(23);
    database.close();
  });

  it("finds new diabetes in simulated claims, mostly where it truly is, and features that end before the gap", async () => {
    const { cohort, truth } = await simulateClaims({ members: 5000, seed: 3, defects: 0.02 });
    const database = await cohort.database();
    const study = await incidentDiabetesStudy(database);
    const features = await study.features();
    const abnormal = await database.query(`SELECT DISTINCT enrolid FROM marketscan.outpatient_services
      WHERE svcdate < DATE '2013-01-01' AND list_contains([dx1, dx2, dx3, dx4], '79029')`);
    database.close();
    expect(Object.values(study.flow).reduce((sum, each) => sum + each, 0)).toBe(5000);
    expect(study.flow[Object.keys(study.flow)[2] as keyof typeof study.flow]).toBeGreaterThan(0);
    const rows = study.table.objects() as { enrolid: number; diabetes: number }[];
    const latent = new Map(
      (await truth.members())
        .objects()
        .map((row) => [
          (row as { enrolid: number }).enrolid,
          row as { diabetes_onset: number; diabetes_diagnosis: number },
        ]),
    );
    const cases = rows.filter(({ diabetes }) => diabetes === 1);
    expect(cases.length).toBeGreaterThan(4);
    const true2014 = cases.filter(({ enrolid }) => latent.get(enrolid)!.diabetes_onset < 1461).length;
    expect(true2014 / cases.length).toBeGreaterThan(0.5);
    const coded = new Set(abnormal.array("enrolid") as Iterable<number>);
    const share = (diagnosed: boolean): number => {
      const some = rows.filter(({ enrolid }) => latent.get(enrolid)!.diabetes_diagnosis > 731 === diagnosed);
      return some.filter(({ enrolid }) => coded.has(enrolid)).length / some.length;
    };
    expect(share(true), "abnormal glucose is coded before diabetes is").toBeGreaterThan(2 * share(false));
    expect(features.table.numRows()).toBe(rows.length);
    expect(features.names).toContain("dx:2724@730 any");
    expect(features.design!.names.length).toBeGreaterThan(150);
    expect(String(study)).toMatch(/Out: [\d,]+ left-censored/);
  });

  it("refuses windows that are no months in their order, and an empty study", async () => {
    const database = await handMade();
    const refused = (options: object, message: RegExp): Promise<void> =>
      expect(incidentDiabetesStudy(database as never, options)).rejects.toThrow(message) as Promise<void>;
    await refused({ gapFrom: "2013-01-15" }, /gapFrom must be the first day of a month/);
    await refused({ onsetFrom: "2012-01-01" }, /onsetFrom must come after what precedes it, 2013-01-01/);
    await refused({ gap: "2013-01-01" }, /no option "gap"/);
    await refused({ until: "2016-01-01" }, /none of 18 members is in the study/);
    await expect(incidentDiabetesStudy({} as never)).rejects.toThrow(
      /takes a database with the schema marketscan/,
    );
    database.close();
  });
});
