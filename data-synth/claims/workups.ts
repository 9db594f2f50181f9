import { condition as c } from "./conditions.js";
import { procedure as p } from "./procedures.js";

/** What a visit for a chronic condition may bring: at most two procedures with their chances, and chances of blood tests. */
export interface Workup {
  readonly visit?: number;
  readonly procedures?: readonly (readonly [proc: number, chance: number])[];
  readonly panel?: number;
  readonly a1c?: number;
  readonly lipids?: number;
  readonly thyroid?: number;
  /** Chance that an opioid is prescribed. */
  readonly opioid?: number;
}

export const workups: Readonly<Record<number, Workup>> = {
  [c.hypertension]: { procedures: [[p.ecg, 0.1]], panel: 0.3, lipids: 0.2, a1c: 0.03 },
  [c.hyperlipidemia]: { panel: 0.3, lipids: 0.6, a1c: 0.03 },
  [c.diabetes]: {
    procedures: [
      [p.eye, 0.13],
      [p.urine, 0.2],
    ],
    panel: 0.35,
    lipids: 0.3,
    a1c: 0.42,
  },
  [c.obesity]: { panel: 0.4, lipids: 0.3, a1c: 0.2, thyroid: 0.2 },
  [c.kidney]: {
    procedures: [
      [p.dialysis, 0.06],
      [p.urine, 0.4],
    ],
    panel: 0.8,
  },
  [c.coronary]: {
    procedures: [
      [p.ecg, 0.4],
      [p.stress, 0.14],
    ],
    panel: 0.3,
    lipids: 0.4,
  },
  [c.heartFailure]: {
    procedures: [
      [p.echo, 0.25],
      [p.ecg, 0.4],
    ],
    panel: 0.5,
  },
  [c.copd]: {
    procedures: [
      [p.spirometry, 0.25],
      [p.chestXray, 0.15],
    ],
  },
  [c.asthma]: { procedures: [[p.spirometry, 0.2]] },
  [c.depression]: { visit: p.talk },
  [c.anxiety]: { visit: p.talk },
  [c.reflux]: {},
  [c.liver]: { procedures: [[p.ct, 0.06]], panel: 0.7, a1c: 0.1 },
  [c.thyroid]: { thyroid: 0.7 },
  [c.arthrosis]: {
    procedures: [
      [p.injection, 0.15],
      [p.xray, 0.2],
    ],
    opioid: 0.05,
  },
  [c.backPain]: {
    visit: p.therapy,
    procedures: [
      [p.mri, 0.06],
      [p.spine, 0.03],
    ],
    opioid: 0.07,
  },
  [c.cancer]: {
    procedures: [
      [p.chemotherapy, 0.36],
      [p.ct, 0.15],
    ],
    panel: 0.5,
    opioid: 0.05,
  },
  [c.apnea]: { procedures: [[p.sleep, 0.2]] },
  [c.prediabetes]: { panel: 0.5, a1c: 0.5, lipids: 0.3 },
  [c.type1]: { procedures: [[p.eye, 0.15]], panel: 0.3, a1c: 0.7 },
  [c.migraine]: { opioid: 0.02 },
  [c.substance]: { visit: p.talk },
  [c.neuropathy]: { opioid: 0.04 },
  [c.ovaries]: { visit: p.gynecology, a1c: 0.15, panel: 0.2 },
  [c.fibromyalgia]: { procedures: [[p.injection, 0.05]], opioid: 0.07 },
  [c.gout]: { panel: 0.3 },
  [c.anemia]: { procedures: [[p.count, 0.7]] },
  [c.vitaminD]: { panel: 0.3 },
  [c.insomnia]: {},
  [c.rhinitis]: {},
};
