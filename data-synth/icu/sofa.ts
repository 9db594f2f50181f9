/**
 * Components of the SOFA score (Vincent et al. 1996), 0 to 4 each; a value that was not measured (NaN) scores 0, as in
 * the published MIMIC queries.
 */
export function respirationScore(pao2Fio2: number, ventilated: boolean): number {
  if (pao2Fio2 < 100 && ventilated) return 4;
  if (pao2Fio2 < 200 && ventilated) return 3;
  if (pao2Fio2 < 300) return 2;
  return pao2Fio2 < 400 ? 1 : 0;
}

/** Platelets in K/uL. */
export function coagulationScore(platelets: number): number {
  return below(platelets, 150, 100, 50, 20);
}

/** Total bilirubin in mg/dL. */
export function liverScore(bilirubin: number): number {
  return above(bilirubin, 1.2, 2, 6, 12);
}

/** Mean pressure in mmHg; rates in mcg/kg/min, those of norepinephrine and epinephrine at their highest. */
export function cardiovascularScore(map: number, norepinephrine = 0, dopamine = 0, dobutamine = 0): number {
  if (dopamine > 15 || norepinephrine > 0.1) return 4;
  if (dopamine > 5 || norepinephrine > 0) return 3;
  if (dopamine > 0 || dobutamine > 0) return 2;
  return map < 70 ? 1 : 0;
}

export function neurologicScore(gcs: number): number {
  return below(gcs, 15, 13, 10, 6);
}

/** Creatinine in mg/dL; urine in mL over 24 hours. */
export function renalScore(creatinine: number, dailyUrine: number): number {
  const byUrine = dailyUrine < 200 ? 4 : dailyUrine < 500 ? 3 : 0;
  return Math.max(above(creatinine, 1.2, 2, 3.5, 5), byUrine);
}

function below(x: number, a: number, b: number, c: number, d: number): number {
  return (x < a ? 1 : 0) + (x < b ? 1 : 0) + (x < c ? 1 : 0) + (x < d ? 1 : 0);
}

function above(x: number, a: number, b: number, c: number, d: number): number {
  return (x >= a ? 1 : 0) + (x >= b ? 1 : 0) + (x >= c ? 1 : 0) + (x >= d ? 1 : 0);
}
