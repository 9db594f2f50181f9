// Concepts that analyses are made of, computed from MIMIC-IV's tables alone, so that the same SQL runs on MIMIC itself in
// DuckDB. Definitions follow the public mimic-code concepts; what is simplified is said.

/** A derived table: mimiciv_derived.<name>. */
export interface DerivedConcept {
  readonly name: string;
  readonly about: string;
  readonly sql: string;
}

/** Charted values with one name for each vital, in one unit. */
const vitalsign = `
SELECT stay_id, subject_id, charttime,
  max(CASE WHEN itemid = 220045 THEN valuenum END) AS heart_rate,
  max(CASE WHEN itemid IN (220050, 220179, 225309) THEN valuenum END) AS sbp,
  max(CASE WHEN itemid IN (220051, 220180, 225310) THEN valuenum END) AS dbp,
  max(CASE WHEN itemid IN (220052, 220181, 225312) THEN valuenum END) AS mbp,
  max(CASE WHEN itemid IN (220210, 224690) THEN valuenum END) AS resp_rate,
  max(CASE WHEN itemid = 223761 THEN (valuenum - 32) / 1.8 WHEN itemid = 223762 THEN valuenum END) AS temperature,
  max(CASE WHEN itemid = 220277 THEN valuenum END) AS spo2
FROM mimiciv_icu.chartevents
WHERE itemid IN (220045, 220050, 220179, 225309, 220051, 220180, 225310, 220052, 220181, 225312, 220210, 224690, 223761,
  223762, 220277) AND valuenum IS NOT NULL
GROUP BY stay_id, subject_id, charttime`;

/** A verbal response that a tube prevents makes the score 15, as in mimic-code. */
const gcs = `
SELECT stay_id, charttime,
  CASE WHEN bool_or(itemid = 223900 AND value = 'No Response-ETT') THEN 15
    ELSE sum(valuenum) END::INTEGER AS gcs
FROM mimiciv_icu.chartevents WHERE itemid IN (220739, 223900, 223901)
GROUP BY stay_id, charttime HAVING count(DISTINCT itemid) = 3`;

const ventilation = `
SELECT stay_id, starttime, endtime FROM mimiciv_icu.procedureevents WHERE itemid = 225792`;

/** Arterial oxygen with the inspired fraction charted last, at most four hours and ten minutes before. */
const bloodGas = `
SELECT i.stay_id, l.charttime, l.valuenum AS po2, f.valuenum AS fio2, 100 * l.valuenum / f.valuenum AS pao2fio2ratio
FROM mimiciv_hosp.labevents l
JOIN mimiciv_icu.icustays i ON i.hadm_id = l.hadm_id AND l.charttime >= i.intime - INTERVAL 6 HOUR AND l.charttime <= i.outtime
ASOF LEFT JOIN (SELECT stay_id, charttime, valuenum FROM mimiciv_icu.chartevents WHERE itemid = 223835) f
  ON f.stay_id = i.stay_id AND f.charttime <= l.charttime
WHERE l.itemid = 50821 AND f.charttime >= l.charttime - INTERVAL 250 MINUTE`;

/** Rates in mcg/kg/min, vasopressin in units/h. */
const vasoactive = `
SELECT stay_id, starttime, endtime,
  CASE WHEN itemid = 221906 THEN rate END AS norepinephrine, CASE WHEN itemid = 221289 THEN rate END AS epinephrine,
  CASE WHEN itemid = 221749 THEN rate END AS phenylephrine, CASE WHEN itemid = 222315 THEN rate END AS vasopressin,
  CASE WHEN itemid = 221662 THEN rate END AS dopamine, CASE WHEN itemid = 221653 THEN rate END AS dobutamine,
  CASE WHEN itemid = 221986 THEN rate END AS milrinone
FROM mimiciv_icu.inputevents
WHERE itemid IN (221906, 221289, 221749, 222315, 221662, 221653, 221986) AND rate > 0`;

