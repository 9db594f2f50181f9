/** Hours whose records stand in the analysis table; the treatment is decided at the end of them. */
export const baselineHours = 6;

/** What the analysis table says of one stay. Names are the columns' names; texts are codes into `catalog.ts`. */
export interface Recorded {
  subject_id: number;
  hadm_id: number;
  stay_id: number;
  hospital_id: number;
  stay_number: number;
  anchor_year_group: number;
  age: number;
  gender: number;
  race: number;
  insurance: number;
  admission_type: number;
  first_careunit: number;
  diagnosis_group: number;
  weight_kg: number;
  charlson: number;
  congestive_heart_failure: number;
  chronic_pulmonary_disease: number;
  diabetes: number;
  renal_disease: number;
  liver_disease: number;
  cancer: number;
  suspected_infection: number;
  ventilated: number;
  heart_rate_mean: number;
  map_min: number;
  map_mean: number;
  sbp_min: number;
  resp_rate_mean: number;
  temperature_max: number;
  spo2_min: number;
  gcs_min: number;
  urine_ml: number;
  lactate: number;
  creatinine: number;
  bun: number;
  bicarbonate: number;
  sodium: number;
  potassium: number;
  glucose: number;
  wbc: number;
  hemoglobin: number;
  platelets: number;
  bilirubin: number;
  inr: number;
  pao2_fio2: number;
  sofa: number;
  risk_score: number;
  early_vasopressor: number;
  death_28d: number;
  survival_days: number;
  death_1y: number;
  hospital_expire_flag: number;
  icu_expire_flag: number;
  icu_los_days: number;
  hospital_los_days: number;
  lost_to_follow_up: number;
}

/** What is true of the stay and stands in no table that is analyzed. */
export interface Latent {
  /** Minutes from 2000-01-01 to ICU admission, and from ICU admission to the other times. */
  intime: number;
  icuMinutes: number;
  admitMinutes: number;
  dischargeMinutes: number;
  deathMinutes: number;
  /** Comorbidities as bits, in the order of the catalog. */
  comorbidities: number;
  /** Minutes from ICU admission to loss to follow-up, and to death where it is recorded; far off where there is none. */
  lostMinutes: number;
  knownDeathMinutes: number;
  /** Whether the patient was lost before leaving the hospital. */
  transferred: number;
  /** Decides whether a death out of hospital reaches the record: uniform on (0, 1), the patient's own. */
  linkage: number;
  /** Probability that the death does not reach the record, given where the patient died. */
  unlinkedShare: number;
  /** What the pulse oximeter adds, in percentage points. */
  oximeterError: number;
  /** The lowest saturation, and who died within 28 days and within a year, whatever the record says. */
  actual_spo2_min: number;
  died_28d: number;
  died_1y: number;
  anchorAge: number;
  anchorYear: number;
  /** Whether a core temperature in °C is charted instead of °F. */
  coreTemperature: number;
  fio2: number;
  pao2: number;
  /** The stay's key for noise, and where it stands in its patient's history. */
  unit: number;
  visit: number;
  frailty: number;
  /** Severity of the acute illness and the dysfunction of the organs, in standard deviations; higher is worse. */
  severity: number;
  cardiovascular: number;
  respiratory: number;
  renal: number;
  hepatic: number;
  coagulation: number;
  neurologic: number;
  /** Lactate and SOFA as they are, measured or not. */
  trueLactate: number;
  trueSofa: number;
  /** The bedside impression that is not recorded. */
  impression: number;
  /** The clinician's probability of an early vasopressor. */
  propensity: number;
  /** Probabilities of death within 28 days without and with an early vasopressor. */
  risk0: number;
  risk1: number;
  /** What the illness must use up before the patient dies: uniform on (0, 1). */
  reserve: number;
  y0: number;
  y1: number;
}

/** One stay. */
export interface Stay extends Recorded, Latent {}

/** Sepsis as the record of hours 0 to 5 shows it: a suspected infection and SOFA of 2 or more. */
export function isSeptic(stay: Recorded): boolean {
  return stay.suspected_infection === 1 && stay.sofa >= 2;
}
