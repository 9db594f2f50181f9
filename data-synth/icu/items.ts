/** An item of MIMIC-IV's dictionaries d_items (charted, given, put out, done) or d_labitems. */
export interface Item {
  readonly itemid: number;
  readonly label: string;
  readonly unit: string;
  readonly category: string;
  /** The range that a laboratory calls normal. */
  readonly normal?: readonly [lower: number, upper: number];
  /** The table that it links to. */
  readonly table: "chartevents" | "inputevents" | "outputevents" | "procedureevents" | "labevents";
}

const charted = (itemid: number, label: string, unit: string, category: string): Item => ({
  itemid,
  label,
  unit,
  category,
  table: "chartevents",
});
const given = (itemid: number, label: string, unit: string): Item => ({
  itemid,
  label,
  unit,
  category: "Medications",
  table: "inputevents",
});
const tested = (
  itemid: number,
  label: string,
  unit: string,
  category: string,
  lower: number,
  upper: number,
): Item => ({ itemid, label, unit, category, normal: [lower, upper], table: "labevents" });

/** The items that the simulator writes, with MIMIC-IV's identifiers and units. */
export const items: readonly Item[] = [
  charted(220045, "Heart Rate", "bpm", "Routine Vital Signs"),
  charted(220050, "Arterial Blood Pressure systolic", "mmHg", "Routine Vital Signs"),
  charted(220051, "Arterial Blood Pressure diastolic", "mmHg", "Routine Vital Signs"),
  charted(220052, "Arterial Blood Pressure mean", "mmHg", "Routine Vital Signs"),
  charted(220179, "Non Invasive Blood Pressure systolic", "mmHg", "Routine Vital Signs"),
  charted(220180, "Non Invasive Blood Pressure diastolic", "mmHg", "Routine Vital Signs"),
  charted(220181, "Non Invasive Blood Pressure mean", "mmHg", "Routine Vital Signs"),
  charted(220210, "Respiratory Rate", "insp/min", "Respiratory"),
  charted(220277, "O2 saturation pulseoxymetry", "%", "Respiratory"),
  charted(223761, "Temperature Fahrenheit", "°F", "Routine Vital Signs"),
  charted(223762, "Temperature Celsius", "°C", "Routine Vital Signs"),
  charted(220739, "GCS - Eye Opening", "", "Neurological"),
  charted(223900, "GCS - Verbal Response", "", "Neurological"),
  charted(223901, "GCS - Motor Response", "", "Neurological"),
  charted(223835, "Inspired O2 Fraction", "%", "Respiratory"),
  charted(220339, "PEEP set", "cmH2O", "Respiratory"),
  charted(224684, "Tidal Volume (set)", "mL", "Respiratory"),
  charted(226512, "Admission Weight (Kg)", "kg", "General"),
  given(221906, "Norepinephrine", "mcg/kg/min"),
  given(221749, "Phenylephrine", "mcg/kg/min"),
  given(222315, "Vasopressin", "units/hour"),
  given(222168, "Propofol", "mcg/kg/min"),
  given(225158, "NaCl 0.9%", "mL"),
  { itemid: 226559, label: "Foley", unit: "mL", category: "Output", table: "outputevents" },
  {
    itemid: 225792,
    label: "Invasive Ventilation",
    unit: "min",
    category: "Ventilation",
    table: "procedureevents",
  },
  { itemid: 225401, label: "Blood Cultured", unit: "", category: "Cultures", table: "procedureevents" },
  tested(50813, "Lactate", "mmol/L", "Blood Gas", 0.5, 2),
  tested(50821, "pO2", "mm Hg", "Blood Gas", 85, 105),
  tested(50818, "pCO2", "mm Hg", "Blood Gas", 35, 45),
  tested(50820, "pH", "units", "Blood Gas", 7.35, 7.45),
  tested(50912, "Creatinine", "mg/dL", "Chemistry", 0.5, 1.2),
  tested(51006, "Urea Nitrogen", "mg/dL", "Chemistry", 6, 20),
  tested(50882, "Bicarbonate", "mEq/L", "Chemistry", 22, 32),
  tested(50983, "Sodium", "mEq/L", "Chemistry", 133, 145),
  tested(50971, "Potassium", "mEq/L", "Chemistry", 3.3, 5.1),
  tested(50902, "Chloride", "mEq/L", "Chemistry", 96, 108),
  tested(50868, "Anion Gap", "mEq/L", "Chemistry", 8, 20),
  tested(50931, "Glucose", "mg/dL", "Chemistry", 70, 105),
  tested(50885, "Bilirubin, Total", "mg/dL", "Chemistry", 0, 1.5),
  tested(51301, "White Blood Cells", "K/uL", "Hematology", 4, 11),
  tested(51222, "Hemoglobin", "g/dL", "Hematology", 12, 17.5),
  tested(51221, "Hematocrit", "%", "Hematology", 36, 51),
  tested(51265, "Platelet Count", "K/uL", "Hematology", 150, 440),
  tested(51237, "INR(PT)", "", "Hematology", 0.9, 1.1),
  tested(51274, "PT", "sec", "Hematology", 9.4, 12.5),
];

/** What is written for each answer of an item that is answered in words; a verbal response of 0 is a tube. */
export const answers: readonly (readonly [itemid: number, code: number, text: string])[] = [
  [220739, 4, "Spontaneously"],
  [220739, 3, "To Speech"],
  [220739, 2, "To Pain"],
  [220739, 1, "None"],
  [223900, 5, "Oriented"],
  [223900, 4, "Confused"],
  [223900, 3, "Inappropriate Words"],
  [223900, 2, "Incomprehensible sounds"],
  [223900, 1, "No Response"],
  [223900, 0, "No Response-ETT"],
  [223901, 6, "Obeys Commands"],
  [223901, 5, "Localizes Pain"],
  [223901, 4, "Flex-withdraws"],
  [223901, 3, "Abnormal Flexion"],
  [223901, 2, "Abnormal extension"],
  [223901, 1, "No response"],
];
