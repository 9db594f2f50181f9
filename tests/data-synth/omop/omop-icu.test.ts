import type { IcuDatabase } from "txlab/data-synth";
import { simulateIcu } from "txlab/data-synth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { omopIcu } from "#data-synth/omop/omop-icu.js";
import { omopSchema } from "#data-synth/omop/schema.js";
import { syntheaFiles } from "#data-synth/omop/synthea.js";

let database: IcuDatabase;
const count = async (from: string): Promise<number> =>
  (await database.query(`SELECT count(*)::DOUBLE AS n FROM ${from}`)).get("n", 0) as number;

beforeAll(async () => {
  const { cohort } = await simulateIcu({ patients: 120, seed: 5 });
  database = await cohort.database();
});
afterAll(() => database.close());

describe("the ICU in the OMOP Common Data Model", () => {
  it.each(omopIcu)(
    "$name has the model's columns in their order, and none that is required is null",
    async ({ name }) => {
      const { connection } = database;
      const columns = omopSchema[name].map((c) => `${c.name} ${c.type}${c.required ? " NOT NULL" : ""}`);
      const key = name === "source_to_concept_map" ? "" : `, PRIMARY KEY (${omopSchema[name][0]!.name})`;
      await connection.run(`CREATE TABLE raw.held_${name} (${columns.join(", ")}${key})`);
      const shown = await database.query(`SELECT * FROM omop.${name} LIMIT 1`);
      expect(shown.columnNames()).toEqual(omopSchema[name].map((column) => column.name));
      await connection.run(`INSERT INTO raw.held_${name} FROM omop.${name}`);
      expect(await count(`raw.held_${name}`)).toBeGreaterThan(name === "death" ? 5 : 20);
    },
  );

  it("loses no patient, visit, diagnosis, dose, value or death", async () => {
    const pairs = [
      ["omop.person", "mimiciv_hosp.patients"],
      ["omop.visit_occurrence", "mimiciv_hosp.admissions"],
      ["omop.condition_occurrence", "mimiciv_hosp.diagnoses_icd"],
      ["omop.death", "mimiciv_hosp.patients WHERE dod IS NOT NULL"],
    ] as const;
    for (const [ours, theirs] of pairs) expect(await count(ours), ours).toBe(await count(theirs));
    const doses = (await count("mimiciv_hosp.prescriptions")) + (await count("mimiciv_icu.inputevents"));
    expect(await count("omop.drug_exposure")).toBe(doses);
    const values = (await count("mimiciv_hosp.labevents")) + (await count("mimiciv_icu.chartevents"));
    expect(await count("omop.measurement")).toBe(values);
  });

  it("has the year of birth, not the anchor year", async () => {
    const sql = `SELECT count(*)::DOUBLE AS n FROM omop.person JOIN mimiciv_hosp.patients ON subject_id = person_id
      WHERE year_of_birth <> anchor_year - anchor_age`;
    expect((await database.query(sql)).get("n", 0)).toBe(0);
  });

  it("names what it knows and leaves the rest to a licensed vocabulary", async () => {
    const creatinine = await count("omop.measurement WHERE measurement_concept_id = 3016723");
    expect(creatinine).toBe(await count("mimiciv_hosp.labevents WHERE itemid = 50912"));
    expect(
      await count("omop.measurement WHERE measurement_concept_id = 0 AND measurement_source_value IS NULL"),
    ).toBe(0);
    expect(
      await count(
        "omop.condition_occurrence c LEFT JOIN omop.source_to_concept_map m ON m.source_code = c.condition_source_value WHERE m.source_code IS NULL",
      ),
    ).toBe(0);
    expect(await count("omop.person WHERE gender_concept_id NOT IN (8507, 8532)")).toBe(0);
  });

  it("keeps every event inside of a visit and every visit inside of an observation period", async () => {
    expect(
      await count("omop.condition_occurrence ANTI JOIN omop.visit_occurrence USING (visit_occurrence_id)"),
    ).toBe(0);
    const outside = `omop.visit_occurrence JOIN omop.observation_period USING (person_id)
      WHERE visit_start_date < observation_period_start_date OR visit_end_date > observation_period_end_date`;
    expect(await count(outside)).toBe(0);
  });
});

describe("Synthea's flat files", () => {
  it.each([
    [
      "patients",
      "Id,BIRTHDATE,DEATHDATE,SSN,DRIVERS,PASSPORT,PREFIX,FIRST,LAST,SUFFIX,MAIDEN,MARITAL,RACE,ETHNICITY,GENDER,BIRTHPLACE,ADDRESS,CITY,STATE,COUNTY,ZIP,LAT,LON,HEALTHCARE_EXPENSES,HEALTHCARE_COVERAGE",
    ],
    [
      "encounters",
      "Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,PAYER,ENCOUNTERCLASS,CODE,DESCRIPTION,BASE_ENCOUNTER_COST,TOTAL_CLAIM_COST,PAYER_COVERAGE,REASONCODE,REASONDESCRIPTION",
    ],
    ["conditions", "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION"],
    ["observations", "DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE"],
    [
      "medications",
      "START,STOP,PATIENT,PAYER,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,PAYER_COVERAGE,DISPENSES,TOTALCOST,REASONCODE,REASONDESCRIPTION",
    ],
    ["procedures", "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,REASONCODE,REASONDESCRIPTION"],
  ])("%s.csv has Synthea's header and a row for every row of the model", async (name, header) => {
    const table = await database.query(`SELECT * FROM synthea.${name} LIMIT 5`);
    expect(table.columnNames().join(",")).toBe(header);
    const of: Readonly<Record<string, string>> = {
      patients: "person",
      encounters: "visit_occurrence",
      conditions: "condition_occurrence",
      observations: "measurement",
      medications: "drug_exposure",
      procedures: "procedure_occurrence",
    };
    expect(await count(`synthea.${name}`)).toBe(await count(`omop.${of[name]}`));
    expect(syntheaFiles.map((file) => file.name)).toContain(name);
    if (name === "encounters") expect(table.get("START", 0)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });
});
