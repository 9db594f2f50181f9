export { Noise } from "../noise.js";

/** Names of the draws. A number may be added; one in use is never given another meaning. */
export const draw = {
  // of a patient
  unit: 1,
  age: 2,
  gender: 3,
  race: 4,
  insurance: 5,
  hospital: 6,
  frailty: 7,
  body: 8,
  year: 9,
  anchor: 10,
  admissionMinute: 11,
  comorbidity: 12, // and the twelve after it
  // of a stay
  transfer: 30,
  diagnosis: 31,
  infection: 32,
  severity: 33,
  organs: 34, // and the two after it
  hidden: 37,
  admission: 38,
  ventilated: 39,
  reserve: 40,
  treatment: 41,
  place: 42,
  lengthOfStay: 43,
  readmission: 44,
  interval: 45,
  afterwards: 46,
  thermometer: 47,
  beforeIcu: 48,
  start: 49,
  rescue: 50,
  tubeTime: 51,
  drift: 52,
  sampling: 53,
  culture: 54,
  organism: 55,
  coding: 56,
  minute: 57,
  antibiotic: 58,
  linkage: 59,
  // measurements
  pressure: 60,
  breathing: 61,
  temperature: 62,
  pulse: 63,
  coma: 64,
  urine: 65,
  lost: 66,
  care: 67,
  innovation: 68,
  discharge: 69,
  laboratory: 70, // and the seven after it
  measured: 80, // and the eleven after it
  twoSexes: 98,
  defect: 1000, // and all after it
} as const;