/** Sum over the drugs that run at the beginning of each stretch. */
const norepinephrineEquivalent = `
WITH edges AS (
  SELECT DISTINCT stay_id, t FROM (
    SELECT stay_id, starttime AS t FROM mimiciv_derived.vasoactive_agent
    UNION ALL SELECT stay_id, endtime FROM mimiciv_derived.vasoactive_agent)),
stretches AS (
  SELECT stay_id, t AS starttime, lead(t) OVER (PARTITION BY stay_id ORDER BY t) AS endtime FROM edges)
SELECT s.stay_id, s.starttime, s.endtime,
  round(sum(coalesce(v.norepinephrine, 0) + coalesce(v.epinephrine, 0) + coalesce(v.phenylephrine, 0) / 10
    + coalesce(v.dopamine, 0) / 100 + coalesce(v.vasopressin, 0) * 2.5 / 60), 4) AS norepinephrine_equivalent_dose
FROM stretches s JOIN mimiciv_derived.vasoactive_agent v
  ON v.stay_id = s.stay_id AND v.starttime <= s.starttime AND v.endtime >= s.endtime
WHERE s.endtime IS NOT NULL GROUP BY s.stay_id, s.starttime, s.endtime`;

const hourly = `
SELECT stay_id, hadm_id, hr, intime + hr * INTERVAL 1 HOUR AS starttime, intime + (hr + 1) * INTERVAL 1 HOUR AS endtime
FROM (SELECT stay_id, hadm_id, intime,
  unnest(generate_series(0, greatest(0, ceil(date_diff('minute', intime, outtime) / 60)::INTEGER - 1))) AS hr
  FROM mimiciv_icu.icustays)`;

/**
 * SOFA each hour over the last 24 hours: the worst of each component, missing ones 0. Hours count from ICU admission. The
 * component of the kidneys reads urine only once a whole day has been charted.
 */
