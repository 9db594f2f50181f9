// Who comes to the ICU: shares and medians published for MIMIC-III (Johnson et al. 2016, table 1 and text).

/** One kind of ICU. `mimic3` is the name that MIMIC-III uses. */
export interface CareUnit {
  readonly name: string;
  readonly mimic3: string;
  readonly share: number;
  readonly medianAge: number;
  readonly male: number;
  /** Shares of {@link diagnosisGroups}, in their order. */
  readonly diagnoses: readonly number[];
  /** Shift of severity, and log-odds of 28-day death and of an early vasopressor, that come with the unit. */
  readonly severity: number;
  readonly death: number;
  readonly vasopressor: number;
  readonly ventilation: number;
}

/** Groups of the primary diagnosis. */
export const diagnosisGroups: readonly string[] = [
  "circulatory",
  "pulmonary",
  "infectious",
  "digestive",
  "trauma",
  "neoplasm",
  "endocrine",
  "genitourinary",
  "poisoning",
  "other",
];

/** Probability that an infection is suspected, by diagnosis group. */
export const infectionShares: readonly number[] = [0.5, 0.88, 0.98, 0.74, 0.58, 0.56, 0.58, 0.84, 0.48, 0.62];

export const careUnits: readonly CareUnit[] = [
  {
    name: "Medical Intensive Care Unit (MICU)",
    mimic3: "MICU",
    share: 0.395,
    medianAge: 64.9,
    male: 0.516,
    diagnoses: [0.136, 0.175, 0.167, 0.165, 0.03, 0.065, 0.05, 0.035, 0.03, 0.147],
    severity: 0.1,
    death: 0.2,
    vasopressor: 0,
    ventilation: -0.1,
  },
  {
    name: "Cardiac Vascular Intensive Care Unit (CVICU)",
    mimic3: "CSRU",
    share: 0.184,
    medianAge: 67.6,
    male: 0.655,
    diagnoses: [0.786, 0.03, 0.02, 0.025, 0.03, 0.04, 0.008, 0.006, 0.002, 0.053],
    severity: -0.1,
    death: -1.12,
    vasopressor: 0.35,
    ventilation: 1.1,
  },
  {
    name: "Surgical Intensive Care Unit (SICU)",
    mimic3: "SICU",
    share: 0.166,
    medianAge: 63.6,
    male: 0.557,
    diagnoses: [0.295, 0.04, 0.04, 0.135, 0.1, 0.153, 0.02, 0.02, 0.005, 0.192],
    severity: 0,
    death: 0.14,
    vasopressor: 0.05,
    ventilation: 0.2,
  },
  {
    name: "Coronary Care Unit (CCU)",
    mimic3: "CCU",
    share: 0.145,
    medianAge: 70.1,
    male: 0.557,
    diagnoses: [0.714, 0.055, 0.05, 0.03, 0.02, 0.02, 0.012, 0.012, 0.008, 0.079],
    severity: -0.1,
    death: -0.08,
    vasopressor: 0.1,
    ventilation: -0.4,
  },
  {
    name: "Trauma SICU (TSICU)",
    mimic3: "TSICU",
    share: 0.11,
    medianAge: 59.9,
    male: 0.557,
    diagnoses: [0.126, 0.04, 0.04, 0.08, 0.517, 0.075, 0.01, 0.008, 0.006, 0.098],
    severity: -0.05,
    death: 0.2,
    vasopressor: -0.1,
    ventilation: 0.3,
  },
];

/** Race as MIMIC-IV writes it, with shares close to a published MIMIC-IV sepsis cohort. */
export const races: readonly string[] = [
  "WHITE",
  "BLACK/AFRICAN AMERICAN",
  "HISPANIC/LATINO",
  "ASIAN",
  "OTHER",
  "UNKNOWN",
];
export const raceShares: readonly number[] = [0.6, 0.1, 0.045, 0.025, 0.07, 0.16];
/** Whom the knobs that are about groups treat as a minority: Black, Hispanic and Asian patients. */
export const minorities: readonly boolean[] = [false, true, true, true, false, false];
export const black = 1;

