/**
 * Chronic conditions, numbered as the first diagnoses of the catalog, with which they are coded. The age at onset has the hazard
 * h(age) = A exp(`growth` · age) · exp(linear terms) · boosts, where A gives the share `at60` at age 60 to somebody of average
 * risk; the boosts count from the onset of another condition.
 */
export interface Condition {
  readonly name: string;
  readonly at60: number;
  readonly growth: number;
  /** Log hazard ratios of one standard deviation of metabolic risk, frailty and body mass, of smoking and of being a woman. */
  readonly metabolic?: number;
  readonly frailty?: number;
  readonly body?: number;
  readonly smoking?: number;
  readonly female?: number;
  readonly boosts?: readonly (readonly [condition: number, ratio: number])[];
  /** Visits a year that the condition makes. */
  readonly visits: number;
  /** Admissions a year that it adds. */
  readonly admissions?: number;
}

export const condition = {
  hypertension: 0,
  hyperlipidemia: 1,
  diabetes: 2,
  obesity: 3,
  kidney: 4,
  coronary: 5,
  heartFailure: 6,
  copd: 7,
  asthma: 8,
  depression: 9,
  anxiety: 10,
  reflux: 11,
  liver: 12,
  thyroid: 13,
  arthrosis: 14,
  backPain: 15,
  cancer: 16,
  apnea: 17,
  prediabetes: 18,
  type1: 19,
  migraine: 20,
  substance: 21,
  neuropathy: 22,
  ovaries: 23,
  fibromyalgia: 24,
  gout: 25,
  anemia: 26,
  vitaminD: 27,
  insomnia: 28,
  rhinitis: 29,
} as const;

const c = condition;

/** In their order of drawing: boosts come from conditions drawn before, and diabetes first of all (glycemia.ts). */
export const conditions: readonly Condition[] = [
  {
    name: "hypertension",
    at60: 0.42,
    growth: 0.075,
    metabolic: 0.35,
    body: 0.4,
    frailty: 0.1,
    boosts: [[c.diabetes, 3.6]],
    visits: 1.1,
  },
  {
    name: "hyperlipidemia",
    at60: 0.42,
    growth: 0.065,
    metabolic: 0.35,
    body: 0.2,
    boosts: [[c.diabetes, 1.8]],
    visits: 0.6,
  },
  { name: "type 2 diabetes", at60: 0, growth: 0.03, visits: 2.3, admissions: 0.27 },
  { name: "obesity", at60: 0, growth: 0.03, visits: 0.15 },
  {
    name: "chronic kidney disease",
    at60: 0.03,
    growth: 0.08,
    frailty: 0.2,
    boosts: [
      [c.hypertension, 1.8],
      [c.diabetes, 6],
    ],
    visits: 1.5,
    admissions: 0.05,
  },
  {
    name: "coronary disease",
    at60: 0.06,
    growth: 0.09,
    metabolic: 0.4,
    smoking: 0.6,
    female: -0.7,
    boosts: [
      [c.hypertension, 1.5],
      [c.diabetes, 3.2],
      [c.hyperlipidemia, 1.4],
    ],
    visits: 1.6,
    admissions: 0.06,
  },
  {
    name: "heart failure",
    at60: 0.012,
    growth: 0.09,
    frailty: 0.2,
    boosts: [
      [c.hypertension, 1.8],
      [c.diabetes, 3],
      [c.coronary, 4],
    ],
    visits: 2.2,
    admissions: 0.25,
  },
  {
    name: "chronic obstructive lung disease",
    at60: 0.04,
    growth: 0.09,
    smoking: 1.6,
    frailty: 0.2,
    visits: 1.6,
    admissions: 0.06,
  },
  { name: "asthma", at60: 0.1, growth: 0.004, body: 0.15, frailty: 0.3, visits: 0.9, admissions: 0.006 },
  {
    name: "depression",
    at60: 0.18,
    growth: 0.015,
    female: 0.5,
    frailty: 0.5,
    visits: 2.2,
    admissions: 0.012,
  },
  {
    name: "anxiety",
    at60: 0.16,
    growth: 0.012,
    female: 0.5,
    frailty: 0.4,
    boosts: [[c.depression, 2.5]],
    visits: 1.2,
  },
  { name: "reflux", at60: 0.22, growth: 0.04, metabolic: 0.2, body: 0.25, frailty: 0.25, visits: 0.5 },
  {
    name: "chronic liver disease",
    at60: 0.03,
    growth: 0.05,
    metabolic: 0.7,
    body: 0.5,
    boosts: [[c.diabetes, 1.8]],
    visits: 0.6,
    admissions: 0.01,
  },
  { name: "hypothyroidism", at60: 0.1, growth: 0.05, female: 1.3, visits: 0.8 },
  { name: "osteoarthrosis", at60: 0.26, growth: 0.08, body: 0.35, frailty: 0.1, visits: 1.1 },
  { name: "back pain", at60: 0.38, growth: 0.03, body: 0.15, frailty: 0.35, smoking: 0.2, visits: 1.7 },
  { name: "cancer", at60: 0.06, growth: 0.09, smoking: 0.3, visits: 4, admissions: 0.14 },
  { name: "sleep apnea", at60: 0.09, growth: 0.05, metabolic: 0.2, body: 0.8, female: -0.7, visits: 0.7 },
  { name: "prediabetes", at60: 0, growth: 0.03, visits: 0.4 },
  { name: "type 1 diabetes", at60: 0.005, growth: 0.001, visits: 3, admissions: 0.08 },
  { name: "migraine", at60: 0.09, growth: 0.002, female: 1, frailty: 0.2, visits: 0.9 },
  {
    name: "substance abuse",
    at60: 0.06,
    growth: 0.005,
    female: -0.5,
    smoking: 0.9,
    frailty: 0.4,
    visits: 1.8,
    admissions: 0.06,
  },
  { name: "neuropathy", at60: 0.02, growth: 0.06, frailty: 0.2, boosts: [[c.diabetes, 5]], visits: 1 },
  { name: "polycystic ovaries", at60: 0.04, growth: 0.01, metabolic: 0.6, body: 0.4, visits: 0.5 },
  { name: "fibromyalgia", at60: 0.02, growth: 0.03, female: 1.5, frailty: 0.6, visits: 1.4 },
  { name: "gout", at60: 0.04, growth: 0.06, metabolic: 0.5, body: 0.5, female: -1.2, visits: 0.6 },
  {
    name: "anemia",
    at60: 0.06,
    growth: 0.02,
    female: 0.8,
    frailty: 0.3,
    boosts: [[c.kidney, 3]],
    visits: 0.6,
  },
  { name: "vitamin D deficiency", at60: 0.12, growth: 0.03, body: 0.15, female: 0.4, visits: 0.3 },
  { name: "insomnia", at60: 0.1, growth: 0.03, frailty: 0.5, boosts: [[c.depression, 2]], visits: 0.5 },
  { name: "allergic rhinitis", at60: 0.16, growth: 0.003, visits: 0.6 },
];