const sofa = `
WITH vital AS (
  SELECT v.stay_id, date_diff('minute', i.intime, v.charttime) // 60 AS hr, min(mbp) AS mbp
  FROM mimiciv_derived.vitalsign v JOIN mimiciv_icu.icustays i USING (stay_id) GROUP BY ALL),
coma AS (
  SELECT g.stay_id, date_diff('minute', i.intime, g.charttime) // 60 AS hr, min(gcs) AS gcs
  FROM mimiciv_derived.gcs g JOIN mimiciv_icu.icustays i USING (stay_id) GROUP BY ALL),
lab AS (
  SELECT i.stay_id, date_diff('minute', i.intime, l.charttime) // 60 AS hr,
    max(CASE WHEN itemid = 50885 THEN valuenum END) AS bilirubin, max(CASE WHEN itemid = 50912 THEN valuenum END) AS creatinine,
    min(CASE WHEN itemid = 51265 THEN valuenum END) AS platelets
  FROM mimiciv_hosp.labevents l JOIN mimiciv_icu.icustays i ON i.hadm_id = l.hadm_id
    AND l.charttime >= i.intime AND l.charttime < i.outtime
  WHERE itemid IN (50885, 50912, 51265) GROUP BY ALL),
gas AS (
  SELECT b.stay_id, date_diff('minute', i.intime, b.charttime) // 60 AS hr,
    min(CASE WHEN v.stay_id IS NULL THEN b.pao2fio2ratio END) AS ratio_free,
    min(CASE WHEN v.stay_id IS NOT NULL THEN b.pao2fio2ratio END) AS ratio_ventilated
  FROM mimiciv_derived.bg b JOIN mimiciv_icu.icustays i USING (stay_id)
  LEFT JOIN mimiciv_derived.ventilation v
    ON v.stay_id = b.stay_id AND b.charttime >= v.starttime AND b.charttime <= v.endtime
  GROUP BY ALL),
urine AS (
  SELECT o.stay_id, date_diff('minute', i.intime, o.charttime) // 60 AS hr, sum(value) AS urine
  FROM mimiciv_icu.outputevents o JOIN mimiciv_icu.icustays i USING (stay_id)
  WHERE itemid IN (226559, 226560, 226561, 226563, 226564, 226565, 226567, 226584) GROUP BY ALL),
dose AS (
  SELECT h.stay_id, h.hr, max(greatest(coalesce(v.norepinephrine, 0), coalesce(v.epinephrine, 0))) AS catecholamine,
    max(coalesce(v.dopamine, 0)) AS dopamine, max(coalesce(v.dobutamine, 0)) AS dobutamine
  FROM mimiciv_derived.icustay_hourly h JOIN mimiciv_derived.vasoactive_agent v
    ON v.stay_id = h.stay_id AND v.starttime < h.endtime AND v.endtime > h.starttime GROUP BY ALL),
score AS (
  SELECT h.stay_id, h.hr, h.starttime, h.endtime,
    CASE WHEN ratio_ventilated < 100 THEN 4 WHEN ratio_ventilated < 200 THEN 3
      WHEN least(ratio_free, ratio_ventilated) < 300 THEN 2 WHEN least(ratio_free, ratio_ventilated) < 400 THEN 1 ELSE 0 END
      AS respiration,
    CASE WHEN platelets < 20 THEN 4 WHEN platelets < 50 THEN 3 WHEN platelets < 100 THEN 2 WHEN platelets < 150 THEN 1
      ELSE 0 END AS coagulation,
    CASE WHEN bilirubin >= 12 THEN 4 WHEN bilirubin >= 6 THEN 3 WHEN bilirubin >= 2 THEN 2 WHEN bilirubin >= 1.2 THEN 1
      ELSE 0 END AS liver,
    CASE WHEN dopamine > 15 OR catecholamine > 0.1 THEN 4 WHEN dopamine > 5 OR catecholamine > 0 THEN 3
      WHEN dopamine > 0 OR dobutamine > 0 THEN 2 WHEN mbp < 70 THEN 1 ELSE 0 END AS cardiovascular,
    CASE WHEN gcs < 6 THEN 4 WHEN gcs < 10 THEN 3 WHEN gcs < 13 THEN 2 WHEN gcs < 15 THEN 1 ELSE 0 END AS cns,
    CASE WHEN creatinine >= 5 THEN 4 WHEN creatinine >= 3.5 THEN 3 WHEN creatinine >= 2 THEN 2 WHEN creatinine >= 1.2 THEN 1
      ELSE 0 END AS creatinine_score, urine
  FROM mimiciv_derived.icustay_hourly h LEFT JOIN vital USING (stay_id, hr) LEFT JOIN coma USING (stay_id, hr)
    LEFT JOIN lab USING (stay_id, hr) LEFT JOIN gas USING (stay_id, hr) LEFT JOIN urine USING (stay_id, hr)
    LEFT JOIN dose USING (stay_id, hr)),
rolled AS (
  SELECT stay_id, hr, starttime, endtime, max(respiration) OVER day AS respiration_24hours,
    max(coagulation) OVER day AS coagulation_24hours, max(liver) OVER day AS liver_24hours,
    max(cardiovascular) OVER day AS cardiovascular_24hours, max(cns) OVER day AS cns_24hours,
    greatest(max(creatinine_score) OVER day, CASE WHEN hr >= 23 AND sum(urine) OVER day < 200 THEN 4
      WHEN hr >= 23 AND sum(urine) OVER day < 500 THEN 3 ELSE 0 END) AS renal_24hours
  FROM score WINDOW day AS (PARTITION BY stay_id ORDER BY hr ROWS BETWEEN 23 PRECEDING AND CURRENT ROW))
SELECT *, respiration_24hours + coagulation_24hours + liver_24hours + cardiovascular_24hours + cns_24hours + renal_24hours
  AS sofa_24hours FROM rolled`;