export const insurances: readonly string[] = ["Medicare", "Medicaid", "Private", "Other"];
export const admissionTypes: readonly string[] = [
  "EW EMER.",
  "URGENT",
  "SURGICAL SAME DAY ADMISSION",
  "ELECTIVE",
];
export const yearGroups: readonly string[] = [
  "2008 - 2010",
  "2011 - 2013",
  "2014 - 2016",
  "2017 - 2019",
  "2020 - 2022",
];

/**
 * Comorbidities with their points in the Charlson index (Charlson et al. 1987), log-odds at age 65 and their slopes per
 * decade of age and per unit of frailty. A form that is `instead` of a milder one is drawn only for those who have the
 * milder one, and replaces its points.
 */
export interface Comorbidity {
  readonly name: string;
  readonly points: number;
  readonly logOdds: number;
  readonly age: number;
  readonly frailty: number;
  readonly instead?: number;
}

export const comorbidities: readonly Comorbidity[] = [
  { name: "myocardial_infarct", points: 1, logOdds: -1.75, age: 0.2, frailty: 0.5 },
  { name: "congestive_heart_failure", points: 1, logOdds: -1.15, age: 0.35, frailty: 0.8 },
  { name: "peripheral_vascular_disease", points: 1, logOdds: -2.2, age: 0.2, frailty: 0.5 },
  { name: "cerebrovascular_disease", points: 1, logOdds: -1.9, age: 0.15, frailty: 0.2 },
  { name: "dementia", points: 1, logOdds: -3.9, age: 0.8, frailty: 0.4 },
  { name: "chronic_pulmonary_disease", points: 1, logOdds: -1.15, age: 0.15, frailty: 0.5 },
  { name: "liver_disease", points: 1, logOdds: -1.95, age: -0.2, frailty: 0.6 },
  { name: "severe_liver_disease", points: 3, logOdds: -0.7, age: 0, frailty: 0.2, instead: 6 },
  { name: "diabetes", points: 1, logOdds: -0.9, age: 0.1, frailty: 0.5 },
  { name: "diabetes_complicated", points: 2, logOdds: -0.5, age: 0.1, frailty: 0.3, instead: 8 },
  { name: "renal_disease", points: 2, logOdds: -1.65, age: 0.25, frailty: 0.8 },
  { name: "cancer", points: 2, logOdds: -1.95, age: 0.15, frailty: 0.1 },
  { name: "metastatic_cancer", points: 6, logOdds: -0.8, age: 0, frailty: 0.1, instead: 11 },
];

/**
 * How the twelve hospitals differ: share of patients and, in standard deviations, taste for vasopressors, severity of
 * who comes (case mix) and excess of death (quality, higher is worse).
 */
export interface Hospital {
  readonly share: number;
  readonly taste: number;
  readonly caseMix: number;
  readonly excess: number;
}

export const hospitals: readonly Hospital[] = [
  { share: 0.16, taste: 0.3, caseMix: -0.6, excess: 0.4 },
  { share: 0.13, taste: -0.9, caseMix: 1.1, excess: -0.7 },
  { share: 0.12, taste: 1.2, caseMix: 0.2, excess: -1.3 },
  { share: 0.1, taste: -0.4, caseMix: -1.4, excess: 0.9 },
  { share: 0.09, taste: 0.7, caseMix: 0.8, excess: 1.2 },
  { share: 0.08, taste: -1.5, caseMix: 1.5, excess: 0.3 },
  { share: 0.08, taste: 0.1, caseMix: -0.9, excess: -0.5 },
  { share: 0.06, taste: 1.7, caseMix: 0.4, excess: 1.6 },
  { share: 0.06, taste: -0.2, caseMix: -0.2, excess: -1.1 },
  { share: 0.05, taste: -1.0, caseMix: -1.2, excess: 0.2 },
  { share: 0.04, taste: 0.5, caseMix: 1.3, excess: -0.8 },
  { share: 0.03, taste: -0.6, caseMix: 0.6, excess: -0.4 },
];
