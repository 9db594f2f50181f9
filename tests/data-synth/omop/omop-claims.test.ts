import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClaimsDatabase, simulateClaims, writeClaims } from "txlab/data-synth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { omopClaims } from "#data-synth/omop/omop-claims.js";
import { omopSchema } from "#data-synth/omop/schema.js";

let database: ClaimsDatabase;
let simulated: Awaited<ReturnType<typeof simulateClaims>>;
const count = async (from: string): Promise<number> =>
  (await database.query(`SELECT count(*)::DOUBLE AS n FROM ${from}`)).get("n", 0) as number;

beforeAll(async () => {
  simulated = await simulateClaims({ members: 400, seed: 5 });
  database = await simulated.cohort.database();
});
afterAll(() => database.close());

describe("claims in the OMOP Common Data Model", () => {
  it.each(omopClaims)(
    "$name has the model's columns, unique identifiers, and what is required",
    async ({ name }) => {
      const { connection } = database;
      const shown = await database.query(`SELECT * FROM omop.${name} LIMIT 1`);
      expect(shown.columnNames()).toEqual(omopSchema[name].map((column) => column.name));
      const columns = omopSchema[name].map((c) => `${c.name} ${c.type}${c.required ? " NOT NULL" : ""}`);
      const key = name === "source_to_concept_map" ? "" : `, PRIMARY KEY (${omopSchema[name][0]!.name})`;
      await connection.run(`CREATE TABLE raw.held_${name} (${columns.join(", ")}${key})`);
      await connection.run(`INSERT INTO raw.held_${name} FROM omop.${name}`);
      if (name === "death") expect(await count("raw.held_death")).toBe(0);
      else expect(await count(`raw.held_${name}`)).toBeGreaterThan(20);
    },
  );

  it("loses no member, stay, diagnosis, prescription or value", async () => {
    expect(await count("omop.person")).toBe(
      await count("(SELECT DISTINCT enrolid FROM marketscan.enrollment_detail)"),
    );
    expect(await count("omop.visit_occurrence WHERE visit_concept_id = 9201")).toBe(
      await count("marketscan.inpatient_admissions"),
    );
    expect(await count("omop.drug_exposure")).toBe(await count("marketscan.drug_claims"));
    expect(await count("omop.measurement")).toBe(await count("marketscan.lab"));
    const places = [1, 2, 3, 4].map((k) => `count(dx${k})`).join(" + ");
    const coded = async (table: string): Promise<number> =>
      (await database.query(`SELECT (${places})::DOUBLE AS n FROM marketscan.${table}`)).get(
        "n",
        0,
      ) as number;
    expect(await count("omop.condition_occurrence")).toBe(
      (await coded("outpatient_services")) + (await coded("inpatient_admissions")),
    );
  });

  it("says once, for every drug and diagnosis, what the code means and in which vocabulary", async () => {
    const codes = `(SELECT drug_source_value AS code, 'NDC' AS vocabulary FROM omop.drug_exposure UNION
      SELECT condition_source_value, if(condition_start_date < DATE '2015-10-01', 'ICD9CM', 'ICD10CM') FROM omop.condition_occurrence) c`;
    const map =
      "omop.source_to_concept_map m ON m.source_code = c.code AND m.source_vocabulary_id = c.vocabulary";
    expect(await count(codes)).toBeGreaterThan(100);
    expect(await count(`${codes} JOIN ${map} WHERE source_code_description IS NOT NULL`)).toBe(
      await count(codes),
    );
  });

  it("keeps diagnoses and procedures inside of visits, and months of cover inside of observation periods", async () => {
    for (const table of ["condition_occurrence", "procedure_occurrence"])
      expect(
        await count(`omop.${table} ANTI JOIN omop.visit_occurrence USING (visit_occurrence_id)`),
        table,
      ).toBe(0);
    const covered = `marketscan.enrollment_detail e JOIN omop.observation_period p ON p.person_id = e.enrolid
      AND e.dtstart >= p.observation_period_start_date AND e.dtend <= p.observation_period_end_date`;
    expect(await count(covered)).toBe(await count("marketscan.enrollment_detail"));
    const overlapping = `omop.observation_period a JOIN omop.observation_period b ON a.person_id = b.person_id
      AND a.observation_period_id < b.observation_period_id
      AND a.observation_period_end_date + 1 >= b.observation_period_start_date`;
    expect(await count(overlapping)).toBe(0);
  });

  it("writes the dialect by blocks of members whose identifiers do not meet", async () => {
    const out = join(await mkdtemp(join(tmpdir(), "omop-")), "out");
    await writeClaims(simulated, { out, dialect: "omop", partMembers: 150 });
    expect((await readdir(out)).sort()).toEqual(
      expect.arrayContaining(["condition_occurrence", "person", "truth", "visit_occurrence"]),
    );
    const [key] = ["condition_occurrence_id"];
    const parts = `read_parquet('${out}/condition_occurrence/*.parquet')`;
    expect(await count(parts)).toBe(await count("omop.condition_occurrence"));
    expect(await count(`(SELECT DISTINCT ${key} FROM ${parts})`)).toBe(await count(parts));
    expect(await readdir(join(out, "source_to_concept_map"))).toHaveLength(1);
    await rm(out, { recursive: true });
  });
});
