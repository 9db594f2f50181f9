/**
 * SOFA each hour over the last 24 hours: the worst of each component, missing ones 0. Hours count from ICU admission. The
 * component of the kidneys reads urine only once a whole day has been charted.
 */
export const sofa: string = `
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
