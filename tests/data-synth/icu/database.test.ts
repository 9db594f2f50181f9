import type { ColumnTable } from "arquero";
import { type IcuDatabase, simulateIcu } from "txlab/data-synth";
import { describe, expect, it } from "vitest";
import { analysisSql } from "#data-synth/icu/analysis-sql.js";
import { mimic4Tables } from "#data-synth/icu/mimic4.js";

async function withDatabase<T>(
  options: Parameters<typeof simulateIcu>[0],
  task: (database: IcuDatabase, analysis: ColumnTable) => Promise<T>,
): Promise<T> {
  const { cohort } = await simulateIcu(options);
  const database = await cohort.database();
  try {
    return await task(database, cohort.analysis());
  } finally {
    database.close();
  }
}

// MIMIC-IV v3.1's columns, from the public buildmimic scripts.
const published: Readonly<Record<string, string>> = {
  patients: "subject_id gender anchor_age anchor_year anchor_year_group dod",
  admissions:
    "subject_id hadm_id admittime dischtime deathtime admission_type admit_provider_id admission_location discharge_location insurance language marital_status race edregtime edouttime hospital_expire_flag",
  transfers: "subject_id hadm_id transfer_id eventtype careunit intime outtime",
  diagnoses_icd: "subject_id hadm_id seq_num icd_code icd_version",
  d_icd_diagnoses: "icd_code icd_version long_title",
  procedures_icd: "subject_id hadm_id seq_num chartdate icd_code icd_version",
  labevents:
    "labevent_id subject_id hadm_id specimen_id itemid order_provider_id charttime storetime value valuenum valueuom ref_range_lower ref_range_upper flag priority comments",
  d_labitems: "itemid label fluid category",
  prescriptions:
    "subject_id hadm_id pharmacy_id poe_id poe_seq order_provider_id starttime stoptime drug_type drug formulary_drug_cd gsn ndc prod_strength form_rx dose_val_rx dose_unit_rx form_val_disp form_unit_disp doses_per_24_hrs route",
  emar: "subject_id hadm_id emar_id emar_seq poe_id pharmacy_id enter_provider_id charttime medication event_txt scheduletime storetime",
  icustays: "subject_id hadm_id stay_id first_careunit last_careunit intime outtime los",
  d_items: "itemid label abbreviation linksto category unitname param_type lownormalvalue highnormalvalue",
  chartevents:
    "subject_id hadm_id stay_id caregiver_id charttime storetime itemid value valuenum valueuom warning",
  inputevents:
    "subject_id hadm_id stay_id caregiver_id starttime endtime storetime itemid amount amountuom rate rateuom orderid linkorderid ordercategoryname secondaryordercategoryname ordercomponenttypedescription ordercategorydescription patientweight totalamount totalamountuom isopenbag continueinnextdept statusdescription originalamount originalrate",
  outputevents: "subject_id hadm_id stay_id caregiver_id charttime storetime itemid value valueuom",
  procedureevents:
    "subject_id hadm_id stay_id caregiver_id starttime endtime storetime itemid value valueuom location locationcategory orderid linkorderid ordercategoryname ordercategorydescription patientweight isopenbag continueinnextdept statusdescription originalamount originalrate",
};

