import { icd10Day } from "./calendar.js";

/** Diagnoses as ICD-9-CM, ICD-10-CM (both without the point, as MarketScan has them) and title. */
const list = [
  ["4019", "I10", "Essential hypertension"],
  ["2724", "E785", "Hyperlipidemia"],
  ["25000", "E119", "Type 2 diabetes mellitus"],
  ["27800", "E669", "Obesity"],
  ["5859", "N189", "Chronic kidney disease"],
  ["41401", "I2510", "Coronary atherosclerosis"],
  ["4280", "I509", "Heart failure"],
  ["496", "J449", "Chronic obstructive pulmonary disease"],
  ["49390", "J45909", "Asthma"],
  ["311", "F329", "Depressive disorder"],
  ["30000", "F419", "Anxiety state"],
  ["53081", "K219", "Esophageal reflux"],
  ["5718", "K760", "Chronic nonalcoholic liver disease"],
  ["2449", "E039", "Hypothyroidism"],
  ["71590", "M1990", "Osteoarthrosis"],
  ["7242", "M545", "Low back pain"],
  ["1991", "C801", "Malignant neoplasm"],
  ["32723", "G4733", "Obstructive sleep apnea"],
  ["79029", "R7309", "Abnormal glucose, prediabetes"],
  ["25001", "E109", "Type 1 diabetes mellitus"],
  ["34690", "G43909", "Migraine"],
  ["30500", "F1010", "Alcohol or other substance abuse"],
  ["3569", "G629", "Peripheral neuropathy"],
  ["2564", "E282", "Polycystic ovaries"],
  ["7291", "M797", "Fibromyalgia"],
  ["2749", "M109", "Gout"],
  ["2859", "D649", "Anemia"],
  ["2689", "E559", "Vitamin D deficiency"],
  ["78052", "G4700", "Insomnia"],
  ["4779", "J309", "Allergic rhinitis"],
  ["4011", "I10", "Benign essential hypertension"],
  ["25002", "E1165", "Type 2 diabetes mellitus, uncontrolled"],
  ["30400", "F1120", "Opioid dependence"],
  ["V700", "Z0000", "Routine medical examination"],
  ["V202", "Z00129", "Routine child examination"],
  ["V7231", "Z01419", "Gynecological examination"],
  ["V0481", "Z23", "Vaccination"],
  ["V7651", "Z1211", "Screening for colon cancer"],
  ["V7612", "Z1231", "Screening mammogram"],
  ["4659", "J069", "Acute upper respiratory infection"],
  ["4660", "J209", "Acute bronchitis"],
  ["4619", "J0190", "Acute sinusitis"],
  ["462", "J029", "Acute pharyngitis"],
  ["3829", "H6690", "Otitis media"],
  ["5990", "N390", "Urinary tract infection"],
  ["78900", "R109", "Abdominal pain"],
  ["78650", "R079", "Chest pain"],
  ["7840", "R51", "Headache"],
  ["78079", "R5383", "Fatigue"],
  ["71946", "M25569", "Knee pain"],
  ["6929", "L309", "Dermatitis"],
  ["5589", "K529", "Gastroenteritis"],
  ["84500", "S93409A", "Ankle sprain"],
  ["81342", "S52509A", "Fracture of the radius"],
  ["5206", "K011", "Impacted teeth"],
  ["57420", "K8020", "Gallstones"],
  ["55090", "K4090", "Inguinal hernia"],
  ["8360", "S83209A", "Tear of the meniscus"],
  ["3540", "G5600", "Carpal tunnel syndrome"],
  ["V221", "Z3480", "Pregnancy supervision"],
  ["650", "O80", "Normal delivery"],
  ["64883", "O24419", "Gestational diabetes"],
  ["5409", "K3580", "Acute appendicitis"],
  ["486", "J189", "Pneumonia"],
  ["0389", "A419", "Sepsis"],
  ["29623", "F322", "Major depression, severe"],
  ["V5811", "Z5111", "Chemotherapy"],
  ["2512", "E162", "Hypoglycemia"],
] as const;

export interface Diagnosis {
  readonly icd9: string;
  readonly icd10: string;
  readonly title: string;
}

export const diagnoses: readonly Diagnosis[] = list.map(([icd9, icd10, title]) => ({ icd9, icd10, title }));

/** Texts of the enum in which diagnoses are stored. */
export const diagnosisTexts: readonly string[] = [
  ...new Set([...diagnoses.map(({ icd9 }) => icd9), ...diagnoses.map(({ icd10 }) => icd10)]),
];

const in9: Int32Array = Int32Array.from(diagnoses, ({ icd9 }) => diagnosisTexts.indexOf(icd9));
const in10: Int32Array = Int32Array.from(diagnoses, ({ icd10 }) => diagnosisTexts.indexOf(icd10));
const meanings: Int32Array = Int32Array.from(diagnosisTexts, (text) =>
  diagnoses.findIndex(({ icd9, icd10 }) => icd9 === text || icd10 === text),
);

/** Number of the diagnosis with this ICD-9 code. */
export function diagnosis(icd9: (typeof list)[number][0]): number {
  return diagnoses.findIndex((each) => each.icd9 === icd9);
}

/** The diagnosis as it is coded on a day: its number among the texts. */
export function codedOn(day: number, code: number): number {
  return day < icd10Day ? in9[code]! : in10[code]!;
}

/** The diagnosis that a stored text means; where two share an ICD-10 code, the first. */
export function meaningOf(text: number): number {
  return meanings[text]!;
}
