// MIMIC-IV's tables as queries over the raw events. Column names, order and conventions follow MIMIC-IV v3.1.

/** One table: its folder ("hosp" or "icu"), its name and the query that makes it. */
export interface MimicTable {
  readonly module: "hosp" | "icu";
  readonly name: string;
  readonly about: string;
  readonly sql: string;
}

const hosp = (name: string, about: string, sql: string): MimicTable => ({ module: "hosp", name, about, sql });
const icu = (name: string, about: string, sql: string): MimicTable => ({ module: "icu", name, about, sql });
const empty = (...names: string[]): string => names.map((name) => `NULL::VARCHAR AS ${name}`).join(", ");

/** A number as text, with at most four decimals and no trailing zeros. */
const asText = (number: string): string =>
  `rtrim(rtrim(CAST(${number} AS DECIMAL(18, 4))::VARCHAR, '0'), '.')`;

const patients = `
SELECT s.subject_id, CASE g.gender WHEN 1 THEN 'M' ELSE 'F' END AS gender, s.anchor_age::SMALLINT AS anchor_age,
  s.anchor_year::SMALLINT AS anchor_year, y.label AS anchor_year_group,
  CASE WHEN d.death <= d.discharge + 365 * 1440 THEN raw.at(d.death)::DATE END AS dod
FROM raw.stay s
JOIN (SELECT stay_id, gender FROM raw.stay
  UNION ALL SELECT stay_id, 1 - value FROM raw.defect WHERE kind = 5) g USING (stay_id)
JOIN (SELECT subject_id, max(intime + discharge_minutes) AS discharge, max(intime + death_minutes) AS death
      FROM raw.stay GROUP BY subject_id) d USING (subject_id)
JOIN raw.label y ON y.kind = 'anchor_year_group' AND y.code = s.anchor_year_group
WHERE s.stay_number = 1`;

const admissions = `
SELECT s.subject_id, s.hadm_id, raw.at(intime + admit_minutes) AS admittime, raw.at(intime + discharge_minutes) AS dischtime,
  CASE hospital_expire_flag WHEN 1 THEN raw.at(intime + death_minutes) END AS deathtime, t.label AS admission_type,
  NULL::VARCHAR AS admit_provider_id,
  CASE WHEN s.admission_type = 0 THEN 'EMERGENCY ROOM' ELSE 'PHYSICIAN REFERRAL' END AS admission_location,
  CASE WHEN hospital_expire_flag = 1 THEN 'DIED' WHEN transferred = 1 THEN 'ACUTE HOSPITAL' WHEN s.discharge_minutes - s.icu_minutes > 10080 THEN 'REHAB' ELSE 'HOME' END
    AS discharge_location,
  i.label AS insurance, 'English' AS language, NULL::VARCHAR AS marital_status, r.label AS race,
  CASE WHEN s.admission_type = 0 THEN raw.at(intime + admit_minutes - 180) END AS edregtime,
  CASE WHEN s.admission_type = 0 THEN raw.at(intime + admit_minutes + 60) END AS edouttime,
  hospital_expire_flag::SMALLINT AS hospital_expire_flag
FROM raw.stay s
JOIN raw.label t ON t.kind = 'admission_type' AND t.code = s.admission_type
JOIN raw.label i ON i.kind = 'insurance' AND i.code = s.insurance
JOIN raw.label r ON r.kind = 'race' AND r.code = s.race`;

const transfers = `
SELECT subject_id, hadm_id, transfer_id, eventtype, careunit, raw.at(a) AS intime, raw.at(b) AS outtime FROM (
  SELECT subject_id, hadm_id, stay_id + 10000000 AS transfer_id, 'ED' AS eventtype, 'Emergency Department' AS careunit,
    intime + admit_minutes - 180 AS a, intime + admit_minutes + 60 AS b, stay_id, 1 AS place
  FROM raw.stay WHERE admission_type = 0
  UNION ALL
  SELECT subject_id, hadm_id, stay_id, 'admit', u.label, intime, intime + icu_minutes, stay_id, 2
  FROM raw.stay JOIN raw.label u ON u.kind = 'first_careunit' AND u.code = first_careunit
  UNION ALL
  SELECT subject_id, hadm_id, stay_id + 20000000, 'transfer', 'Medicine', intime + icu_minutes, intime + discharge_minutes,
    stay_id, 3
  FROM raw.stay WHERE discharge_minutes > icu_minutes
  UNION ALL
  SELECT subject_id, hadm_id, stay_id + 30000000, 'discharge', NULL, intime + discharge_minutes, NULL, stay_id, 4
  FROM raw.stay)
ORDER BY subject_id, stay_id, place`;