const antibioticNames: readonly string[] = [
  "vancomycin",
  "piperacillin",
  "cefepime",
  "ceftriaxone",
  "meropenem",
  "cefazolin",
  "ceftazidime",
  "ciprofloxacin",
  "levofloxacin",
  "metronidazole",
  "ampicillin",
  "linezolid",
  "aztreonam",
  "gentamicin",
];

/** An antibiotic first and a culture within 24 hours, or a culture first and an antibiotic within 72 hours. */
const suspicion = `
WITH drug AS (
  SELECT subject_id, hadm_id, starttime AS antibiotic_time, drug AS antibiotic FROM mimiciv_hosp.prescriptions
  WHERE regexp_matches(lower(drug), '${antibioticNames.join("|")}')),
pair AS (
  SELECT d.*, coalesce(c.charttime, c.chartdate) AS culture_time
  FROM drug d JOIN mimiciv_hosp.microbiologyevents c ON c.subject_id = d.subject_id
  WHERE (culture_time >= antibiotic_time AND culture_time <= antibiotic_time + INTERVAL 24 HOUR)
     OR (culture_time < antibiotic_time AND culture_time >= antibiotic_time - INTERVAL 72 HOUR))
SELECT i.stay_id, p.subject_id, p.hadm_id, p.antibiotic, p.antibiotic_time, min(p.culture_time) AS culture_time,
  least(p.antibiotic_time, min(p.culture_time)) AS suspected_infection_time
FROM pair p JOIN mimiciv_icu.icustays i USING (hadm_id)
GROUP BY i.stay_id, p.subject_id, p.hadm_id, p.antibiotic, p.antibiotic_time`;

/** SOFA of 2 or more from 48 hours before to 24 hours after the suspicion; the first such hour of a stay. */
const sepsis3 = `
SELECT stay_id, subject_id, suspected_infection_time, endtime AS sofa_time, sofa_24hours AS sofa_score
FROM mimiciv_derived.suspicion_of_infection s JOIN mimiciv_derived.sofa f USING (stay_id)
WHERE sofa_24hours >= 2 AND endtime >= suspected_infection_time - INTERVAL 48 HOUR
  AND endtime <= suspected_infection_time + INTERVAL 24 HOUR
QUALIFY row_number() OVER (PARTITION BY stay_id ORDER BY suspected_infection_time, antibiotic_time, culture_time, endtime) = 1`;

const codes = (nine: string, ten: string): string =>
  `max(CASE WHEN icd_version = 9 AND regexp_matches(icd_code, '^(${nine})') OR icd_version = 10 AND regexp_matches(icd_code, '^(${ten})') THEN 1 ELSE 0 END)`;

