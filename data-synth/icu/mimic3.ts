// MIMIC-III's tables, as the course of 2019 used them, as queries over MIMIC-IV's: names and order of columns follow
// MIMIC-III v1.4; items keep their MetaVision identifiers, which both databases share.
import { careUnits } from "./catalog.js";

/** One table under its MIMIC-III name: mimiciii.<name>. */
export interface Mimic3Table {
  readonly name: string;
  readonly sql: string;
}

const rowId = "row_number() OVER () AS ROW_ID";
const empty = (...names: string[]): string => names.map((name) => `NULL::VARCHAR AS ${name}`).join(", ");
const unit = (column: string): string =>
  `CASE ${column} ${careUnits.map(({ name, mimic3 }) => `WHEN '${name}' THEN '${mimic3}'`).join(" ")} END`;

/** Births of those above 89 are moved 300 years before their first admission, as MIMIC-III does. */
const patients = `
SELECT ${rowId}, p.subject_id AS SUBJECT_ID, gender AS GENDER,
  CASE WHEN anchor_age > 89 THEN f.first - INTERVAL 300 YEAR ELSE make_timestamp(anchor_year - anchor_age, 1, 1, 0, 0, 0) END AS DOB,
  dod::TIMESTAMP AS DOD, f.death AS DOD_HOSP, NULL::TIMESTAMP AS DOD_SSN, (dod IS NOT NULL)::INTEGER AS EXPIRE_FLAG
FROM mimiciv_hosp.patients p
JOIN (SELECT subject_id, min(admittime) AS first, max(deathtime) AS death FROM mimiciv_hosp.admissions GROUP BY subject_id) f
  USING (subject_id)`;

const admissions = `
SELECT ${rowId}, a.subject_id AS SUBJECT_ID, a.hadm_id AS HADM_ID, admittime AS ADMITTIME, dischtime AS DISCHTIME,
  deathtime AS DEATHTIME,
  CASE admission_type WHEN 'EW EMER.' THEN 'EMERGENCY' WHEN 'URGENT' THEN 'URGENT' ELSE 'ELECTIVE' END AS ADMISSION_TYPE,
  admission_location AS ADMISSION_LOCATION,
  CASE discharge_location WHEN 'DIED' THEN 'DEAD/EXPIRED' ELSE discharge_location END AS DISCHARGE_LOCATION,
  insurance AS INSURANCE, language AS LANGUAGE, ${empty("RELIGION")}, marital_status AS MARITAL_STATUS, race AS ETHNICITY,
  edregtime AS EDREGTIME, edouttime AS EDOUTTIME, upper(d.long_title) AS DIAGNOSIS,
  hospital_expire_flag AS HOSPITAL_EXPIRE_FLAG, 1 AS HAS_CHARTEVENTS_DATA
FROM mimiciv_hosp.admissions a JOIN mimiciv_hosp.diagnoses_icd c ON c.hadm_id = a.hadm_id AND c.seq_num = 1
JOIN mimiciv_hosp.d_icd_diagnoses d ON d.icd_code = c.icd_code AND d.icd_version = c.icd_version`;

const inputs = `
SELECT ${rowId}, subject_id AS SUBJECT_ID, hadm_id AS HADM_ID, stay_id AS ICUSTAY_ID, starttime AS STARTTIME,
  endtime AS ENDTIME, itemid AS ITEMID, amount AS AMOUNT, amountuom AS AMOUNTUOM, rate AS RATE, rateuom AS RATEUOM,
  storetime AS STORETIME, caregiver_id AS CGID, orderid AS ORDERID, linkorderid AS LINKORDERID,
  ordercategoryname AS ORDERCATEGORYNAME, secondaryordercategoryname AS SECONDARYORDERCATEGORYNAME,
  ordercomponenttypedescription AS ORDERCOMPONENTTYPEDESCRIPTION, ordercategorydescription AS ORDERCATEGORYDESCRIPTION,
  patientweight AS PATIENTWEIGHT, totalamount AS TOTALAMOUNT, totalamountuom AS TOTALAMOUNTUOM, isopenbag AS ISOPENBAG,
  continueinnextdept AS CONTINUEINNEXTDEPT, NULL::INTEGER AS CANCELREASON, statusdescription AS STATUSDESCRIPTION,
  ${empty("COMMENTS_EDITEDBY", "COMMENTS_CANCELEDBY")}, NULL::TIMESTAMP AS COMMENTS_DATE, originalamount AS ORIGINALAMOUNT,
  originalrate AS ORIGINALRATE
FROM mimiciv_icu.inputevents`;

