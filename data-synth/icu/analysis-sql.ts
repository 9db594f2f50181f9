/**
 * The analysis table computed from the event tables: what each of its columns means, as SQL that runs on MIMIC-IV too
 * (where hospital and diagnosis group have no counterpart). The tests hold it equal to what the simulator writes.
 */
export const analysisSql: string = `
WITH stay AS (SELECT *, intime + INTERVAL 6 HOUR AS baseline_end FROM mimiciv_icu.icustays),
vital AS (
  SELECT stay_id, avg(heart_rate) AS heart_rate_mean, min(mbp) AS map_min, avg(mbp) AS map_mean, min(sbp) AS sbp_min,
    avg(resp_rate) AS resp_rate_mean, max(temperature) AS temperature_max, min(spo2) AS spo2_min
  FROM mimiciv_derived.vitalsign v JOIN stay USING (stay_id) WHERE charttime < baseline_end GROUP BY stay_id),
coma AS (SELECT stay_id, min(gcs) AS gcs_min FROM mimiciv_derived.gcs JOIN stay USING (stay_id)
  WHERE charttime < baseline_end GROUP BY stay_id),
urine AS (SELECT o.stay_id, sum(value) AS urine_ml FROM mimiciv_icu.outputevents o JOIN stay s ON s.stay_id = o.stay_id
  WHERE charttime < baseline_end GROUP BY o.stay_id),
tube AS (SELECT DISTINCT stay_id FROM mimiciv_derived.ventilation JOIN stay USING (stay_id) WHERE starttime < baseline_end),
lab AS (
  SELECT s.stay_id, arg_min(valuenum, charttime) FILTER (itemid = 50813) AS lactate,
    arg_min(valuenum, charttime) FILTER (itemid = 50912) AS creatinine, arg_min(valuenum, charttime) FILTER (itemid = 51006) AS bun,
    arg_min(valuenum, charttime) FILTER (itemid = 50882) AS bicarbonate,
    arg_min(valuenum, charttime) FILTER (itemid = 50983) AS sodium, arg_min(valuenum, charttime) FILTER (itemid = 50971) AS potassium,
    arg_min(valuenum, charttime) FILTER (itemid = 50931) AS glucose, arg_min(valuenum, charttime) FILTER (itemid = 51301) AS wbc,
    arg_min(valuenum, charttime) FILTER (itemid = 51222) AS hemoglobin,
    arg_min(valuenum, charttime) FILTER (itemid = 51265) AS platelets,
    arg_min(valuenum, charttime) FILTER (itemid = 50885) AS bilirubin, arg_min(valuenum, charttime) FILTER (itemid = 51237) AS inr
  FROM mimiciv_hosp.labevents l JOIN stay s ON s.hadm_id = l.hadm_id AND charttime >= intime AND charttime < baseline_end
  GROUP BY s.stay_id),
gas AS (SELECT stay_id, arg_min(pao2fio2ratio, charttime) AS pao2_fio2 FROM mimiciv_derived.bg JOIN stay USING (stay_id)
  WHERE charttime >= intime AND charttime < baseline_end GROUP BY stay_id),
suspected AS (SELECT DISTINCT stay_id FROM mimiciv_derived.suspicion_of_infection JOIN stay USING (stay_id)
  WHERE antibiotic_time < baseline_end AND culture_time < baseline_end),
pressor AS (SELECT stay_id, min(starttime) AS first_start FROM mimiciv_derived.vasoactive_agent GROUP BY stay_id)
SELECT s.subject_id, s.hadm_id, s.stay_id,
  (p.anchor_age + date_part('year', s.intime) - p.anchor_year)::INTEGER AS age, p.gender, a.race, a.insurance, a.admission_type,
  s.first_careunit, p.anchor_year_group, c.charlson_comorbidity_index AS charlson, c.congestive_heart_failure,
  c.chronic_pulmonary_disease, greatest(c.diabetes_with_cc, c.diabetes_without_cc) AS diabetes, c.renal_disease,
  greatest(c.mild_liver_disease, c.severe_liver_disease) AS liver_disease,
  (suspected.stay_id IS NOT NULL)::INTEGER AS suspected_infection, (tube.stay_id IS NOT NULL)::INTEGER AS ventilated,
  vital.* EXCLUDE (stay_id), gcs_min, urine_ml, lab.* EXCLUDE (stay_id), pao2_fio2,
  CASE WHEN pao2_fio2 < 100 AND ventilated = 1 THEN 4 WHEN pao2_fio2 < 200 AND ventilated = 1 THEN 3 WHEN pao2_fio2 < 300 THEN 2
    WHEN pao2_fio2 < 400 THEN 1 ELSE 0 END
  + CASE WHEN platelets < 20 THEN 4 WHEN platelets < 50 THEN 3 WHEN platelets < 100 THEN 2 WHEN platelets < 150 THEN 1 ELSE 0 END
  + CASE WHEN bilirubin >= 12 THEN 4 WHEN bilirubin >= 6 THEN 3 WHEN bilirubin >= 2 THEN 2 WHEN bilirubin >= 1.2 THEN 1 ELSE 0 END
  + CASE WHEN map_min < 70 THEN 1 ELSE 0 END
  + CASE WHEN gcs_min < 6 THEN 4 WHEN gcs_min < 10 THEN 3 WHEN gcs_min < 13 THEN 2 WHEN gcs_min < 15 THEN 1 ELSE 0 END
  + CASE WHEN creatinine >= 5 OR urine_ml < 50 THEN 4 WHEN creatinine >= 3.5 OR urine_ml < 125 THEN 3 WHEN creatinine >= 2 THEN 2
    WHEN creatinine >= 1.2 THEN 1 ELSE 0 END AS sofa,
  1 / (1 + exp(2.4 - 0.03 * (age - 65) - 0.1 * (charlson - 2) - 0.28 * (sofa - 2) - 0.03 * (resp_rate_mean - 18)
    + 0.03 * (spo2_min - 96) + 0.04 * (map_min - 72))) AS risk_score,
  coalesce(first_start < s.intime + INTERVAL 12 HOUR, false)::INTEGER AS early_vasopressor,
  coalesce(p.dod - s.intime::DATE <= 28, false)::INTEGER AS death_28d,
  coalesce(p.dod - s.intime::DATE <= 365, false)::INTEGER AS death_1y, a.hospital_expire_flag,
  (a.deathtime IS NOT NULL AND a.deathtime <= s.outtime)::INTEGER AS icu_expire_flag, s.los AS icu_los_days,
  date_diff('minute', a.admittime, a.dischtime) / 1440 AS hospital_los_days
FROM stay s JOIN mimiciv_hosp.patients p USING (subject_id) JOIN mimiciv_hosp.admissions a USING (hadm_id)
LEFT JOIN mimiciv_derived.charlson c USING (hadm_id) LEFT JOIN vital USING (stay_id) LEFT JOIN coma USING (stay_id)
LEFT JOIN urine USING (stay_id) LEFT JOIN lab USING (stay_id) LEFT JOIN gas USING (stay_id) LEFT JOIN tube USING (stay_id)
LEFT JOIN suspected USING (stay_id) LEFT JOIN pressor USING (stay_id)
ORDER BY s.stay_id`;
