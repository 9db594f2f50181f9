import type { DerivedConcept } from "./derived.js";

/** Hours of stays that last longer than 48 hours, and all eight vitals of each; an hour without a value is there and empty. */
const hourlyVitals = `
WITH charted AS (
  SELECT c.stay_id, date_diff('minute', i.intime, c.charttime) // 60 AS hr,
    CASE WHEN itemid = 220045 THEN 'heart_rate' WHEN itemid IN (220210, 224690) THEN 'resp_rate'
      WHEN itemid IN (220052, 220181, 225312) THEN 'mbp' WHEN itemid IN (220050, 220179, 225309) THEN 'sbp'
      WHEN itemid IN (220051, 220180, 225310) THEN 'dbp' WHEN itemid = 220277 THEN 'spo2'
      WHEN itemid IN (223761, 223762) THEN 'temperature' WHEN itemid IN (225664, 220621, 226537) THEN 'glucose' END AS vital,
    CASE WHEN itemid = 223761 THEN (valuenum - 32) / 1.8 ELSE valuenum END AS value
  FROM mimiciv_icu.chartevents c JOIN mimiciv_icu.icustays i USING (stay_id)
  WHERE i.los > 2 AND c.charttime >= i.intime AND c.charttime < i.intime + INTERVAL 24 HOUR
  UNION ALL
  SELECT i.stay_id, date_diff('minute', i.intime, l.charttime) // 60, 'glucose', l.valuenum
  FROM mimiciv_hosp.labevents l JOIN mimiciv_icu.icustays i USING (hadm_id)
  WHERE i.los > 2 AND l.itemid IN (50931, 50809) AND l.charttime >= i.intime AND l.charttime < i.intime + INTERVAL 24 HOUR)
SELECT h.stay_id, h.hr, VITALS
FROM (SELECT stay_id, hr FROM mimiciv_derived.icustay_hourly JOIN mimiciv_icu.icustays USING (stay_id)
  WHERE los > 2 AND hr < 24) h
LEFT JOIN charted USING (stay_id, hr) GROUP BY h.stay_id, h.hr`;

const vitals = ["heart_rate", "resp_rate", "mbp", "spo2", "sbp", "dbp", "glucose", "temperature"] as const;
const summaries = vitals.flatMap((vital) =>
  ["min", "max", "avg"].map(
    (of) => `${of}(value) FILTER (vital = '${vital}') AS ${vital}_${of === "avg" ? "mean" : of}`,
  ),
);

const tested = [
  ["lactate", 50813],
  ["creatinine", 50912],
  ["bun", 51006],
  ["bicarbonate", 50882],
  ["sodium", 50983],
  ["potassium", 50971],
  ["chloride", 50902],
  ["aniongap", 50868],
  ["glucose", 50931],
  ["wbc", 51301],
  ["hemoglobin", 51222],
  ["hematocrit", 51221],
  ["platelets", 51265],
  ["bilirubin", 50885],
  ["inr", 51237],
  ["pt", 51274],
] as const;
const labs = tested.flatMap(([name, itemid]) => [
  `min(valuenum) FILTER (itemid = ${itemid}) AS ${name}_min`,
  `max(valuenum) FILTER (itemid = ${itemid}) AS ${name}_max`,
]);

/**
 * One row for each stay of at least 48 hours: demographics, the extremes of laboratory values and vitals of those hours, and
 * what became of the patient. mort_icu and mort_oneyr stand beside mort_hosp on purpose: they are outcomes, not features.
 */
const first48 = `
WITH stay AS (SELECT *, intime + INTERVAL 48 HOUR AS feature_end FROM mimiciv_icu.icustays WHERE los >= 2),
lab AS (SELECT s.stay_id, ${labs.join(", ")}
  FROM stay s JOIN mimiciv_hosp.labevents l ON l.hadm_id = s.hadm_id AND charttime >= intime AND charttime < feature_end
  GROUP BY s.stay_id),
vital AS (SELECT s.stay_id, min(heart_rate) AS heart_rate_min, max(heart_rate) AS heart_rate_max, min(sbp) AS sbp_min,
    max(sbp) AS sbp_max, min(mbp) AS mbp_min, max(mbp) AS mbp_max, min(resp_rate) AS resp_rate_min,
    max(resp_rate) AS resp_rate_max, min(temperature) AS temperature_min, max(temperature) AS temperature_max,
    min(spo2) AS spo2_min, max(spo2) AS spo2_max
  FROM stay s JOIN mimiciv_derived.vitalsign v ON v.stay_id = s.stay_id AND charttime < feature_end GROUP BY s.stay_id)
SELECT s.subject_id, s.hadm_id, s.stay_id, (p.anchor_age + year(s.intime) - p.anchor_year)::INTEGER AS age, p.gender, a.race,
  a.admission_type, s.first_careunit, lab.* EXCLUDE (stay_id), vital.* EXCLUDE (stay_id),
  a.hospital_expire_flag AS mort_hosp, coalesce(a.deathtime <= s.outtime, false)::INTEGER AS mort_icu,
  coalesce(p.dod - a.dischtime::DATE <= 365, false)::INTEGER AS mort_oneyr,
  (row_number() OVER (PARTITION BY s.subject_id ORDER BY s.intime) = 1)::INTEGER AS first_icu_stay,
  CASE WHEN s.subject_id % 10 < 7 THEN 'train' WHEN s.subject_id % 10 = 7 THEN 'valid' ELSE 'test' END AS split
FROM stay s JOIN mimiciv_hosp.patients p USING (subject_id) JOIN mimiciv_hosp.admissions a USING (hadm_id)
LEFT JOIN lab USING (stay_id) LEFT JOIN vital USING (stay_id)`;

/** Tables of the course's problem sets 1 and 4 (MIT 6.S897, 2019). */
export const courseTables: readonly DerivedConcept[] = [
  {
    name: "first_48_hours",
    about: "problem set 1: features of the first 48 hours and death in hospital",
    sql: first48,
  },
  {
    name: "hourly_vitals",
    about: "problem set 4: eight vitals hour by hour over the first day",
    sql: hourlyVitals.replace("VITALS", summaries.join(", ")),
  },
];