/** Short summaries whose every sentence follows from the stay's records. */
const notes = `
WITH story AS (
  SELECT a.subject_id, a.hadm_id, a.dischtime, i.stay_id, p.gender,
    p.anchor_age + year(i.intime) - p.anchor_year AS age, i.los, a.hospital_expire_flag AS died, d.long_title AS reason,
    (SELECT string_agg(lower(t.long_title), '; ' ORDER BY h.seq_num) FROM mimiciv_hosp.diagnoses_icd h
      JOIN mimiciv_hosp.d_icd_diagnoses t ON t.icd_code = h.icd_code AND t.icd_version = h.icd_version
      WHERE h.hadm_id = a.hadm_id AND h.seq_num > 1) AS history,
    (SELECT max(valuenum) FROM mimiciv_hosp.labevents l WHERE l.hadm_id = a.hadm_id AND itemid = 50813) AS lactate,
    (SELECT max(valuenum) FROM mimiciv_hosp.labevents l WHERE l.hadm_id = a.hadm_id AND itemid = 50912) AS creatinine,
    (SELECT count(*) FROM mimiciv_icu.procedureevents e WHERE e.stay_id = i.stay_id AND itemid = 225792) AS tubes,
    (SELECT count(*) FROM mimiciv_icu.inputevents e WHERE e.stay_id = i.stay_id AND itemid IN (221906, 221749)) AS pressors,
    (SELECT string_agg(DISTINCT drug, ', ' ORDER BY drug) FROM mimiciv_hosp.prescriptions r WHERE r.hadm_id = a.hadm_id) AS drugs
  FROM mimiciv_hosp.admissions a JOIN mimiciv_icu.icustays i USING (hadm_id)
  JOIN mimiciv_hosp.patients p ON p.subject_id = a.subject_id
  JOIN mimiciv_hosp.diagnoses_icd c ON c.hadm_id = a.hadm_id AND c.seq_num = 1
  JOIN mimiciv_hosp.d_icd_diagnoses d ON d.icd_code = c.icd_code AND d.icd_version = c.icd_version)
SELECT ${rowId}, subject_id AS SUBJECT_ID, hadm_id AS HADM_ID, dischtime::DATE::TIMESTAMP AS CHARTDATE,
  NULL::TIMESTAMP AS CHARTTIME, NULL::TIMESTAMP AS STORETIME, 'Discharge summary' AS CATEGORY, 'Report' AS DESCRIPTION,
  NULL::INTEGER AS CGID, NULL::VARCHAR AS ISERROR,
  concat('Chief complaint: ', lower(reason), '.\n',
    'History: ', age, ' year old ', CASE gender WHEN 'M' THEN 'man' ELSE 'woman' END,
    CASE WHEN history IS NULL THEN ' without known chronic disease' ELSE ' with ' || history END, '.\n',
    'ICU course: ', round(los, 1), ' days. ', CASE WHEN tubes > 0 THEN 'Intubated and ventilated. ' ELSE 'Not intubated. ' END,
    CASE WHEN pressors > 0 THEN 'Hypotensive, required vasopressors. ' ELSE 'Required no vasopressors. ' END,
    CASE WHEN lactate IS NULL THEN 'Lactate was not measured. ' ELSE concat('Peak lactate ', lactate, ' mmol/L. ') END,
    CASE WHEN creatinine IS NULL THEN '' ELSE concat('Peak creatinine ', creatinine, ' mg/dL. ') END, '\n',
    'Medications: ', coalesce(lower(drugs), 'none'), '.\n',
    'Disposition: ', CASE WHEN died = 1 THEN 'expired' ELSE 'discharged alive' END, '.\n') AS TEXT
FROM story`;

