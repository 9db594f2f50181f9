import { comorbidities, diagnosisGroups } from "./catalog.js";
import type { IcuEvents } from "./events.js";
import { draw, type Noise } from "./noise.js";
import { hasComorbidity } from "./patient.js";
import type { Stay } from "./stay.js";

/** A diagnosis in both revisions of the classification, without dots, as MIMIC writes codes. */
export interface Diagnosis {
  readonly icd9: string;
  readonly icd10: string;
  readonly title: string;
}

const code = (icd9: string, icd10: string, title: string): Diagnosis => ({ icd9, icd10, title });

/** Primary diagnoses, three for each group of the catalog, in its order. None of them counts in the Charlson index. */
const primary: readonly Diagnosis[] = [
  code("78551", "R570", "Cardiogenic shock"),
  code("41401", "I2510", "Atherosclerotic heart disease of native coronary artery"),
  code("42731", "I4891", "Atrial fibrillation, unspecified"),
  code("51881", "J9601", "Acute respiratory failure with hypoxia"),
  code("486", "J189", "Pneumonia, unspecified organism"),
  code("5070", "J690", "Pneumonitis due to inhalation of food and vomit"),
  code("0389", "A419", "Sepsis, unspecified organism"),
  code("03842", "A4151", "Sepsis due to Escherichia coli"),
  code("00845", "A0472", "Enterocolitis due to Clostridium difficile"),
  code("5789", "K922", "Gastrointestinal hemorrhage, unspecified"),
  code("5770", "K8590", "Acute pancreatitis, unspecified"),
  code("5609", "K56609", "Unspecified intestinal obstruction"),
  code("8730", "S0100XA", "Unspecified open wound of scalp"),
  code("85220", "S065X0A", "Traumatic subdural hemorrhage"),
  code("80709", "S2249XA", "Multiple fractures of ribs"),
  code("2252", "D320", "Benign neoplasm of cerebral meninges"),
  code("2273", "D352", "Benign neoplasm of pituitary gland"),
  code("2113", "D126", "Benign neoplasm of colon, unspecified"),
  code("25541", "E271", "Primary adrenocortical insufficiency"),
  code("2761", "E871", "Hypo-osmolality and hyponatremia"),
  code("24290", "E0590", "Thyrotoxicosis, unspecified"),
  code("5849", "N179", "Acute kidney failure, unspecified"),
  code("5990", "N390", "Urinary tract infection, site not specified"),
  code("5921", "N201", "Calculus of ureter"),
  code("9654", "T391X1A", "Poisoning by 4-aminophenol derivatives"),
  code("9694", "T424X1A", "Poisoning by benzodiazepines"),
  code("9800", "T510X1A", "Toxic effect of ethanol"),
  code("78039", "R569", "Unspecified convulsions"),
  code("7802", "R55", "Syncope and collapse"),
  code("9982", "I9751", "Accidental puncture during a circulatory procedure"),
];

/** One diagnosis for each comorbidity of the catalog, in its order. */
const chronic: readonly Diagnosis[] = [
  code("412", "I252", "Old myocardial infarction"),
  code("42822", "I5022", "Chronic systolic heart failure"),
  code("4439", "I739", "Peripheral vascular disease, unspecified"),
  code("4389", "I6930", "Sequelae of cerebral infarction"),
  code("2900", "F0390", "Unspecified dementia"),
  code("496", "J449", "Chronic obstructive pulmonary disease, unspecified"),
  code("5715", "K7460", "Cirrhosis of liver"),
  code("5722", "K7290", "Hepatic failure, unspecified"),
  code("25000", "E119", "Type 2 diabetes mellitus without complications"),
  code("25060", "E1140", "Type 2 diabetes mellitus with diabetic neuropathy"),
  code("5853", "N183", "Chronic kidney disease, stage 3"),
  code("1629", "C3490", "Malignant neoplasm of bronchus or lung"),
  code("1977", "C787", "Secondary malignant neoplasm of liver"),
];

/** Every diagnosis that the simulator writes; codes in raw events are indexes into it. */
export const diagnoses: readonly Diagnosis[] = [...primary, ...chronic];

const perGroup: number = primary.length / diagnosisGroups.length;

/** Writes the diagnoses of one stay: the reason first, then the chronic ones. ICD-9 before 2014, ICD-10 afterwards. */
export function writeDiagnoses(noise: Noise, stay: Stay, events: IcuEvents): void {
  const version = stay.anchor_year_group < 2 ? 9 : 10;
  const choice = Math.floor(perGroup * noise.uniform(draw.coding));
  let seq = 1;
  events.diagnosis.add(stay.stay_id, seq++, perGroup * stay.diagnosis_group + choice, version);
  for (let k = 0; k < comorbidities.length; k++) {
    if (hasComorbidity(stay, k)) events.diagnosis.add(stay.stay_id, seq++, primary.length + k, version);
  }
}