describe("the event tables", () => {
  it.each([0, 0.8])(
    "add up to the analysis table, column by column, with missingness %d",
    async (missingness) => {
      await withDatabase({ patients: 250, seed: 11, missingness }, async (database, analysis) => {
        const fromEvents = await database.query(analysisSql);
        const flat = analysis.orderby("stay_id").reify();
        expect(fromEvents.numRows()).toBe(flat.numRows());
        const without = [
          "hospital_id",
          "stay_number",
          "diagnosis_group",
          "weight_kg",
          "cancer",
          "survival_days",
          "lost_to_follow_up",
        ];
        const compared = fromEvents.columnNames();
        expect(flat.columnNames().filter((name) => !compared.includes(name))).toEqual(without);
        for (const name of compared) {
          const [ours, theirs] = [flat, fromEvents].map((t) =>
            Array.from(t.array(name) as ArrayLike<unknown>),
          );
          ours!.forEach((value, i) => {
            const other = theirs![i];
            if (typeof value !== "number") expect(other, name).toBe(value);
            else if (Number.isNaN(value)) expect(other, name).toBeNull();
            else expect(Math.abs((other as number) - value), `${name}, row ${i}`).toBeLessThan(1e-9);
          });
        }
      });
    },
  );

  it("have the columns of MIMIC-IV, in its order", async () => {
    await withDatabase({ patients: 3, seed: 1 }, async (database) => {
      for (const [name, columns] of Object.entries(published)) {
        const { module } = mimic4Tables.find((each) => each.name === name)!;
        const table = await database.query(`SELECT * FROM mimiciv_${module}.${name} LIMIT 0`);
        expect(table.columnNames().join(" "), name).toBe(columns);
      }
    });
  });

  it("of 20 patients are the same rows as those patients have among 60", async () => {
    const digest = (patients: number): Promise<ColumnTable> =>
      withDatabase({ patients, seed: 2 }, (database) =>
        database.query(`
          SELECT stay_id, count(*) AS n, bit_xor(hash(charttime, itemid, value, valuenum))::VARCHAR AS rows FROM mimiciv_icu.chartevents
          GROUP BY stay_id ORDER BY stay_id`),
      );
    const [small, large] = await Promise.all([digest(20), digest(60)]);
    const among = new Map((large.objects() as { stay_id: number }[]).map((row) => [row.stay_id, row]));
    for (const row of small.objects() as { stay_id: number }[]) expect(among.get(row.stay_id)).toEqual(row);
  });

  it("keep MIMIC's conventions: shifted dates, ages of 91, deaths of one year, every item in a dictionary", async () => {
    await withDatabase({ patients: 400, seed: 3 }, async (database) => {
      const one = async (sql: string): Promise<unknown> => (await database.query(sql)).get("x", 0);
      expect(await one("SELECT max(anchor_age) AS x FROM mimiciv_hosp.patients")).toBe(91);
      expect(
        await one("SELECT count(*) AS x FROM mimiciv_hosp.patients WHERE anchor_age IN (89, 90)"),
      ).toBeLessThan(20);
      expect(await one("SELECT min(year(intime)) AS x FROM mimiciv_icu.icustays")).toBeGreaterThanOrEqual(
        2110,
      );
      expect(
        await one(`SELECT count(*) AS x FROM mimiciv_hosp.patients p JOIN (SELECT subject_id, max(dischtime) AS last FROM
          mimiciv_hosp.admissions GROUP BY 1) USING (subject_id) WHERE dod > last + INTERVAL 366 DAY`),
      ).toBe(0);
      expect(
        await one(`SELECT count(*) AS x FROM mimiciv_icu.chartevents c JOIN mimiciv_icu.icustays i USING (stay_id)
          WHERE c.charttime < i.intime OR c.charttime >= i.outtime`),
      ).toBe(0);
      for (const [table, dictionary] of [
        ["mimiciv_icu.chartevents", "mimiciv_icu.d_items"],
        ["mimiciv_icu.inputevents", "mimiciv_icu.d_items"],
        ["mimiciv_hosp.labevents", "mimiciv_hosp.d_labitems"],
      ]) {
        const sql = `SELECT count(*) AS x FROM ${table} WHERE itemid NOT IN (SELECT itemid FROM ${dictionary})`;
        expect(await one(sql)).toBe(0);
      }
    });
  });

  it("hold nothing of the truth", async () => {
    await withDatabase({ patients: 2, seed: 3 }, async (database) => {
      const columns = await database.query(
        "SELECT column_name AS name FROM information_schema.columns WHERE regexp_matches(column_name, 'propensity|risk|reserve|impression|y0|y1|severity')",
      );
      expect(columns.objects()).toEqual([]);
    });
  });

  it("are read one by one from the cohort, which names those it has", async () => {
    const { cohort } = await simulateIcu({ patients: 5, seed: 3 });
    const stays = await cohort.table("icustays");
    expect(stays.numRows()).toBe(cohort.stays);
    await expect(cohort.table("icustay")).rejects.toThrow(/table must be one of .*Did you mean "icustays"/);
  });
});
