import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IcuDatabase, simulateIcu, writeIcu } from "txlab/data-synth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let database: IcuDatabase;
let simulated: Awaited<ReturnType<typeof simulateIcu>>;
const folder = mkdtempSync(join(tmpdir(), "txlab-mimic3-"));
beforeAll(async () => {
  simulated = await simulateIcu({ patients: 150, seed: 21 });
  database = await simulated.cohort.database();
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

type Row = Record<string, never>;
const rows = async (sql: string): Promise<Record<string, unknown>[]> =>
  (await database.query(sql)).objects() as Row[];

describe("the names of MIMIC-III", () => {
  it("are those of its version 1.4, in its order", async () => {
    const columns = async (name: string): Promise<string> =>
      (await database.query(`SELECT * FROM mimiciii.${name} LIMIT 0`)).columnNames().join(" ");
    expect(await columns("PATIENTS")).toBe("ROW_ID SUBJECT_ID GENDER DOB DOD DOD_HOSP DOD_SSN EXPIRE_FLAG");
    expect(await columns("ICUSTAYS")).toBe(
      "ROW_ID SUBJECT_ID HADM_ID ICUSTAY_ID DBSOURCE FIRST_CAREUNIT LAST_CAREUNIT FIRST_WARDID LAST_WARDID INTIME OUTTIME LOS",
    );
    expect(await columns("CHARTEVENTS")).toBe(
      "ROW_ID SUBJECT_ID HADM_ID ICUSTAY_ID ITEMID CHARTTIME STORETIME CGID VALUE VALUENUM VALUEUOM WARNING ERROR RESULTSTATUS STOPPED",
    );
    expect(await columns("LABEVENTS")).toBe(
      "ROW_ID SUBJECT_ID HADM_ID ITEMID CHARTTIME VALUE VALUENUM VALUEUOM FLAG",
    );
    expect(await columns("NOTEEVENTS")).toBe(
      "ROW_ID SUBJECT_ID HADM_ID CHARTDATE CHARTTIME STORETIME CATEGORY DESCRIPTION CGID ISERROR TEXT",
    );
    expect(await columns("ADMISSIONS")).toMatch(
      /ETHNICITY .*DIAGNOSIS HOSPITAL_EXPIRE_FLAG HAS_CHARTEVENTS_DATA$/,
    );
  });

  it("hold the same rows as MIMIC-IV's, with ICD-9 throughout and births 300 years back above 89", async () => {
    for (const [three, four] of [
      ["CHARTEVENTS", "mimiciv_icu.chartevents"],
      ["ADMISSIONS", "mimiciv_hosp.admissions"],
      ["DIAGNOSES_ICD", "mimiciv_hosp.diagnoses_icd"],
      ["NOTEEVENTS", "mimiciv_icu.icustays"],
    ]) {
      const [row] = await rows(
        `SELECT (SELECT count(*) FROM mimiciii.${three}) = (SELECT count(*) FROM ${four}) AS same`,
      );
      expect(row!.same, three).toBe(true);
    }
    const ages =
      await rows(`SELECT min(age) AS low, max(age) FILTER (age < 300) AS high, count(*) FILTER (age >= 300) AS old,
      (SELECT count(*) FROM mimiciv_hosp.patients WHERE anchor_age > 89) AS expected
      FROM (SELECT date_diff('year', DOB, INTIME) AS age FROM mimiciii.ICUSTAYS JOIN mimiciii.PATIENTS USING (SUBJECT_ID)
        QUALIFY row_number() OVER (PARTITION BY SUBJECT_ID ORDER BY INTIME) = 1)`);
    expect(ages[0]!.low).toBeGreaterThanOrEqual(18);
    expect(ages[0]!.high).toBeLessThan(90);
    expect(ages[0]!.old).toBe(ages[0]!.expected);
    const units = await rows("SELECT DISTINCT FIRST_CAREUNIT AS u FROM mimiciii.ICUSTAYS ORDER BY u");
    expect(units.map(({ u }) => u)).toEqual(["CCU", "CSRU", "MICU", "SICU", "TSICU"]);
  });

  it("come with discharge summaries that say what the records say", async () => {
    const notes = await rows(`SELECT n.TEXT AS text, a.hospital_expire_flag AS died, i.los, p.gender,
        (SELECT max(valuenum) FROM mimiciv_hosp.labevents l WHERE l.hadm_id = a.hadm_id AND itemid = 50813) AS lactate,
        EXISTS (FROM mimiciv_derived.vasoactive_agent v WHERE v.stay_id = i.stay_id) AS pressors,
        EXISTS (FROM mimiciv_derived.ventilation v WHERE v.stay_id = i.stay_id) AS tube
      FROM mimiciii.NOTEEVENTS n JOIN mimiciv_hosp.admissions a ON a.hadm_id = n.HADM_ID
      JOIN mimiciv_icu.icustays i ON i.hadm_id = a.hadm_id JOIN mimiciv_hosp.patients p ON p.subject_id = a.subject_id`);
    expect(notes.length).toBe(simulated.cohort.stays);
    for (const { text, died, gender, lactate, pressors, tube } of notes) {
      expect(text).toContain(died === 1 ? "Disposition: expired" : "Disposition: discharged alive");
      expect(text).toContain(gender === "M" ? " year old man" : " year old woman");
      expect(text).toContain(`Peak lactate ${(lactate as number).toFixed(1)} mmol/L`);
      expect(text).toContain(pressors ? "required vasopressors" : "Required no vasopressors");
      expect(text).toContain(tube ? "Intubated and ventilated" : "Not intubated");
    }
  });

  it("are written as a dialect", async () => {
    const out = join(folder, "three");
    await writeIcu(simulated, { out, dialect: "mimic3", format: "csv", policyPatients: 0 });
    expect(existsSync(join(out, "mimiciii/NOTEEVENTS.csv"))).toBe(true);
    expect(existsSync(join(out, "icu"))).toBe(false);
    await expect(writeIcu(simulated, { out, dialect: "mimic5" as "mimic3", force: true })).rejects.toThrow(
      /dialect must be one of/,
    );
  });
});