const labevents = `
SELECT row_number() OVER () AS labevent_id, s.subject_id, CASE e.orphan WHEN 0 THEN s.hadm_id END AS hadm_id, e.specimen::BIGINT AS specimen_id, e.itemid,
  NULL::VARCHAR AS order_provider_id, raw.at(e.minute) AS charttime, raw.at(e.minute + 45) AS storetime,
  ${asText("e.value")} AS value, e.value AS valuenum, d.unit AS valueuom, d.lower AS ref_range_lower,
  d.upper AS ref_range_upper, CASE WHEN e.value < d.lower OR e.value > d.upper THEN 'abnormal' END AS flag,
  'STAT' AS priority, NULL::VARCHAR AS comments
FROM raw.lab e JOIN raw.stay s USING (stay_id) JOIN raw.item d USING (itemid)`;

const microbiology = `
SELECT row_number() OVER () AS microevent_id, s.subject_id, s.hadm_id, row_number() OVER () + 5000000 AS micro_specimen_id,
  raw.at(e.minute)::DATE::TIMESTAMP AS chartdate, raw.at(e.minute) AS charttime, e.specimen::INTEGER AS spec_itemid,
  'BLOOD CULTURE' AS spec_type_desc, 1 AS test_seq, 'Blood Culture, Routine' AS test_name,
  CASE WHEN e.organism IS NOT NULL THEN 80000 + e.organism::INTEGER END AS org_itemid, o.label AS org_name,
  NULL::VARCHAR AS ab_name, NULL::DOUBLE AS dilution_value, NULL::VARCHAR AS interpretation
FROM raw.culture e JOIN raw.stay s USING (stay_id)
LEFT JOIN raw.label o ON o.kind = 'organism' AND o.code = e.organism`;

const prescriptions = `
SELECT s.subject_id, s.hadm_id, row_number() OVER () + 1000000 AS pharmacy_id, ${empty("poe_id")}, NULL::INTEGER AS poe_seq,
  ${empty("order_provider_id")}, raw.at(e.start) AS starttime, raw.at(e.stop) AS stoptime, 'MAIN' AS drug_type,
  l.label AS drug, ${empty("formulary_drug_cd", "gsn", "ndc", "prod_strength", "form_rx", "dose_val_rx", "dose_unit_rx", "form_val_disp", "form_unit_disp")},
  3::DOUBLE AS doses_per_24_hrs, 'IV' AS route
FROM raw.drug e JOIN raw.stay s USING (stay_id) JOIN raw.label l ON l.kind = 'drug' AND l.code = e.drug`;

const emar = `
SELECT subject_id, hadm_id, subject_id || '-' || emar_seq AS emar_id, emar_seq, subject_id || '-' || pharmacy_id AS poe_id,
  pharmacy_id, NULL::VARCHAR AS enter_provider_id, dose AS charttime, drug AS medication, 'Administered' AS event_txt,
  dose AS scheduletime, dose + INTERVAL 5 MINUTE AS storetime
FROM (SELECT *, row_number() OVER (PARTITION BY subject_id ORDER BY dose, pharmacy_id) AS emar_seq FROM
  (SELECT p.*, unnest(generate_series(p.starttime, p.stoptime, INTERVAL 8 HOUR)) AS dose FROM mimiciv_hosp.prescriptions p))`;

const chartevents = `
SELECT s.subject_id, s.hadm_id, s.stay_id, NULL::INTEGER AS caregiver_id, raw.at(e.minute) AS charttime,
  raw.at(e.minute + 5) AS storetime, e.itemid, coalesce(raw.words(e.itemid, e.value), ${asText("e.value")}) AS value,
  CASE WHEN e.itemid = 223900 AND e.value = 0 THEN 1 ELSE e.value END AS valuenum, nullif(d.unit, '') AS valueuom,
  0::SMALLINT AS warning
FROM raw.charted e JOIN raw.stay s USING (stay_id) JOIN raw.item d USING (itemid)`;

const inputevents = `
SELECT s.subject_id, s.hadm_id, s.stay_id, NULL::INTEGER AS caregiver_id, raw.at(e.start) AS starttime,
  raw.at(e.stop) AS endtime, raw.at(e.stop + 5) AS storetime, e.itemid, e.amount,
  CASE WHEN d.unit = 'mL' THEN 'mL' WHEN d.unit = 'units/hour' THEN 'units' ELSE 'mg' END AS amountuom, e.rate,
  CASE WHEN e.rate IS NOT NULL THEN d.unit END AS rateuom, row_number() OVER () AS orderid, row_number() OVER () AS linkorderid,
  '01-Drips' AS ordercategoryname, NULL::VARCHAR AS secondaryordercategoryname,
  'Main order parameter' AS ordercomponenttypedescription, 'Continuous Med' AS ordercategorydescription,
  s.weight_kg AS patientweight, NULL::DOUBLE AS totalamount, NULL::VARCHAR AS totalamountuom, 0::SMALLINT AS isopenbag,
  0::SMALLINT AS continueinnextdept, 'FinishedRunning' AS statusdescription, e.amount AS originalamount,
  e.rate AS originalrate
FROM raw.input e JOIN raw.stay s USING (stay_id) JOIN raw.item d USING (itemid)`;

