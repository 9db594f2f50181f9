/**
 * States of the sepsis simulator of Oberst & Sontag (2019) without diabetes, numbered by mixed-radix digits, the most
 * significant first: heart rate (3 levels), systolic pressure (3), oxygen (2), glucose (5), antibiotic, vasopressor and
 * ventilation (2 each). Vital levels count from low; normal is 1, for glucose 2.
 */
export const observedStates = 720;
export const sepsisActions = 8;

/** What the state says, digit by digit. */
export interface SepsisState {
  readonly diabetic: number;
  readonly heartRate: number;
  readonly systolicBp: number;
  readonly oxygen: number;
  readonly glucose: number;
  readonly antibiotic: number;
  readonly vasopressor: number;
  readonly ventilation: number;
}

/** The state with this number among 1,440; diabetes is the top digit. */
export function decodeSepsis(state: number): SepsisState {
  let rest = state;
  const digit = (levels: number): number => {
    const value = rest % levels;
    rest = (rest - value) / levels;
    return value;
  };
  const [ventilation, vasopressor, antibiotic] = [digit(2), digit(2), digit(2)];
  const [glucose, oxygen, systolicBp, heartRate] = [digit(5), digit(2), digit(3), digit(3)];
  return { diabetic: rest, heartRate, systolicBp, oxygen, glucose, antibiotic, vasopressor, ventilation };
}

export function encodeSepsis(s: SepsisState): number {
  const vitals = ((s.heartRate * 3 + s.systolicBp) * 2 + s.oxygen) * 5 + s.glucose;
  return s.diabetic * observedStates + vitals * 8 + s.antibiotic * 4 + s.vasopressor * 2 + s.ventilation;
}

/** Antibiotic, ventilation and vasopressor of an action: 4 · antibiotic + 2 · ventilation + vasopressor. */
export function decodeSepsisAction(action: number): {
  readonly antibiotic: number;
  readonly ventilation: number;
  readonly vasopressor: number;
} {
  return { antibiotic: action >> 2, ventilation: (action >> 1) & 1, vasopressor: action & 1 };
}

/** Vitals that are not normal, 0 to 4. */
export function abnormalVitals(s: SepsisState): number {
  return (
    Number(s.heartRate !== 1) + Number(s.systolicBp !== 1) + Number(s.oxygen !== 1) + Number(s.glucose !== 2)
  );
}

/** −1 at death (three abnormal vitals), +1 at discharge (all normal, no treatment), else 0. */
export function sepsisReward(s: SepsisState): number {
  const abnormal = abnormalVitals(s);
  if (abnormal >= 3) return -1;
  return abnormal === 0 && s.antibiotic + s.vasopressor + s.ventilation === 0 ? 1 : 0;
}
