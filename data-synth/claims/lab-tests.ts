/** A laboratory test as it stands in the lab table. Values are stored in hundredths. */
export interface LabTest {
  readonly loinc: string;
  readonly name: string;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
}

export const labTests: readonly LabTest[] = [
  { loinc: "4548-4", name: "Hemoglobin A1c", unit: "%", low: 4, high: 5.6 },
  { loinc: "2345-7", name: "Glucose", unit: "mg/dL", low: 65, high: 99 },
  { loinc: "2160-0", name: "Creatinine", unit: "mg/dL", low: 0.5, high: 1.3 },
  { loinc: "1742-6", name: "Alanine aminotransferase", unit: "U/L", low: 5, high: 45 },
  { loinc: "2093-3", name: "Cholesterol", unit: "mg/dL", low: 100, high: 199 },
  { loinc: "2085-9", name: "HDL cholesterol", unit: "mg/dL", low: 40, high: 100 },
  { loinc: "13457-7", name: "LDL cholesterol", unit: "mg/dL", low: 0, high: 129 },
  { loinc: "2571-8", name: "Triglycerides", unit: "mg/dL", low: 0, high: 149 },
  { loinc: "3016-3", name: "Thyrotropin", unit: "mIU/L", low: 0.4, high: 4.5 },
];

export const lab = {
  a1c: 0,
  glucose: 1,
  creatinine: 2,
  alt: 3,
  cholesterol: 4,
  hdl: 5,
  ldl: 6,
  triglycerides: 7,
  thyrotropin: 8,
} as const;