const outputevents = `
SELECT s.subject_id, s.hadm_id, s.stay_id, NULL::INTEGER AS caregiver_id, raw.at(e.minute) AS charttime,
  raw.at(e.minute + 5) AS storetime, e.itemid, e.value, 'mL' AS valueuom
FROM raw.output e JOIN raw.stay s USING (stay_id)`;

const procedureevents = `
SELECT s.subject_id, s.hadm_id, s.stay_id, NULL::INTEGER AS caregiver_id, raw.at(e.start) AS starttime,
  raw.at(e.stop) AS endtime, raw.at(e.stop + 5) AS storetime, e.itemid, (e.stop - e.start)::DOUBLE AS value,
  'min' AS valueuom, ${empty("location", "locationcategory")}, row_number() OVER () AS orderid,
  row_number() OVER () AS linkorderid, 'Procedures' AS ordercategoryname, 'Task' AS ordercategorydescription,
  s.weight_kg AS patientweight, 0::SMALLINT AS isopenbag, 0::SMALLINT AS continueinnextdept,
  'FinishedRunning' AS statusdescription, 1::DOUBLE AS originalamount, 0::DOUBLE AS originalrate
FROM raw.procedure e JOIN raw.stay s USING (stay_id)`;

/** The tables, those that others read first. */
export const mimic4Tables: readonly MimicTable[] = [
  hosp("patients", "sex, anchor age and year, date of death", patients),
  hosp("admissions", "hospital stays: times, insurance, race, death in hospital", admissions),
  hosp("transfers", "emergency department, ICU, ward, discharge", transfers),
  hosp(
    "diagnoses_icd",
    "the reason and chronic diseases, ICD-9 or ICD-10",
    `SELECT s.subject_id, s.hadm_id, e.seq_num, CASE e.version WHEN 9 THEN d.icd9 ELSE d.icd10 END AS icd_code,
  e.version::SMALLINT AS icd_version FROM raw.diagnosis e JOIN raw.stay s USING (stay_id) JOIN raw.icd d USING (code)`,
  ),
  hosp(
    "d_icd_diagnoses",
    "titles of the diagnoses",
    `SELECT icd9 AS icd_code, 9::SMALLINT AS icd_version, title AS long_title FROM raw.icd
  UNION ALL SELECT icd10, 10::SMALLINT, title FROM raw.icd`,
  ),
  hosp(
    "procedures_icd",
    "mechanical ventilation as a billed procedure",
    `SELECT s.subject_id, s.hadm_id, row_number() OVER (PARTITION BY s.hadm_id ORDER BY e.start) AS seq_num,
  raw.at(e.start)::DATE AS chartdate, CASE WHEN s.anchor_year_group < 2 THEN '9671' ELSE '5A1945Z' END AS icd_code,
  CASE WHEN s.anchor_year_group < 2 THEN 9 ELSE 10 END::SMALLINT AS icd_version
  FROM raw.procedure e JOIN raw.stay s USING (stay_id) WHERE e.itemid = 225792`,
  ),
  hosp("labevents", "laboratory results with ranges and flags", labevents),
  hosp(
    "d_labitems",
    "names of the laboratory items",
    `SELECT itemid, label, 'Blood' AS fluid, category FROM raw.item WHERE links = 'labevents' ORDER BY itemid`,
  ),
  hosp("prescriptions", "drugs ordered", prescriptions),
  hosp("emar", "doses given", emar),
  hosp("microbiologyevents", "blood cultures and what grew", microbiology),
  icu(
    "icustays",
    "ICU stays: unit, times, length",
    `SELECT subject_id, hadm_id, stay_id, u.label AS first_careunit, u.label AS last_careunit, raw.at(intime) AS intime,
  raw.at(intime + icu_minutes) AS outtime, icu_minutes / 1440 AS los
  FROM raw.stay JOIN raw.label u ON u.kind = 'first_careunit' AND u.code = first_careunit`,
  ),
  icu(
    "d_items",
    "names of the charted items",
    `SELECT itemid, label, label AS abbreviation, links AS linksto, category, nullif(unit, '') AS unitname,
  CASE WHEN itemid IN (220739, 223900, 223901) THEN 'Text' ELSE 'Numeric' END AS param_type,
  NULL::DOUBLE AS lownormalvalue, NULL::DOUBLE AS highnormalvalue FROM raw.item WHERE links <> 'labevents' ORDER BY itemid`,
  ),
  icu("chartevents", "hourly vitals, coma scale, oxygen and ventilator", chartevents),
  icu("inputevents", "vasopressors with rates, fluids", inputevents),
  icu("outputevents", "urine, hourly", outputevents),
  icu("procedureevents", "invasive ventilation, cultures drawn", procedureevents),
];
