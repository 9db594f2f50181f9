// Bedside concepts as SQL over MIMIC-IV: vitals, coma scale, ventilation, blood gases, vasopressors, hours.

/** Charted values with one name for each vital, in one unit. */
export const vitalsign: string = `
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
export const gcs: string = `
SELECT stay_id, charttime,
  CASE WHEN bool_or(itemid = 223900 AND value = 'No Response-ETT') THEN 15
    ELSE sum(valuenum) END::INTEGER AS gcs
FROM mimiciv_icu.chartevents WHERE itemid IN (220739, 223900, 223901)
GROUP BY stay_id, charttime HAVING count(DISTINCT itemid) = 3`;

export const ventilation: string = `
SELECT stay_id, starttime, endtime FROM mimiciv_icu.procedureevents WHERE itemid = 225792`;

/** Arterial oxygen with the inspired fraction charted last, at most four hours and ten minutes before. */
export const bloodGas: string = `
SELECT i.stay_id, l.charttime, l.valuenum AS po2, f.valuenum AS fio2, 100 * l.valuenum / f.valuenum AS pao2fio2ratio
FROM mimiciv_hosp.labevents l
JOIN mimiciv_icu.icustays i ON i.hadm_id = l.hadm_id AND l.charttime >= i.intime - INTERVAL 6 HOUR AND l.charttime <= i.outtime
ASOF LEFT JOIN (SELECT stay_id, charttime, valuenum FROM mimiciv_icu.chartevents WHERE itemid = 223835) f
  ON f.stay_id = i.stay_id AND f.charttime <= l.charttime
WHERE l.itemid = 50821 AND f.charttime >= l.charttime - INTERVAL 250 MINUTE`;

/** Rates in mcg/kg/min, vasopressin in units/h. */
export const vasoactive: string = `
SELECT stay_id, starttime, endtime,
  CASE WHEN itemid = 221906 THEN rate END AS norepinephrine, CASE WHEN itemid = 221289 THEN rate END AS epinephrine,
  CASE WHEN itemid = 221749 THEN rate END AS phenylephrine, CASE WHEN itemid = 222315 THEN rate END AS vasopressin,
  CASE WHEN itemid = 221662 THEN rate END AS dopamine, CASE WHEN itemid = 221653 THEN rate END AS dobutamine,
  CASE WHEN itemid = 221986 THEN rate END AS milrinone
FROM mimiciv_icu.inputevents
WHERE itemid IN (221906, 221289, 221749, 222315, 221662, 221653, 221986) AND rate > 0`;

/** Sum over the drugs that run at the beginning of each stretch. */
export const norepinephrineEquivalent: string = `
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

export const hourly: string = `
SELECT stay_id, hadm_id, hr, intime + hr * INTERVAL 1 HOUR AS starttime, intime + (hr + 1) * INTERVAL 1 HOUR AS endtime
FROM (SELECT stay_id, hadm_id, intime,
  unnest(generate_series(0, greatest(0, ceil(date_diff('minute', intime, outtime) / 60)::INTEGER - 1))) AS hr
  FROM mimiciv_icu.icustays)`;