/** The tables, by their names. */
export const mimic3Tables: readonly Mimic3Table[] = [
  { name: "PATIENTS", sql: patients },
  { name: "ADMISSIONS", sql: admissions },
  {
    name: "ICUSTAYS",
    sql: `SELECT ${rowId}, subject_id AS SUBJECT_ID, hadm_id AS HADM_ID, stay_id AS ICUSTAY_ID, 'metavision' AS DBSOURCE,
  ${unit("first_careunit")} AS FIRST_CAREUNIT, ${unit("last_careunit")} AS LAST_CAREUNIT, NULL::INTEGER AS FIRST_WARDID,
  NULL::INTEGER AS LAST_WARDID, intime AS INTIME, outtime AS OUTTIME, los AS LOS FROM mimiciv_icu.icustays`,
  },
  {
    name: "DIAGNOSES_ICD",
    sql: `SELECT ${rowId}, s.subject_id AS SUBJECT_ID, s.hadm_id AS HADM_ID, e.seq_num AS SEQ_NUM, d.icd9 AS ICD9_CODE
  FROM raw.diagnosis e JOIN raw.stay s USING (stay_id) JOIN raw.icd d USING (code)`,
  },
  {
    name: "CHARTEVENTS",
    sql: `SELECT ${rowId}, subject_id AS SUBJECT_ID, hadm_id AS HADM_ID, stay_id AS ICUSTAY_ID, itemid AS ITEMID,
  charttime AS CHARTTIME, storetime AS STORETIME, caregiver_id AS CGID, value AS VALUE, valuenum AS VALUENUM,
  valueuom AS VALUEUOM, warning AS WARNING, 0 AS ERROR, ${empty("RESULTSTATUS", "STOPPED")} FROM mimiciv_icu.chartevents`,
  },
  {
    name: "LABEVENTS",
    sql: `SELECT ${rowId}, subject_id AS SUBJECT_ID, hadm_id AS HADM_ID, itemid AS ITEMID, charttime AS CHARTTIME,
  value AS VALUE, valuenum AS VALUENUM, valueuom AS VALUEUOM, flag AS FLAG FROM mimiciv_hosp.labevents`,
  },
  { name: "INPUTEVENTS_MV", sql: inputs },
  {
    name: "OUTPUTEVENTS",
    sql: `SELECT ${rowId}, subject_id AS SUBJECT_ID, hadm_id AS HADM_ID, stay_id AS ICUSTAY_ID, charttime AS CHARTTIME,
  itemid AS ITEMID, value AS VALUE, valueuom AS VALUEUOM, storetime AS STORETIME, caregiver_id AS CGID,
  ${empty("STOPPED", "NEWBOTTLE")}, NULL::INTEGER AS ISERROR FROM mimiciv_icu.outputevents`,
  },
  {
    name: "PRESCRIPTIONS",
    sql: `SELECT ${rowId}, subject_id AS SUBJECT_ID, hadm_id AS HADM_ID, NULL::INTEGER AS ICUSTAY_ID,
  starttime::DATE::TIMESTAMP AS STARTDATE, stoptime::DATE::TIMESTAMP AS ENDDATE, drug_type AS DRUG_TYPE, drug AS DRUG,
  ${empty("DRUG_NAME_POE", "DRUG_NAME_GENERIC")}, formulary_drug_cd AS FORMULARY_DRUG_CD, gsn AS GSN, ndc AS NDC,
  prod_strength AS PROD_STRENGTH, dose_val_rx AS DOSE_VAL_RX, dose_unit_rx AS DOSE_UNIT_RX, form_val_disp AS FORM_VAL_DISP,
  form_unit_disp AS FORM_UNIT_DISP, route AS ROUTE FROM mimiciv_hosp.prescriptions`,
  },
  {
    name: "MICROBIOLOGYEVENTS",
    sql: `SELECT ${rowId}, subject_id AS SUBJECT_ID, hadm_id AS HADM_ID, chartdate AS CHARTDATE, charttime AS CHARTTIME,
  spec_itemid AS SPEC_ITEMID, spec_type_desc AS SPEC_TYPE_DESC, org_itemid AS ORG_ITEMID, org_name AS ORG_NAME,
  NULL::INTEGER AS ISOLATE_NUM, NULL::INTEGER AS AB_ITEMID, ab_name AS AB_NAME, ${empty("DILUTION_TEXT", "DILUTION_COMPARISON")},
  dilution_value AS DILUTION_VALUE, interpretation AS INTERPRETATION FROM mimiciv_hosp.microbiologyevents`,
  },
  { name: "NOTEEVENTS", sql: notes },
  {
    name: "D_ITEMS",
    sql: `SELECT ${rowId}, itemid AS ITEMID, label AS LABEL, abbreviation AS ABBREVIATION, 'metavision' AS DBSOURCE,
  linksto AS LINKSTO, category AS CATEGORY, unitname AS UNITNAME, param_type AS PARAM_TYPE, NULL::INTEGER AS CONCEPTID
  FROM mimiciv_icu.d_items`,
  },
  {
    name: "D_LABITEMS",
    sql: `SELECT ${rowId}, itemid AS ITEMID, label AS LABEL, fluid AS FLUID, category AS CATEGORY, ${empty("LOINC_CODE")}
  FROM mimiciv_hosp.d_labitems`,
  },
];