/** Code lists after Quan et al. (2005); points after Charlson et al. (1987); age is not counted. */
const charlson = `
WITH c AS (
  SELECT hadm_id,
    ${codes("410|412", "I21|I22|I252")} AS myocardial_infarct,
    ${codes("39891|40201|40211|40291|40401|40403|40411|40413|40491|40493|425[4-9]|428", "I099|I110|I130|I132|I255|I420|I42[5-9]|I43|I50|P290")} AS congestive_heart_failure,
    ${codes("0930|4373|440|441|443[1-9]|4471|5571|5579|V434", "I70|I71|I731|I738|I739|I771|I790|I792|K551|K558|K559|Z958|Z959")} AS peripheral_vascular_disease,
    ${codes("36234|43[0-8]", "G45|G46|H340|I6[0-9]")} AS cerebrovascular_disease,
    ${codes("290|2941|3312", "F00|F01|F02|F03|F051|G30|G311")} AS dementia,
    ${codes("4168|4169|49[0-9]|50[0-5]|5064|5081|5088", "I278|I279|J4[0-7]|J6[0-7]|J684|J701|J703")} AS chronic_pulmonary_disease,
    ${codes("4465|710[0-4]|714[0-2]|7148|725", "M05|M06|M315|M3[2-4]|M351|M353|M360")} AS rheumatic_disease,
    ${codes("53[1-4]", "K2[5-8]")} AS peptic_ulcer_disease,
    ${codes("070[23][23]|07044|07054|0706|0709|570|571|573[3489]|V427", "B18|K70[0-3]|K709|K71[3-57]|K73|K74|K760|K76[2-489]|Z944")} AS mild_liver_disease,
    ${codes("250[0-389]", "E1[0-4][01689]")} AS diabetes_without_cc,
    ${codes("250[4-7]", "E1[0-4][2-57]")} AS diabetes_with_cc,
    ${codes("3341|342|343|344[0-69]", "G041|G114|G80[12]|G81|G82|G83[0-49]")} AS paraplegia,
    ${codes("40301|40311|40391|40402|40403|40412|40413|40492|40493|582|583[0-7]|585|586|5880|V420|V451|V56", "I120|I131|N03[2-7]|N05[2-7]|N18|N19|N250|Z49[0-2]|Z940|Z992")} AS renal_disease,
    ${codes("14|15|16|170|171|172|174|17[5-9]|18|190|191|192|193|194|195[0-8]|20[0-8]|2386", "C[01]|C2[0-6]|C3[0-4]|C3[7-9]|C4[01357-9]|C5[0-8]|C6|C7[0-6]|C8[1-58]|C9[0-7]")} AS malignant_cancer,
    ${codes("456[0-2]|572[2-8]", "I85[09]|I864|I982|K704|K711|K721|K729|K76[5-7]")} AS severe_liver_disease,
    ${codes("19[6-9]", "C7[7-9]|C80")} AS metastatic_solid_tumor,
    ${codes("04[2-4]", "B2[0-24]")} AS aids
  FROM mimiciv_hosp.diagnoses_icd GROUP BY hadm_id)
SELECT *, myocardial_infarct + congestive_heart_failure + peripheral_vascular_disease + cerebrovascular_disease + dementia
  + chronic_pulmonary_disease + rheumatic_disease + peptic_ulcer_disease
  + greatest(mild_liver_disease, 3 * severe_liver_disease) + greatest(2 * diabetes_with_cc, diabetes_without_cc)
  + greatest(2 * malignant_cancer, 6 * metastatic_solid_tumor) + 2 * paraplegia + 2 * renal_disease + 6 * aids
  AS charlson_comorbidity_index FROM c`;

/** The concepts, those that others read first. */
export const derivedConcepts: readonly DerivedConcept[] = [
  { name: "vitalsign", about: "vitals by charting time, temperature in °C", sql: vitalsign },
  { name: "gcs", about: "Glasgow coma scale by charting time", sql: gcs },
  { name: "ventilation", about: "stretches of invasive ventilation", sql: ventilation },
  { name: "bg", about: "arterial oxygen over inspired fraction", sql: bloodGas },
  { name: "vasoactive_agent", about: "rates of vasopressors and inotropes", sql: vasoactive },
  {
    name: "norepinephrine_equivalent_dose",
    about: "vasopressors as norepinephrine",
    sql: norepinephrineEquivalent,
  },
  { name: "icustay_hourly", about: "one row for each hour of each stay", sql: hourly },
  { name: "sofa", about: "SOFA each hour, worst of 24 hours", sql: sofa },
  { name: "suspicion_of_infection", about: "antibiotic and culture paired in time", sql: suspicion },
  { name: "sepsis3", about: "sepsis by the third consensus definition", sql: sepsis3 },
  { name: "charlson", about: "Charlson comorbidities and points", sql: charlson },
];

/** Makes the concepts as views in the schema mimiciv_derived of a database that has mimiciv_hosp and mimiciv_icu. */
export async function createDerivedViews(
  connection: { run(sql: string): Promise<unknown> },
  concepts: readonly DerivedConcept[] = derivedConcepts,
): Promise<void> {
  await connection.run("CREATE SCHEMA mimiciv_derived");
  for (const { name, sql } of concepts) {
    await connection.run(`CREATE VIEW mimiciv_derived.${name} AS ${sql}`);
  }
}
