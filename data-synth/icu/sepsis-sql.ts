// Suspected infection and sepsis-3 as SQL over MIMIC-IV and the SOFA of each hour.

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
export const suspicion: string = `
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
export const sepsis3: string = `
SELECT stay_id, subject_id, suspected_infection_time, endtime AS sofa_time, sofa_24hours AS sofa_score
FROM mimiciv_derived.suspicion_of_infection s JOIN mimiciv_derived.sofa f USING (stay_id)
WHERE sofa_24hours >= 2 AND endtime >= suspected_infection_time - INTERVAL 48 HOUR
  AND endtime <= suspected_infection_time + INTERVAL 24 HOUR
QUALIFY row_number() OVER (PARTITION BY stay_id ORDER BY suspected_infection_time, antibiotic_time, culture_time, endtime) = 1`;
