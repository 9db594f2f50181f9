import { firstYear, monthOf } from "./calendar.js";
import { condition as c } from "./conditions.js";
import { diagnosis } from "./diagnosis-codes.js";
import { countDays, countWithin, type Life } from "./life.js";
import { plans, regions } from "./places.js";
import { drug } from "./red-book.js";

/** One covariate of the opioid study: its column, and its coefficients in the decision and in the outcome. */
export interface OpioidCovariate {
  readonly name: string;
  readonly decision: number;
  readonly outcome: number;
}

const kinds = ["pain", "surgery", "injury", "dental"] as const;
export type OpioidReason = (typeof kinds)[number];

const row = (name: string, decision: number, outcome: number): OpioidCovariate => ({
  name,
  decision,
  outcome,
});

/** Diagnoses in the 365 days before the first prescription: column, codes, coefficients. */
const diagnosed: readonly (readonly [string, readonly number[], number, number])[] = [
  ["hypertension", [c.hypertension, diagnosis("4011")], 0.05, 0.05],
  ["hyperlipidemia", [c.hyperlipidemia], 0, 0],
  ["diabetes", [c.diabetes, diagnosis("25002")], 0.1, 0.1],
  ["obesity", [c.obesity], 0.1, 0.1],
  ["kidney_disease", [c.kidney], 0, 0.1],
  ["coronary_disease", [c.coronary], 0, 0.1],
  ["heart_failure", [c.heartFailure], 0.1, 0.1],
  ["copd", [c.copd], 0.15, 0.3],
  ["asthma", [c.asthma], 0, 0.1],
  ["depression", [c.depression], 0.25, 0.6],
  ["anxiety", [c.anxiety], 0.2, 0.4],
  ["reflux", [c.reflux], 0, 0],
  ["liver_disease", [c.liver], -0.1, 0.1],
  ["hypothyroidism", [c.thyroid], 0, 0],
  ["arthrosis", [c.arthrosis], 0.6, 0.5],
  ["back_pain", [c.backPain], 0.8, 0.7],
  ["apnea", [c.apnea], -0.1, 0.1],
  ["migraine", [c.migraine], 0.2, 0.3],
  ["substance_abuse", [c.substance], 0.3, 1.2],
  ["neuropathy", [c.neuropathy], 0.4, 0.5],
  ["fibromyalgia", [c.fibromyalgia], 0.7, 0.8],
];

const drugs: readonly (readonly [string, number, number, number])[] = [
  ["antidepressant", drug.antidepressant, 0.1, 0.2],
  ["benzodiazepine", drug.benzodiazepine, 0.3, 0.6],
  ["nsaid", drug.nsaid, 0.2, 0.1],
  ["muscle_relaxant", drug.relaxant, 0.3, 0.3],
  ["statin", drug.statin, 0, 0],
];

const planNames: readonly (readonly [string, readonly number[], number, number])[] = [
  ["plan_hmo", [4], -0.25, 0],
  ["plan_high_deductible", [8, 9], -0.15, -0.1],
  ["plan_pos", [5], 0, 0],
];

/** The 44 covariates. References: South, PPO and others, pain, years before 2013. */
export const opioidCovariates: readonly OpioidCovariate[] = [
  row("age", 0.025, 0.01),
  row("female", -0.1, -0.1),
  row("northeast", -0.3, -0.2),
  row("north_central", -0.1, 0),
  row("west", 0.1, 0),
  row("rural", 0.4, 0.3),
  ...planNames.map(([name, , decision, outcome]) => row(name, decision, outcome)),
  row("year_2013", -0.1, 0),
  row("year_2014", -0.2, -0.1),
  row("surgery", -0.3, -0.7),
  row("injury", -0.9, -0.7),
  row("dental", -1.6, -1),
  ...diagnosed.map(([name, , decision, outcome]) => row(name, decision, outcome)),
  ...drugs.map(([name, , decision, outcome]) => row(name, decision, outcome)),
  row("office_days", 0.015, 0.01),
  row("emergency_days", 0.1, 0.15),
  row("admissions", 0.3, 0.2),
  row("fills", 0.01, 0.01),
];

/** Writes the covariates of a member as of a day into `out`, in the order of {@link opioidCovariates}. */
export function readCovariates(life: Life, day: number, reason: OpioidReason, out: Float64Array): void {
  const { member } = life;
  const plan = plans[member.plan]!.code;
  const year = firstYear + Math.floor(monthOf(day) / 12);
  let j = 0;
  const put = (value: number | boolean): void => {
    out[j++] = Number(value);
  };
  put(year - Math.floor(member.birth));
  put(member.woman);
  for (const region of [1, 2, 4]) put(regions[member.region]!.code === region);
  put(member.area === 0);
  for (const [, codes] of planNames) put(codes.includes(plan));
  for (const each of [2013, 2014]) put(year === each);
  for (const each of kinds.slice(1)) put(reason === each);
  for (const [, codes] of diagnosed) put(codes.some((code) => life.sawBefore(code, day)));
  for (const [, drugClass] of drugs) put(life.filledBeforeDay(drugClass, day));
  put(countDays(life.officeDays, day));
  put(countDays(life.emergencyDays, day));
  put(countWithin(life.stayDays, day));
  put(countWithin(life.fillDays, day));
}

/** What the study's SQL needs to know: columns of diagnoses and drugs with their codes and classes. */
export const opioidDefinitions: {
  readonly diagnosed: typeof diagnosed;
  readonly drugs: typeof drugs;
  readonly plans: typeof planNames;
} = { diagnosed, drugs, plans: planNames };
